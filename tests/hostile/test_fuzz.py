"""A slice of the fuzzing by default, a longer one as `slow`; `python -m tests.hostile.fuzz` goes on for longer."""

from __future__ import annotations

import os
import random

import pytest

from .fuzz import TARGETS, Answer, Edits, Target, fuzz, once

SEED = int(os.environ.get("WHOAMI_AWS_SEED") or random.SystemRandom().randrange(10**6))
SLICE, LONG = 1.5, 30.0
"""Seconds of all targets together."""

_GOOD = {
    "token": Answer(200, "text/plain", b"AQAEAEXAMPLE", ""),
    "role": Answer(200, "text/plain", b"web", ""),
    "credentials": Answer(200, "text/plain", b"{}", ""),
    "info": Answer(200, "text/plain", b"{}", ""),
    "document": Answer(200, "text/plain", b"{}", ""),
}
_NO_ENCODINGS = ("charset*=utf-8''x", "charset=undefined", "charset=\0", "charset=nope", "charset=hex")


FOUND = [
    *(
        pytest.param(
            "imds",
            {**_GOOD, part: _GOOD[part]._replace(content_type=f"text/plain; {charset}")},
            id=f"{part} with {charset!a}",
        )
        for part in _GOOD
        for charset in _NO_ENCODINGS
    ),
    pytest.param("process", ("\ud800\udcff", b"", b"", 0, False, None), id="program of two halves"),
    pytest.param("snapshot", {"schema": "whoami-aws/host/1"}, id="no field"),
    pytest.param("snapshot", Edits(0, [(1, "set", {"parts": [1]})]), id="no text"),
    pytest.param("snapshot", Edits(0, [(1, "set", {"parts": 3})]), id="no texts"),
]


@pytest.mark.parametrize(("name", "example"), FOUND)
def test_what_was_found(name: str, example: object) -> None:
    once(next(target for target in TARGETS if target.name == name), example)


_each = pytest.mark.parametrize("target", [pytest.param(target, id=target.name) for target in TARGETS])


def _run(target: Target, seconds: float) -> None:
    outcome = fuzz(target, seconds, SEED)
    assert outcome.examples > 0
    told = "\n".join(failure.text for failure in outcome.failures)
    assert not outcome.failures, f"python -m tests.hostile.fuzz --seed {SEED} --only '{target.name}'\n{told}"


@_each
def test_a_slice(target: Target) -> None:
    _run(target, SLICE / len(TARGETS))


@pytest.mark.slow
@_each
def test_more(target: Target) -> None:
    _run(target, LONG / len(TARGETS))
