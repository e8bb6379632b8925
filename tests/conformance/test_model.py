"""The chains of SDKs other than botocore's say what those SDKs answered.

All states need namespaces (marker `netns`, root). By default some are laid out on loopback, which anybody may do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.netns.namespace import why_not
from whoami_aws.chain.sdks.conformance import PROVEN

from . import model
from .gathered import on_loopback
from .states import STATES

_SAMPLE = 20
_ADDRESSED = ("container", "imds", "generated")
"""Groups of states that are about addresses, or too large to be laid out in passing."""


def _sample() -> list[str]:
    some = [name for name in STATES if not name.startswith(_ADDRESSED) and not _is_elsewhere(name)]
    return some[:: max(1, len(some) // _SAMPLE)]


def _is_elsewhere(name: str) -> bool:
    """Whether a state names an address that loopback has not."""
    state = STATES[name]
    return (
        "imds_at_its_address" in state
        or "container" in state
        or "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" in state.get("env", {})
        or "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE" in state.get("env", {})
    )


def _compared(weighed: dict[str, dict[str, model.Weighed]]) -> dict[str, list[str]]:
    return {sdk: [n for n, one in states.items() if one.kind == model.DIFFERS] for sdk, states in weighed.items()}


def test_a_sample_of_states_on_loopback(tmp_path: Path) -> None:
    hosts = ((name, on_loopback(STATES[name], tmp_path / str(number))) for number, name in enumerate(_sample()))
    weighed = model.compare((name, host) for name, host in hosts if host is not None)
    known = model.left()
    asked = {name for states in weighed.values() for name in states}
    assert len(asked) > _SAMPLE / 2
    expected = {sdk: [name for name in states if name in known.get(sdk, {})] for sdk, states in weighed.items()}
    assert _compared(weighed) == expected


@pytest.mark.netns
@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_all_states() -> None:
    # A process of its own: in this one nobody but loopback may be connected to.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.conformance.model", "--check"]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("sdk", model.models())
def test_what_is_said_to_be_proven_is_recorded(sdk: str) -> None:
    _, answers = model.models()[sdk]
    proven = PROVEN[sdk]
    assert (proven.version, proven.date) == (model.version(sdk, answers), answers.date)
    assert proven.states <= sum(answers.is_of(name, state) for name, state in STATES.items())
    assert proven.states - proven.agreeing - proven.on_service == len(model.left()[sdk])
