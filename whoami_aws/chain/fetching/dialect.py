"""What may differ between SDKs that fetch credentials while they walk their chain; each value is one SDK's habit.

The defaults are what most of them do; a chain's file names what its SDK does otherwise, and where its code says so.
"""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.fetching.dialect_of_metadata import Metadata as Metadata
from whoami_aws.chain.fetching.dialect_of_sources import ALL_FOUR as ALL_FOUR
from whoami_aws.chain.fetching.dialect_of_sources import BLANKS as BLANKS
from whoami_aws.chain.fetching.dialect_of_sources import NEXT as NEXT
from whoami_aws.chain.fetching.dialect_of_sources import NO_TEXTS as NO_TEXTS
from whoami_aws.chain.fetching.dialect_of_sources import STOP as STOP
from whoami_aws.chain.fetching.dialect_of_sources import TYPELESS as TYPELESS
from whoami_aws.chain.fetching.dialect_of_sources import TYPELESS_ANSWER as TYPELESS_ANSWER
from whoami_aws.chain.fetching.dialect_of_sources import Answer as Answer
from whoami_aws.chain.fetching.dialect_of_sources import Container as Container
from whoami_aws.chain.fetching.dialect_of_sources import Endpoint as Endpoint
from whoami_aws.chain.fetching.dialect_of_sources import Program as Program
from whoami_aws.chain.fetching.dialect_of_sources import Setting as Setting
from whoami_aws.chain.fetching.dialect_of_sources import Sso as Sso
from whoami_aws.chain.fetching.dialect_of_sources import WebIdentity as WebIdentity
from whoami_aws.host.grammar import Grammar


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
    """The shared files. `reads` names them, the one that wins last (`either`: the first that is there); `switch` is a
    variable without which only `unswitched` is read; `settings_in` are those that are read all the same for settings
    other than credentials. An empty path variable (`empty_path`) is the `default` path, or `nowhere`, or `here`: where
    the program runs. `tilde_names`: a path `~name/…` is `kept` as it is, or is below that user's home
    and `refused` if there is none.

    `config_sections`: `Grammar.sections` for the config file, if they are others there; `credentials_refused`:
    `Grammar.refused_lines` for the credentials file, likewise. `config_prefix`, `credentials_prefix`: whether a section
    needs `profile ` (`required`), may have it (`optional`), or is called so with it (`literal`), or is none with it
    (`dropped`), or is called so with it and, where no other is, without (`fallback`). `default_prefixed`: of
    `[default]` and `[profile default]` the `prefixed`, the `plain` or the `last` counts. `merge`: `keys` (one by one),
    `pairs` (key and secret go together), `whole-pairs` (so do they, and half a pair counts in no file), `first` (the
    first file that has the profile), `sections` (the last replaces), `none` (each kind of credentials is looked for in
    the last file, then in the one before). `broken`: a file that cannot be parsed is passed over (NEXT), or fails the
    link (STOP); `directory`: the same for a directory in its place. `home`: `~` is that of HOME alone (`variable`), of
    HOME or the list of users (`user`), of the virtual machine's `user.home` (`passwd`), or of HOME or that (`java`); an
    empty HOME is `none`, or the files are looked for from where the program runs (`relative`). `prefix`: a pattern of
    the prefix. Where the switch is off, `unswitched_drops` are the settings that are not read, and the path variables
    count only if not `paths_switched`; where it is on and `needs_config`, no file is read without a config file.
    `block_keys`: a key whose value is a block of settings has a `value`, or (`none`) is not there, nor in the file
    below. `spellings`: of sections that are one profile by different words the `last` counts, or they are `merged`.
    """

    grammar: Grammar = Grammar()
    reads: tuple[str, ...] = ("config", "credentials")
    switch: str | None = None
    switch_on: str = "non-empty"
    unswitched: tuple[str, ...] = ("credentials",)
    config_variables: tuple[str, ...] = ("AWS_CONFIG_FILE",)
    credentials_variables: tuple[str, ...] = ("AWS_SHARED_CREDENTIALS_FILE",)
    settings_in: tuple[str, ...] = ()
    empty_path: str = "default"
    tilde_names: str = "kept"
    expands_home: bool = True
    home: str = "user"
    empty_home: str = "none"
    config_sections: str | None = None
    credentials_refused: str | None = None
    config_prefix: str = "required"
    credentials_prefix: str = "dropped"
    names: str = r".*"
    quoted_names: bool = False
    default_prefixed: str = "prefixed"
    merge: str = "keys"
    broken: str = NEXT
    directory: str = NEXT
    prefix: str = r"profile[ \t]+"
    unswitched_drops: tuple[str, ...] = ()
    paths_switched: bool = False
    needs_config: bool = False
    block_keys: str = "value"
    spellings: str = "last"


