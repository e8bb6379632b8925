"""What may differ between SDKs that fetch credentials while they walk their chain; each value is one SDK's habit.

The defaults are what most of them do; a chain's file names what its SDK does otherwise, and where its code says so.
"""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.host.grammar import Grammar

NEXT, STOP = "next", "stop"
"""What a failing link does to the walk."""


class Pair(NamedTuple):
    """A key pair in variables or system properties. Of several names the first that is set counts: `set_means`
    `non-empty`, or `present`. `stripped`: white space around a value is none of it; `blank_is_empty`: nothing but
    white space is nothing. `half`: what half a pair does.
    """

    key: tuple[str, ...] = ("AWS_ACCESS_KEY_ID",)
    secret: tuple[str, ...] = ("AWS_SECRET_ACCESS_KEY",)
    token: tuple[str, ...] = ("AWS_SESSION_TOKEN",)
    set_means: str = "non-empty"
    stripped: bool = False
    blank_is_empty: bool = False
    half: str = NEXT


class Files(NamedTuple):
    """The shared files. `reads` names them, the one that wins last (`either`: the first that is there); `switch` is a variable without which only
    `unswitched` is read. An empty path variable is the default path or (`empty_is_path`) a path that is not there.

    `config_prefix`, `credentials_prefix`: whether a section needs `profile ` (`required`), may have it (`optional`), or
    is called so with it (`literal`), or is none with it (`dropped`). `default_prefixed`: of `[default]` and
    `[profile default]` the `prefixed`, the `plain` or the `last` counts. `merge`: `keys` (one by one), `pairs` (key
    and secret go together), `whole-pairs` (so do they, and half a pair counts in no file), `first` (the first file that has the profile), `sections` (the last replaces), `none` (each kind of
    credentials is looked for in the last file, then in the one before).
    `broken`: a file that cannot be parsed is passed over (NEXT), or fails the link (STOP); `directory`: the same for a
    directory in its place. `home`: `~` is that of HOME alone (`variable`), of HOME or the list of users (`user`), or of
    the list of users (`passwd`).
    """

    grammar: Grammar = Grammar()
    reads: tuple[str, ...] = ("config", "credentials")
    switch: str | None = None
    switch_on: str = "non-empty"
    unswitched: tuple[str, ...] = ("credentials",)
    config_variables: tuple[str, ...] = ("AWS_CONFIG_FILE",)
    credentials_variables: tuple[str, ...] = ("AWS_SHARED_CREDENTIALS_FILE",)
    empty_is_path: bool = False
    expands_home: bool = True
    home: str = "user"
    config_prefix: str = "required"
    credentials_prefix: str = "dropped"
    names: str = r".*"
    quoted_names: bool = False
    default_prefixed: str = "prefixed"
    merge: str = "keys"
    broken: str = NEXT
    directory: str = NEXT


class Selection(NamedTuple):
    """How a profile is selected. `empty_is_name`: an empty variable names the profile called ''. `missing`: what a
    named profile that does not exist does, for the variables in `missing_for` (all, if None). `switched`: those
    that count only where `Files.switch` is on.
    """

    variables: tuple[str, ...] = ("AWS_PROFILE",)
    properties: tuple[str, ...] = ()
    properties_first: bool = True
    empty_is_name: bool = False
    stripped: bool = False
    missing: str = NEXT
    missing_for: tuple[str, ...] | None = None
    switched: tuple[str, ...] = ()


class OneProfile(NamedTuple):
    """What a profile may hold, in the order in which it is looked for: of `role` (with its source), `keys`,
    `web-identity`, `sso`, `login`, `process`; or, where the role is asked for with whatever was found (`role_on_top`),
    `source`, `named-source` and `remote`. `source_order`: the same for a source profile, `unswitched_order` where `Files.switch`
    is off, if they are others.

    `checks`: what is looked at before (see `checks.CHECKS`). `role_without_source`, `token_without_role`: `ignored`, or
    `breaks`. `source_without_role`: likewise for a source. `roles`: whether a role can be asked for at all; `token_crashes`: a
    token file ends the program. `token_beats_role`: a profile with a token file has no role by a source. `both_sources`: `breaks`, `ignored`, or which of them counts. `sources` are the spellings of
    `credential_source`; `any_case` if their case does not matter. `own_source`: of a profile that is its own source
    the `keys` count, `all` but its source, or it `breaks`. `half_pair`: `ignored`, `declines` or `breaks`;
    `empty_keys`: empty values are keys; `empty_counts`: an empty value of another setting is one. `mfa`: a role with `mfa_serial` `breaks`, or the serial is `ignored`.
    `sso_marks`: the settings any of which makes an SSO profile; `sso_incomplete`: `breaks` or `ignored`.
    `sso_times`: the forms of a cached token's end, as in `Answer`. `sso_sessions_in`: the files that may hold an
    [sso-session]. `sso_doubled`: a profile that repeats its session's settings is `ignored`, `breaks` where they
    `differ`, or `breaks` always.
    """

    order: tuple[str, ...] = ("role", "keys", "web-identity", "sso", "login", "process")
    source_order: tuple[str, ...] | None = None
    unswitched_order: tuple[str, ...] | None = None
    checks: tuple[str, ...] = ()
    role_on_top: bool = False
    role_without_source: str = "ignored"
    token_without_role: str = "breaks"
    token_beats_role: bool = False
    source_without_role: str = "ignored"
    roles: bool = True
    token_crashes: bool = False
    both_sources: str = "breaks"
    sources: tuple[str, ...] = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
    any_case: bool = False
    own_source: str = "keys"
    half_pair: str = "ignored"
    empty_keys: bool = False
    empty_counts: bool = False
    mfa: str = "ignored"
    sso_marks: tuple[str, ...] = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "sso_session")
    sso_incomplete: str = "breaks"
    sso_times: str = "any"
    sso_sessions_in: tuple[str, ...] = ("config",)
    sso_doubled: str = "ignored"


