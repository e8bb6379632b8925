"""What makes a profile or a role unusable, whatever else is there. Each gives None where nothing is wrong."""

from __future__ import annotations

import re
from typing import Literal

from whoami_aws.chain.blocks import rejected_settings
from whoami_aws.chain.blocks.dialect import STOP
from whoami_aws.chain.blocks.profile_path import KEY, SECRET, TOKEN, Step, filled, in_each_file
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.model import FilesMissing
from whoami_aws.chain.probe import Probe, SdkError, breaks, input_of, removal_of
from whoami_aws.chain.profiles import BLOCK
from whoami_aws.chain.view import BotocoreView

_TYPES = ("source_profile", "credential_source", "credential_process", "web_identity_token_file")
_NEED_ROLE = ("source_profile", "credential_source", "web_identity_token_file")
_SSO = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region", "sso_session")

# A profile that is not as the SDK wants it.


def one_type(step: Step) -> Probe | None:
    """Two kinds of credentials in one profile; in a source profile keys come before all kinds."""
    there = [key for key in _TYPES if filled(step.found, key) is not None]
    if len(there) < 2 or (step.is_source and _has_keys(step)):
        return None
    text = f"the profile {step.name!r} has {' and '.join(there)}, of which it may have one"
    return breaks("two-sources", text, SdkError("InvalidProfile", text), removal_of(filled(step.found, there[-1])))


def needs_role(step: Step) -> Probe | None:
    """A source or a token without a role."""
    first = next((value for key in _NEED_ROLE if (value := filled(step.found, key)) is not None), None)
    if first is None or filled(step.found, "role_arn") is not None:
        return None
    text = f"{first.origin} is set, but role_arn is not"
    return breaks("no-role", text, SdkError("InvalidProfile", text), removal_of(first))


@in_each_file
def source_needs_role(step: Step) -> Probe | None:
    """A source without a role."""
    sources = (filled(step.found, key) for key in _TYPES[:2])
    return needs_role(step) if step.value("role_arn") is None and any(sources) else None


def whole_pair(step: Step) -> Probe | None:
    """Half a pair in the last file that has the profile, also where the other has what is missing; an empty value is
    there.
    """
    for layer in step.sight.by_file(step.name)[:1]:
        key, secret = (filled(layer, one, empty_counts=True) for one in (KEY, SECRET))
        if (key is None) != (secret is None):
            there = key or secret
            text = f"{there.origin if there else ''} is there, {SECRET if key else KEY} is not"
            return breaks("partial", text, SdkError("PartialCredentials", text), removal_of(there))
    return None


def source_pair(step: Step) -> Probe | None:
    """A part of a pair in a source profile, where a session token is part of one too."""
    there = [one for key in (KEY, SECRET, TOKEN) if (one := step.value(key)) is not None]
    pair = all(step.value(key) is not None for key in (KEY, SECRET))
    if not step.is_source or not there or pair:
        return None
    text = f"the source profile {step.name!r} has {there[0].origin}, and no whole pair"
    return breaks("partial", text, SdkError("PartialCredentials", text), removal_of(there[0]))


def source_has_some(step: Step) -> Probe | None:
    """A source profile without anything that could give credentials."""
    known = (*_TYPES, KEY, *_SSO, "login_session")
    if not step.is_source or any(filled(step.found, key) is not None for key in known):
        return None
    text = f"the source profile {step.name!r} has no credentials"
    return breaks("source-empty", text, SdkError("InvalidProfile", text), ())


def sso_session(step: Step) -> Probe | None:
    """A session of SSO that is not there, or not whole."""
    session = filled(step.found, "sso_session")
    if session is None or (step.is_source and _has_keys(step)):
        return None
    there = step.sight.named("sso-session", (session.text or "").strip(), session)
    lacks = None if there is None else [key for key in ("sso_region", "sso_start_url") if key not in there]
    if there is not None and not lacks:
        return None
    text = f"there is no [sso-session {session.text}]" if there is None else f"[sso-session {session.text}] lacks a key"
    return breaks("sso-session-missing", text, SdkError("InvalidProfile", text), removal_of(session))


def _has_keys(step: Step) -> bool:
    return filled(step.found, KEY) is not None and filled(step.found, SECRET) is not None


ROLE_KEYS = ("role_arn", "role_session_name", "external_id", "source_profile", "credential_source")
PAIR_KEYS = (KEY, SECRET, TOKEN, "aws_account_id")
ROLE_OF_PROFILE_KEYS = ("role_arn", "role_session_name", "source_profile")
WEB_IDENTITY_KEYS = ("role_arn", "web_identity_token_file", "role_session_name")
SSO_KEYS = ("sso_session", *_SSO[:4])
LOGIN_KEYS = ("login_session",)
PROCESS_KEYS = ("credential_process",)
"""What is read for each kind of credentials."""


def block(step: Step, keys: tuple[str, ...]) -> Probe | None:
    """A block of settings where one value is wanted."""
    named = (step.found[key] for key in keys if key in step.found and step.found[key].nested is not None)
    setting = next(named, None)
    if setting is None:
        return None
    text = f"{setting.value.origin} is a block of settings, not a value"
    return breaks("block", text, SdkError("InvalidProfile", text), removal_of(setting.value))


# What stands against asking STS for a role.


def client(sight: SdkView, of: Literal["selected", "variables"]) -> SdkView:
    """What the client sees that asks STS for a role: where a profile is given in code, some have it for another."""
    if of == "selected" or not sight.explicit:
        return sight
    return SdkView(BotocoreView(sight.host._replace(option_profile=None), sight.view.chain), sight.dialect)


def no_client(asks: SdkView, sight: SdkView) -> Probe | None:
    """A client that cannot be made."""
    stops = asks is not sight and asks.dialect.selection.missing == STOP
    if stops and asks.selected is not None and not asks.has(asks.profile):
        text = (
            f"{asks.selected.origin} names the profile {asks.profile!r}, which does not exist, for the request to STS"
        )
        return breaks("profile-missing", text, SdkError("ProfileNotFound", text), removal_of(asks.selected))
    bad = None if asks is sight else rejected_settings.refused(asks)
    bad = bad or rejected_settings.refused_of(asks, asks.dialect.client_settings)
    if bad is None or isinstance(bad, FilesMissing):
        return None
    return breaks(bad.reason.code, bad.reason.text, bad.error, bad.triggers, *bad.inputs)


def unsendable(below: Probe) -> Probe | None:
    """A source whose id or token is a block of settings: nothing can be signed with its line ends."""
    found = below.credentials
    for value in (found.key_id, found.token) if found is not None else ():
        ends = value is not None and (value.shape.alphabet == BLOCK or "line-end" in value.shape.flaws)
        if value is not None and ends:
            text = f"{value.origin} is a block of settings, with which nothing is signed"
            return breaks("block", text, SdkError("InvalidHeader", text), removal_of(value))
    return None


def session_name(step: Step) -> Probe | None:
    """A name for the role's session that is empty."""
    value = filled(step.found, "role_session_name", empty_counts=True)
    if value is None or not value.empty:
        return None
    text = f"{value.origin} is empty"
    return breaks("bad-session-name", text, SdkError("InvalidParameter", text), removal_of(value))


def duration(step: Step, allowed: str) -> Probe | None:
    """A role's duration that STS cannot be told."""
    value = filled(step.found, "duration_seconds")
    if value is None or re.fullmatch(allowed, value.text or ""):
        return None
    text = f"{value.origin} is not a number of seconds"
    named = input_of(str(value.origin), value)
    return breaks("bad-duration", text, SdkError("InvalidParameter", text), removal_of(value), named)
