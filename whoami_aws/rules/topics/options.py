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

    Why: The SDK ignores an unknown option and reports nothing. A profile without aws_access_key_id, spelled exactly
    so, has no keys, and the SDK goes on to the next source.
    Example:
        [default]
        aws_access_key = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Rename the option: `aws_access_key_id = KEY` instead of `aws_access_key = KEY`.
    Ignore: It is harmless if another tool reads the option under this name.
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

    Why: source_profile names the profile whose credentials are used to assume a role. Without role_arn the SDK
    ignores it; a profile cannot take its keys from another one.
    Example:
        [profile other]
        source_profile = base
    Fix: Select the other profile with `export AWS_PROFILE=base` or `--profile base`, or add the role: `role_arn =
    arn:aws:iam::111122223333:role/NAME`.
    Ignore: It is harmless if the profile gets the credentials that you want from its other settings or from the
    environment.
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

    Why: The SDK sends an MFA code only when it assumes a role. It uses the plain key instead, and policies that
    require aws:MultiFactorAuthPresent deny the requests.
    Example:
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
        mfa_serial = arn:aws:iam::111122223333:mfa/alice
    Fix: Get a session with `aws sts get-session-token --serial-number MFA_SERIAL --token-code CODE` and use its keys,
    or add the role_arn.
    Ignore: It is harmless if no policy requires MFA for what the program does.
    See: https://docs.aws.amazon.com/cli/latest/reference/sts/get-session-token.html
    """
    setting = view.settings.get("mfa_serial")
    if setting is None or "role_arn" in view.settings or verdict.winner not in _PLAIN_KEYS:
        return
    winner = verdict.winning_link
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

    Why: credential_source says whose credentials are used to assume a role. It does not make a profile take its
    credentials from the environment or the instance.
    Example:
        [default]
        credential_source = Ec2InstanceMetadata
    Fix: Remove the line, or add the role: `role_arn = arn:aws:iam::111122223333:role/NAME`.
    Ignore: It is harmless if the SDK finds the credentials that you want anyway.
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

    Why: In these files a comment needs a line of its own. `region = us-east-1 # Virginia` sets a region with that
    whole text as its name. The documentation of the AWS CLI says so; some SDKs do remove the comment.
    Example:
        [default]
        region = us-east-1 # Virginia
    Fix: Move the comment to a line of its own, and write only the value: `region = us-east-1`.
    Ignore: It is harmless if no program uses the option, for example because a variable overrides it.
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
