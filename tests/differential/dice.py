"""Random choices, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Dice(random.Random):
    """A random generator with the words of this package."""

    def happens(self, chance: float) -> bool:
        """True with this probability."""
        return self.random() < chance

    def one_of(self, *options: T) -> T:
        """Any of the options."""
        return self.choice(options)

    def weighted(self, options: Mapping[T, float]) -> T:
        """One of the keys, by its weight."""
        return self.choices(list(options), list(options.values()))[0]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """None or up to `most` of the options."""
        return self.sample(list(options), self.randint(0, min(most, len(options))))

    def key_id(self) -> str:
        """A variation of AWS's example key, so that it shows which of several was taken."""
        return f"{self.one_of('AKIA', 'ASIA')}IOSFODN{self.choice(_LETTERS)}{self.choice(_LETTERS)}EXAMPLE"

    def odd_key_id(self) -> str:
        """Mostly a key id; now and then what people put there by mistake."""
        if self.happens(0.85):
            return self.key_id()
        return self.one_of(f" {self.key_id()}", f'"{self.key_id()}"', f"{self.key_id()} # old", "x", "<key>", SECRET)

    def moment(self) -> str:
        """A time of expiry: mostly good, else near, past, without a zone, or no time at all."""
        return self.weighted(
            {
                "+6h": 10,
                "+20m": 1,
                "+12m": 1,
                "+7m": 1,
                "+3m": 1,
                "-30m": 3,
                "-60d": 1,
                "2099-01-01T00:00:00": 1,
                "2001-01-01": 1,
                "2099-01-01T00:00:00+02:00": 1,
                "2099-01-01T00:00:00.123Z": 1,
                "20991231T235959Z": 0.5,
                "Tue, 01 Jan 2099 00:00:00 GMT": 0.5,
                "2099-01-01T00:00:00UTC": 0.5,
                "never": 1,
                "": 1,
                " ": 0.3,
                "1893456000": 0.5,
                "99999999999999": 0.5,
                "2099-13-45T00:00:00Z": 0.5,
                "10:00": 0.2,
                "２０９９-01-01T00:00:00Z": 0.2,
            }
        )
