"""How a link is declared: what it finds, and what is known of its credentials before it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from whoami_aws.chain.probe import Probe
    from whoami_aws.chain.view import BotocoreView


class Kind(NamedTuple):
    """What is known of a link, whichever SDK asks it."""

    keys: Literal["variables", "properties", "file"] | None = None
    """Where the link reads a key pair that is written out; None where it does not."""
    by_profile: bool = False
    """Whether it answers by what a profile says, and by nothing else."""
    endpoint: Literal["metadata", "container"] | None = None
    """Which endpoint gives the role of the place where this runs, whose keys the SDK renews without anything else."""
    temporary: bool = False
    """Whether its keys are temporary in any case."""
    names_role: bool = False
    """Whether the configuration names its role by the ARN, which AWS would refuse with another path."""
    programs: Literal["no", "some", "always"] = "no"
    """Whether asking it runs a program: never, where its source is one, or always."""
    credential_source: str | None = None
    """Its name as the `credential_source` of a role."""
    in_source_profile: bool = False
    """Whether it is asked for the profile that a `source_profile` names."""


class Link(NamedTuple):
    """A link of botocore's chain."""

    probe: Callable[[BotocoreView], Probe]
    """What it finds on a host."""
    kind: Kind


DECLARED: dict[str, Link] = {}
"""The links whose modules are imported, by id. Take them from `chain.links`, which imports them."""


def link(name: str, kind: Kind) -> Callable[[Callable[[BotocoreView], Probe]], Callable[[BotocoreView], Probe]]:
    """Declares a link under its id, which is botocore's own `METHOD`."""

    def register(probe: Callable[[BotocoreView], Probe]) -> Callable[[BotocoreView], Probe]:
        DECLARED[name] = Link(probe, kind)
        return probe

    return register
