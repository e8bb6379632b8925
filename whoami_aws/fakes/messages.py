"""What a fake is asked, and what it answers, well or badly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from whoami_aws.fakes.state import State


@dataclass(frozen=True)
class Incoming:
    """One request as it came, secrets and all: its target, headers by lower-case name, body. It is never kept."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @cached_property
    def path(self) -> str:
        """The path, without the query; a proxy's absolute target counts by its path."""
        # urlsplit would take the first part of //latest/... for a host.
        if self.target.startswith("/"):
            return self.target.partition("?")[0]
        return urlsplit(self.target).path or "/"

    @cached_property
    def query(self) -> dict[str, str]:
        """The query's parameters."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """The body's form fields, or the query's where there is no body."""
        if not self.body:
            return self.query
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """The header's value, None where it was not sent."""
        return self.headers.get(name.lower())


@dataclass(frozen=True)
class Request:
    """What a test may know of a request that was received: no value that could be a secret."""

    method: str
    path: str
    """Without the query."""
    step: str
    """The fake's word for what was asked: `token`, `role`, `GetCallerIdentity`."""
    headers: tuple[str, ...]
    """Names in lower case."""

    def __str__(self) -> str:
        """`PUT /latest/api/token`."""
        return f"{self.method} {self.path}"


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


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, or with `trouble` the answer that goes wrong on its way."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: tuple[tuple[str, str], ...] = ()
    trouble: Trouble | None = None

    @classmethod
    def json(cls, value: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        """`value` as JSON."""
        return cls(status, json.dumps(value).encode(), "application/json", headers)

    @classmethod
    def page(cls, status: int, title: str) -> Answer:
        """A small error page, as IMDS and proxies write them."""
        html = f"<html><head><title>{status} {title}</title></head></html>\n"
        return cls(status, html.encode(), "text/html")
