"""Our reader of the shared files against botocore's: the same sections, keys and values, the same refusals, and lines
that are right.
"""

from __future__ import annotations

import configparser
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import botocore.configloader
import botocore.exceptions
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whoami_aws.chain.profiles import section_map
from whoami_aws.gather.files import ini_file
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.ini.botocore import DEFAULT_SECTION, Document, Entry, Problem, Redaction, parse
from whoami_aws.host.ini.dialects import read
from whoami_aws.host.ini.grammar import REFUSED, Grammar
from whoami_aws.host.values import Reading, Shape

EXAMPLES = int(os.environ.get("WHOAMI_AWS_EXAMPLES", "100"))
"""More of them on demand."""

FRAGMENTS = (
    *(
        "[default]",
        "[a]",
        "[DEFAULT]",
        "[profile x]",
        "[ a ]",
        "[a]]",
        "[",
        "[]",
        "[b",
        "[c] junk",
        "[[d]",
        "[A]",
        " [e]",
    ),
    *("\ufeff[default]", "[sso-session s]", "[x=y]"),
    *("k = v", "k=v", "k:v", "k ==v", "k :: v", "K = z", "k", "k =", "k2 = v", "kk: v = w", "aws_access_key_id = AKIA"),
    *("x", "=x", ":", " = y", "é = ü", "İ = 1", "ß=2", "k = v # x", "k = v ; x", "a\\ = b"),
    *(" k = v", "\tk=w", "  a = b", "  a", "   deeper = 1", "  a : b", "\xa0k = v", "  = x", "  [z]"),
    *("# c", " # c", "; d", "#", "", "  ", "\t"),
    *("s3 =", "s3:", "  q=1\x0bz", "  q=1\x1cr = 2", "  q\u2028=1"),
    *("\x0b", "\x1c a=b", "\x85", "a\rb", "k = a\rb = c", "\x00", "\u2028x=y", "k = v\r", "[f]\r"),
)
LINES = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=14)
TEXTS = st.builds(str.join, st.sampled_from(["\n", "\n", "\r\n"]), LINES)

Flat = dict[str, "str | Flat"]


def _keep(key: str, text: str, line: int) -> Reading:
    return text


def _botocore(load: Callable[[str], Flat], text: str) -> tuple[str, Flat | None]:
    """The text with universal line ends, and what botocore makes of it; None if it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            content = path.read_text()
        except UnicodeDecodeError:
            content = ""
            path.write_bytes(b"")
        try:
            return content, load(str(path))
        except botocore.exceptions.ConfigParseError:
            return content, None


def _flat(entries: dict[str, Entry]) -> Flat:
    return {key: _value(entry) for key, entry in entries.items()}


def _value(entry: Entry) -> str | Flat:
    assert not isinstance(entry.value, Shape)
    return entry.value if isinstance(entry.value, str) else {one.key: _value(one) for one in entry.value}


def _ours(document: Document) -> Flat | None:
    if document.problem is not None:
        return None
    return {name: _flat(document.entries(name)) for name in document.sections}


@settings(max_examples=3 * EXAMPLES, deadline=None, database=None)
@given(TEXTS)
@example("[default]\n s3 =\n\n  a = b\n")
@example("[default]\nk = v\n\n  more\n\n")
def test_the_same_sections_keys_and_values(text: str) -> None:
    content, theirs = _botocore(botocore.configloader.raw_config_parse, text)
    assert _ours(parse(content, Redaction(_keep))) == theirs


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(TEXTS)
@example("[a]\nx\n\ny\n")
@example("# c\n\nk = v\n")
@example("[a]\nk = v\n\n[a]\n")
@example("[a]\nk = v\n\nK = v\n")
@example("[a]\nk =\n  a = b\n  c\n")
@example("[a]\n[b\n[a]\n")
@example("[a]\nk = v\n[b\nk = v\n")
def test_every_line_number_points_to_its_text(text: str) -> None:
    content, _ = _botocore(botocore.configloader.raw_config_parse, text)
    document = parse(content, Redaction(_keep))
    lines = content.split("\n")
    if document.problem is not None:
        line = _refused_at(content)
        if line is None:  # by botocore, which wants a `=` in each line of a block
            assert document.problem.code == "broken-block"
            block = lines[document.problem.line - 1]
            assert any("=" not in part for part in block.splitlines()), document.problem
            # Where botocore ends more lines than Python's parser, the block is pointed to by its head.
            assert block[0].isspace() or len(content.splitlines()) > len(lines), document.problem
        elif document.problem.code == "unclosed-section":
            # The parser may name an option instead, which is there twice because this section was never opened.
            assert document.problem.line <= line
            assert lines[document.problem.line - 1].lstrip().startswith("[")
        else:
            assert document.problem.line == line
        return
    for section in document.sections.values():
        assert lines[section.line - 1].strip().startswith(f"[{section.name}]")
    own = [entry for section in document.sections.values() for entry in section.own.values()]
    for entry in (*own, *document.defaults.values()):
        line = lines[entry.line - 1].strip()
        assert line.lower().startswith(entry.key)
        _check_nested(entry, lines)
        for number, key in entry.continued:
            assert number > entry.line
            assert lines[number - 1].strip()
            assert key is None or key in lines[number - 1].lower()


def _refused_at(content: str) -> int | None:
    """The first line that Python's parser, which botocore uses, complains of; None where it does not."""
    try:
        configparser.RawConfigParser().read_string(content)
    except (
        configparser.MissingSectionHeaderError,
        configparser.DuplicateSectionError,
        configparser.DuplicateOptionError,
    ) as error:
        return error.lineno
    except configparser.ParsingError as error:
        return error.errors[0][0]
    return None


