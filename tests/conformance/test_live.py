"""What counts as a new answer, and which states are asked about again."""

from __future__ import annotations

import pytest

from .answers import read
from .live import chosen, same
from .sdks import SDKS
from .states import STATES

_KEY = {"key": "AKIAIOSFODNN7ENVKEY0", "provider": "env"}
_ERROR = {"error": "NoCredentials: after 1003 ms", "calls": ["AssumeRole app by AKIAIOSFODNN7BASE000"]}


@pytest.mark.parametrize(
    ("answer", "was"),
    [
        (_KEY, {**_KEY, "key": "AKIAIOSFODNN7CREDS00"}),
        (_KEY, {**_KEY, "provider": "iam-role"}),
        (_KEY, _ERROR),
        (_ERROR, {**_ERROR, "calls": ["AssumeRole app by AKIAIOSFODNN7ENVKEY0"]}),
        (_ERROR, {**_ERROR, "error": "crash: signal 6: "}),
    ],
)
def test_a_new_answer(answer: dict[str, object], was: dict[str, object]) -> None:
    assert not same(answer, was)
    assert not same(was, answer)


def test_an_error_in_other_words_is_the_same_answer() -> None:
    assert same(_ERROR, {**_ERROR, "error": "NoCredentials: after 1 s"})


def test_the_same_seed_chooses_the_same_states() -> None:
    sdk, kept = SDKS["pyarrow"], read("pyarrow")
    assert kept is not None
    some = chosen(sdk, kept, 40, "seed")
    assert some == chosen(sdk, kept, 40, "seed") != chosen(sdk, kept, 40, "another")
    assert len(some) == len(set(some)) == 40
    # It cannot be given a profile, so it has no answer where one is given.
    assert not any(STATES[name].get("argv") for name in chosen(sdk, kept, len(STATES), "seed"))


def test_a_state_that_has_changed_since_is_not_asked_about() -> None:
    kept = read("go-v2")
    assert kept is not None
    first = next(iter(STATES))
    kept.by_state[first]["state"] = "00000000"
    assert first not in chosen(SDKS["go-v2"], kept, len(STATES), "seed")
