"""The generated states are of every kind that there is, and so are those of one combination each."""

from __future__ import annotations

import pytest

from . import meetings
from .census import census
from .plain import PLAIN
from .states import state_of


@pytest.mark.parametrize(("states", "least"), [(2000, 1), pytest.param(6000, 3, marks=pytest.mark.slow)])
def test_nothing_is_left_out(states: int, least: int) -> None:
    counts = census(state_of("census", number) for number in range(states))
    assert [name for name, count in counts.items() if count < least] == []


def test_each_combination_has_a_host_of_its_own() -> None:
    assert PLAIN.keys() == set(meetings.NAMES)
    wrong = {name: set(meetings.shown(state)) for name, state in PLAIN.items() if name not in meetings.shown(state)}
    assert wrong == {}
