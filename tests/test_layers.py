"""The architecture holds: imports run one way, and what is pure does not look at the machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.source import nodes

PACKAGE = Path(__file__).parents[1] / "whoami_aws"
PURE = [PACKAGE / f"{name}.py" for name in ("comparison", "diagnosis", "extra_needs", "platform", "report")]
PURE += [path for folder in ("host", "chain", "rules", "check", "render") for path in (PACKAGE / folder).rglob("*.py")]

HARMLESS = {
    *("__future__", "base64", "binascii", "collections", "collections.abc", "copy", "datetime", "difflib"),
    *("fnmatch", "functools", "hashlib", "ipaddress", "itertools", "json", "posixpath", "re", "shlex", "textwrap"),
    *("types", "typing", "unicodedata", "urllib.parse", "xml.sax.saxutils"),
    "dateutil.parser",
    "importlib",  # of the package's own modules, when they are needed
    "math",
    "tabulate",
}
"""What pure code may import: what gives the same answer on every machine, at any time."""


def test_import_contracts() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists():  # one of another environment would look at another checkout
        pytest.skip("import-linter is not installed (extra: lint)")
    done = subprocess.run([str(linter), "--no-cache"], cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_pure_code_asks_nobody() -> None:
    found = {str(path.relative_to(PACKAGE)): impurities(nodes(path)) for path in PURE}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os", ["os"]),
        ("def f():\n    from os import urandom", ["os"]),
        ("import os.path", ["os.path"]),
        ("import random, secrets", ["random", "secrets"]),
        ("import urllib.request", ["urllib.request"]),
        ("from urllib import parse", ["urllib"]),
        ("from sys import argv, intern", ["sys"]),
        ("open('x')", ["open"]),
        ("x = datetime.now(timezone.utc)", ["datetime.now"]),
        ("x = datetime.fromtimestamp(0, timezone.utc)", []),
        ("from whoami_aws.host import host\nimport re", []),
    ],
)
def test_what_is_not_pure_is_found(code: str, found: list[str]) -> None:
    assert impurities(ast.walk(ast.parse(code))) == found


def impurities(code: Iterable[ast.AST]) -> list[str]:
    """What code imports or calls by which it could see more than its arguments."""
    found = []
    for node in code:
        match node:
            case ast.Import(names):
                found += [alias.name for alias in names if alias.name not in HARMLESS]
            case ast.ImportFrom("sys", [ast.alias("intern")]):
                pass
            case ast.ImportFrom(str(module)) if module.partition(".")[0] != "whoami_aws" and module not in HARMLESS:
                found.append(module)
            case ast.Call(ast.Name("open" | "input" | "__import__" | "eval" | "exec" as name)):
                found.append(name)
            case ast.Attribute(ast.Name("datetime" | "date" as name), "now" | "utcnow" | "today" as attribute):
                found.append(f"{name}.{attribute}")
    return found


def test_arns_are_parsed_and_written_in_one_file() -> None:
    found = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if any(map(handles_arns, nodes(path)))]
    assert found == [Path("host/arn.py")]


def handles_arns(node: ast.AST) -> bool:
    """Whether code puts an ARN together, tells one by how it begins, or takes one apart."""
    match node:
        case ast.Constant("arn:") | ast.Compare(comparators=[ast.Constant("arn")]):
            return True
        case ast.JoinedStr([ast.Constant(str(text)), *_]) | ast.BinOp(ast.Constant(str(text))):
            return text.startswith("arn:")
        case ast.Call(ast.Attribute(attr="split"), [ast.Constant(":"), ast.Constant()]):
            return True
    return False


def test_files_stay_small() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert [str(path.relative_to(PACKAGE)) for path, number in lines.items() if number > 400] == []
