"""Which severities and confidences each rule's code can produce: read from the code, not from what it was seen to do.

A small evaluator follows the first and the last argument of every `Finding(…)` that a rule makes: through constants,
conditional expressions, `min`, local variables, parameters, tuples, loops over generators, properties, and functions
of `whoami_aws/rules/`. It does not look at conditions, so it may name a severity that no host leads to, and never omits
one. An expression that it does not understand is an error.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

RULES = Path(__file__).parents[1] / "whoami_aws" / "rules"
PACKAGE = "whoami_aws.rules"
LEVELS = {"ERROR": "error", "WARNING": "warning", "INFO": "info"}
CONFIDENCES = {"SURE": "sure", "LIKELY": "likely"}
RANK = ["info", "warning", "error"]

Values = frozenset[Any]
"""Texts, and tuples of such sets."""

NOTHING: Values = frozenset()


class Module(NamedTuple):
    """A module's functions and classes, and what its other names mean: `(module, name)`, or `(module, "")` for one."""

    name: str
    functions: dict[str, ast.FunctionDef]
    classes: dict[str, ast.ClassDef]
    imported: dict[str, tuple[str, str]]


class Scope(NamedTuple):
    """A function on its way through the evaluator: with what its parameters may be."""

    module: Module
    function: ast.FunctionDef
    parameters: Mapping[str, Values]
    known: Mapping[str, Values] = MappingProxyType({})
    """What is known so far of names that are being evaluated: an assignment may make one of itself."""


@cache
def _module(name: str) -> Module:
    path = RULES.joinpath(*name.removeprefix(PACKAGE).strip(".").split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                is_module = RULES.joinpath(*inner.removeprefix(f"{PACKAGE}.").split(".")).with_suffix(".py").exists()
                imported[one.asname or one.name] = (inner, "") if is_module else (str(node.module), one.name)
    return Module(
        name,
        {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)},
        {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)},
        imported,
    )


def _topics() -> Iterator[Module]:
    for file in sorted((RULES / "topics").glob("*.py")):
        if file.stem != "__init__":
            yield _module(f"{PACKAGE}.topics.{file.stem}")


@cache
def produced() -> dict[str, tuple[Values, Values]]:
    """By rule, the severities and the confidences that its code can produce."""
    found: dict[str, tuple[Values, Values]] = {}
    for module in _topics():
        for function in module.functions.values():
            name = _rule_name(function)
            if name is not None:
                made = list(_findings(Scope(module, function, {}), []))
                found[name] = tuple(frozenset(one for each in made for one in each[part]) for part in (0, 1))  # type: ignore[assignment]
    return found


def _rule_name(function: ast.FunctionDef) -> str | None:
    for one in function.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "rule":
            name = one.args[0]
            assert isinstance(name, ast.Constant)
            return str(name.value)
    return None


