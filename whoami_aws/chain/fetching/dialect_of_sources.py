"""What may differ in web identity, the container endpoint, and what a program prints."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.fetching.urls import ODDITIES

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


class Setting(NamedTuple):
    """A variable that has nothing to do with credentials, and whose value the SDK refuses before it looks for any.

    `allowed`: a pattern that the whole value must match, in any case if `any_case`; an empty value is none, if `empty`.
    `key`: the profile's setting of the same; it counts where the variable is not set (nor empty, if `empty_is_unset`),
    or (`each`) is refused whatever that says; an empty one is none, if `empty_setting`; `within` are the files whose
    profile counts. `unless`: a variable and a key, either of which, if set, makes this one not looked at. `explicit`:
    it is looked at too where a profile is given in code. `certificates`: the value names a file, which must have a
    certificate in it; an empty one is then, if `empty`, as if it was not there.
    """

    variable: str
    allowed: str = ".*"
    any_case: bool = True
    empty: bool = True
    key: str | None = None
    each: bool = False
    empty_is_unset: bool = False
    empty_setting: bool = True
    within: tuple[str, ...] = ("config", "credentials")
    unless: tuple[str, str] | None = None
    explicit: bool = True
    certificates: bool = False


class Endpoint(NamedTuple):
    """What may name another endpoint of STS. `allowed`: a pattern of what can be asked; None if all can, or nothing
    else than AWS's own ever is. `of_all_services`: what is said of all services counts for STS too; `services`: the
    profile's section of that kind counts, and is there (`missing_services`) or STS cannot be asked; of STS it has a
    block, and a line is `ignored`, `breaks` what asks STS, or `crashes` the program. `empty_variable`,
    `empty_setting`: also an empty one counts. `within`: the files whose profile counts; not where token and role
    are variables, without `beside_variables`. `can_be_ignored`: a variable makes none of it count. `comes_first`:
    what cannot be asked ends everything, since the client is made before. `trust`: a setting of a file of
    certificates, without which neither STS nor Identity Center can be asked; for a role its `source`'s counts, if
    that is a profile without a source of its own, or that of the profile in force (`selected`).
    """

    allowed: str | None = None
    of_all_services: bool = True
    services: bool = True
    missing_services: bool = False
    services_line: str = "ignored"
    empty_variable: bool = False
    empty_setting: bool = False
    within: tuple[str, ...] = ("config", "credentials")
    beside_variables: bool = True
    can_be_ignored: bool = True
    comes_first: bool = False
    trust: Setting | None = None
    trust_of: str = "selected"


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
    """What an endpoint's answer must be. `required`: its fields. `empty_id`: whether an id without characters is one;
    `empty_secret`, `empty_token` likewise. `times`: the forms of an Expiration that is there: `any` text, `zoned`
    (RFC 3339), `dated` (so is a day alone), or `zoneless` too; `iso` is what Python's `fromisoformat` takes with its
    hyphens and colons; `smart` is `zoned`, and each month has 31 days, as it has for `zoneless`. `expired`: whether one
    in the past is taken; a number is one of milliseconds, where it is `taken`, and null is then 1970.

    `code`: that of the metadata service must be `Success` (`exact`), or so only `if-there`, or so `in-any-case` of its
    letters, or `any-case` though there must be one, or it is `unread`. `account`: an AccountId is read, too. `aliases`:
    other names, and what they are names of. The rest as in `Program`.
    """

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    empty_id: bool = False
    empty_secret: bool = True
    empty_token: bool = True
    times: str = "zoned"
    expired: bool = True
    code: str = "exact"
    account: bool = False
    aliases: tuple[tuple[str, str], ...] = ()
    any_case: bool = False
    first: bool = False
    null_hides: bool = True
    forgives: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    absent: tuple[str, ...] = ("null",)
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()


NO_TEXTS = ("number", "boolean", "null", "list", "object")
"""All kinds of values but texts."""
TYPELESS = tuple(
    (name, NO_TEXTS) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId")
)
"""`Program.taken` of a language that does not look at what a value is."""
TYPELESS_ANSWER = tuple(
    (name, ("number", "boolean", "list", "object"))
    for name in ("AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId")
)
"""`Answer.taken` of one that asks only whether there is something."""


class Program(NamedTuple):
    """What a program must print. `required`, `times`, `expired` as in `Answer`; `empty_id` likewise, and of the secret.
    `versions`: its `Version` is `1` and no `1.0`, `equal` to 1, 1 but for what is behind the point (`whole`), or `any`;
    or `python`: what is equal to 1 there, as `true` is.

    `any_case`: names are the same in upper and lower case; `first`: of a repeated one the first counts, and not the
    last; `null_hides`: one that is as if it was not there takes away the one before. `forgives`: the deviations (see
    `JsonText`) for which the text is not refused. Of values that are no text, those of the kinds that `taken` has for a
    name are taken as they are, those in `spelled` stand for their spelling, those in `absent` are as if they were not
    there, and others are refused.

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
    null_hides: bool = True
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
    `full_first`: the whole URL beats the path. `empty_relative`: an empty path is `asked` for all the same, or it
    `breaks`. `readings`: how their words are read (see `urls`), `path_readings` those of the path, if others;
    `illegal`: a pattern of what makes them no URL. `plain_hosts` may be asked without TLS, beside all of loopback
    (`loopback`), and `localhost` (`loopback_names`); with it any, or (`tls_anywhere` off) the same.

    `auths`: where a token is looked for. `path_auth`: with a path a token goes along too; or `with-others`, where the
    whole URL or the token's file is set too; or `never`. A token that has a line end `breaks`, or is sent without white
    space around (`stripped`): `line_end` in a file, `variable_line_end` in a variable, where it is `stripped` too, or
    breaks if there is a CR beside it (`lf-stripped`); `crlf`: a file with both a CR and an LF. `trimmed_token`: no
    token is sent with white space around. `blank_auth`: one of white space alone is sent, or is none, or `breaks` if it
    is empty. `early_token`: a token file that cannot be read fails the link also where no URI is set.

    What may not be sent, though an SDK sends it, has an answer that nobody knows: a token with a line end inside
    (`inner_line_end` is `sent`, or `cr-sent` if that is of a CR alone; else it `breaks`), one of a file that is no
    UTF-8 (`undecodable_auth`), and a relative path of the pattern `raw_path`. `unread`: the oddities of a whole URL
    (see `urls`) of which it is not known how they are read.

    `instead_of_metadata`: where it is configured, the metadata service is no part of the chain. `second`: another
    client of the same, which is tried where the first was refused.
    """

    set_means: str = "non-empty"
    auth_set_means: str = "non-empty"
    full_first: bool = False
    empty_relative: str = "asked"
    readings: tuple[str, ...] = ()
    path_readings: tuple[str, ...] | None = None
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
    inner_line_end: str = "breaks"
    undecodable_auth: str = "sent"
    raw_path: str | None = None
    unread: tuple[str, ...] = ODDITIES
    trimmed_token: bool = False
    blank_auth: str = "sent"
    early_token: bool = False
    answer: Answer = Answer()
    instead_of_metadata: bool = False
    second: Container | None = None
