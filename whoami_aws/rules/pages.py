"""The rules as pages and lists: all from their docstrings."""

from __future__ import annotations

import difflib
import json
import textwrap

from whoami_aws.rules import run  # noqa: F401 - loads every topic
from whoami_aws.rules.finding import OLD_IDS, RULES, Rule, current_id

SCHEMA = "whoami-aws/rules/1"


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
        "fix": page.fix,
        "see": page.see,
    }


def page(name: str) -> str:
    """One rule's page."""
    rule = RULES[name]
    parts = [f"{rule.name} — {rule.page.title}", f"{rule.topic}, at most {rule.severity}"]
    for label, text in (("Why", rule.page.why), ("Fix", rule.page.fix), ("See", rule.page.see)):
        parts.append(
            textwrap.fill(
                text,
                88,
                initial_indent=f"{label}  ",
                subsequent_indent="     ",
                break_on_hyphens=False,
                break_long_words=False,
            )
        )
    return "\n\n".join(parts) + "\n"


def unknown(name: str) -> str:
    """What to say of a name that no rule has: with those that are close."""
    return f"no rule is called {name!r}. {close_to(name)}"


def close_to(name: str) -> str:
    """Which rules have a name like this one, or where all are listed."""
    near = dict.fromkeys(map(current_id, difflib.get_close_matches(name, [*RULES, *OLD_IDS], 3, 0.5)))
    return f"Close: {', '.join(near)}." if near else "`whoami-aws rules` lists all."
