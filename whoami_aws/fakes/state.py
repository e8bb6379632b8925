"""Reads a fake's state: a mapping as a scenario has it, with times relative to now."""

import json
import re
import time
from collections.abc import Mapping

from whoami_aws.fakes.examples import SECRET, TOKEN

State = Mapping[str, object]

_RELATIVE = re.compile(r"([+-]\d+(?:\.\d+)?)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def moment(expression: str) -> str:
    """`+6h`, `-30m`, `+60d`, `-5s` from now, as `2030-01-31T12:00:00Z`.

    Any other text stays as it is.
    """
    if not (match := _RELATIVE.fullmatch(expression)):
        return expression
    when = time.time() + float(match[1]) * _SECONDS[match[2]]
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


def text(state: State, name: str, default: str = "") -> str:
    """The text under `name`; `default` where it is absent or null."""
    value = state.get(name)
    return default if value is None else str(value)


def section(state: State, name: str) -> State:
    """The mapping under `name`, empty if there is none."""
    value = state.get(name)
    return value if isinstance(value, Mapping) else {}


def strings(state: State, name: str) -> tuple[str, ...]:
    """The list of texts under `name`, empty if there is none."""
    value = state.get(name)
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()


def number(state: State, name: str, default: float = 0) -> float:
    """The number under `name`, or `default`; true and false are no numbers."""
    value = state.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else default


def status(state: State, name: str, default: int = 200) -> int:
    """The HTTP status under `name`, or `default`."""
    return int(number(state, name, default))


def payload(value: object) -> bytes:
    """A body as a state writes it: bytes, text, `{"bytes_hex": …}`, else as JSON."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, Mapping) and set(value) == {"bytes_hex"}:
        return bytes.fromhex(str(value["bytes_hex"]))
    return json.dumps(value).encode()


def credentials(given: State, key_id: str) -> dict[str, object]:
    """`given` made whole with example values.

    A field that is null is left out, so that a state can say that it is missing.
    """
    whole: dict[str, object] = {"AccessKeyId": key_id, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "+6h"}
    whole.update(given)
    if isinstance(expiration := whole["Expiration"], str):
        whole["Expiration"] = moment(expiration)
    return {name: value for name, value in whole.items() if value is not None}
