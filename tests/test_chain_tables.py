"""What the tables of the other SDKs say refers to something: a link, a reason that a link can give, a file."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import whoami_aws.chain
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.gather import json_texts
from whoami_aws.host import grammar
from whoami_aws.host.facts import IniNeed
from whoami_aws.host.host import Budget
from whoami_aws.host.ini import Redaction
from whoami_aws.host.reading import read

OTHERS = [name for name, chain in CHAINS.items() if not chain.engine.reads_as_botocore]
NO_REASON = {"crash"}
"""What ends a chain without being a reason: the SDK's own fault."""


@cache
def _reasons() -> list[str]:
    """Patterns of all texts in the code of the links: the codes of their reasons are among them, in one piece or as an
    f-string.
    """
    folder = Path(whoami_aws.chain.__file__).parent
    found = []
    for path in (*(folder / "fetching").glob("*.py"), *(folder / "links").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(re.escape(node.value))
            if isinstance(node, ast.JoinedStr):
                parts = (getattr(one, "value", None) for one in node.values)
                pattern = "".join(re.escape(one) if isinstance(one, str) else "[a-z-]+" for one in parts)
                found += [pattern] if re.search(r"[a-z]{3}", pattern.replace("[a-z-]+", "")) else []
    return found


def _is_reason(code: str) -> bool:
    """Whether a link can give this reason. What comes of asking a service is added behind it."""
    code = code.removesuffix("-refused").removesuffix("-garbled")
    return code in NO_REASON or any(re.fullmatch(one, code) for one in _reasons())


@pytest.mark.parametrize("sdk", OTHERS)
def test_what_ends_a_chain_is_a_reason_of_one_of_its_links(sdk: str) -> None:
    engine = CHAINS[sdk].engine
    assert isinstance(engine, Fetching)
    dialect = engine.dialect
    for one in (*dialect.stops_on, *dialect.passes_on):
        link, _, reason = one.partition(": ")
        assert link in CHAINS[sdk].links, one
        assert not reason or _is_reason(reason), one
    assert [one for one in dialect.stops_all if not _is_reason(one)] == []


@pytest.mark.parametrize("switch", [{}, {"AWS_SDK_LOAD_CONFIG": "1"}], ids=["off", "on"])
@pytest.mark.parametrize("sdk", OTHERS)
def test_a_file_that_was_read_is_not_wanted_again(
    sdk: str, switch: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those too that the SDK reads only with a switch, and those that it reads for settings alone."""
    (tmp_path / ".aws").mkdir()
    for name, head in (("config", "[profile p]"), ("credentials", "[p]")):
        (tmp_path / ".aws" / name).write_text(f"{head}\nregion = us-east-1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, text in switch.items():
        monkeypatch.setenv(name, text)
    host = gather(Question(sdk=sdk, budget=Budget("none")))
    verdict = judge(host, CHAINS[sdk])
    assert [need for need in (*verdict.wants, *verdict.deciding) if isinstance(need, IniNeed)] == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)


@cache
def _named() -> set[str]:
    """Words that the code of the links compares with or the reader of JSON gives, or that the documentation of a
    dialect puts in backquotes.
    """
    folder = Path(whoami_aws.chain.__file__).parent
    others = (Path(grammar.__file__), Path(json_texts.__file__))
    found: set[str] = set()
    for path in (*(folder / "fetching").glob("*.py"), *(folder / "links").glob("*.py"), *others):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"`([\w-]+)`", node.value))
            if path.name == "json_texts.py" or isinstance(node, ast.Compare | ast.MatchValue | ast.Dict | ast.Assign):
                parts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
                found |= {one for one in parts if isinstance(one, str)}
    return found


@pytest.mark.parametrize("sdk", OTHERS)
def test_every_mode_is_one_that_somebody_looks_at(sdk: str) -> None:
    """A mode is a word, and a word with a slip in it would be taken for the mode that needs no comparison."""
    engine = CHAINS[sdk].engine
    assert isinstance(engine, Fetching)
    reasons = {"stops_on": (), "passes_on": (), "stops_all": ()}
    words = {
        one for one in _texts(engine.dialect._replace(**reasons)) if re.fullmatch(r"[A-Z]*[a-z]+(-[a-z]+)*[A-Z]*", one)
    }
    assert words - _named() == set()


@pytest.mark.parametrize("sdk", OTHERS)
def test_a_key_may_begin_with_any_letter(sdk: str) -> None:
    """What stands in front of a line decides whether it belongs to the key above; a letter never does."""
    engine = CHAINS[sdk].engine
    assert isinstance(engine, Fetching)
    rules = engine.dialect.files.grammar
    redaction = Redaction(lambda key, text, line: text)
    for letter in string.ascii_letters:
        document = read(f"[default]\ns3 =\n{letter}_key = v\nlast = w\n", rules, redaction)
        assert document.problem is None, letter
        found = {key.lower(): entry.value for key, entry in document.sections["default"].own.items()}
        assert (found[f"{letter.lower()}_key"], found["last"]) == ("v", "w"), letter
