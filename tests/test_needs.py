"""Every rule that looks at what must be asked declares it, so that its silence on a host where nobody asked is none."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import get_args

import whoami_aws.rules.run  # noqa: F401 - registers the rules
from whoami_aws.rules.finding import RULES, Need, Rule

OF_HOST = {"identity": "sts", "imds": "metadata", "container": "container", "process": "program"}
"""Methods of a Host that give an answer."""
OF_DIAGNOSIS = {
    "use": "sts",
    "identity": "sts",
    "imds": "metadata",
    "surroundings": "metadata",
    "verdict": "chain",
    "model": "chain",
    "what_ifs": "chain",
}
"""Fields of a Diagnosis that answers decide. (`identity_of` only names somebody in a message.)"""


def looked_at(one: Rule) -> dict[str, str]:
    """What a rule's code, with all of this package's rules that it calls, takes from a Host or a Diagnosis."""
    found: dict[str, str] = {}
    for function in called(one.function, set()):
        for node in tree(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OF_HOST:
                owner = node.func.value
                is_module = isinstance(owner, ast.Name) and isinstance(
                    function.__globals__.get(owner.id), types.ModuleType
                )
                if not is_module:
                    found[OF_HOST[node.func.attr]] = f"{function.__name__}: .{node.func.attr}()"
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and (node.value.id, node.attr in OF_DIAGNOSIS) == ("diagnosis", True)
            ):
                found[OF_DIAGNOSIS[node.attr]] = f"{function.__name__}: diagnosis.{node.attr}"
    return found


@cache
def tree(function: Callable) -> tuple[ast.AST, ...]:
    """All nodes of a function's code."""
    return tuple(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))))


def called(function: Callable, seen: set[Callable]) -> Iterator[Callable]:
    """The function, and every function of the rules' package whose name it mentions."""
    if function in seen:
        return
    seen.add(function)
    yield function
    for one in mentioned(function):
        yield from called(one, seen)


@cache
def mentioned(function: Callable) -> tuple[Callable, ...]:
    names = {node.id for node in tree(function) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in tree(function) if isinstance(node, ast.Attribute)}
    found = []
    for name in names:
        value = function.__globals__.get(name)
        inner = [getattr(value, one, None) for one in attributes] if isinstance(value, types.ModuleType) else [value]
        found += [one for one in inner if isinstance(one, types.FunctionType)]
    return tuple(one for one in found if one.__module__.startswith("whoami_aws.rules"))


def test_every_rule_declares_what_it_looks_at() -> None:
    undeclared = {
        name: {need: where for need, where in looked_at(one).items() if need not in one.needs}
        for name, one in RULES.items()
    }
    assert {name: found for name, found in undeclared.items() if found} == {}


def test_the_sweep_sees_each_kind() -> None:
    """A sweep that finds nothing proves nothing."""
    seen = {need for one in RULES.values() for need in looked_at(one)}
    assert seen == {"sts", "metadata", "container", "program", "chain"}
    assert {need for one in RULES.values() for need in one.needs} == set(get_args(Need))


def test_what_is_declared_is_not_what_the_parameters_say_already() -> None:
    for one in RULES.values():
        by_parameters = one._replace(declared=()).needs
        assert not set(one.declared) & set(by_parameters), one.name
