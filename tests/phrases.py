"""Replaces every text that the package writes for a reader, to find code that depends on the wording."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import whoami_aws


@cache
def holders() -> dict[type, tuple[str, ...]]:
    """The types that hold a phrase, with the names of those fields: found by the type of the field."""
    found = {}
    for module in pkgutil.walk_packages(whoami_aws.__path__, "whoami_aws."):
        if module.name.endswith(("__main__", ".cli.app")):
            continue
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, tuple) and one.__module__ == module.name:
                hints = one.__annotations__.items()
                if names := tuple(name for name, hint in hints if getattr(hint, "__forward_arg__", hint) == "Phrase"):
                    found[one] = names
    return found


@contextlib.contextmanager
def replaced() -> Iterator[None]:
    """Meanwhile each phrase says something else, and no two the same."""
    numbers = itertools.count()
    with contextlib.ExitStack() as stack:
        for one, names in holders().items():
            _patch(stack, one, names, numbers)
        yield


def _patch(stack: contextlib.ExitStack, one: Any, names: tuple[str, ...], numbers: Iterator[int]) -> None:
    make, build = one.__new__, one.__dict__["_make"]
    places = [one._fields.index(name) for name in names]

    def other(values: Any) -> Any:
        texts = list(values)
        for place in places:
            if texts[place]:
                texts[place] = f"phrase {next(numbers)}"
        return tuple.__new__(one, texts)

    def new(cls: type, *arguments: Any, **named: Any) -> Any:
        return other(make(cls, *arguments, **named))

    one.__new__ = new
    one._make = classmethod(lambda _, values: other(values))
    stack.callback(setattr, one, "__new__", make)
    stack.callback(setattr, one, "_make", build)
