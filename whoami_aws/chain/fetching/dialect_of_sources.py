"""What may differ in web identity, the container endpoint, the metadata service, and what a program prints."""

from __future__ import annotations

from typing import NamedTuple

NEXT, STOP = "next", "stop"
"""What a failing link does to the walk."""


class WebIdentity(NamedTuple):
    """Web identity as a link of its own. `profile`: what the variables lack is looked up in the profile, `each` for
    itself; or only if they are not `both` there; or `never`. `profile_in`: the files whose profile counts.
    `role_missing`: a token without a role fails, or is nothing (NEXT). `set_means` as in `Pair`. `role_alone`: a role
    without a token is nothing (NEXT), or fails. `needs_files`: a shared file that cannot be parsed fails this link too.
    `selected_by`: the variables that select the profile here, if they are not all that do elsewhere. `through_sources`:
    where the profile has no token, its source's counts, and the roles on the way are asked for one after the other.
    `first_if_explicit`: what the profile itself has comes before all other links where it is given in code.
    """

    profile: str = "never"
    profile_in: tuple[str, ...] = ("config", "credentials")
    role_missing: str = STOP
    set_means: str = "non-empty"
    role_alone: str = NEXT
    needs_files: bool = False
    selected_by: tuple[str, ...] | None = None
    through_sources: bool = False
    first_if_explicit: bool = False


class Endpoint(NamedTuple):
    """What may name another endpoint of STS. `allowed`: a pattern of what can be asked; None if all can, or nothing
    else than AWS's own ever is. `of_all_services`: what is said of all services counts for STS too; `services`: the
    profile's section of that kind counts, and is there (`missing_services`) or STS cannot be asked. `empty_variable`,
    `empty_setting`: also an empty one counts. `within`: the files whose profile counts; not where token and role are
    variables, without `beside_variables`. `can_be_ignored`: a variable makes none of it count. `comes_first`: what
    cannot be asked ends everything, since the client is made before.
    """

    allowed: str | None = None
    of_all_services: bool = True
    services: bool = True
    missing_services: bool = False
    empty_variable: bool = False
    empty_setting: bool = False
    within: tuple[str, ...] = ("config", "credentials")
    beside_variables: bool = True
    can_be_ignored: bool = True
    comes_first: bool = False


class Sso(NamedTuple):
    """SSO in a profile. `marks`: the settings any of which makes an SSO profile; `incomplete`: `breaks` or `ignored`.
    `within`: the files whose profile may have it; `needs_config`: it is looked for only where a config file is.
    `sessions_in`: the files that may hold an [sso-session], or the `same` that has the profile; `session_needs` is
    what it must have, and its name may stand in any of `quotes`. `doubled`: a profile that repeats its session's
    settings is `ignored`, `breaks` where they `differ`, or `breaks` always. `token_needs`: the fields of a cached
    token, of no session; `times`: the forms of its end, as in `Answer`; `window`: the seconds before its end in which
    one of no session is of no use any more. `expired`: one that has ended is `refused`, or `sent` if it is of no
    session. `renewed`: that of a session `with-token` if there is one to renew it with, or `always`.
    """

    marks: tuple[str, ...] = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "sso_session")
    incomplete: str = "breaks"
    within: tuple[str, ...] = ("config", "credentials")
    needs_config: bool = False
    sessions_in: tuple[str, ...] = ("config",)
    session_needs: tuple[str, ...] = ("sso_region", "sso_start_url")
    quotes: str = ""
    doubled: str = "ignored"
    token_needs: tuple[str, ...] = ("accessToken",)
    times: str = "any"
    window: int = 0
    expired: str = "refused"
    renewed: str = "with-token"


class Answer(NamedTuple):
    """What an endpoint's answer must be. `required`: its fields. `empty_id`: whether an id without characters is one.
    `times`: the forms of an Expiration that is there: `any` text, `zoned` (RFC 3339), or `zoneless` too; `iso` is what
    Python's `fromisoformat` takes with its hyphens and colons; `smart` is `zoned`, and each month has 31 days, as it
    has for `zoneless`. `expired`: whether one in the past is taken. `number_time`: whether an Expiration may be a
    number.
    """

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    empty_id: bool = False
    times: str = "zoned"
    expired: bool = True
    number_time: bool = False


