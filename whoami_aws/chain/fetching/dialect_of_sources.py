"""What may differ in web identity, the container endpoint, the metadata service, and what a program prints."""

from __future__ import annotations

from typing import NamedTuple

NEXT, STOP = "next", "stop"
"""What a failing link does to the walk."""


class WebIdentity(NamedTuple):
    """Web identity as a link of its own. `profile`: what the variables lack is looked up in the profile, `each` for
    itself; or only if they are not `both` there; or `never`. `profile_in`: the files whose profile counts.
    `role_missing`: a token without a role fails, or is nothing (NEXT).
    `set_means` as in `Pair`. `role_alone`: a role without a token is nothing (NEXT), or fails. `needs_files`: a
    shared file that cannot be parsed fails this link too.
    """

    profile: str = "never"
    profile_in: tuple[str, ...] = ("config", "credentials")
    role_missing: str = STOP
    set_means: str = "non-empty"
    role_alone: str = NEXT
    needs_files: bool = False


class Answer(NamedTuple):
    """What a program's or an endpoint's answer must be. `required`: its fields. `empty_id`: whether an id without
    characters is one. `times`: the forms of an Expiration that is there: `any` text, `zoned` (RFC 3339), or `zoneless`
    too. `expired`: whether one in the past is taken. `number_time`: whether an Expiration may be a number.
    `versions`: which `Version` a program must print: `1` and no `1.0`, `equal` to 1, or `any`.
    """

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    empty_id: bool = False
    times: str = "zoned"
    expired: bool = True
    number_time: bool = False
    versions: str = "1"


ALL_FOUR = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


class Container(NamedTuple):
    """The container endpoint. `set_means` as in `Pair`, of the URIs, and `auth_set_means` of the tokens;
    `full_first`: the whole URL beats the path. `empty_relative`: an empty path is asked for all the same, or
    (`breaks`) refused. `plain_hosts` may be asked without TLS, beside all of loopback (`loopback`), and `localhost`
    (`loopback_names`). `auth_first`: `file` or `variable`. `line_end`: a token that ends a line `breaks`, is
    `stripped`, or is `dropped` (asked without it). `instead_of_metadata`: where it is configured, the metadata
    service is no part of the chain. `early_token`: a token file that cannot be read fails the link also where no URI
    is set. `relative_auth`: a token goes along with a path too.
    """

    set_means: str = "non-empty"
    auth_set_means: str = "non-empty"
    full_first: bool = False
    empty_relative: str = "asked"
    plain_hosts: tuple[str, ...] = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
    loopback: bool = True
    loopback_names: bool = True
    auth_first: str = "file"
    line_end: str = "breaks"
    early_token: bool = False
    relative_auth: bool = True
    answer: Answer = Answer()
    instead_of_metadata: bool = False


class Metadata(NamedTuple):
    """The instance metadata service. `off`: which values of AWS_EC2_METADATA_DISABLED switch it off (see
    `metadata.switches`), also for a `credential_source` that names it (`off_for_source`); `bad_switch`: another value
    than true and false fails the link, also of the switch of version 1. `v1`: whether it goes on without a token;
    `v1_stops_on`: answers to the token request after which it does not. `v1_off` as `off`, for
    AWS_EC2_METADATA_V1_DISABLED; `v1_off_in_profile`: the same for the profile's setting, which counts where the
    variable is not set, or (`v1_profile_beats`) whatever it says. `endpoint_in`: the files whose profile may name
    another endpoint; `empty_endpoint`: an empty one is the `default`, or `breaks`; one without a scheme is asked all
    the same (`bare_endpoint`). `modes`: a pattern of what the mode may be, `mode_in_profile` if the profile may say
    it. `timeouts`: a pattern of the profile's `metadata_service_timeout`. `needs_files`: a shared file that cannot be
    parsed fails this link too. `direct`: the proxy that the environment names is passed by.
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
    mode_in_profile: bool = True
    timeouts: str = ".*"
    needs_files: bool = False
    direct: bool = False
    answer: Answer = Answer()
