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
    """Profiles with SSO settings that count, how loud to be of them, and how one comes there."""
    for way in ways_to(diagnosis.view, diagnosis.verdict, "sso"):
        yield way.severity, way.view, way.through
    if "sso_session" in diagnosis.view.settings and _clients_fail(diagnosis):
        yield ERROR, diagnosis.view, " So no client can be made at all, whatever source gives the credentials."


@rule(
    "sso-session-missing",
    ERROR,
    suppressed_by=("inline-comment-in-value", "section-in-wrong-file"),
    needs=("sts", "chain"),
)
def sso_session_missing(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A profile refers to an sso-session that does not exist.

    Why: sso_session points to a section [sso-session NAME] of the config file. Without it the chain stops with
    InvalidConfigError; and a profile with this key alone makes every client fail, also with good keys.
    Fix: correct the name, or write the section.
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
            text = f"write a section [sso-session {name}] with sso_start_url and sso_region, by this or by hand"
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

    Why: a profile with sso_account_id or sso_role_name is one for SSO, and needs both, and sso_start_url and sso_region
    (of its own, or by sso_session). If any lacks, the chain stops with InvalidConfigError. With none of those two it is
    no SSO profile at all, and is passed over in silence.
    Fix: complete it: `aws configure sso`.
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

    Why: a setting that is in both must be the same in both; else the chain stops with InvalidConfigError. Profiles
    that were moved to sso_session still have their old sso_start_url or sso_region.
    Fix: remove the setting from the profile.
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

    Why: `sso` comes before the credentials file in the chain, and its settings alone make it win. Keys that a helper
    writes into the credentials file for tools that know no SSO are never reached, also while the login has expired.
    Fix: log in; or move the keys to a profile without SSO settings.
    See: botocore/credentials.py create_credential_resolver, ProfileProviderBuilder
    """
    row = verdict.row("sso")
    if row is None or row is not (verdict.winning or verdict.row(verdict.error_link)):
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
