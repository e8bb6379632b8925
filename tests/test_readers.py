"""Lines that readers of other SDKs make something else of: each line in a small file, under each way of reading it."""

from __future__ import annotations

from typing import Any

import pytest

from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.ini.botocore import Redaction
from whoami_aws.host.ini.dialects import read
from whoami_aws.host.ini.grammar import ANYWHERE, CONTINUES, ENDS, IGNORED, NESTED, REFUSED, REPLACED, SLICED, Grammar

RUBY = Grammar(indent=NESTED, blocks=NESTED, drops_empty=True, keeps_blank=True)


def _document(text: str, grammar: Grammar) -> dict[str, Any]:
    return dict(read(text, grammar, Redaction(lambda key, text, line: text)).sections)


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
        # behind a header that is none
        ("[a]\nk = v\n[b\n  more\n", Grammar(indent=CONTINUES), ("nothing-to-continue", 4)),
        # in a setting that is continued
        ("[a]\nk =\n  l = v\n  m = w\n", Grammar(indent=CONTINUES, junk=REFUSED), {"a": {"k": "\nl = v\nm = w"}}),
        ("[a]\nk =\n  l = v\n  more\n", Grammar(indent=CONTINUES, junk=REFUSED), ("no-delimiter", 4)),
        ("[a]\nk = v\n  more\n", Grammar(indent=CONTINUES, junk=REFUSED), {"a": {"k": "v\nmore"}}),
        # behind a section's bracket
        ("[a] # more\nk = v\n", Grammar(), {"a": {"k": "v"}}),
        ("[a]# more\nk = v\n", Grammar(), {"a": {"k": "v"}}),
        ("[a] more\nk = v\n", Grammar(), {}),
        ("[a] more\nk = v\n", Grammar(junk=REFUSED), ("no-delimiter", 1)),
        ("[a] more\nk = v\n", Grammar(after_header=IGNORED), {"a": {"k": "v"}}),
        ("[a] # more\nk = v\n", Grammar(after_header=REFUSED), ("no-delimiter", 1)),
        ("[a]]\nk = v\n", Grammar(), {"a]": {"k": "v"}}),
        # a section's name
        ("[ a  b ]\nk = v\n", Grammar(), {"a b": {"k": "v"}}),
        ("[ a  b ]\nk = v\n", Grammar(names_trimmed="ends"), {"a  b": {"k": "v"}}),
        ("[ a  b ]\nk = v\n", Grammar(names_trimmed="none"), {" a  b ": {"k": "v"}}),
        ("[ a  b ] # more\nk = v]\n", Grammar(header=SLICED), {"a b": {"k": "v]"}}),
        ("[a!]\nk = v\n[b]\nl = w\n", Grammar(sections="[a-z]", homeless=REFUSED), {"b": {"l": "w"}}),
        ("[a!]\nmore\n", Grammar(sections="[a-z]", junk=REFUSED), {}),
        ("[a!]\nmore\n", Grammar(sections="[a-z]", junk=REFUSED, checks_skipped=True), ("no-delimiter", 2)),
        # a section that is there twice
        ("[a]\nk = v\n[a]\nl = w\n", Grammar(), {"a": {"k": "v", "l": "w"}}),
        ("[a]\nk = v\n[a]\nl = w\n", Grammar(repeated_section=REPLACED), {"a": {"l": "w"}}),
        # words that are none
        ("[a]\nk = v\nmore\nl = w\n", Grammar(), {"a": {"k": "v", "l": "w"}}),
        ("[a]\nk = v\nmore\nl = w\n", Grammar(junk=REFUSED), ("no-delimiter", 3)),
        ("[a]\nk = v\n[b]\nl = w\nmore\nm = x\n", Grammar(junk=ENDS), {"a": {"k": "v"}, "b": {}}),
        ("[a]\nk = v\nno\nl = w\n", Grammar(junk=ENDS), {"a": {"k": "v", "l": "w"}}),
        # a value
        ("[a]\nK = v\nk = w\n", Grammar(), {"a": {"K": "v", "k": "w"}}),
        ("[a]\nK = v\nk = w\n", Grammar(fold_case=True), {"a": {"k": "w"}}),
        ("[a]\nk = 'v'\nl = 'w\nm = '\n", Grammar(quotes="'"), {"a": {"k": "v", "l": "'w", "m": "'"}}),
        ("[a]\nk = v # w\nl = v# w\nm = v\t;w\n", Grammar(), {"a": {"k": "v", "l": "v# w", "m": "v"}}),
        ("[a]\nk = v # w\n", Grammar(inline=""), {"a": {"k": "v # w"}}),
        ("[a]\nk =\nl =  \n", Grammar(), {"a": {"k": "", "l": ""}}),
        ("[a]\nk =\nl = v\n", Grammar(drops_empty=True), {"a": {"l": "v"}}),
        ("[a]\nk = \t\n", Grammar(keeps_blank=True), {"a": {"k": "\t"}}),
        ("[a]\nk:v=w\n", Grammar(delimiters="=:"), {"a": {"k": "v=w"}}),
        # blanks and marks
        ("[a]\n\f\nk = v\n", Grammar(refused_blanks=r"\f"), ("no-delimiter", 2)),
        ("[a]\n \nk = v\n", Grammar(refused_blanks=r"\f"), {"a": {"k": "v"}}),
        ("[a]\nk = \xa0v\n", Grammar(), {"a": {"k": "\xa0v"}}),
        ("[a]\nk = \xa0v\n", Grammar(unicode_blanks=True), {"a": {"k": "v"}}),
        ("\ufeff[a]\nk = v\n", Grammar(byte_order_mark=IGNORED), {"a": {"k": "v"}}),
        ("\ufeff[a]\nk = v\n", Grammar(junk=REFUSED, homeless=REFUSED), ("no-delimiter", 1)),
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
        (["s3 =", "  x", "  y = z"], {"y": "z"}),
        (["s3 =", "  x", "", "  y = z"], {"y": "z"}),
    ],
)
def test_a_block_of_settings(lines: list[str], nested: dict[str, str]) -> None:
    document = read("\n".join(["[a]", *lines, ""]), RUBY, Redaction(lambda key, text, line: text))
    assert document.problem is None
    value = document.sections["a"].own["s3"].value
    assert {one.key: one.value for one in value} == nested


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # before any section
        ("  x = y\n[a]\nl = v\n", {"a": {"l": "v"}}),
        ("k = v\n  x = y\n[a]\nl = v\n", {"a": {"l": "v"}}),
        # behind a value, a header, or an empty line
        ("[a]\nk = v\n  x = y\nl = w\n", {"a": {"k": "v", "l": "w"}}),
        ("[a]\nk = v\n[b]\n  x = y\nl = w\n", {"a": {"k": "v"}, "b": {"l": "w"}}),
        ("[a]\n  x = y\n", ("nothing-to-continue", 2)),
        ("[a]\nk = v\n\n  x = y\n", ("nothing-to-continue", 4)),
    ],
)
def test_an_indented_line_where_there_is_no_block(text: str, found: Any) -> None:
    assert _read(text, RUBY) == found