class Selection(NamedTuple):
    """How a profile is selected. `empty_is_name`: an empty variable names the profile called '', and so does an empty
    name given in code, if `empty_option_is_name` says nothing else. `missing`: what a named profile that does not exist
    does, for the variables in `missing_for` (all, if None). `switched`: those that count only where `Files.switch` is
    on.
    """

    variables: tuple[str, ...] = ("AWS_PROFILE",)
    properties: tuple[str, ...] = ()
    properties_first: bool = True
    empty_is_name: bool = False
    empty_option_is_name: bool | None = None
    stripped: bool = False
    missing: str = NEXT
    missing_for: tuple[str, ...] | None = None
    switched: tuple[str, ...] = ()


class OneProfile(NamedTuple):
    """What a profile may hold, in the order in which it is looked for: of `role` (with its source; or with one that is
    a profile, `role-of-profile`), `keys` (or `whole-keys`), `web-identity`, `sso`, `login`, `process`; or, where the
    role is asked for with whatever was found (`role_on_top`), `source`, `named-source` and `remote`. `source_order`:
    the same for a source profile, if it is another.

    `checks`: what is looked at before (see `checks.CHECKS`). `role_without_source`, `identity_without_role`: `ignored`,
    or `breaks`. `source_without_role`: likewise for a source. `roles`: whether a role can be asked for at all;
    `token_crashes`: a token file ends the program. `token_beats_role`: a profile with a token file has no role by a
    source; `token_replaces_source`: the role is asked for by that token, though the source must have keys.
    `identity_by`: a token and its role are the `profile`'s, or the `variables`' where those are set; `identity_within`
    are the files whose profile may have them. `both_sources`: `breaks`, `ignored`, or which of them counts. `sources`
    are the spellings of `credential_source`; `any_case` if their case does not matter; `source_needs`: the variable
    without which one of them is refused. `own_source`: of a profile that is its own source the `keys` count, `all` but
    its source, or it `breaks`. `half_pair`: `ignored`, `declines` or `breaks`; a token alone (`session_alone`) is one,
    or `none`; `empty_keys`: empty values are keys; `empty_session`: an empty session token is `none`, or `breaks`;
    `empty_counts`: an empty value of another setting is one, where that of a program (`empty_process`) `breaks`, or is
    `ignored`. `mfa`: a role with `mfa_serial` `breaks`, or the serial is `ignored`. `blocks`: the kinds that break on a
    block of settings where they want a value. `durations`: a pattern of a role's `duration_seconds`. `client_of`: the
    client that asks STS for a role has the profile that is `selected`, or the one that is where none is given in code
    (`variables`): it must be there, and what it says of an endpoint and of other settings counts. `without_part`: where
    the part that asks for a role is not there, a profile with one `breaks`, or its role is `ignored`.
    `block_as_source`: a role whose source has a block of settings for an id or a token is asked for (`sent`), or
    `breaks`; so does one of an empty session name, or it is `none`. `login_times`: the forms of the end of a login
    session, as in `Answer`.
    """

    order: tuple[str, ...] = ("role", "keys", "web-identity", "sso", "login", "process")
    source_order: tuple[str, ...] | None = None
    checks: tuple[str, ...] = ()
    role_on_top: bool = False
    role_without_source: str = "ignored"
    identity_without_role: str = "breaks"
    token_beats_role: bool = False
    source_without_role: str = "ignored"
    token_replaces_source: bool = False
    identity_by: str = "profile"
    identity_within: tuple[str, ...] = ("config", "credentials")
    roles: bool = True
    token_crashes: bool = False
    both_sources: str = "breaks"
    sources: tuple[str, ...] = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
    any_case: bool = False
    source_needs: tuple[tuple[str, str], ...] = ()
    own_source: str = "keys"
    half_pair: str = "ignored"
    session_alone: str = "half"
    empty_keys: bool = False
    empty_session: str = "none"
    empty_counts: bool = False
    empty_process: str = "breaks"
    mfa: str = "ignored"
    blocks: tuple[str, ...] = ()
    durations: str = ".*"
    client_of: str = "selected"
    without_part: str = "breaks"
    block_as_source: str = "sent"
    empty_session_name: str = "none"
    login_times: str = "any"
    sso: Sso = Sso()


