"""The model of the AWS CLI's chains against a real `aws`, where there is one."""

from __future__ import annotations

import json
import os
import random
import re
from itertools import islice
from pathlib import Path

import pytest

from whoami_aws.demo.layout import lay_out

from .aws import find
from .bench import Bench
from .found import FOUND
from .states import states

SEED = os.environ.get("WHOAMI_AWS_SEED") or str(random.SystemRandom().randrange(10**6))
STATES = 40


@pytest.mark.slow
@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_as_aws_says(generation: str) -> None:
    aws = find(generation)
    if isinstance(aws, str):
        pytest.skip(aws)
    bench = Bench(aws)
    print(f"WHOAMI_AWS_SEED={SEED}")
    for number, state in islice(states(SEED), STATES):
        result = bench.run(state)
        assert not result.disagreements, (
            f"state {number} of seed {SEED} (python -m tests.differential.cli --cli {generation} --seed {SEED})\n"
            + "\n".join(result.disagreements)
            + "\n"
            + json.dumps(state, indent=1, ensure_ascii=False)
        )


@pytest.mark.slow
@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_a_warm_aws_says_what_the_program_itself_says(generation: str, tmp_path: Path) -> None:
    aws = find(generation)
    if isinstance(aws, str):
        pytest.skip(aws)
    said: list[list[object]] = []
    for one in (aws, aws._replace(warm=False)):
        said.append([])
        for number, (_, state) in enumerate(islice(states("warm"), 6)):
            with lay_out(state, tmp_path / f"{one.warm}-{number}") as laid:
                answers = (one.configure_list(laid), one.caller_identity(laid))
                # Ports, paths and times of expiry are others each time.
                said[-1] += [[answer["code"], re.sub(r"\S*[\d/]\S*", "", answer["stdout"])] for answer in answers]
    assert said[0] == said[1]


@pytest.mark.slow
@pytest.mark.parametrize("generation", ["v1", "v2"])
@pytest.mark.parametrize("name", FOUND)
def test_where_the_model_was_wrong(generation: str, name: str) -> None:
    aws = find(generation)
    if isinstance(aws, str):
        pytest.skip(aws)
    assert Bench(aws).run(FOUND[name]).disagreements == ()
