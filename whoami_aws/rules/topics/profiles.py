"""Which profile is selected, and whether there is one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from whoami_aws.chain.botocore.links import links_that
from whoami_aws.chain.botocore.region import client_error
from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import UNASKED, SdkError
from whoami_aws.chain.verdict import NONE, RESOLVED, UNKNOWN, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.extra_needs import SSO_CACHE
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, IF_FIX_HELPS, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import plain, selecting
from whoami_aws.rules.messages import PROFILE_LINKS
from whoami_aws.rules.severity import profile_missing

_UNSEEN = (
    "stray-characters-in-profile-name",
    "ci-profile-without-files",
    "credentials-in-other-home",
    "empty-profile-variable",
    "file-is-directory",
    "file-misnamed",
    "file-unreadable",
    "file-variable-empty",
    "files-swapped",
    "home-missing",
    "keys-in-default-section",
    "literal-tilde-directory",
    "named-file-missing",
    "path-not-expanded",
    "windows-home",
)
"""Rules that tell why a profile that is written somewhere is not seen."""
_MISWRITTEN = ("profile-prefix-in-credentials", "profile-prefix-missing", "section-name-mistaken")
"""Rules that tell how a section would have to be called."""


def _named(view: BotocoreView) -> str:
    return view.selected.text or "" if view.selected is not None else ""


@rule("profile-is-sso-session", ERROR, suppressed_by=_MISWRITTEN, sdks=EVERY)
def profile_is_sso_session(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The selected profile name is the name of an sso-session.

    Why: `aws configure sso` asks for the name of a session and for the name of a profile. A section [sso-session
    NAME] only says where to log in; the account and the role are set in a profile that refers to it.
    Example:
        export AWS_PROFILE=main
        # ~/.aws/config
        [sso-session main]
        sso_start_url = https://example.awsapps.com/start
    Fix: Select a profile that refers to the session: `export AWS_PROFILE=NAME`, or `--profile NAME`. If there is
    none, create one with `aws configure sso`.
    Ignore: Never: the SDK stops here, because it finds no profile of this name.
    See: https://docs.aws.amazon.com/cli/latest/userguide/sso-configure-profile-token.html
    """
    name, selected = _named(view), view.selected
    if not profile_missing(verdict) or selected is None or not name or view.profiles.sso_session(name) is None:
        return
    using = [
        one
        for one in view.profiles.names()
        if (setting := view.profiles.merged(one).get("sso_session")) and setting.value.text == name
    ]
    message = f"{selected.origin} names {name!r}, which is a [sso-session {name}] and no profile."
    fix = plain(shell.aws("configure sso"), "make a profile that uses it")
    if using:
        message += f" Used by: {', '.join(using[:5])}."
        fix = selecting(using[0], view.explicit)
    yield Finding(ERROR, message, selected.origin, fix)


