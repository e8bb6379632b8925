"""Sections of the shared files whose names do not say what they were meant to say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whoami_aws.chain.profiles import SharedFile
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Change
from whoami_aws.host.ini.botocore import DEFAULT_SECTION, Section
from whoami_aws.host.values import Origin
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, IF_FIX_HELPS, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import edited
from whoami_aws.rules.option_names import PROFILE_PREFIXES
from whoami_aws.rules.severity import nothing_found, profile_answers, profile_missing

_CREDENTIAL_KEYS = ("aws_access_key_id", "role_arn", "sso_", "credential_process", "login_session")
_NO_PROFILES = ("default", "profile", "sso-session", "services", "preview", "plugins")


def _looks_like_profile(section: Section) -> bool:
    return any(key.startswith(PROFILE_PREFIXES) for key in section.own)


def _looks_like_session(section: Section) -> bool:
    return "sso_start_url" in section.own and not {"sso_account_id", "sso_role_name"} & section.own.keys()


def _has_credentials(section: Section) -> bool:
    return any(key.startswith(_CREDENTIAL_KEYS) for key in section.own)


def _severity(view: BotocoreView, verdict: Verdict, section: Section, bare: str) -> str:
    """An error if this section is the profile that is not found, a warning where it is likely to be missed."""
    source = view.settings.get("source_profile")
    if source is not None and source.value.text == bare and not view.profiles.exists(bare):
        return ERROR if verdict.error_link == "assume-role" else INFO
    if bare == view.profile:
        if profile_missing(verdict) or (verdict.outcome == NONE and _has_credentials(section)):
            return ERROR
        return INFO if profile_answers(verdict) else WARNING
    # Where no credentials are found, a section with credentials that is not read is the best guess.
    lost = verdict.outcome == NONE and _has_credentials(section)
    return INFO if not lost else ERROR if view.selected is None else WARNING


def _misnamed(
    view: BotocoreView, verdict: Verdict, file: SharedFile, section: Section, bare: str, right: str, message: str
) -> Finding:
    """The finding about a section that would have to be called `right` to be the profile `bare`."""
    severity = _severity(view, verdict, section, bare)
    sure = severity != ERROR or bare == view.profile
    origin = Origin("file", file.shown, section.line, section.name)
    return Finding(severity, message, origin, _renaming(file, section, right), SURE if sure else LIKELY)


def _renaming(file: SharedFile, section: Section, name: str) -> Fix:
    """The fix that renames a section."""
    change = Change("rename-section", file.shown, section.name, reading=name)
    text = f"write [{name}] at {file.shown}:{section.line}"
    if file.document is not None and name in file.document.sections:
        return Fix(text)
    return edited(file, text, shell.rename_section(section.line, name), changes=(change,))


@rule("profile-prefix-in-credentials", ERROR, sdks=IF_FIX_HELPS)
def profile_prefix_in_credentials(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A section of the credentials file has the word `profile `, which becomes part of the name.

    Why: In the credentials file, the header of a profile is [NAME]. There, [profile dev] is a profile with the name
    "profile dev", and the SDK does not find the profile dev.
    Example:
        # ~/.aws/credentials
        [profile dev]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Change the header to `[NAME]`.
    Ignore: If its severity is info: the credentials that are found here do not depend on the section.
    See: botocore/session.py full_config
    """
    file = view.profiles.credentials
    for name, section in (file.document.sections if file.document else {}).items():
        if not re.match(r"profile\s", name) or view.profile == name:
            continue
        bare = name.removeprefix("profile").strip(" \t\"'")
        if not bare or file.path == view.profiles.config.path:
            continue
        message = f"[{name}] at {file.shown}:{section.line} is a profile called {name!r}, not {bare!r}."
        yield _misnamed(view, verdict, file, section, bare, bare, message)


