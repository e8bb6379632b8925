"""The rules as pages and lists: all from their docstrings."""

from __future__ import annotations

import difflib
import json
import re
import textwrap

from whoami_aws.rules import run  # noqa: F401 - loads every topic
from whoami_aws.rules.finding import OLD_IDS, RULES, Rule, current_id

SCHEMA = "whoami-aws/rules/2"
_MARGIN = " " * 8
_KEPT = "\0"
"""A space at which no line is broken."""


def names() -> list[str]:
    """The names of all rules, sorted."""
    return sorted(RULES)


def listing(format_: str) -> str:
    """All rules, as `text`, `json` or `markdown`."""
    rules = sorted(RULES.values(), key=lambda rule: (rule.topic, rule.name))
    if format_ == "json":
        return json.dumps({"schema": SCHEMA, "rules": [_fields(rule) for rule in rules]}, indent=2) + "\n"
    if format_ == "markdown":
        head = "| rule | at most | what it says |\n| --- | --- | --- |\n"
        return head + "".join(f"| `{rule.name}` | {rule.severity} | {rule.page.title} |\n" for rule in rules)
    width = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.page.title}\n" for rule in rules)


def _fields(rule: Rule) -> dict[str, str]:
    page = rule.page
    return {
        "name": rule.name,
        "topic": rule.topic,
        "severity": rule.severity,
        "title": page.title,
        "why": page.why,
        "example": page.example,
        "fix": page.fix,
        "ignore": page.ignore,
        "see": page.see,
    }


def page(name: str) -> str:
    """One rule's page."""
    rule = RULES[name]
    page = rule.page
    example = textwrap.indent(page.example, _MARGIN)
    return (
        "\n\n".join(
            (
                f"{rule.name}: {page.title}",
                f"{rule.topic}, at most {rule.severity}",
                _part("Why", page.why),
                f"Example\n{example}",
                _part("Fix", page.fix),
                _part("Ignore", page.ignore),
                _part("See", page.see),
            )
        )
        + "\n"
    )


def _part(label: str, text: str) -> str:
    # What can be pasted is never broken.
    whole = re.sub("`[^`]+`", lambda span: span[0].replace(" ", _KEPT), text)
    head = f"{label:<{len(_MARGIN)}}"
    filled = textwrap.fill(
        whole, 88, initial_indent=head, subsequent_indent=_MARGIN, break_on_hyphens=False, break_long_words=False
    )
    return filled.replace(_KEPT, " ")


def unknown(name: str) -> str:
    """What to say of a name that no rule has: with those that are close."""
    return f"no rule is called {name!r}. {close_to(name)}"


def close_to(name: str) -> str:
    """Which rules have a name like this one, or where all are listed."""
    near = dict.fromkeys(map(current_id, difflib.get_close_matches(name, [*RULES, *OLD_IDS], 3, 0.5)))
    return f"Close: {', '.join(near)}." if near else "`whoami-aws rules` lists all."
