"""Whatever variable the code looks at is kept when a host is gathered, and nothing is kept that nobody looks at."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.source import PACKAGE, nodes
from whoami_aws.gather.new_host import new_host
from whoami_aws.gather.redact import MARKERS
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.host import Budget
from whoami_aws.host.values import Shape


def _strings(path: Path) -> set[str]:
    return {node.value for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


LOOKED_AT = {
    text for path in (PACKAGE / "platform.py", PACKAGE / "extra_needs.py") for text in _strings(path) if text.isupper()
}
"""The names of variables in the modules that tell what kind of place a host is."""


@cache
def _elsewhere() -> set[str]:
    return {text for path in PACKAGE.rglob("*.py") if path.name != "redact.py" for text in _strings(path)}


@pytest.mark.parametrize("name", sorted(LOOKED_AT - {"PATH", "HOME"}))
def test_what_is_looked_at_is_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "something-of-this-host")
    kept = new_host(ThisProcess(), None, "boto3", Budget("none", False), SecretStore()).env.get(name)
    assert kept is not None
    assert isinstance(kept, Shape) or name not in MARKERS


@pytest.mark.parametrize("name", sorted(MARKERS))
def test_what_is_kept_is_looked_at(name: str) -> None:
    assert name in _elsewhere()