@rule("profile-name-misspelled", ERROR, suppressed_by=(*_UNSEEN, *_MISWRITTEN, "profile-is-sso-session"), sdks=EVERY)
def profile_name_misspelled(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The selected profile does not exist, and one with almost its name does.

    Why: The SDK compares the names of profiles letter by letter, including upper and lower case and white space.
    Example:
        export AWS_PROFILE=producton
        # ~/.aws/config
        [profile production]
        region = us-west-2
    Fix: Select the profile that exists: `export AWS_PROFILE=NAME`, or `--profile NAME`.
    Ignore: Never: the SDK stops here, because it finds no profile of this name.
    See: botocore/session.py get_scoped_config
    """
    name, selected = _named(view), view.selected
    if not profile_missing(verdict) or selected is None or not name:
        return
    near = _near(name, view.profiles.names())
    # One that is called so, and that this SDK does not find, is not misspelled: it reads sections otherwise.
    if near is not None and near != name:
        what = f"{selected.origin} names {name!r}, which does not exist; {near!r} does"
        bare = name.strip(" \t\r\n\"'")
        why = ", in other capitals" if bare.lower() == near.lower() != bare else ""
        why = ", without white space or quotes" if bare == near else why
        yield Finding(ERROR, f"{what}{why}.", selected.origin, selecting(near, view.explicit))


def _near(name: str, names: list[str]) -> str | None:
    """The profile that was surely meant."""
    plain = name.strip(" \t\r\n\"'").removeprefix("profile ").lower()
    same = [one for one in names if one.lower() == plain]
    close = difflib.get_close_matches(name, names, 2, 0.8)
    return same[0] if same else close[0] if len(close) == 1 else None


@rule(
    "profile-not-found",
    ERROR,
    suppressed_by=(*_UNSEEN, *_MISWRITTEN, "profile-is-sso-session", "profile-name-misspelled"),
    sdks=EVERY,
)
def profile_not_found(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The selected profile is in neither file.

    Why: botocore raises ProfileNotFound before it looks at any credentials, so even complete keys in the environment
    do not help. An empty AWS_PROFILE counts as a profile without a name.
    Example:
        # Neither ~/.aws/config nor ~/.aws/credentials has a profile called build.
        export AWS_PROFILE=build
    Fix: Select a profile that exists with `export AWS_PROFILE=NAME`, or run `unset AWS_PROFILE`. If the profile comes
    from an option, leave `--profile` out.
    Ignore: Never: the SDK stops here, because it finds no profile of this name.
    See: botocore/session.py get_scoped_config
    """
    selected, session = view.selected, verdict.session
    if selected is None or session is None or not profile_missing(verdict):
        return
    names = view.profiles.names()
    near = difflib.get_close_matches(_named(view), names, 3, 0.6)
    files = f"{view.profiles.config.shown} nor {view.profiles.credentials.shown}"
    message = f"{selected.origin} names {_named(view)!r}, which is in neither {files}."
    if _named(view) in names:
        message = f"{selected.origin} names {_named(view)!r}, whose section this SDK does not read."
    hidden = [
        file.origin.name for file in (view.profiles.config, view.profiles.credentials) if file.origin.kind == "env"
    ]
    if hidden:
        message += f" ({' and '.join(hidden)} said where to look: the default file is not read.)"
    fix = unset(selected.origin.name)
    if selected.origin.kind != "env":
        fix = Fix("leave --profile out", (), session.triggers)
    if _named(view) in names:
        pass
    elif near:
        message += f" Close: {', '.join(near)}."
    elif names:
        message += f" There are: {', '.join(names[:8])}{', …' if len(names) > 8 else ''}."
    elif not view.profiles.config.exists and not view.profiles.credentials.exists:
        message += " Neither file exists."
    else:
        message += " No profile exists there at all."
    yield Finding(ERROR, message, selected.origin, fix)


_MOST_TRIED = 12
"""So many profiles are tried by judging, to propose one."""


@rule(
    "no-default-profile",
    ERROR,
    suppressed_by=(*_UNSEEN, *_MISWRITTEN, "option-misspelled", "unread-variable"),
    sdks=IF_FIX_HELPS,
)
def no_default_profile(diagnosis: Diagnosis, host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """No profile is selected, and the default one has no credentials; others have.

    Why: `aws configure --profile NAME` and `aws configure sso` write a profile that has to be selected by name.
    Without AWS_PROFILE or `--profile`, the SDK looks for the profile called default, finds no credentials in it, and
    goes on to the machine's role.
    Example:
        # ~/.aws/credentials
        [s3user]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Select the profile: `export AWS_PROFILE=NAME`, or `--profile NAME`.
    Ignore: If the program is meant to use another source than a profile: that source is then missing.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    """
    if verdict.outcome != NONE or view.selected is not None:
        return
    found = [(_works(diagnosis, host, name), name) for name in view.profiles.names()[:_MOST_TRIED] if name != "default"]
    found = [(rank, name) for rank, name in found if rank < _NOTHING]
    if not found:
        return
    rank, best = min(found)
    names = [name for _, name in found]
    there = "[default] has no credentials" if view.profiles.exists("default") else "there is no [default]"
    message = f"No profile is selected and {there}; profiles with credentials: {', '.join(names[:8])}"
    message += f" ({best} has a valid login)." if rank == _LOGGED_IN else "."
    yield Finding(ERROR, message, Origin("default", "default"), selecting(best, explicit=False))


_LOGGED_IN, _GOOD, _OPEN, _FAILS, _NOTHING = range(5)


def _works(diagnosis: Diagnosis, host: Host, name: str) -> int:
    """How well a profile would do, were it selected."""
    verdict = judge(host.changed([Change("set", "AWS_PROFILE", reading=name)]), diagnosis.chain)
    row = verdict.winning_link
    if verdict.outcome != RESOLVED or row is None:
        program = verdict.row("custom-process")
        if verdict.outcome == UNKNOWN and program is not None and program.probe.kind == UNASKED:
            return _OPEN
        return _FAILS if verdict.error_link in PROFILE_LINKS else _NOTHING
    if row.link == "sso":
        return _login(diagnosis.view, host, name)
    states = {"works": _GOOD, "unknown": _OPEN}
    return states.get(row.probe.use.state, _FAILS)


def _login(view: BotocoreView, host: Host, name: str) -> int:
    """Whether a token for the profile's start URL lies in the cache, and is good."""
    settings = view.profiles.merged(name)
    session = settings["sso_session"].value.text if "sso_session" in settings else None
    where = {**settings, **(view.profiles.sso_session(session) or {} if session else {})}.get("sso_start_url")
    url = (where.value.text or "").rstrip("/#") if where else ""
    cache = host.logins(host.expand_home(SSO_CACHE))
    for login in cache.logins if cache else ():
        expiry = parse_expiry(login.expires_at)
        ends = 0.0 if isinstance(expiry, SdkError) or expiry.at is None else expiry.at
        if url and (login.start_url or "").rstrip("/#") == url and (ends > host.now or login.refreshable):
            return _LOGGED_IN
    return _FAILS


_BY_CALL = links_that(lambda kind: not kind.keys and not kind.endpoint and kind.programs != "always")
"""Links whose credentials come from a call of AWS, for which a profile has to be complete."""


@rule(
    "profile-broken",
    ERROR,
    suppressed_by=(
        "bad-credential-source",
        "credential-process-bad-answer",
        "credential-process-needs-shell",
        "credential-process-not-found",
        "credential-process-not-json",
        "credential-process-prints-nothing",
        "credential-process-wants-input",
        "credential-source-empty",
        "inline-comment-in-value",
        "login-needs-crt",
        "login-never-done",
        "option-misspelled",
        "role-source-loop",
        "role-without-source",
        "section-in-wrong-file",
        "source-profile-missing",
        "source-profile-without-credentials",
        "sso-incomplete",
        "sso-session-missing",
        "sso-settings-disagree",
        "token-file-without-role-arn",
        "two-role-sources",
        "web-identity-token-missing",
        "web-identity-token-unreadable",
    ),
    needs=("sts",),
)
def profile_broken(diagnosis: Diagnosis, verdict: Verdict, view: BotocoreView) -> Iterable[Finding]:
    """The profile is set up for a role, SSO or a login, and something of it is missing or wrong.

    Why: Once a profile says how it gets its credentials, botocore does not go on to the next source when that fails:
    the chain stops with an exception.
    Example:
        # This user may not read the file of the session in ~/.aws/login/cache.
        [default]
        login_session = arn:aws:iam::111122223333:user/alice
    Fix: Complete the profile at the place that the finding names, or remove the settings that refer to it.
    Ignore: Never: the SDK stops here with an exception.
    See: botocore/credentials.py AssumeRoleProvider, SSOProvider, LoginProvider
    """
    use = diagnosis.use
    if (
        (error := client_error(view)) is not None
        and use is not None
        and use.state == "fails"
        and use.error is not None
        and use.error.type == error.type
    ):
        message = f"No client can be made with the profile {view.profile}, whatever link wins: {error.message}"
        yield Finding(ERROR, message, Origin("file", view.profiles.config.shown), Fix(f"complete {view.place}"))
        return
    row = verdict.row(verdict.error_link)
    if row is None or row.link not in _BY_CALL:
        return
    raised = verdict.error or SdkError("Exception", "")
    path = f" The role chain: {row.probe.path}." if len(row.probe.hops) > 1 else ""
    origin = next((one.origin for one in row.probe.inputs if one.state != "absent"), Origin("default", row.link))
    yield Finding(
        ERROR, f"{row.probe.reason.text} ({raised.type}).{path}", origin, Fix(f"complete the profile at {origin}")
    )
