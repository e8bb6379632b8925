"""SSO profiles (IAM Identity Center): what they say."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from whoami_aws.chain import profiles
from whoami_aws.chain.botocore.client_errors import sso_token_error
from whoami_aws.chain.botocore.links import sso
from whoami_aws.chain.probe import BREAKS, OFFERS
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, INFO, Finding, Fix, rule
from whoami_aws.rules.role_chain import named_profile, place_of, setting, ways_to, written
from whoami_aws.rules.sso_support import login_of, sessions


def _clients_fail(diagnosis: Diagnosis) -> bool:
    """Whether no client can be made because of the profile's sso_session, whatever link wins."""
    error = sso_token_error(diagnosis.view, diagnosis.view.scope or "default")
    use = diagnosis.use
    return error is not None and use is not None and use.error is not None and use.error.type == error.type


def _users(diagnosis: Diagnosis) -> Iterable[tuple[str, BotocoreView, str]]:
    """Profiles with SSO settings that count, the severity of what is wrong with them, and how the chain gets there. A
    link that is not reached says less than a client that cannot be made, so it comes last.
    """
    ways = list(ways_to(diagnosis.view, diagnosis.verdict, "sso"))
    for way in (one for one in ways if one.severity == ERROR):
        yield way.severity, way.view, way.through
    if "sso_session" in diagnosis.view.settings and _clients_fail(diagnosis):
        yield ERROR, diagnosis.view, " So no client can be made, whatever source gives the credentials."
    for way in (one for one in ways if one.severity != ERROR):
        yield way.severity, way.view, way.through