@rule("profile-prefix-missing", ERROR, sdks=IF_FIX_HELPS)
def profile_prefix_missing(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A section of the config file lacks the word `profile `, so the SDK does not see it.

    Why: In the config file, the header of a profile is [profile NAME]. Only [default] has no prefix. In the
    credentials file it is the other way round: no header has the prefix.
    Example:
        # ~/.aws/config
        [dev]
        region = us-west-2
        credential_process = /usr/local/bin/get-credentials
    Fix: Change the header to `[profile NAME]`.
    Ignore: If another program reads the section under this name, and no SDK is meant to use it.
    See: botocore/configloader.py build_profile_map
    """
    file = view.profiles.config
    for name, section in (file.document.sections if file.document else {}).items():
        if _mistaken(name, in_config=True) is not None or re.split(r"[ \t]", name)[0] in _NO_PROFILES:
            continue
        if not _looks_like_profile(section) or file.path == view.profiles.credentials.path:
            continue
        if _looks_like_session(section):
            continue  # sso-session-missing tells what that should be called
        place = f"{file.shown}:{section.line}"
        message = f"[{name}] at {place} is not a profile for the SDK: expected [profile {name}]."
        written = f'"{name}"' if " " in name else name
        yield _misnamed(view, verdict, file, section, name, f"profile {written}", message)


@rule("section-name-mistaken", ERROR, sdks=IF_FIX_HELPS)
def section_name_mistaken(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A section's name has quotes, spaces, capitals or a typo, so it is not the profile that it looks like.

    Why: The SDK compares the name in brackets letter by letter. [Default], [ dev ], ["dev"], [profile:dev] and
    [Profile dev] are not the profiles that they look like. In the config file, a name of two words needs quotes.
    Example:
        # ~/.aws/config
        [profile:dev]
        credential_process = /usr/local/bin/get-credentials
    Fix: Write `[NAME]` in the credentials file, and `[profile NAME]` in the config file.
    Ignore: If its severity is info: the credentials that are found here do not depend on the section.
    See: botocore/configloader.py build_profile_map
    """
    for file, in_config in ((view.profiles.credentials, False), (view.profiles.config, True)):
        for name, section in (file.document.sections if file.document else {}).items():
            bare = _mistaken(name, in_config)
            if bare is None or not _looks_like_profile(section) or (view.profile == name and not in_config):
                continue
            plain = bare == "default" or not in_config
            right = bare if plain else f'profile "{bare}"' if re.search(r"\s", bare) else f"profile {bare}"
            message = (
                f"[{name}] at {file.shown}:{section.line} is not the profile {bare!r}, which is written [{right}]."
            )
            yield _misnamed(view, verdict, file, section, bare, right, message)


_SLIP = r"(?i)(?:profiles?|profle|proflie|porfile|prfile|profil)(?:\s*[:=/_-]\s*|\s+)(?P<name>\S.*)"
_MEANT_AS_IT_IS = r"profile\s+(?:\"[^\"]+\"|'[^']+'|[^\s\"']+)\s*"


def _mistaken(name: str, in_config: bool) -> str | None:
    """The profile that a section's name was meant for, if it is not written so."""
    plain = name.strip(" \t")
    if plain[:1] in ("'", '"') and plain[-1:] == plain[:1]:
        plain = plain[1:-1].strip()
    if in_config and re.fullmatch(_MEANT_AS_IT_IS, name):
        return None
    if not in_config and re.match(r"profile\s", name):
        return None  # a rule of its own
    if (slip := re.fullmatch(_SLIP, plain)) and (in_config or name != plain or slip[0][7:8] in ": "):
        return slip["name"].strip(" \t\"'")
    if plain.lower() == "default":
        return None if name == "default" or plain == "DEFAULT" else "default"
    return plain if plain != name and plain else None


@rule("section-in-wrong-file", ERROR, sdks=IF_FIX_HELPS)
def section_in_wrong_file(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A [sso-session …] or [services …] section is in the credentials file, where no SDK looks for it.

    Why: SDKs read only profiles from the credentials file. There, the section is a profile with an unusual name.
    Example:
        # ~/.aws/credentials
        [sso-session main]
        sso_start_url = https://example.awsapps.com/start
        sso_region = us-east-1
    Fix: Move the section to the config file, ~/.aws/config.
    Ignore: If no profile refers to the section with sso_session or services.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    """
    file = view.profiles.credentials
    for name, section in (file.document.sections if file.document else {}).items():
        kind, _, bare = name.partition(" ")
        if kind not in ("sso-session", "services") or not bare.strip() or file.path == view.profiles.config.path:
            continue
        key = "sso_session" if kind == "sso-session" else "services"
        setting = view.settings.get(key)
        there = view.profiles.sso_session(bare) if key == "sso_session" else view.profiles.services(bare)
        wanted = setting is not None and setting.value.text == bare.strip() and there is None
        severity = ERROR if wanted and (verdict.error is not None or nothing_found(verdict)) else INFO
        message = f"[{name}] at {file.shown}:{section.line} counts only in {view.profiles.config.shown}."
        origin = Origin("file", file.shown, section.line, name)
        yield Finding(severity, message, origin, Fix(f"move the section [{name}] to {view.profiles.config.shown}"))


@rule("keys-in-default-section", ERROR, sdks=IF_FIX_HELPS)
def keys_in_default_section(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """Options are set in [DEFAULT], which is not a profile.

    Why: For Python's configparser, a section DEFAULT in capital letters gives its options to every other section, and
    is not a section itself. For other SDKs it is a profile. The default profile is [default].
    Example:
        # ~/.aws/credentials
        [DEFAULT]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Change the header to `[default]`.
    Ignore: If the options are meant for every profile of the file, and only botocore reads the file.
    See: configparser, default_section
    """
    for file in (view.profiles.credentials, view.profiles.config):
        document = file.document
        if document is None or not document.defaults:
            continue
        first = min(document.defaults.values(), key=lambda entry: entry.line)
        meant = nothing_found(verdict) and view.profile == "default" and not view.profiles.exists("default")
        message = f"{file.shown}:{first.line} {first.key} is set in [{DEFAULT_SECTION}], "
        message += "which is not a profile." if meant else "and so counts for every profile of the file."
        origin = Origin("file", file.shown, first.line, DEFAULT_SECTION, first.key)
        fix = edited(file, f"write [default] in {file.shown}", shell.LOWER_CASE_DEFAULT)
        yield Finding(ERROR if meant else INFO, message, origin, fix)