def test_a_block_belongs_to_its_section() -> None:
    text = "[a]\ns =\n  x = y\n[b]\ns =\n  x = z\n[b]\nk = v\n"
    merged, replaced = Grammar(empty_opens_block=True), Grammar(empty_opens_block=True, repeated_section=REPLACED)
    in_a, in_b = ({name: section.own for name, section in _document(text, one).items()} for one in (merged, replaced))
    assert [one.key for one in in_a["b"]["s"].value] == ["x"]
    assert [one.key for one in in_b["a"]["s"].value] == ["x"]
    assert "s" not in in_b["b"]


GRAMMARS = {
    sdk: chain.engine.dialect.files.grammar._replace(sections=".*")
    for sdk, chain in CHAINS.items()
    if isinstance(chain.engine, SdkEngine)
}


@pytest.mark.parametrize("sdk", GRAMMARS)
def test_what_every_reader_makes_of_plain_lines(sdk: str) -> None:
    """A comment counts nowhere, and each name and value is redacted as what stands in its line."""
    redacted: dict[str, list[int]] = {}

    def sealed(_: str, text: str, line: int) -> str:
        redacted.setdefault(text, []).append(line)
        return text

    def named(name: str, line: int) -> str:
        redacted.setdefault(name, []).append(line)
        return name

    lines = [
        "# k = v",
        ";k = v",
        "#",
        "",
        "[default]",
        "#k = v",
        ";",
        "k8 = v8",
        "[profile a]",
        "k10 = v10",
        "s3 =",
        "  k12 = v12",
    ]
    document = read("\n".join(lines), GRAMMARS[sdk], Redaction(sealed, named))
    if ";" not in GRAMMARS[sdk].comments:
        assert document.problem is not None and document.problem.line == 2
        return
    assert document.problem is None
    assert {name: section.line for name, section in document.sections.items()} == {"default": 5, "profile a": 9}
    of_default, of_a = (
        {key: entry.line for key, entry in section.own.items()} for section in document.sections.values()
    )
    assert of_default == {"k8": 8}
    assert of_a.items() >= {"k10": 10}.items()
    assert {
        name: found for name, found in redacted.items() if name[1:].isdigit() and name != "s3" and int(name[1:]) < 11
    } == {name: [int(name[1:])] for name in ("k8", "v8", "k10", "v10")}
    assert all(isinstance(line, int) for found in redacted.values() for line in found)
