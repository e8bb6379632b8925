"""What may differ in the instance metadata service."""

from __future__ import annotations

from typing import Literal, NamedTuple

from whoami_aws.chain.blocks.container_urls import ODDITIES, Oddity
from whoami_aws.chain.blocks.dialect.answers import Answer
from whoami_aws.chain.blocks.dialect.files import BOTH, Which

Off = Literal["true", "stripped-true", "not-false", "not-exact-false", "non-empty", "never"]
"""The values that switch something off: `true` in any case, also with white space around; anything but `false` in any
case, or but `false` and nothing; anything; or none.
"""

EndpointReading = Literal["left-stripped", "right-stripped", "joined", "no-user", "origin", "no-brackets"]
"""How the words of an endpoint are read: white space in front of it, or behind it, is not part of it; nor are tabs and
line ends, wherever they stand (`joined`); who asks does not count (`no-user`); nor does what is behind the port
(`origin`); an IPv6 address loses its brackets on the way, and the rest of it is taken for a port (`no-brackets`).
"""


class Metadata(NamedTuple):
    """The instance metadata service."""

    off: Off = "true"
    """What of AWS_EC2_METADATA_DISABLED switches it off."""
    off_for_source: bool = True
    """Whether also for a `credential_source` that names it."""
    bad_switch: bool = False
    """Whether another value than true and false fails the link, also of the switch of version 1."""
    v1: bool = True
    """Whether it goes on without a token."""
    v1_stops_on: tuple[int, ...] = (400,)
    """The answers to the token request after which it does not."""
    v1_off: Off = "true"
    """What of AWS_EC2_METADATA_V1_DISABLED switches version 1 off."""
    v1_off_in_profile: Off = "never"
    """The same of the profile's setting, which counts where the variable is not set."""
    v1_profile_beats: bool = False
    """Whether it counts whatever the variable says."""
    endpoint_in: tuple[Which, ...] = ()
    """The files whose profile may name another endpoint, of which the last one wins."""
    empty_endpoint: Literal["default", "breaks"] = "default"
    """What an empty endpoint is."""
    bare_endpoint: bool = False
    """Whether one without a scheme is asked all the same."""
    modes: str = ".*"
    """A pattern of what the mode may be."""
    mode_in: tuple[Which, ...] = BOTH
    """The files whose profile may say it."""
    timeouts: str = ".*"
    """A pattern of the profile's `metadata_service_timeout`."""
    needs_files: bool = False
    """Whether a shared file that cannot be parsed fails this link, too."""
    direct: bool = False
    """Whether the proxy that the environment names is passed by."""
    role: Literal["first-line", "whole", "trimmed", "trimmed-first-line", "first-line-trimmed"] = "first-line"
    """What of the list of roles is the role's name."""
    illegal_role: str = r"[\r\n]"
    """A pattern of what none can have."""
    mode_beside_endpoint: bool = False
    """Whether the mode is looked at, too, where an endpoint is named."""
    off_key: str | None = None
    """The profile's setting of the switch, which counts where the variable is not set or empty."""
    role_named: tuple[str, str] | None = None
    """A variable and a setting that name the role in the list's place."""
    role_named_in: tuple[Which, ...] = BOTH
    """The files whose profile may do so."""
    empty_variable: Literal["set", "unset"] = "set"
    """Whether an empty variable of endpoint or mode leaves it to the profile."""
    endpoint_readings: tuple[EndpointReading, ...] = ("no-user",)
    source_reads_profile: bool = True
    """Whether what the profile says counts also for a `credential_source`."""
    unread: tuple[Oddity, ...] = ODDITIES
    """The oddities of an endpoint of which it is not known how they are read."""
    answer: Answer = Answer()
