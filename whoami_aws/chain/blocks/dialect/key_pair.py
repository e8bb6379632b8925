"""What may differ in a key pair."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Pair(NamedTuple):
    """A key pair in variables or system properties. Half a key pair does not count."""

    key: tuple[str, ...] = ("AWS_ACCESS_KEY_ID",)
    """The names of the id. Of several the first that is set counts."""
    secret: tuple[str, ...] = ("AWS_SECRET_ACCESS_KEY",)
    token: tuple[str, ...] = ("AWS_SESSION_TOKEN",)
    set_means: Literal["non-empty", "present"] = "non-empty"
    """When one is set."""
    stripped: bool = False
    """Whether white space around a value is not part of it."""
    blank_is_empty: bool = False
    """Whether a value of white space alone is empty."""