NO_TEXTS = ("number", "boolean", "null", "list", "object")
"""All kinds of values but texts."""
TYPELESS = tuple(
    (name, NO_TEXTS) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId")
)
"""`Program.taken` of a language that does not look at what a value is."""


class Program(NamedTuple):
    """What a program must print. `required`, `times`, `expired` as in `Answer`; `empty_id` likewise, and of the secret.
    `versions`: its `Version` is `1` and no `1.0`, `equal` to 1, 1 but for what is behind the point (`whole`), or `any`;
    or `python`: what is equal to 1 there, as `true` is.

    `any_case`: names are the same in upper and lower case; `first`: of a repeated one the first counts, and not the
    last. `forgives`: the deviations (see `JsonText`) for which the text is not refused. Of values that are no text,
    those of the kinds that `taken` has for a name are taken as they are, those in `spelled` stand for their spelling,
    those in `absent` are as if they were not there, and others are refused.

    `limit`: how many bytes a program may print at most; where it prints more, `beyond` is `refused`, or the SDK `waits`
    for ever. `input_open`: the program's standard input is left open, so that one that reads it waits for ever.
    `in_shell`: a shell takes the line; else its words are split as botocore splits them.
    """

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    empty_id: bool = False
    times: str = "zoned"
    expired: bool = True
    versions: str = "1"
    any_case: bool = False
    first: bool = False
    forgives: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    absent: tuple[str, ...] = ("null",)
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()
    limit: int | None = None
    beyond: str = "refused"
    input_open: bool = False
    in_shell: bool = True


ALL_FOUR = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


BLANKS = r"[\x00-\x20\x7f]"
"""What cannot stand in a URL."""


class Container(NamedTuple):
    """The container endpoint. `set_means` as in `Pair`, of the URIs, or `not-blank`, or `present` where
    not all are empty (`present-if-any`); `auth_set_means` of the tokens.
    `full_first`: the whole URL beats the path. `empty_relative`: an empty path is asked for all the same, or
    (`breaks`) refused. `readings`: how their words are read (see `urls`); `illegal`: a pattern of what makes them no
    URL. `plain_hosts` may be asked without TLS, beside all of loopback (`loopback`), and `localhost`
    (`loopback_names`); with it any, or (`tls_anywhere` off) the same.

    `auths`: where a token is looked for. `path_auth`: with a path a token goes along too; or `with-others`, where the
    whole URL or the token's file is set too; or `never`. A token that has a line end `breaks`, or is sent without
    white space around (`stripped`): `line_end` in a file, `variable_line_end` in a variable, where it is `stripped`
    too, or breaks if there is a CR (`lf-stripped`); `crlf`: a file with both a CR and an LF. `trimmed_token`: no token
    is sent with white space around. `blank_auth`: one of white space alone is sent, or is none, or `breaks` if it is
    empty. `early_token`: a token file that cannot be read fails the link also where no URI is set.

    `instead_of_metadata`: where it is configured, the metadata service is no part of the chain. `second`: another
    client of the same, which is tried where the first was refused.
    """

    set_means: str = "non-empty"
    auth_set_means: str = "non-empty"
    full_first: bool = False
    empty_relative: str = "asked"
    readings: tuple[str, ...] = ()
    illegal: str = r"[\x00-\x1f\x7f]"
    plain_hosts: tuple[str, ...] = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
    loopback: bool = True
    loopback_names: bool = True
    tls_anywhere: bool = True
    auths: tuple[str, ...] = ("file", "variable")
    path_auth: str = "always"
    line_end: str = "breaks"
    variable_line_end: str = "breaks"
    crlf: str = "breaks"
    trimmed_token: bool = False
    blank_auth: str = "sent"
    early_token: bool = False
    answer: Answer = Answer()
    instead_of_metadata: bool = False
    second: Container | None = None


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
    `mode_beside_endpoint`: it is looked at too where an endpoint is named. `off_key`: the profile's setting of the
    switch, which counts where the variable is not set or empty; `role_named`: a variable and such a setting that name
    the role in the list's place.
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
    answer: Answer = Answer()
