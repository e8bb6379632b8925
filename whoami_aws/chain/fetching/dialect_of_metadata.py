"""What may differ in the instance metadata service."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.fetching.dialect_of_sources import Answer
from whoami_aws.chain.fetching.urls import ODDITIES


class Metadata(NamedTuple):
    """The instance metadata service. `off`: which values of AWS_EC2_METADATA_DISABLED switch it off (see
    `metadata.switches`), also for a `credential_source` that names it (`off_for_source`); `bad_switch`: another value
    than true and false fails the link, also of the switch of version 1. `v1`: whether it goes on without a token;
    `v1_stops_on`: answers to the token request after which it does not. `v1_off` as `off`, for
    AWS_EC2_METADATA_V1_DISABLED; `v1_off_in_profile`: the same for the profile's setting, which counts where the
    variable is not set, or (`v1_profile_beats`) whatever it says. `endpoint_in`: the files whose profile may name
    another endpoint; `empty_endpoint`: an empty one is the `default`, or `breaks`; one without a scheme is asked all
    the same (`bare_endpoint`). `modes`: a pattern of what the mode may be, `mode_in` the files whose profile may say
    it. `timeouts`: a pattern of the profile's `metadata_service_timeout`. `needs_files`: a shared file that cannot be
    parsed fails this link too. `direct`: the proxy that the environment names is passed by. `role`: of the list of
    roles, the `whole` is the role's name, or what is left when it is `trimmed`; or its `first-line`, likewise trimmed
    before (`trimmed-first-line`) or after (`first-line-trimmed`). `illegal_role`: a pattern of what none can have.
    `mode_beside_endpoint`: it is looked at too where an endpoint is named. `empty_variable`: an empty one of endpoint
    or mode is `set`, or (`unset`) leaves it to the profile. `endpoint_readings`: how the words of an endpoint are read
    (see `metadata_asked`). `off_key`: the profile's setting of the switch, which counts where the variable is not set
    or empty; `role_named`: a variable and such a setting that name the role in the list's place, `role_named_in` the
    files whose profile may do so. `source_reads_profile`: what the profile says counts also for a `credential_source`.
    `unread`: the oddities of an endpoint (see `urls`) of which it is not known how they are read.
    """

    off: str = "true"
    off_for_source: bool = True
    bad_switch: bool = False
    v1: bool = True
    v1_stops_on: tuple[int, ...] = (400,)
    v1_off: str = "true"
    v1_off_in_profile: str = "never"
    v1_profile_beats: bool = False
    endpoint_in: tuple[str, ...] = ()
    empty_endpoint: str = "default"
    bare_endpoint: bool = False
    modes: str = ".*"
    mode_in: tuple[str, ...] = ("config", "credentials")
    timeouts: str = ".*"
    needs_files: bool = False
    direct: bool = False
    role: str = "first-line"
    illegal_role: str = r"[\r\n]"
    mode_beside_endpoint: bool = False
    off_key: str | None = None
    role_named: tuple[str, str] | None = None
    role_named_in: tuple[str, ...] = ("config", "credentials")
    empty_variable: str = "set"
    endpoint_readings: tuple[str, ...] = ("no-user",)
    source_reads_profile: bool = True
    unread: tuple[str, ...] = ODDITIES
    answer: Answer = Answer()
