"""What the tables of the other SDKs say refers to something: a link, a reason that a link can give, a file."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import whoami_aws.chain
from tests.source import nodes
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.blocks import dialect, roles
from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.facts import IniNeed
from whoami_aws.host.host import Budget
from whoami_aws.host.ini import grammar
from whoami_aws.host.ini.botocore import Redaction
from whoami_aws.host.ini.dialects import read

OTHERS = [name for name, chain in CHAINS.items() if not chain.engine.reads_as_botocore]


@cache
def _reasons() -> list[str]:
    """Patterns of all texts in the code of the links: the codes of their reasons are among them, in one piece or as an
    f-string.
    """
    folder = Path(whoami_aws.chain.__file__).parent
    found = []
    for path in (*(folder / "blocks").glob("*.py"), *(folder / "sdks").glob("*.py")):
        for node in nodes(path):
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
    return any(re.fullmatch(one, code) for one in _reasons())


@pytest.mark.parametrize("sdk", OTHERS)
def test_what_ends_a_chain_is_a_reason_of_one_of_its_links(sdk: str) -> None:
    engine = CHAINS[sdk].engine
    assert isinstance(engine, SdkEngine)
    own = engine.dialect
    for one in (*own.stops_on, *own.passes_on):
        link, _, reason = one.partition(": ")
        assert link in CHAINS[sdk].links, one
        assert not reason or _is_reason(reason), one
    assert [one for one in own.stops_all if not _is_reason(one)] == []


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


def _modes() -> dict[tuple[str, ...], list[tuple[Any, str]]]:
    """The words of which a field takes one, with the fields that take one of the same."""
    modules = [import_module(one.name) for one in walk_packages(dialect.__path__, f"{dialect.__name__}.")]
    found: dict[tuple[str, ...], list[tuple[Any, str]]] = {}
    for module in (*modules, roles, grammar):
        for one in vars(module).values():
            if isinstance(one, type) and hasattr(one, "_fields") and one.__module__ == module.__name__:
                for field, hint in get_type_hints(one).items():
                    if get_origin(hint) is Literal:
                        found.setdefault(get_args(hint), []).append((one, field))
    return found


@cache
def _used() -> set[tuple[str, str]]:
    """Fields, and words that some SDK's file gives them; a word that is a constant is called like it."""
    found = set()
    folder = Path(whoami_aws.chain.__file__).parent
    for path in (*(folder / "sdks").glob("*.py"), *(folder / "blocks" / "dialect").glob("*.py")):
        for call in nodes(path):
            for given in call.keywords if isinstance(call, ast.Call) else ():
                for one in ast.walk(given.value):
                    if isinstance(one, ast.Constant):
                        found.add((given.arg or "", str(one.value)))
                    if isinstance(one, ast.Attribute | ast.Name):
                        name = one.attr if isinstance(one, ast.Attribute) else one.id
                        found.add((given.arg or "", name.lower()))
    return found


MODES = _modes()


@pytest.mark.parametrize("words", MODES, ids=[MODES[words][0][1] for words in MODES])
def test_every_mode_is_the_way_of_some_sdk(words: tuple[str, ...]) -> None:
    """mypy refuses any other word."""
    defaults = {owner._field_defaults[field] for owner, field in MODES[words]}
    fields = [field for _, field in MODES[words]]
    unused = [word for word in words if word not in defaults and not any((field, word) in _used() for field in fields)]
    assert unused == []
    assert defaults <= set(words)


def test_there_are_modes() -> None:
    assert len(MODES) > 40


@pytest.mark.parametrize("sdk", OTHERS)
def test_a_key_may_begin_with_any_letter(sdk: str) -> None:
    """What stands in front of a line decides whether it belongs to the key above; a letter never does."""
    engine = CHAINS[sdk].engine
    assert isinstance(engine, SdkEngine)
    rules = engine.dialect.files.grammar
    redaction = Redaction(lambda key, text, line: text)
    for letter in string.ascii_letters:
        document = read(f"[default]\ns3 =\n{letter}_key = v\nlast = w\n", rules, redaction)
        assert document.problem is None, letter
        found = {key.lower(): entry.value for key, entry in document.sections["default"].own.items()}
        assert (found[f"{letter.lower()}_key"], found["last"]) == ("v", "w"), letter