class WebIdentity(NamedTuple):
    """Web identity as a link of its own. `profile`: what the variables lack is looked up in the profile, `each` for
    itself; or only if they are not `both` there; or `never`. `profile_in`: the files whose profile
    counts. `role_missing`: a token without a role fails, or is nothing (NEXT). `from_sources`: also in the profile's
    sources.
    `set_means` as in `Pair`. `role_alone`: a role without a token is nothing (NEXT), or fails.
    """

    profile: str = "never"
    profile_in: tuple[str, ...] = ("config", "credentials")
    role_missing: str = STOP
    from_sources: bool = False
    set_means: str = "non-empty"
    role_alone: str = NEXT


class Answer(NamedTuple):
    """What a program's or an endpoint's answer must be. `required`: its fields. `empty_id`: whether an id without
    characters is one. `times`: the forms of an Expiration that is there: `any` text, `zoned` (RFC 3339), or `zoneless`
    too. `expired`: whether one in the past is taken. `null_time`, `number_time`: whether an Expiration may be that.
    `versions`: which `Version` a program must print: `1` and no `1.0`, `equal` to 1, or `any`.
    """

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    empty_id: bool = False
    times: str = "zoned"
    expired: bool = True
    null_time: bool = True
    number_time: bool = False
    versions: str = "1"


ALL_FOUR = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


class Container(NamedTuple):
    """The container endpoint. `set_means` as in `Pair`, of the URIs, and `token_set_means` of the tokens; `full_first`:
    the whole URL beats the path. `empty_relative`: an empty path is asked for all the same, or (`breaks`) refused.
    `plain_hosts` may be asked without TLS, beside all of loopback (`loopback`), and `localhost` (`loopback_names`).
    `token_first`: `file` or `variable`. `line_end`: a token that ends a line `breaks`, is `stripped`, or is `dropped`
    (asked without it). `instead_of_metadata`: where it is configured, the metadata service is no part of the chain.
    `early_token`: a token file that cannot be read fails the link also where no URI is set.
    """

    set_means: str = "non-empty"
    token_set_means: str = "non-empty"
    full_first: bool = False
    empty_relative: str = "asked"
    plain_hosts: tuple[str, ...] = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
    loopback: bool = True
    loopback_names: bool = True
    token_first: str = "file"
    line_end: str = "breaks"
    early_token: bool = False
    answer: Answer = Answer()
    instead_of_metadata: bool = False


class Metadata(NamedTuple):
    """The instance metadata service. `off`: which values of AWS_EC2_METADATA_DISABLED switch it off (see
    `metadata.switches`); `bad_switch`: another value than true and false fails the link, also of the switch of version 1.
    `v1`: whether it goes on without a token; `v1_stops_on`: answers to the token request after which it does not.
    `v1_off` as `off`, for AWS_EC2_METADATA_V1_DISABLED; `v1_off_in_profile`: the same for the profile's setting, which
    counts where the variable is not set, or (`v1_profile_beats`) whatever it says.
    `endpoint_in`: the files whose profile may name another endpoint; `empty_endpoint`: an empty one is the `default`, or
    `breaks`. `modes`: a pattern of what the mode may be, `mode_in_profile` if the profile may say it. `timeouts`: a
    pattern of the profile's `metadata_service_timeout`. `needs_files`: a shared file that cannot be parsed fails this link too.
    """

    off: str = "true"
    bad_switch: bool = False
    v1: bool = True
    v1_stops_on: tuple[int, ...] = (400,)
    v1_off: str = "true"
    v1_off_in_profile: str = "never"
    v1_profile_beats: bool = False
    endpoint_in: tuple[str, ...] = ()
    empty_endpoint: str = "default"
    modes: str = ".*"
    mode_in_profile: bool = True
    timeouts: str = ".*"
    needs_files: bool = False
    answer: Answer = Answer()


class Setting(NamedTuple):
    """A variable that has nothing to do with credentials, and whose value the SDK refuses before it looks for any.

    `allowed`: a pattern that the whole value must match, in any case if `any_case`; an empty value is none.
    """

    variable: str
    allowed: str
    any_case: bool = True


class Dialect(NamedTuple):
    """One SDK. `stops_on`: the reasons for which a link that fails ends the walk, `link: reason` or the link alone (then
    `passes_on` names those for which it does not); `more_env`: pairs of variables that are looked for in turn;
    `selects`: the first link that is configured is the answer, whatever comes of it. `stops_all`: reasons of the
    profile for which no link is asked at all, since files are read before; `settings` likewise. `parts`: links that are some kinds of what
    a profile holds. `reads_properties`: system properties of the Java virtual machine come before variables.
    `explicit_links`: the links in another order where a profile is given in code. `modules`: what is assumed to be on the class path or among the compiled features, changed by `--assume`; None if
    nothing of the SDK is optional.
    """

    env: Pair = Pair()
    properties: Pair = Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",))
    files: Files = Files()
    selection: Selection = Selection()
    profile: OneProfile = OneProfile()
    web_identity: WebIdentity = WebIdentity()
    process: Answer = Answer()
    container: Container = Container()
    metadata: Metadata = Metadata()
    env_skipped_by_profile: bool = False
    reads_properties: bool = False
    more_env: tuple[Pair, ...] = ()
    stops_on: tuple[str, ...] = ()
    passes_on: tuple[str, ...] = ()
    selects: bool = False
    explicit_links: tuple[str, ...] | None = None
    modules: tuple[str, ...] | None = None
    stops_all: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
