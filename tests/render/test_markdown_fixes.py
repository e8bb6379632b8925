"""What is to be done, in Markdown: a fix that is a command is there once, as a command."""

from __future__ import annotations

import pytest

from whoami_aws.render.ci_report import Item
from whoami_aws.render.markdown import _fix


def _lines(fix: str, commands: tuple[str, ...]) -> list[str]:
    fields = dict.fromkeys(Item._fields, "") | Item._field_defaults | {"id": "some-rule"}
    item = Item(**(fields | {"name": "usable", "state": "fails", "message": "It fails."}))
    return list(_fix(item._replace(fix=fix, commands=commands)))


@pytest.mark.parametrize(
    ("fix", "commands", "said", "pasted"),
    [
        ("", (), False, []),
        ("use the role", (), True, []),
        ("use the role", ("unset A",), True, ["unset A"]),
        ("unset A", ("unset A",), False, ["unset A"]),
        ("unset A", ("unset A", "unset B"), True, ["unset A", "unset B"]),
    ],
)
def test_a_fix(fix: str, commands: tuple[str, ...], said: bool, pasted: list[str]) -> None:
    lines = _lines(fix, commands)
    assert [line for line in lines if line.startswith("  Fix: ")] == ([f"  Fix: {fix}"] if said else [])
    assert [line.strip() for line in lines if line.startswith("  unset")] == pasted
