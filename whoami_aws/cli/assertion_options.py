"""The options of `check` that assert something, as one group: one for each assertion, as it declares it."""

from __future__ import annotations

from collections import namedtuple
from typing import Annotated, Any

import typer

from whoami_aws.check.assertions import ASSERTIONS, OPTIONS

Given = list[str] | str | bool | None
"""What the command line says of an assertion."""


def _type(name: str) -> Any:  # noqa: ANN401 - a type with typer's option
    option, declared = OPTIONS[name], ASSERTIONS[name]
    kind: Any = {"flag": bool, "last": str | None}.get(declared.takes, list[str] | None)
    given = typer.Option(f"--{name}", metavar=option.metavar or None, help=option.help, autocompletion=declared.known)
    return Annotated[kind, given]


def _group() -> Any:  # noqa: ANN401 - a type that is made of a list
    words = {name.replace("-", "_"): name for name in OPTIONS}
    defaults = [False if ASSERTIONS[name].takes == "flag" else None for name in OPTIONS]
    group = namedtuple("Asserted", words, defaults=defaults)  # type: ignore[misc]
    group.__annotations__ = {word: _type(name) for word, name in words.items()}
    return group


Asserted: Any = _group()


def by_name(given: tuple[Given, ...]) -> dict[str, Given]:
    """What is given of each assertion."""
    return dict(zip(OPTIONS, given, strict=True))
