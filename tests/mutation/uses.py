"""Which modules use which, and which lines belong to functions: read from the source, nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class _Import(NamedTuple):
    source: str
    """The file of the module that is imported, or that a name is imported from."""
    bound: str
    """The name that it has from then on."""


class Uses:
    """The modules of a package, and those of its tests. Files are named by their paths below the checkout."""

    def __init__(self, root: Path, package: str, tests: str = "tests") -> None:
        self._tests = f"{tests}/"
        self._trees = {
            path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for folder in (package, tests)
            for path in sorted((root / folder).rglob("*.py"))
        }
        self._functions: dict[str, frozenset[int]] = {}

    def function_lines(self, file: str) -> frozenset[int]:
        """The lines in the bodies of functions: they run when one is called, the others when the module is imported."""
        if file not in self._functions:
            functions = (node for node in ast.walk(self._trees[file]) if isinstance(node, _FUNCTION))
            lines = (range(one.body[0].lineno, (one.end_lineno or one.lineno) + 1) for one in functions)
            self._functions[file] = frozenset(line for span in lines for line in span)
        return self._functions[file]

    def code_lines(self, file: str) -> list[int]:
        """The lines where an expression begins."""
        nodes = ast.walk(self._trees[file])
        return sorted({node.lineno for node in nodes if isinstance(node, ast.expr | ast.pattern)})

    def statement(self, file: str, line: int) -> range:
        """The lines of the innermost statement at a line; of one with a body those before the body."""
        found = range(line, line + 1)
        for node in ast.walk(self._trees[file]):
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
                body = getattr(node, "body", None)
                last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
                # ast.walk comes to the inner ones later.
                found = range(node.lineno, max(last, node.lineno) + 1)
        return found

    def is_test(self, file: str) -> bool:
        """Whether a module is one of the tests, or of their helpers."""
        return file.startswith(self._tests)

    def users(self, file: str) -> frozenset[str]:
        """A module and all that use its data, tests too: those that import it, and where one of them makes data of its
        own from it or hands it on, those that import that one; and those that use a module whose decorators it calls,
        which may keep a list of what they decorate.
        """
        found, left = {file}, [file]
        while left:
            source = left.pop()
            lists = self._decorators_of(source) - found
            found |= lists
            left += lists
            for user, handed_on in self._importers.get(source, {}).items():
                if user not in found:
                    found.add(user)
                    if handed_on:
                        left.append(user)
        return frozenset(found)

    def _decorators_of(self, file: str) -> set[str]:
        """The modules of the decorators of a module's functions."""
        body = getattr(self._trees[file], "body", [])
        used = {name for node in body for one in getattr(node, "decorator_list", []) if (name := _first_name(one))}
        return {one.source for one in self._imports(file, self._trees[file]) if one.bound in used}

    @cached_property
    def _importers(self) -> dict[str, dict[str, bool]]:
        """By module: who imports it, and whether that one hands on what it imports."""
        imports = {file: list(self._imports(file, tree)) for file, tree in self._trees.items()}
        borrowed = {(one.source, one.bound) for found in imports.values() for one in found}
        importers: dict[str, dict[str, bool]] = {}
        for file, found in imports.items():
            names = _used_by_import(self._trees[file])
            for one in found:
                users = importers.setdefault(one.source, {})
                handed_on = file.endswith("__init__.py") or one.bound in names or (file, one.bound) in borrowed
                users[file] = users.get(file, False) or handed_on
        return importers

    def _imports(self, file: str, tree: ast.AST) -> Iterator[_Import]:
        for node in _walk(tree):
            match node:
                case ast.Import(names=names):
                    for name in names:
                        if source := self._module(name.name.split(".")):
                            yield _Import(source, name.asname or name.name.split(".")[0])
                case ast.ImportFrom(module=module, names=names, level=level):
                    base = file.split("/")[:-level] if level else []
                    base += module.split(".") if module else []
                    for name in names:
                        if source := self._module([*base, name.name]) or self._module(base):
                            yield _Import(source, name.asname or name.name)
                case ast.Call(func=ast.Name(id="import_module") | ast.Attribute(attr="import_module")):
                    # By a name that is made up at run time: of whatever is beside it.
                    folder = file.rpartition("/")[0]
                    yield from (_Import(one, "import_module") for one in self._trees if one.startswith(f"{folder}/"))
                case _:
                    pass

    def _module(self, parts: list[str]) -> str | None:
        path = "/".join(parts)
        return next((one for one in (f"{path}.py", f"{path}/__init__.py") if one in self._trees), None)


_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def _first_name(node: ast.expr) -> str | None:
    """Of `name`, `name.attribute` and calls of them."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker looks at."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        match child:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=otherwise):
                for one in otherwise:
                    yield from _walk(one)
            case _:
                yield from _walk(child)


def _used_by_import(tree: ast.AST) -> set[str]:
    """The names that are read while the module is imported."""
    return {node.id for node in _run_by_import([tree]) if isinstance(node, ast.Name)}


def _run_by_import(nodes: Iterable[ast.AST | None]) -> Iterator[ast.AST]:
    for node in nodes:
        match node:
            case None:
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                defaults = [*node.args.defaults, *node.args.kw_defaults]
                yield from _run_by_import([*node.decorator_list, *defaults])
            case ast.AnnAssign(value=value):
                yield from _run_by_import([value])
            case _:
                yield node
                yield from _run_by_import(ast.iter_child_nodes(node))
