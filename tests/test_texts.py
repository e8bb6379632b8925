"""What the command line prints of itself is on record in `texts/`, which `pytest tests/test_texts.py --update` writes
again. Help is not among it, for it is laid out by typer.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import command
from whoami_aws import __version__
from whoami_aws.rules import pages
from whoami_aws.rules.finding import RULES

RECORD = Path(__file__).parent / "texts"
PAGES = {
    "man.1": ["man"],
    "rules.txt": ["rules"],
    "rules.md": ["rules", "--format", "markdown"],
    "demos.txt": ["demo", "--list"],
    "rule.txt": ["rule", "env-shadows-instance-profile"],
    **{f"completion.{shell}": ["completion", shell] for shell in ("bash", "zsh", "fish")},
}
WRONG_USAGE = "wrong-usage.txt"
"""What is said of wrong values: see `test_wrong_usage.py`."""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_on_record(page: str, update: str | None) -> None:
    said = command(PAGES[page], {"COLUMNS": "100", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
    assert (said.code, said.err) == (0, "")
    text = said.out.replace(__version__, "VERSION")
    if update:
        (RECORD / page).write_text(text, encoding="utf-8")
    assert text == (RECORD / page).read_text(encoding="utf-8")


def test_rules_are_told_to_programs() -> None:
    told = json.loads(pages.listing("json"))
    assert told.pop("schema") == "whoami-aws/rules/2"
    assert told.pop("rules") == [
        {"name": one.name, "topic": one.topic, "severity": one.severity, **one.page._asdict()}
        for one in sorted(RULES.values(), key=lambda rule: (rule.topic, rule.name))
    ]
    assert told == {}


def test_nothing_else_is_on_record() -> None:
    assert {path.name for path in RECORD.iterdir()} == {*PAGES, WRONG_USAGE}
