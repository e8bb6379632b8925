"""Keeps what was made of a file's sections, since every chain and every what-if reads the same ones again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from whoami_aws.host.ini.botocore import Section

T = TypeVar("T")

_MOST = 300_000
"""Sections of which something is kept: of ten thousand profiles what every SDK makes of them, and of a few the same
for all changes that are being thought through.
"""


class _Kept:
    """What is kept, the oldest first, and how much it counts in all."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, Hashable], tuple[dict[str, Section], Any]] = {}
        self.weight = 0

    def add(self, key: tuple[int, Hashable], sections: dict[str, Section], made: object) -> None:
        while self.found and self.weight > _MOST:
            of, _ = self.found.pop(next(iter(self.found)))
            self.weight -= _weight(of)
        # The sections are kept along, so that no others get their number.
        self.found[key] = sections, made
        self.weight += _weight(sections)


_KEPT = _Kept()


def _weight(sections: dict[str, Section]) -> int:
    return len(sections) + 1000


def kept_for(sections: dict[str, Section], what: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives for these sections, which never change: made once for the same object."""
    key = id(sections), what
    found = _KEPT.found.get(key)
    if found is None:
        _KEPT.add(key, sections, make())
        found = _KEPT.found[key]
    made: T = found[1]
    return made
