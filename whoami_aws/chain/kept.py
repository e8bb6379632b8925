"""Keeps what was made of a file's sections, since every chain and every what-if reads the same ones again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from whoami_aws.host.ini import Section

T = TypeVar("T")

_MOST = 300_000
"""Sections of which something is kept: of ten thousand profiles what every SDK makes of them, and of a few the same
for all changes that are being thought through.
"""
_kept: dict[tuple[int, Hashable], tuple[dict[str, Section], Any]] = {}


def kept_for(sections: dict[str, Section], what: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives for these sections, which nobody changes: made once for the same object."""
    # The sections are kept along, so that no others get their number.
    key = id(sections), what
    found = _kept.get(key)
    if found is None:
        while _kept and sum(len(of) + 1000 for of, _ in _kept.values()) > _MOST:
            _kept.pop(next(iter(_kept)))
        found = _kept[key] = sections, make()
    made: T = found[1]
    return made
