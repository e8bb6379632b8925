"""The generated states are of every kind that there is: nothing that decides is left out."""

from __future__ import annotations

import pytest

from .census import census
from .states import state_of

STATES = 6000


@pytest.fixture(scope="module")
def counts() -> dict[str, int]:
    return dict(census(state_of("census", number) for number in range(STATES)))


def test_nothing_is_left_out(counts: dict[str, int]) -> None:
    assert [name for name, count in counts.items() if count < 3] == []
