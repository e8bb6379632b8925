"""The model against the installed botocore: the same verdict on every state, and what-ifs that come true."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator

import pytest

from .bench import Bench
from .found import FOUND
from .plain import PLAIN
from .states import state_of

SEED = os.environ.get("WHOAMI_AWS_SEED") or str(random.SystemRandom().randrange(10**6))
"""Of the states that are new in each run."""
CHUNKS, CHUNK = 3, 10


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as started:
        yield started


def _check(bench: Bench, seed: str, numbers: range) -> None:
    for number in numbers:
        state = state_of(seed, number)
        result = bench.run(state)
        assert not result.disagreements, (
            f"state {number} of seed {seed} (python -m tests.differential --seed {seed} --only {number} shrinks it)\n"
            + "\n".join(result.disagreements)
            + "\n"
            + json.dumps(state, indent=1, ensure_ascii=False)
        )


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found(bench: Bench, name: str) -> None:
    assert bench.run(FOUND[name]).disagreements == ()


@pytest.mark.parametrize("name", PLAIN)
def test_one_combination_alone(bench: Bench, name: str) -> None:
    assert bench.run(PLAIN[name]).disagreements == ()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_new_states(bench: Bench, chunk: int) -> None:
    _check(bench, SEED, range(chunk * CHUNK, (chunk + 1) * CHUNK))


@pytest.mark.slow
def test_many_states(bench: Bench) -> None:
    print(f"WHOAMI_AWS_SEED={SEED}")
    _check(bench, SEED, range(500))
