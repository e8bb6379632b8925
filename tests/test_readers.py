"""Lines that readers of other SDKs make something else of: each line in a small file, under each way of reading it."""

from __future__ import annotations

from typing import Any

import pytest

from whoami_aws.host.grammar import ANYWHERE, CONTINUES, IGNORED, NESTED, REFUSED, Grammar
from whoami_aws.host.ini import Redaction
from whoami_aws.host.reading import read

RUBY = Grammar(indent=NESTED, blocks=NESTED, drops_empty=True, keeps_blank=True)


def _read(text: str, grammar: Grammar) -> Any:
    """What is refused, as code and line; or the settings by section."""
    document = read(text, grammar, Redaction(lambda key, text, line: text))
    if document.problem is not None:
        return document.problem.code, document.problem.line
    return {
        name: {key: entry.nested if hasattr(entry, "nested") else entry.value for key, entry in section.own.items()}
        for name, section in document.sections.items()
    }


@pytest.mark.parametrize(
    ("text", "grammar", "found"),
    [
        # brackets in a value
        ("[a]\nk = [x]\nl = v\n", Grammar(), {"a": {"k": "[x]", "l": "v"}}),
        ("[a]\nk = [x]\nl = v\n", Grammar(header=ANYWHERE), {"a": {}}),
        # before any section
        ("k = v\n[a]\nl = v\n", Grammar(), {"a": {"l": "v"}}),
        ("k = v\n[a]\nl = v\n", Grammar(homeless=REFUSED), ("no-section-header", 1)),
        ("  k = v\n[a]\nl = v\n", Grammar(indent=CONTINUES), ("nothing-to-continue", 1)),
        # behind a key that does not count
        ("[a]\nK! = v\n  more\nl = v\n", Grammar(keys="[a-z]+", indent=CONTINUES), ("nothing-to-continue", 3)),
        (
            "[a]\nK! = v\n  more\nl = v\n",
            Grammar(keys="[a-z]+", indent=CONTINUES, below_bad_key=IGNORED),
            {"a": {"l": "v"}},
        ),
        # A line without a key does not begin a setting that is ignored.
        (
            "[a]\n= v\n  more\nl = v\n",
            Grammar(keys="[a-z]+", indent=CONTINUES, below_bad_key=IGNORED),
            ("nothing-to-continue", 3),
        ),
    ],
)
def test_a_line(text: str, grammar: Grammar, found: Any) -> None:
    assert _read(text, grammar) == found


@pytest.mark.parametrize("header", ["[]", "[ ]", "[\t]"])
@pytest.mark.parametrize(
    ("grammar", "refused"),
    [
        (Grammar(), False),
        (Grammar(nameless=REFUSED), True),
        (Grammar(junk=REFUSED), False),
        (Grammar(after_header=REFUSED), False),
        (Grammar(junk=REFUSED, after_header=REFUSED), True),
    ],
)
def test_a_header_without_a_name(header: str, grammar: Grammar, refused: bool) -> None:
    found = _read(f"[a]\nk = v\n{header}\nl = v\n", grammar)
    assert (found == ("no-delimiter", 3)) == refused
    if not refused:
        assert found["a"] == {"k": "v"}


@pytest.mark.parametrize(
    ("lines", "nested"),
    [
        (["s3 =", "  x = y"], {"x": "y"}),
        (["s3 =", "  x = y", "  z = w"], {"x": "y", "z": "w"}),
        (["s3 =", "  x = y", "l = v", "  z = w"], {"x": "y"}),
    ],
)
def test_a_block_of_settings(lines: list[str], nested: dict[str, str]) -> None:
    document = read("\n".join(["[a]", *lines, ""]), RUBY, Redaction(lambda key, text, line: text))
    assert document.problem is None
    value = document.sections["a"].own["s3"].value
    assert {one.key: one.value for one in value} == nested
