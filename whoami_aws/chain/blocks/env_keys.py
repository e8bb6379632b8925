"""`env` and `system-properties`: a key pair by names."""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain.blocks.dialect import Pair
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.probe import (
    DECLINES,
    OFFERS,
    Credentials,
    Probe,
    Reason,
    declines,
    input_of,
    removal_of,
)
from whoami_aws.host.values import Origin, Value

Get = Callable[[str], Value | None]
_SET = {"variable": "variables-set", "property": "properties-set"}
_KINDS = {"variable": "env", "property": "property"}
"""What is looked at -> the kind of its origin."""


def env(sight: SdkView) -> Probe:
    """The pair in the environment: of several, the first of which anything is there."""
    found = [_probe(pair, sight.host.variable, "variable") for pair in sight.dialect.env]
    return next((one for one in found if one.kind != DECLINES), found[0])


def env_source(sight: SdkView) -> Probe:
    """The pair in the environment, as `credential_source = Environment` asks for it."""
    return _probe(sight.dialect.env[0], sight.host.variable, "variable")


def properties(sight: SdkView) -> Probe:
    """The pair in the properties of the Java virtual machine."""
    return _probe(sight.dialect.properties, sight.host.property, "property", "-D")


def _probe(pair: Pair, get: Get, what: str, mark: str = "") -> Probe:
    key, secret, token = (_first(pair, names, get) for names in (pair.key, pair.secret, pair.token))
    names = (*pair.key, *pair.secret, *pair.token)
    inputs = tuple(input_of(f"{mark}{name}", get(name), Origin(_KINDS[what], f"{mark}{name}")) for name in names)
    if key is None and secret is None:
        text = f"neither {mark}{pair.key[0]} nor {mark}{pair.secret[0]} is set"
        return declines(f"{what}-unset", text, *inputs)
    triggers = tuple(change for value in (key, secret, token) for change in removal_of(value))
    if key is None or secret is None:
        there, lacks = (secret, pair.key[0]) if key is None else (key, pair.secret[0])
        text = f"{there.origin if there else ''} is set, {mark}{lacks} is not"
        return declines("partial", f"{text}: half a key pair does not count", *inputs)
    credentials = Credentials(key_id=key, token=token, has_token=token is not None)
    said = ", ".join(value.origin.name for value in (key, secret, token) if value is not None)
    return Probe(OFFERS, Reason(_SET[what], f"{said} are set"), inputs, triggers, credentials)


def _first(pair: Pair, names: tuple[str, ...], get: Get) -> Value | None:
    for name in names:
        value = get(name)
        if value is None or (pair.set_means == "non-empty" and _is_empty(value, pair.stripped or pair.blank_is_empty)):
            continue
        if _is_empty(value, pair.stripped or pair.blank_is_empty):
            return None
        return Value(value.text.strip(), value.origin) if pair.stripped and value.text else value
    return None


def _is_empty(value: Value, stripped: bool) -> bool:
    if value.empty:
        return True
    return stripped and value.shape.alphabet == "empty"
