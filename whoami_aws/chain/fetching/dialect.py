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
    `non-empty`, or `present`. `stripped`: white space around a value is none of it. `half`: what half a pair does.
    """

    key: tuple[str, ...] = ("AWS_ACCESS_KEY_ID",)
    secret: tuple[str, ...] = ("AWS_SECRET_ACCESS_KEY",)
    token: tuple[str, ...] = ("AWS_SESSION_TOKEN",)
    set_means: str = "non-empty"
    stripped: bool = False
    half: str = NEXT


class Files(NamedTuple):
    """The shared files. `reads` names them, the one that wins last; `switch` is a variable without which only
    `unswitched` is read. An empty path variable is the default path or (`empty_is_path`) a path that is not there.

    `config_prefix`, `credentials_prefix`: whether a section needs `profile ` (`required`), may have it (`optional`), or
    is called so with it (`literal`), or is none with it (`dropped`). `default_prefixed`: of `[default]` and
    `[profile default]` the `prefixed`, the `plain` or the `last` counts. `merge`: `keys` (one by one), `pairs` (key
    and secret go together), `first` (the first file that has the profile), `sections` (the last replaces).
    `broken`: a file that cannot be read is passed over (NEXT), or ends it all (STOP).
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
    home: str = "HOME"
    config_prefix: str = "required"
    credentials_prefix: str = "dropped"
    names: str = r".*"
    quoted_names: bool = False
    default_prefixed: str = "prefixed"
    merge: str = "keys"
    broken: str = NEXT


class Selection(NamedTuple):
    """How a profile is selected. `empty_is_name`: an empty variable names the profile called ''. `missing`: what a
    named profile that does not exist does, for the variables in `missing_for` (all, if None).
    """

    variables: tuple[str, ...] = ("AWS_PROFILE",)
    properties: tuple[str, ...] = ()
    properties_first: bool = True
    empty_is_name: bool = False
    stripped: bool = False
    missing: str = NEXT
    missing_for: tuple[str, ...] | None = None


class OneProfile(NamedTuple):
    """What a profile may hold, in the order in which it is looked for: of `role`, `keys`, `web-identity`, `sso`,
    `login`, `process`. `source_keys_first`: the keys of a source profile beat its role.

    `role_without_source`: `ignored`, or `breaks`. `both_sources`: `breaks`, `ignored`, or which of them counts.
    `sources` are the spellings of `credential_source`; `any_case` if their case does not matter. `own_source`: a
    profile may be its own source. `half_pair`: `ignored` or `breaks`; `empty_keys`: empty values are keys.
    `mfa`: a role with `mfa_serial` `breaks`, or the serial is `ignored`. `sso_keys`: what makes an SSO profile: `any`
    of its settings, or `all`; `sso_incomplete`: NEXT or STOP. `stops_on`: reasons that end the walk.
    """

    order: tuple[str, ...] = ("role", "keys", "web-identity", "sso", "login", "process")
    source_keys_first: bool = True
    role_without_source: str = "ignored"
    both_sources: str = "breaks"
    sources: tuple[str, ...] = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
    any_case: bool = False
    own_source: bool = True
    half_pair: str = "ignored"
    empty_keys: bool = False
    mfa: str = "ignored"
    sso_keys: str = "any"


class Container(NamedTuple):
    """The container endpoint. `set_means` as in `Pair`; `full_first`: the whole URL beats the path. `plain_hosts` may
    be asked without TLS, beside loopback. `token_first`: `file` or `variable`. `line_end`: a token that ends a line
    `breaks`, is `stripped`, or is `dropped` (asked without it). `required` of the answer. `instead_of_metadata`: where
    it is configured, the metadata service is no part of the chain.
    """

    set_means: str = "non-empty"
    full_first: bool = False
    plain_hosts: tuple[str, ...] = ("169.254.170.2", "169.254.170.23", "fd00:ec2::23")
    loopback_names: bool = True
    token_first: str = "file"
    line_end: str = "breaks"
    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    instead_of_metadata: bool = False


class Metadata(NamedTuple):
    """The instance metadata service. `off`: which values of AWS_EC2_METADATA_DISABLED switch it off: `true` (in any
    case), `stripped-true`, `not-false` (anything but `false`), `not-exact-false`, `any` (anything), `never`;
    `bad_switch` another value than true and false is refused. `v1`: whether it goes on without a token; `v1_stops_on`:
    answers to the token request after which it does not. `v1_off` as `off`, for AWS_EC2_METADATA_V1_DISABLED.
    """

    off: str = "true"
    bad_switch: bool = False
    v1: bool = True
    v1_stops_on: tuple[int, ...] = (400,)
    v1_off: str = "true"
    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


class Dialect(NamedTuple):
    """One SDK. `stops_on`: the reasons for which a link that fails ends the walk, `link: reason` or the link alone;
    `selects`: the first link that is configured is the answer, whatever comes of it. `reads_properties`: system properties of the Java virtual machine come before
    variables. `modules`: what is assumed to be
    on the class path or among the compiled features, changed by `--assume`.
    """

    env: Pair = Pair()
    properties: Pair = Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",))
    files: Files = Files()
    selection: Selection = Selection()
    profile: OneProfile = OneProfile()
    container: Container = Container()
    metadata: Metadata = Metadata()
    env_skipped_by_profile: bool = False
    reads_properties: bool = False
    web_identity_from_profile: bool = False
    stops_on: tuple[str, ...] = ()
    selects: bool = False
    modules: tuple[str, ...] = ()
