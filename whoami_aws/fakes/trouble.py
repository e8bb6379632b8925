"""The ways in which an endpoint may answer badly."""

from enum import Enum

from whoami_aws.fakes.state import State


class Trouble(Enum):
    """One way of answering badly, by the name it has in a state's `misbehave`."""

    HANG = "hang"
    HTML = "html"
    EMPTY = "empty"
    ENDLESS = "endless"
    DRIP = "drip"
    REDIRECT = "redirect"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    RESET = "reset"
    WRONG_SHAPE = "wrong-shape"


def troubles(state: State) -> dict[str, Trouble]:
    """The state's `misbehave` by step, `*` for all; an unknown one is a ValueError."""
    if state.get("reachable") == "blackhole":
        return {"*": Trouble.HANG}
    given = state.get("misbehave")
    if given is None:
        return {}
    if isinstance(given, dict):
        return {str(step): Trouble(how) for step, how in given.items() if how is not None}
    return {"*": Trouble(given)}