def _findings(scope: Scope, seen: list[ast.FunctionDef]) -> Iterator[tuple[Values, Values]]:
    """The arguments of all findings that a function makes, itself or by a function that it calls."""
    if scope.function in seen:
        return
    for node in ast.walk(scope.function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "Finding":
            sure = node.args[4] if len(node.args) > 4 else None
            confidence = _evaluate(sure, scope) if sure is not None else frozenset({"sure"})
            yield _texts(_evaluate(node.args[0], scope), node, scope), _texts(confidence, node, scope)
        elif (there := _callee(node.func, scope.module)) is not None:
            yield from _findings(_called(node, scope, there), [*seen, scope.function])


def _texts(values: Values, node: ast.AST, scope: Scope) -> Values:
    if not values or not all(isinstance(one, str) for one in values):
        raise NotImplementedError(f"{scope.module.name}, line {getattr(node, 'lineno', 0)}: {ast.unparse(node)}")
    return values


def _callee(function: ast.expr, module: Module) -> tuple[Module, ast.FunctionDef] | None:
    """The function of the rules that is called; None for one of elsewhere."""
    match function:
        case ast.Name(id=name) if name in module.functions:
            return module, module.functions[name]
        case ast.Name(id=name) if name in module.imported and module.imported[name][1]:
            there = _module(module.imported[name][0])
            return (there, there.functions[name]) if name in there.functions else None
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in module.imported:
            if module.imported[name][1] == "":
                there = _module(module.imported[name][0])
                return (there, there.functions[attribute]) if attribute in there.functions else None
    return None


def _called(node: ast.Call, scope: Scope, there: tuple[Module, ast.FunctionDef]) -> Scope:
    module, function = there
    names = [one.arg for one in function.args.args]
    given = {name: _evaluate(value, scope) for name, value in zip(names, node.args, strict=False)}
    given |= {one.arg: _evaluate(one.value, scope) for one in node.keywords if one.arg is not None}
    return Scope(module, function, given)


def _evaluate(node: ast.expr, scope: Scope) -> Values:
    """What an expression may be; nothing where that is no matter of severities."""
    match node:
        case ast.Constant(value=str(text)) if text in LEVELS.values():
            return frozenset({text})
        case ast.Name(id=name):
            return _name(name, scope)
        case ast.IfExp(body=body, orelse=other):
            return _evaluate(body, scope) | _evaluate(other, scope)
        case ast.Tuple(elts=parts):
            return frozenset({tuple(_evaluate(part, scope) for part in parts)})
        case ast.Call(func=ast.Name(id="min"), args=[first, second]):
            pairs = ((one, two) for one in _evaluate(first, scope) for two in _evaluate(second, scope))
            return frozenset(min(pair, key=RANK.index) for pair in pairs)
        case ast.Call(func=function) if (there := _callee(function, scope.module)) is not None:
            return _returned(_called(node, scope, there))
        case ast.Attribute(attr=attribute) if attribute in ("severity", "confidence"):
            return _attribute(attribute)
    return NOTHING


def _name(name: str, scope: Scope) -> Values:
    if name in LEVELS | CONFIDENCES:
        return frozenset({(LEVELS | CONFIDENCES)[name]})
    if name in scope.known:
        return scope.known[name]
    found, before = scope.parameters.get(name, NOTHING), None
    while found != before:
        before = found
        found |= _assigned(name, scope._replace(known={**scope.known, name: found}))
    return found


def _assigned(name: str, scope: Scope) -> Values:
    found = NOTHING
    for node in ast.walk(scope.function):
        match node:
            case ast.Assign(targets=[target], value=value):
                found |= _bound(name, target, value, scope)
            case (
                ast.For(target=target, iter=ast.Call() as call)
                | ast.comprehension(target=target, iter=ast.Call() as call)
            ):
                if _names(name, target) and (there := _callee(call.func, scope.module)) is not None:
                    for one in _yielded(_called(call, scope, there)):
                        found |= _part(name, target, one)
    return found


def _names(name: str, target: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(target))


def _bound(name: str, target: ast.expr, value: ast.expr, scope: Scope) -> Values:
    """What a name is after an assignment."""
    if isinstance(target, ast.Name):
        if target.id != name:
            return NOTHING
        return _evaluate(value, scope)
    if not _names(name, target):
        return NOTHING
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        found = NOTHING
        for inner, part in zip(target.elts, value.elts, strict=True):
            found |= _bound(name, inner, part, scope)
        return found
    return frozenset().union(*(_part(name, target, one) for one in _evaluate(value, scope)))


def _part(name: str, target: ast.expr, value: Any) -> Values:
    """The part of a tuple's value that a name of the target gets."""
    if isinstance(target, ast.Tuple) and isinstance(value, tuple):
        for inner, part in zip(target.elts, value, strict=True):
            if isinstance(inner, ast.Name) and inner.id == name:
                return frozenset(part)
    return NOTHING


def _returned(scope: Scope) -> Values:
    found = NOTHING
    for node in ast.walk(scope.function):
        if isinstance(node, ast.Return) and node.value is not None:
            found |= _evaluate(node.value, scope)
    return found


def _yielded(scope: Scope) -> Iterator[Any]:
    for node in ast.walk(scope.function):
        if isinstance(node, ast.Yield) and node.value is not None:
            yield from _evaluate(node.value, scope)


@cache
def _attribute(name: str) -> Values:
    """What a property or field of this name may be, in whatever class of the rules."""
    found = NOTHING
    for file in sorted(RULES.rglob("*.py")):
        parts = file.relative_to(RULES).with_suffix("").parts
        module = _module(".".join((PACKAGE, *(part for part in parts if part != "__init__"))))
        for kind in module.classes.values():
            if kind.name in ("Finding", "Rule"):
                continue
            annotated = [one.target for one in kind.body if isinstance(one, ast.AnnAssign)]
            fields = [one.id for one in annotated if isinstance(one, ast.Name)]
            for part in kind.body:
                if isinstance(part, ast.FunctionDef) and part.name == name:
                    found |= _returned(Scope(module, part, {}))
            if name in fields:
                for function in module.functions.values():
                    for node in ast.walk(function):
                        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind.name:
                            found |= _evaluate(node.args[fields.index(name)], Scope(module, function, {}))
    return found
