"""Options of a profile that are misspelled, have no effect in their place, or hold more than was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache

from whoami_aws.chain.profiles import SharedFile
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Change
from whoami_aws.host.ini.botocore import Section
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, IF_FIX_HELPS, INFO, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import edited, selecting
from whoami_aws.rules.option_names import KEYS, KNOWN, OTHERS, SAME
from whoami_aws.rules.severity import profile_answers


def _sections(view: BotocoreView) -> Iterator[tuple[SharedFile, Section]]:
    """All profiles' sections, those of the profile in force first."""
    profiles = view.profiles
    found: list[tuple[SharedFile, Section]] = []
    for file in (profiles.credentials, profiles.config):
        for name, section in (file.document.sections if file.document else {}).items():
            if not name.startswith(("sso-session ", "services ", "plugins", "preview")):
                found.append((file, section))
    yield from sorted(found, key=lambda one: not _in_force(view, *one))


def _in_force(view: BotocoreView, file: SharedFile, section: Section) -> bool:
    if file is view.profiles.credentials:
        return section.name == view.profile
    return section.name == view.profiles.section_of(view.profile)


@rule("option-misspelled", ERROR, sdks=IF_FIX_HELPS)
def option_misspelled(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """An option has almost the name of one that the SDK knows.

    Why: an unknown option is silently ignored. Without aws_access_key_id, spelled just so, a
    profile has no keys, and the SDK goes on as if it were not there.
    Fix: rename the option.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
    """
    for file, section in _sections(view):
        wrong = [(key, near) for key in section.own if (near := _near(key)) and near not in section.own]
        if len({near for _, near in wrong}) < len(wrong) or not wrong:
            continue
        mine = _in_force(view, file, section)
        credential = any(near in KEYS for _, near in wrong)
        lost = verdict.outcome in (NONE, "error") and verdict.session is None
        severity = (ERROR if credential and lost else WARNING) if mine else INFO
        if mine and credential and not lost and not profile_answers(verdict) and verdict.winner != "env":
            severity = ERROR
        key = wrong[0][0]
        line = section.own[key].line
        said = ", ".join(f"{one} is not an option (line {section.own[one].line}; {near} is)" for one, near in wrong)
        effect = ", so the profile has no credentials" if severity == ERROR else ""
        message = f"[{section.name}] at {file.shown}:{section.line}: {said}{effect}."
        changes = tuple(Change("rename-key", file.shown, section.name, one, near) for one, near in wrong)
        scripts = [shell.rename_option(section.own[one].line, near) for one, near in wrong]
        text = "rename " + ", ".join(f"{one} to {near}" for one, near in wrong)
        origin = Origin("file", file.shown, line, section.name, key)
        yield Finding(severity, message, origin, edited(file, text, *scripts, changes=changes))


def _near(key: str) -> str | None:
    """The known option that was meant by one that is not known."""
    plain = key.strip("\"' ").replace("-", "_").replace(".", "_")
    if key in KNOWN or key.startswith(OTHERS):
        return None
    if plain in KNOWN:
        return plain
    if plain in SAME:
        return SAME[plain]
    close = difflib.get_close_matches(plain, _about_as_long(len(plain)), 1, _ALIKE)
    # A longer name that begins with a known one is more likely another tool's.
    return close[0] if close and not plain.startswith(f"{close[0]}_") else None


_ALIKE = 0.88


@cache
def _about_as_long(size: int) -> tuple[str, ...]:
    """The known options that can be alike: the ratio is at most that of what both could have in common. A profile may
    have ten thousand options, and comparing is slow.
    """
    return tuple(name for name in KNOWN if 2 * min(len(name), size) >= _ALIKE * (len(name) + size))


@rule("source-profile-without-role-arn", ERROR)
def source_profile_without_role_arn(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The profile has source_profile and no role_arn, and so inherits nothing.

    Why: source_profile says with whose credentials a role is assumed. Without role_arn it is passed over; a profile
    cannot take its keys from another one.
    Fix: select the other profile, or add the role_arn.
    See: botocore/credentials.py AssumeRoleProvider
    """
    setting = view.settings.get("source_profile")
    if setting is None or "role_arn" in view.settings:
        return
    other = setting.value.text or ""
    lost = verdict.outcome == NONE or (verdict.winner is not None and not profile_answers(verdict))
    severity = ERROR if verdict.outcome == NONE else WARNING if lost and verdict.winner != "env" else INFO
    message = f"{setting.value.origin} = {other} does nothing without a role_arn beside it"
    message += ": the profile has no credentials." if lost else "."
    fix = Fix(f"add a role_arn to {view.place}")
    if lost and view.profiles.exists(other):
        fix = selecting(other, view.explicit)
    yield Finding(severity, message, setting.value.origin, fix)


@rule("mfa-serial-without-role-arn", WARNING)
def mfa_serial_without_role_arn(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The profile has mfa_serial and no role_arn, so no code is ever asked for.

    Why: the SDK sends an MFA code only when it assumes a role. The plain key is used, and policies that demand
    aws:MultiFactorAuthPresent deny it.
    Fix: get a session with MFA, or add the role_arn.
    See: https://docs.aws.amazon.com/cli/latest/reference/sts/get-session-token.html
    """
    setting = view.settings.get("mfa_serial")
    if setting is None or "role_arn" in view.settings or verdict.winner not in _PLAIN_KEYS:
        return
    winner = verdict.winning
    if winner is None or winner.probe.credentials is None or winner.probe.credentials.has_token:
        return
    serial = setting.value.text or ""
    commands = shell.aws("sts get-session-token", {"--serial-number": serial, "--token-code": "CODE"})
    message = f"{setting.value.origin} does nothing without a role_arn: the plain key is used, without MFA."
    yield Finding(WARNING, message, setting.value.origin, Fix("get a session with a code, and use that", commands))


_PLAIN_KEYS = ("shared-credentials-file", "config-file")


@rule("credential-source-without-role-arn", WARNING)
def credential_source_without_role_arn(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The profile has credential_source and no role_arn, and so it does nothing.

    Why: credential_source says with whose credentials a role is assumed. It does not make a profile take its
    credentials from the environment or the instance.
    Fix: remove it, or add the role_arn.
    See: botocore/credentials.py AssumeRoleProvider
    """
    setting = view.settings.get("credential_source")
    if setting is None or "role_arn" in view.settings:
        return
    origin = setting.value.origin
    severity = INFO if profile_answers(verdict) else WARNING
    message = f"{origin} = {setting.value.text} does nothing without a role_arn beside it."
    change = Change("drop-key", origin.name, origin.section, origin.key, line=origin.line)
    yield Finding(severity, message, origin, Fix(f"remove the line {origin}, or add the role_arn", (), (change,)))


@rule("inline-comment-in-value", ERROR, needs=("sts",))
def inline_comment_in_value(diagnosis: Diagnosis, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A comment behind a value is part of the value.

    Why: in these files a comment has a line of its own. `region = us-east-1 # Virginia` is a region of that whole
    name. (The AWS CLI's own documents say so; some SDKs do cut it off.)
    Fix: move the comment to a line of its own.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    """
    use = diagnosis.use
    broken = verdict.error is not None or verdict.outcome == NONE or (use is not None and use.state == "fails")
    names = (view.settings.get("sso_session"), view.settings.get("services"))
    session = view.profiles.sso_session((names[0].value.text if names[0] else None) or "") or {}
    for key, setting in (*view.settings.items(), *session.items()):
        text = setting.value.text
        found = re.search(r"\s+[#;].*", text) if text and key in _COMMENTABLE else None
        if text is None or found is None:
            continue
        bare = text[: found.start()]
        origin = setting.value.origin
        # With such a region no client can be made.
        decides = diagnosis.region == setting.value if key == "region" else broken
        message = f"{origin} has the value {text!r}: a comment behind a value is part of it."
        change = Change("set-key", origin.name, origin.section, origin.key, bare, origin.line)
        fix = Fix(f"write {key} = {bare}, with the comment on a line of its own", (), (change,))
        yield Finding(ERROR if decides else WARNING, message, origin, fix)


_COMMENTABLE = (
    "credential_source",
    "duration_seconds",
    "mfa_serial",
    "output",
    "region",
    "role_arn",
    "services",
    "source_profile",
    "sso_account_id",
    "sso_region",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
)