def _check_nested(entry: Entry, lines: list[str]) -> None:
    if isinstance(entry.value, tuple) and not isinstance(entry.value, Shape):
        for inner in entry.value:
            assert inner.key in lines[inner.line - 1], (inner, lines)


NAMES = st.one_of(
    st.sampled_from(
        [
            *("default", "profile a", "profile  a", "profile 'a b'", 'profile "a"', "profile default", "profiles a"),
            *(
                "profile",
                "profilea",
                "profile a b",
                "profile it's",
                "Profile a",
                "profile\ta",
                " profile a",
                "profile a ",
            ),
            *(
                "profile ''",
                "profile a#b",
                "profile \\a",
                "profile \xa0a",
                "sso-session s",
                "sso-sessions s",
                "services x",
            ),
            *("sso-session 's t'", "services", "default ", "profile a\x0b"),
        ]
    ),
    st.text(st.characters(exclude_characters="\n\r[]\x00", exclude_categories=["Cs"]), min_size=1, max_size=6).map(
        "profile {}".format
    ),
)


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(st.lists(NAMES, unique=True, max_size=6))
def test_the_same_profiles_and_sessions(names: list[str]) -> None:
    text = "".join(f"[{name}]\nk = {number}\n" for number, name in enumerate(names))
    content, theirs = _botocore(botocore.configloader.load_config, text)
    document = parse(content, Redaction(_keep))
    if theirs is None:
        assert document.problem is not None
        return
    for prefix, part in (("profile", "profiles"), ("sso-session", "sso_sessions"), ("services", "services")):
        found = section_map(document.sections, prefix)
        assert {name: _flat(document.entries(section)) for name, section in found.items()} == theirs[part]


_BAD_LINES = {
    "no delimiter": "junk",
    "no key": "= x",
    "open header": "[open",
    "repeated key": "k = again",
    "repeated section": "[a]",
}


@pytest.mark.parametrize("second", _BAD_LINES)
@pytest.mark.parametrize("first", _BAD_LINES)
def test_of_two_bad_lines_the_first_is_reported(first: str, second: str, tmp_path: Path) -> None:
    """The line that botocore's own parser names first; but of a key that is there twice, an unclosed header above it,
    which is why.
    """
    path = tmp_path / "config"
    path.write_text(f"[a]\nk = v\n{_BAD_LINES[first]}\n\nm = v\n{_BAD_LINES[second]}\nn = v\n")
    with pytest.raises(botocore.exceptions.ConfigParseError) as raised:
        botocore.configloader.raw_config_parse(str(path))
    error = raised.value.kwargs["error"]
    theirs = error.errors[0][0] if isinstance(error, configparser.ParsingError) else error.lineno
    problem = parse(path.read_text(), Redaction(_keep)).problem
    assert problem is not None and problem.line == (3 if (first, second) == ("open header", "repeated key") else theirs)


@pytest.mark.parametrize(("text", "line"), [("[a]\ns3 =\n  x\n  y\n", 3), ("[a]\ns3 =\n  x\n[b]\ns3 =\n  y\n", 3)])
def test_of_two_bad_lines_in_blocks_the_first_is_reported(text: str, line: int) -> None:
    problem = parse(text, Redaction(_keep)).problem
    assert problem is not None and (problem.code, problem.line) == ("broken-block", line)


def test_of_two_bytes_that_are_no_text_the_first_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"[a]\n# \xff\n# \xff\n")
    document = ini_file(ThisProcess(), str(path), SecretStore()).document
    assert document is not None and document.problem == Problem("encoding", 2)


@pytest.mark.parametrize("second", ["junk", "[open"])
@pytest.mark.parametrize("first", ["junk", "[open"])
def test_of_two_bad_lines_another_sdk_sees_the_first(first: str, second: str) -> None:
    strict = Grammar(junk=REFUSED)
    problem = read(f"[a]\nk = v\n{first}\nm = v\n{second}\n", strict, Redaction(_keep)).problem
    assert problem is not None and problem.line == 3


def test_default_section_is_no_section() -> None:
    assert DEFAULT_SECTION not in parse("[DEFAULT]\nk = v\n[a]\n", Redaction(_keep)).sections
