"""The package's own source, for tests that look for something in all of it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import whoami_aws

PACKAGE = Path(whoami_aws.__file__).parent


@cache
def module(path: Path) -> ast.Module:
    """A file's syntax tree; parsed once in each process."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of that tree."""
    return tuple(ast.walk(module(path)))