class Region(NamedTuple):
    """What says the region of a client that is told none, after the chain's variables. `empty`: an empty variable `is`
    one, or `none`; also one of white space is none if `blank_is_empty`. `empty_setting`: likewise of the profile's, in
    the files `within`. `switched`: the variables that count only where `Files.switch` is on. `metadata`: the metadata
    service is asked at last, though not without a token if this `needs_token`. `default`: what it is where nobody says
    one.
    """

    empty: str = "none"
    blank_is_empty: bool = False
    empty_setting: str = "none"
    within: tuple[str, ...] = ("config", "credentials")
    switched: tuple[str, ...] = ()
    metadata: bool = False
    needs_token: bool = False
    default: str | None = None


class Reader(NamedTuple):
    """How some links read the files and select the profile, where they have a reader of their own."""

    links: tuple[str, ...]
    files: Files
    selection: Selection


class Dialect(NamedTuple):
    """One SDK. `stops_on`: the reasons for which a link that fails ends the walk, `link: reason` or the link alone
    (then `passes_on` names those for which it does not); `more_env`: pairs of variables that are looked for in turn;
    `selects`: the first link that is configured is the answer, whatever comes of it. `stops_all`: reasons of the
    profile for which no link is asked at all, since files are read before; `settings` likewise, and
    `client_settings` are those for which a role cannot be asked for. `parts`: links that
    are some kinds of what a profile holds. `reads_properties`: system properties of the Java virtual machine come
    before variables; `property_names`: those of a variable alone, where they have names of their own;
    `region_property`: that of the region, before or after its variable as that of the profile is.
    `explicit_links`: the links in another order where a profile is given in code. `needs_region`: for these, of
    `role` and `web-identity`, STS is not asked without a region. `readers`: those of links that have their own.
    """

    env: Pair = Pair()
    properties: Pair = Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",))
    files: Files = Files()
    selection: Selection = Selection()
    profile: OneProfile = OneProfile()
    web_identity: WebIdentity = WebIdentity()
    process: Program = Program()
    container: Container = Container()
    metadata: Metadata = Metadata()
    env_skipped_by_profile: bool = False
    reads_properties: bool = False
    property_names: tuple[tuple[str, str], ...] = ()
    region_property: str | None = None
    region: Region = Region()
    more_env: tuple[Pair, ...] = ()
    stops_on: tuple[str, ...] = ()
    passes_on: tuple[str, ...] = ()
    selects: bool = False
    explicit_links: tuple[str, ...] | None = None
    needs_region: tuple[str, ...] = ()
    stops_all: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    client_settings: tuple[Setting, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    endpoint: Endpoint = Endpoint()
    readers: tuple[Reader, ...] = ()
