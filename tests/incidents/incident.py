"""Incidents as files, and the change of a host that mends one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

HOSTS = Path(__file__).with_name("hosts")


class Incident(NamedTuple):
    """One host in trouble, or a healthy one.

    Its file has `title`, `story`, `host` (as `whoami_aws.demo.layout` takes it, but with addresses and paths as they
    are in reality; `needs`: what of reality it cannot do without), and `expected`: `winner` (a link, `none`, or `error`
    with the exception's class in `error` and the link that had been chosen, if any, in `stopped_at`), `access_key`,
    `usable`, `cause` (the rules whose finding names what is wrong; the best first), `severity`, `fix` (a change of the
    host), `after` (what wins then). `control`: healthy; `quiet`: it works, and nothing above `info` may be said.
    """

    name: str
    data: Mapping[str, Any]

    @property
    def host(self) -> Mapping[str, Any]:
        return self.data["host"]

    @property
    def expected(self) -> Mapping[str, Any]:
        return self.data["expected"]

    @property
    def cause(self) -> tuple[str, ...]:
        return tuple(self.expected.get("cause", ()))

    @property
    def control(self) -> bool:
        return bool(self.data.get("control"))

    @property
    def mended(self) -> Mapping[str, Any] | None:
        """The host with the fix applied; None where the fix is no change of it."""
        fix = self.expected.get("fix")
        return merged(self.host, fix) if fix else None


def incidents(only: str = "") -> list[Incident]:
    """All of them, or those whose name has `only` in it."""
    found = [Incident(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(HOSTS.glob("*.json"))]
    return [incident for incident in found if only in incident.name]


def merged(value: Any, change: Any) -> Any:
    """RFC 7396: mappings are merged, null takes away, anything else replaces; a whole mapping becomes null."""
    if not isinstance(change, Mapping):
        return change
    result = dict(value) if isinstance(value, Mapping) else {}
    for name, inner in change.items():
        if inner is None and not isinstance(result.get(name), Mapping):
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), inner)
    return result
