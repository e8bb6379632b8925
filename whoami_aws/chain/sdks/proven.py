"""Against which version of the real SDK each chain was run, on how many states, and when."""

from __future__ import annotations

from typing import NamedTuple


class Proven(NamedTuple):
    """`agreeing` of `states` came out as the SDK answered; the others hang on what a service answers."""

    version: str
    states: int
    agreeing: int
    date: str


PROVEN: dict[str, Proven] = {}
