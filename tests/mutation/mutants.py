"""What can be changed in a file, and the file with one change.

Left out is what no test can see or need see: annotations and aliases of types, documentation, imports, what only a type
checker runs, `__repr__`, the text of a log, what an exception says that is a bug of ours.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from .operators import OPERATORS, cannot_matter


class Change(NamedTuple):
    """A change that can be made to a file."""

    line: int
    """Where the changed piece of code begins."""
    operator: str
    before: cst.CSTNode
    after: cst.CSTNode


class Mutant(NamedTuple):
    """A file with one change."""

    file: str
    """Below the checkout."""
    line: int
    """The first line that differs."""
    reached_at: int
    """The line where the changed piece of code begins: a test that runs it may notice."""
    code: str
    """The whole file."""
    removed: tuple[str, ...]
    """Lines that are gone, without indentation."""
    added: tuple[str, ...]
    """Lines that came, without indentation."""
    diff: str

    @property
    def folder(self) -> str:
        """Where it is counted: the first folder below the package, or the package itself."""
        return folder_of(self.file)


def folder_of(file: str) -> str:
    """The first folder below the package that a file is in, or the package itself."""
    return "/".join(file.split("/")[:-1][:2])


class Source:
    """A file that can be changed."""

    def __init__(self, file: str, text: str) -> None:
        wrapper = MetadataWrapper(cst.parse_module(text))
        self._module = wrapper.module
        self._file, self._text = file, text
        visitor = _Changes()
        wrapper.visit(visitor)
        self.changes: list[Change] = visitor.changes

    def mutant(self, change: Change) -> Mutant | None:
        """The file with this change; None if that is the same to Python, or no Python."""
        changed = self._module.deep_replace(change.before, change.after)
        assert isinstance(changed, cst.Module)
        code = changed.code
        try:
            if ast.dump(ast.parse(code)) == ast.dump(ast.parse(self._text)):
                return None
        except (SyntaxError, ValueError):
            return None
        diff = _diff(self._file, self._text, code)
        first = next(at for at, (old, new) in enumerate(_lines_of_both(self._text, code), 1) if old != new)
        body = diff.splitlines()[2:]
        removed, added = (tuple(line[1:].strip() for line in body if line[0] == sign) for sign in "-+")
        return Mutant(self._file, first, change.line, code, removed, added, diff)


def _lines_of_both(text: str, code: str) -> Iterator[tuple[str, str]]:
    old, new = text.splitlines(), code.splitlines()
    length = max(len(old), len(new))
    return zip(old + [""] * (length - len(old)), new + ["\0"] * (length - len(new)), strict=True)


def _diff(file: str, text: str, code: str) -> str:
    lines = difflib.unified_diff(text.splitlines(), code.splitlines(), f"a/{file}", f"b/{file}", lineterm="", n=2)
    return "\n".join(lines)


class _Changes(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []
        self._lines = [1]

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _left_out(node):
            self._lines.append(self._lines[-1])
            return False
        # Some nodes have no position of their own.
        position = self.get_metadata(PositionProvider, node, None)
        self._lines.append(position.start.line if position else self._lines[-1])
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                for changed in operator(node):
                    if not cannot_matter(node, changed):
                        name = getattr(operator, "__name__", str(operator))
                        self.changes.append(Change(self._lines[-1], name, node, changed))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._lines.pop()


_NO_CODE = (cst.Annotation, cst.Import, cst.ImportFrom, cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace)
_OF_TYPES = ("TypeVar", "NewType")
_NEVER_RAISED = ("assert_never", "AssertionError", "NotImplementedError")
_TRIVIAL = ("isinstance", "len")
"""A wrong argument of these raises an exception at once."""
_LOGS = ("logging", "logger", "_log")
_LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def _left_out(node: cst.CSTNode) -> bool:
    if isinstance(node, _NO_CODE):
        return True
    match node:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True
        case cst.If(test=cst.Name("TYPE_CHECKING") | cst.Attribute(attr=cst.Name("TYPE_CHECKING"))):
            return True
        case cst.If(test=cst.Comparison(left=cst.Name("__name__"))):
            return True
        case cst.FunctionDef(name=cst.Name(name), decorators=decorators):
            return name == "__repr__" or any(_is(one.decorator, ("overload",)) for one in decorators)
        case cst.Subscript(value=cst.Name("Literal")):
            return True
        case cst.AnnAssign(annotation=cst.Annotation(annotation=cst.Name("TypeAlias"))):
            return True
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
            return name in ("__all__", "__slots__") or (not name.isupper() and name[0].isupper() and _is_type(value))
        case cst.Call(func=cst.Attribute(value=log, attr=level)):
            return _is(log, _LOGS) and _is(level, _LEVELS)
        case cst.Call(func=function):
            return _is(function, (*_OF_TYPES, *_NEVER_RAISED, *_TRIVIAL))
        case _:
            return False


def _is(node: cst.CSTNode, names: tuple[str, ...]) -> bool:
    return isinstance(node, cst.Name) and node.value in names


def _is_type(value: cst.BaseExpression) -> bool:
    """Whether what a name with a capital is set to reads like a type: `Callable[...]`, `A | B`."""
    if isinstance(value, cst.BinaryOperation):
        return isinstance(value.operator, cst.BitOr) and _is_type(value.left) and _is_type(value.right)
    return isinstance(value, cst.Subscript | cst.Name)