@rule(
    "sso-session-missing",
    ERROR,
    suppressed_by=("inline-comment-in-value", "section-in-wrong-file"),
    needs=("sts", "chain"),
)
def sso_session_missing(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A profile refers to an sso-session that does not exist.

    Why: The setting sso_session refers to a section [sso-session NAME] of the config file. Without that section the
    chain stops with InvalidConfigError when it comes to the profile's SSO settings. Even if another source gives
    valid keys, botocore cannot create a client with this profile.
    Example:
        [profile dev]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Developer
    Fix: Correct the name: `aws configure set sso_session NAME --profile PROFILE`. Or write the section [sso-session
    NAME] with sso_start_url and sso_region: `aws configure sso-session`.
    Ignore: Never: the SDK raises an exception with this profile, even if another source gives the credentials.
    See: botocore/credentials.py SSOProvider._load_sso_config; botocore/tokens.py SSOTokenProvider
    """
    told: set[Origin] = set()
    for severity, view, through in _users(diagnosis):
        named = setting(view, "sso_session")
        name = named.text if named is not None else None
        if named is None or name is None or view.profiles.sso_session(name) is not None or named.origin in told:
            continue
        told.add(named.origin)
        known = sessions(view)
        message = f"{named.origin} names the sso-session {name!r}, which is not defined."
        message += f" There is {', '.join(f'[sso-session {one}]' for one in known)}." if known else ""
        near = difflib.get_close_matches(name.lower(), [one.lower() for one in known], 1, 0.6)
        meant = _meant(view, name)
        if meant is not None:
            message += f" {meant} does not exist."
            change = Change("rename-section", meant.name, meant.section, reading=f"sso-session {name}")
            fix = Fix(f"write [sso-session {name}] at {meant.name}:{meant.line}", (), (change,))
        elif near or len(known) == 1:
            session = next((one for one in known if near and one.lower() == near[0]), known[0])
            fix = written(view, "sso_session", session)
        else:
            text = f"write a section [sso-session {name}] with sso_start_url and sso_region, by this command or by hand"
            fix = Fix(text, shell.aws("configure sso-session"))
        yield Finding(severity, message + through, named.origin, fix)


def _meant(view: BotocoreView, name: str) -> Origin | None:
    """A section that has what an sso-session has, under a name of another kind."""
    document = view.profiles.config.document
    for section in document.sections.values() if document else ():
        bare = section.name.lower().replace("_", " ").replace("-", " ").split()
        whole = "sso_start_url" in section.own and "sso_account_id" not in section.own
        if whole and bare[-1:] == [name.lower()] and len(bare) <= 3 and section.name != f"sso-session {name}":
            return Origin("file", view.profiles.config.shown, section.line, section.name)
    return None


@rule("sso-incomplete", ERROR, suppressed_by=("option-misspelled",), needs=("sts",))
def sso_incomplete(diagnosis: Diagnosis, verdict: Verdict) -> Iterable[Finding]:
    """An SSO profile lacks some of its settings.

    Why: A profile with sso_account_id or sso_role_name is an SSO profile. It needs both, and also sso_start_url and
    sso_region (of its own or from its sso-session). If a setting is missing, the chain stops with InvalidConfigError.
    A profile with neither of the first two is not an SSO profile, and the SDK skips it without a message.
    Example:
        [profile dev]
        sso_account_id = 111122223333
        sso_role_name = Developer
        # neither sso_session nor sso_start_url and sso_region
    Fix: Complete the profile: `aws configure sso --profile NAME`. If the sso-session exists already, refer to it:
    `aws configure set sso_session SESSION --profile NAME`.
    Ignore: You can ignore this as a note (info) if the profile has no sso_session: another source is used. Never
    otherwise: the chain stops, or no client can be created.
    See: botocore/credentials.py SSOProvider; https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
    """
    told = False
    for severity, view, through in _users(diagnosis):
        login = login_of(view)
        missing = [key for key in sso.REQUIRED if key not in login.settings]
        named = setting(view, "sso_session")
        if named is not None and view.profiles.sso_session(named.text or "") is None:
            continue  # that is the cause, and another rule's
        if "sso_account_id" not in view.settings and "sso_role_name" not in view.settings:
            missing = [key for key in ("sso_start_url", "sso_region") if key not in login.settings]
        if not missing or told:
            continue
        told = True
        yield _lacking(view, severity, missing, through)
    if told or verdict.outcome != NONE:
        return
    view = diagnosis.view
    if any(key in view.settings for key in ("sso_session", "sso_start_url")):
        yield _lacking(view, ERROR, [key for key in sso.TRIGGERS if key not in view.settings], "")


def _lacking(view: BotocoreView, severity: str, missing: list[str], through: str) -> Finding:
    place = place_of(view)
    named = setting(view, "sso_session")
    here, where = [key for key in missing if key in sso.TRIGGERS], f"[{place.section}] at {place.name}:{place.line}"
    if named is not None and not here:
        where = f"[sso-session {named.text}], which {named.origin} names,"
    message = f"{where} lacks {', '.join(missing)}.{through}"
    known = [name for name in sessions(view) if not _lacks(view, name)]
    if named is None and set(missing) <= {"sso_start_url", "sso_region"} and len(known) == 1:
        return Finding(severity, message, place, written(view, "sso_session", known[0]))
    return Finding(
        severity, message, place, Fix("complete it", shell.aws("configure sso", profile=named_profile(view)))
    )


def _lacks(view: BotocoreView, session: str) -> bool:
    found = view.profiles.sso_session(session) or {}
    return "sso_start_url" not in found or "sso_region" not in found


@rule("sso-settings-disagree", ERROR)
def sso_settings_disagree(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A profile and its sso-session say different things.

    Why: A setting that is in both the profile and its sso-session must have the same value in both. Otherwise the
    chain stops with InvalidConfigError. Profiles that were moved to an sso-session often still have their old
    sso_start_url or sso_region.
    Example:
        [profile dev]
        sso_session = corp
        sso_region = eu-west-1
        # and below [sso-session corp]: sso_region = us-east-1
    Fix: Remove the setting from the profile, so that the session's value is used: delete its line `sso_region = …` or
    `sso_start_url = …`.
    Ignore: You can ignore this as a note (info): another source is used. Never as an error: the SDK stops here.
    See: botocore/credentials.py SSOProvider._load_sso_config
    """
    for way in ways_to(view, verdict, "sso"):
        if way.probe is None or way.probe.reason.code != "bad-sso-session":
            continue
        named = setting(way.view, "sso_session")
        session = (way.view.profiles.sso_session(named.text or "") if named else None) or {}
        for key, theirs in session.items():
            mine = way.view.settings.get(key)
            if mine is None or mine.value.reading == theirs.value.reading:
                continue
            origin = mine.value.origin
            message = f"{origin} is {mine.value.text}, and {theirs.value.origin} is {theirs.value.text}."
            change = Change("drop-key", origin.name, origin.section, key, line=origin.line)
            fix = Fix(f"remove the line {origin}, so that the session's counts", (), (change,))
            yield Finding(way.severity, message + way.through, origin, fix)
            break  # the SDK stops at the first


@rule("sso-settings-hide-keys", ERROR, needs=("sts",))
def sso_settings_hide_keys(diagnosis: Diagnosis, verdict: Verdict) -> Iterable[Finding]:
    """SSO settings come before keys of the same profile.

    Why: In the chain `sso` comes before the credentials file, and its settings are enough for it to win. Keys that a
    helper writes to the credentials file, for tools without SSO support, are never used, even when the login has
    expired.
    Example:
        # [profile dev] in ~/.aws/config has all sso_… settings; in ~/.aws/credentials:
        [dev]
        aws_access_key_id = ASIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Log in: `aws sso login --profile NAME`. Or move the keys to a profile without SSO settings, or remove the
    sso_… lines from this one.
    Ignore: You can ignore this if the SSO login is meant to be used, and the keys are there for other tools
    (`--ignore sso-settings-hide-keys`).
    See: botocore/credentials.py create_credential_resolver, ProfileProviderBuilder
    """
    row = verdict.row("sso")
    if row is None or row is not (verdict.winning_link or verdict.row(verdict.error_link)):
        return
    for hidden in verdict.rows:
        if hidden.link not in ("shared-credentials-file", "config-file") or hidden.probe.kind != OFFERS:
            continue
        use = diagnosis.use
        fails = row.probe.kind == BREAKS or (use is not None and use.state == "fails")
        key = diagnosis.view.settings[profiles.ACCESS_KEY].value.origin
        first = row.probe.inputs[0].origin
        why = (use.because if use and use.state == "fails" else "") or row.probe.reason.text
        message = f"The SSO settings of {diagnosis.view.place} come before the keys at {key._replace(key=None)}"
        message += f", and fail: {why}." if fails else "."
        message += " So those keys are never reached."
        fix = Fix(
            f"remove the sso_… lines from {diagnosis.view.place}, or log in (aws sso login)", (), row.probe.triggers
        )
        yield Finding(ERROR if fails else INFO, message, first, fix)
        return
