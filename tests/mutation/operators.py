"""The changes that are tried: mutmut's, and those that it lacks: a dropped condition, a skipped call, a changed text of
an f-string.
"""

from __future__ import annotations

import builtins
import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators, operator_keywords, operator_swap_op

Operator = Callable[[Any], Iterable[cst.CSTNode]]

_BUILTINS = frozenset(dir(builtins))
_CLEANING = ("casefold", "lower", "lstrip", "rstrip", "strip", "upper")


def drop_operand(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """`a and b` becomes `a`, and `b`."""
    yield node.left
    yield node.right


def force_condition(node: cst.If | cst.While) -> Iterator[cst.CSTNode]:
    """An `if` that is always true, or never; a `while` that is never true."""
    yield node.with_changes(test=_with(node.test, cst.And(), "False"))
    if isinstance(node, cst.If):
        yield node.with_changes(test=_with(node.test, cst.Or(), "True"))


def drop_filter(node: cst.CompFor) -> Iterator[cst.CSTNode]:
    """A comprehension without one of its `if`."""
    for at in range(len(node.ifs)):
        yield node.with_changes(ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])


def drop_guard(node: cst.MatchCase) -> Iterator[cst.CSTNode]:
    """A `case` without its `if`."""
    if node.guard is not None:
        nothing = cst.SimpleWhitespace("")
        yield node.with_changes(guard=None, whitespace_before_if=nothing, whitespace_after_if=nothing)


def skip_call(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`quoted(text)` becomes `text`, and so does `text.strip()`."""
    match node:
        case cst.Call(func=cst.Attribute(value=text, attr=cst.Name(value=name)), args=()) if name in _CLEANING:
            yield text
        case cst.Call(func=cst.Name(value=name), args=[cst.Arg(star="", keyword=None, value=text)]):
            if name not in _BUILTINS and name.lower() == name:
                yield text
        case cst.Call(func=cst.Attribute(value=cst.Name()), args=[cst.Arg(star="", keyword=None, value=text)]):
            yield text
        case _:
            pass


def change_text(node: cst.FormattedStringText) -> Iterator[cst.CSTNode]:
    """What stands between the values of an f-string."""
    yield node.with_changes(value=f"XX{node.value}")


_NARROWER: dict[Any, tuple[type, ...]] = {
    operator_keywords: (cst.BaseCompOp, cst.Break, cst.Continue),
    operator_swap_op: (
        cst.AugAssign,
        cst.BinaryOperation,
        cst.BooleanOperation,
        cst.ComparisonTarget,
        cst.UnaryOperation,
    ),
}
"""mutmut asks these two of every node, which takes most of the time."""

OPERATORS: tuple[tuple[type | tuple[type, ...], Operator], ...] = (
    *((_NARROWER.get(operator, kind), operator) for kind, operator in mutation_operators),
    (cst.BooleanOperation, drop_operand),
    (cst.If, force_condition),
    (cst.While, force_condition),
    (cst.CompFor, drop_filter),
    (cst.MatchCase, drop_guard),
    (cst.Call, skip_call),
    (cst.FormattedStringText, change_text),
)
"""Each with the type of node that it changes."""


def cannot_matter(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Whether a change is none to Python, or none that a type checker lets pass: another case of the name of an
    encoding, None for another false value.
    """
    match node, changed:
        case cst.SimpleString(), cst.SimpleString():
            before, after = node.raw_value, changed.raw_value
            return before.lower() == after.lower() and _is_encoding(before)
        case ((cst.Assign() | cst.AnnAssign()), (cst.Assign(value=value) | cst.AnnAssign(value=value))):
            return _is_none(value) and node.value is not None and _is_false(node.value)
        case _:
            return False


def _is_none(node: cst.CSTNode | None) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_false(node: cst.BaseExpression) -> bool:
    return cst.Module([]).code_for_node(node) in ("False", "0", "0.0", '""', 'b""', "()", "[]", "{}", "set()")


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _with(test: cst.BaseExpression, operator: cst.BaseBooleanOp, value: str) -> cst.BooleanOperation:
    whole = cst.parse_expression(f"({cst.Module([]).code_for_node(test)})")
    return cst.BooleanOperation(left=whole, operator=operator, right=cst.Name(value))
