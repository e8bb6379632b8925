"""What a link finds on a host, as a fact. What the fact does to a chain is judged elsewhere."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, SECRET_HOST
from whoami_aws.host.facts import Need
from whoami_aws.host.host import Change
from whoami_aws.host.key_id import account_of, key_type
from whoami_aws.host.values import Origin, Shape, Value

OFFERS = "offers"
"""Credentials are at hand."""
PROMISES = "promises"
"""Configured and whole, but the credentials come only from a call when first used."""
DECLINES = "declines"
"""Nothing here."""
BREAKS = "breaks"
"""Something here, and it raises."""
UNASKED = "unasked"
"""A fact is missing that only a request, a program or another file could give."""


Phrase = Annotated[str, "for the reader"]
"""A text of ours. No rule, verdict or exit code depends on what it says, so it may be rewritten at any time."""


class Reason(NamedTuple):
    """Why, as a stable code and as a phrase."""

    code: str
    text: Phrase


class Hop(NamedTuple):
    """One step on the path through profiles."""

    name: str
    """The profile, or the `credential_source`."""
    role: str | None = None
    """The role that is assumed there, as `arn.role_name` names it."""
    link: str | None = None
    """The link that gives the first credentials; the path ends here."""

    def __str__(self) -> str:
        more = self.link or self.role
        return f"{self.name} ({more})" if more else self.name


class Input(NamedTuple):
    """One thing that the link looks at. `state`: `set`, `empty` or `absent`. `shape` only for what is set."""

    name: str
    state: str
    origin: Origin
    shape: Shape | None = None


class SdkError(NamedTuple):
    """An exception of the SDK: its class name and message."""

    type: str
    message: str


class Credentials(NamedTuple):
    """What may be told of credentials. `expires_at` in seconds since the epoch."""

    key_id: Value | None = None
    token: Value | None = None
    has_token: bool = False
    expires_at: float | None = None
    role: str | None = None
    account_hint: str | None = None

    @property
    def key_type(self) -> str | None:
        """`long-term`, `session`, … (see `key_id.key_type`); None if no id is at hand yet."""
        text = self.key_id.text if self.key_id else None
        return None if text is None else key_type(text)

    @property
    def account(self) -> str | None:
        """The account that the key id, the configuration or the endpoint names."""
        text = self.key_id.text if self.key_id else None
        return (account_of(text) if text else None) or self.account_hint


UseState = Literal["works", "fails", "unknown"]
UseSource = Literal["host", "cache", "sts"]


class Usability(NamedTuple):
    """Whether the credentials can be used, as far as this host tells."""

    state: UseState = "works"
    error: SdkError | None = None
    """What the SDK raises when it uses them."""
    because: Phrase = ""
    """Why, in words."""
    may_ask: bool = True
    """Whether a service may be asked with them. Not where the SDK would prompt, refresh a token, or hang."""
    code: str = ""
    """Why the state is not known, where that has a code (`host.address`, `diagnosis`)."""
    source: UseSource = "host"
    """Who says so: what is on this host, the SDK's own cache of role credentials, or STS."""


WORKS = Usability()


class Probe(NamedTuple):
    """One link's finding."""

    kind: str
    """One of the five above."""
    reason: Reason
    inputs: tuple[Input, ...] = ()
    """In the order in which the link reads them."""
    triggers: tuple[Change, ...] = ()
    """The changes after which the link would decline."""
    credentials: Credentials | None = None
    use: Usability = WORKS
    error: SdkError | None = None
    """What a probe that breaks raises."""
    wants: tuple[Need, ...] = ()
    """The facts that an unasked probe lacks."""
    hops: tuple[Hop, ...] = ()
    """The path through profiles."""

    @property
    def path(self) -> str:
        """The path in words."""
        return " → ".join(map(str, self.hops))


def input_of(name: str, value: Value | None, default: Origin | None = None) -> Input:
    """The input for a value that may be absent."""
    if value is None:
        return Input(name, "absent", default or Origin("env", name))
    return Input(name, "empty" if value.empty else "set", value.origin, value.shape)


def declines(code: str, text: str, *inputs: Input) -> Probe:
    """Nothing here: the chain goes on."""
    return Probe(DECLINES, Reason(code, text), inputs)


def breaks(code: str, text: str, error: SdkError, triggers: tuple[Change, ...], *inputs: Input) -> Probe:
    """Something here that raises `error`."""
    return Probe(BREAKS, Reason(code, text), inputs, triggers, error=error)


def not_probed(
    text: str, wants: tuple[Need, ...], triggers: tuple[Change, ...] = (), *inputs: Input, code: str = "not-asked"
) -> Probe:
    """What this link would say depends on facts that were not gathered."""
    return Probe(UNASKED, Reason(code, text), inputs, triggers, wants=wants)


def not_sent(address: Value, code: str, triggers: tuple[Change, ...] = (), *inputs: Input) -> Probe:
    """The address in a setting is not asked, and what is there is not known. `code`: why, of `host.address`."""
    text = {
        AMBIGUOUS: f"the address in {address.origin} can be read in two ways, so it is not asked; "
        "write http://HOST:PORT/PATH",
        SECRET_HOST: f"the host in {address.origin} looks like a secret, so it is not asked; write http://HOST:PORT/PATH",
        PLAIN_HTTP: f"a token would go to the address in {address.origin} without TLS, so it is not asked; use https",
    }[code]
    return Probe(UNASKED, Reason(code, text), inputs, triggers)


def removal_of(value: Value | None) -> tuple[Change, ...]:
    """The change that takes this value away; none for a value that is not there."""
    if value is None:
        return ()
    origin = value.origin
    if origin.kind == "env":
        return (Change("unset", origin.name),)
    if origin.kind == "file":
        return (Change("drop-key", origin.name, origin.section, origin.key, line=origin.line),)
    if origin.kind == "property":
        return (Change("unset-property", origin.name),)
    return (Change("drop-option", origin.name),) if origin.kind == "option" else ()


def switched_off(by: Value, switch: Input) -> Probe:
    """What the link says where a value keeps the SDK from asking the metadata service."""
    return declines("disabled", f"{by.origin} is {by.text!r}, so the metadata service is not asked", switch)
