"""Secrets that are made up, one for each place that can hold one, and the search for any piece of them."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable
from urllib.parse import unquote

WINDOW = 8
"""So many characters of a secret in a row are a leak."""

_BASE64 = string.ascii_letters + string.digits + "+/"


def secret(place: str) -> str:
    """A text of 44 characters as AWS makes its secrets; the same for the same place, another for another."""
    return "".join(random.Random(f"canary of {place}").choices(_BASE64, k=44))


def phrase(place: str) -> str:
    """A secret of four words, which nothing tells from other words; the same for the same place."""
    chosen = random.Random(f"phrase of {place}")
    return "-".join("".join(chosen.choice("bdfklmnprtvz") + chosen.choice("aeiou") for _ in "123") for _ in "1234")


class Canaries:
    """The secrets of one host by the place that each is put in; `make` makes them."""

    def __init__(self, make: Callable[[str], str] = secret) -> None:
        self.placed: dict[str, str] = {}
        self._make = make

    def __getitem__(self, place: str) -> str:
        return self.placed.setdefault(place, self._make(place))

    def add(self, place: str, text: str) -> str:
        """A secret that somebody else has made."""
        return self.placed.setdefault(place, text)

    def found_in(self, text: str, but: Iterable[str] = ()) -> dict[str, str]:
        """The places whose secrets show in a text, each with a piece of it; also if the case was changed, or if it
        was broken over lines, escaped for a URL or for JSON. `but` are places that do not count.
        """
        pieces = {
            one[at : at + WINDOW].lower(): (place, one[at : at + WINDOW])
            for place, one in self.placed.items()
            if place not in but
            for at in range(len(one) - WINDOW + 1)
        }
        found: dict[str, str] = {}
        low = text.lower()
        for form in {low, re.sub(r"\s+", "", low), unquote(low), low.replace("\\", "")}:
            for at in range(len(form) - WINDOW + 1):
                if hit := pieces.get(form[at : at + WINDOW]):
                    found.setdefault(*hit)
        return found
