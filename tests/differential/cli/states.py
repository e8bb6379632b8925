"""States on which `aws` answers soon, and from which it reaches loopback alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.differential.dice import Dice
from tests.differential.states import state_of

_SLOW_CONTAINER = ("misbehave", "status", "reachable", "body")
_NOBODY = "http://127.0.0.1:9"

FIXED: dict[str, str] = {
    # Every endpoint of AWS is https: a proxy that is not there keeps them out of reach.
    "HTTPS_PROXY": _NOBODY,
    "https_proxy": _NOBODY,
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_PAGER": "",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{imds}/",
}
"""Variables of every state."""


def states(seed: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and state, of the series of a seed, without those that are left out here."""
    for number in count():
        dice = Dice(f"cli:{seed}:{number}")
        state = state_of(seed, number)
        if _fits(dice, state):
            yield number, _for_cli(dice, state)


def _fits(dice: Dice, state: dict[str, Any]) -> bool:
    env = state["env"]
    # 169.254.170.2 is not on loopback, nor is where the metadata service is looked for without its variable.
    if env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") or "AWS_EC2_METADATA_SERVICE_ENDPOINT" in env:
        return False
    if env.get("HOME") is not None:
        return False  # relative homes are other places to a child with another directory
    container = state.get("container")
    # A container endpoint that fails is asked three times, a second apart.
    slow = "AWS_CONTAINER_CREDENTIALS_FULL_URI" in env and (
        container is None or any(name in container for name in _SLOW_CONTAINER if name != "body" or _odd(container))
    )
    return not slow or dice.happens(0.1)


def _odd(container: dict[str, Any]) -> bool:
    return not isinstance(container.get("body"), dict)


def _for_cli(dice: Dice, state: dict[str, Any]) -> dict[str, Any]:
    env = {**state["env"], **FIXED}
    if dice.happens(0.1):  # v2 before 2.28.3 wants the slash
        env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "{imds}"
    if dice.happens(0.25):
        env["AWS_REGION"] = dice.one_of("eu-west-3", "us-west-2", "us-west-2", "")
    state = {**state, "env": env, "sts": {}, "sso": {"role_credentials": "ok"}}
    if isinstance(state.get("imds"), dict) and dice.happens(0.5):
        state["imds"] = {**state["imds"], "region": dice.one_of("eu-central-1", "sa-east-1")}
    return state
