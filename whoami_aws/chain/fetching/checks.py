"""What makes a profile unusable, whatever it holds: checks that some SDKs make before they look for credentials."""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.chain.fetching import held, settings, sso
from whoami_aws.chain.fetching.dialect import STOP
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.model import FilesMissing
from whoami_aws.chain.probe import Probe, SdkError, breaks, dropped, look
from whoami_aws.chain.profiles import BLOCK, Profile
from whoami_aws.chain.view import View

_TYPES = ("source_profile", "credential_source", "credential_process", "web_identity_token_file")
_NEED_ROLE = ("source_profile", "credential_source", "web_identity_token_file")


def _one_type(_: Sight, name: str, found: Profile, source: bool) -> Probe | None:
    there = [key for key in _TYPES if held.filled(found, key) is not None]
    if len(there) < 2 or (source and _has_keys(found)):
        return None
    text = f"the profile {name!r} has {' and '.join(there)}, of which it may have one"
    return breaks("two-sources", text, SdkError("InvalidProfile", text), dropped(held.filled(found, there[-1])))


def _needs_role(_: Sight, _name: str, found: Profile, _source: bool) -> Probe | None:
    first = next((value for key in _NEED_ROLE if (value := held.filled(found, key)) is not None), None)
    if first is None or held.filled(found, "role_arn") is not None:
        return None
    text = f"{first.origin} is there, and no role_arn stands beside it"
    return breaks("no-role", text, SdkError("InvalidProfile", text), dropped(first))


def _source_needs_role(sight: Sight, name: str, found: Profile, source: bool) -> Probe | None:
    return (
        None
        if held.filled(found, _TYPES[0]) is None and held.filled(found, _TYPES[1]) is None
        else _needs_role(sight, name, found, source)
    )


def _whole_pair(sight: Sight, name: str, _found: Profile, _source: bool) -> Probe | None:
    """In the last file that has the profile, also where the other has what is missing; an empty value is there."""
    for layer in sight.by_file(name)[:1]:
        key, secret = (held.filled(layer, one, empty_counts=True) for one in (held.KEY, held.SECRET))
        if (key is None) != (secret is None):
            there = key or secret
            text = f"{there.origin if there else ''} is there, {held.SECRET if key else held.KEY} is not"
            return breaks("partial", text, SdkError("PartialCredentials", text), dropped(there))
    return None


def _source_pair(sight: Sight, name: str, found: Profile, source: bool) -> Probe | None:
    """Of a source profile alone, where a session token is part of a pair too."""
    there = [one for key in (held.KEY, held.SECRET, held.TOKEN) if (one := held.value(sight, found, key)) is not None]
    pair = all(held.value(sight, found, key) is not None for key in (held.KEY, held.SECRET))
    if not source or not there or pair:
        return None
    text = f"the source profile {name!r} has {there[0].origin}, and no whole pair"
    return breaks("partial", text, SdkError("PartialCredentials", text), dropped(there[0]))


def _source_has_some(_: Sight, name: str, found: Profile, source: bool) -> Probe | None:
    if not source or any(held.filled(found, key) is not None for key in (*_TYPES, held.KEY, *_OTHERS)):
        return None
    text = f"the source profile {name!r} has no credentials"
    return breaks("source-empty", text, SdkError("InvalidProfile", text), ())


_OTHERS = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region", "sso_session", "login_session")


def _sso_session(sight: Sight, _: str, found: Profile, source: bool) -> Probe | None:
    session = held.filled(found, "sso_session")
    if session is None or (source and _has_keys(found)):
        return None
    there = sight.named("sso-session", (session.text or "").strip(), session)
    lacks = None if there is None else [key for key in ("sso_region", "sso_start_url") if key not in there]
    if there is not None and not lacks:
        return None
    text = f"there is no [sso-session {session.text}]" if there is None else f"[sso-session {session.text}] lacks a key"
    return breaks("sso-session-missing", text, SdkError("InvalidProfile", text), dropped(session))


def _sso_token(sight: Sight, _: str, found: Profile, source: bool) -> Probe | None:
    """A session gives a bearer token too, and some SDKs look for that first."""
    return None if source else sso.bearer(sight, found)


def _has_keys(found: Profile) -> bool:
    return held.filled(found, held.KEY) is not None and held.filled(found, held.SECRET) is not None


_READ = {
    "role": ("role_arn", "role_session_name", "external_id", "source_profile", "credential_source"),
    "keys": (held.KEY, held.SECRET, held.TOKEN, "aws_account_id"),
    "role-of-profile": ("role_arn", "role_session_name", "source_profile"),
    "web-identity": ("role_arn", "web_identity_token_file", "role_session_name"),
    "sso": ("sso_session", *_OTHERS[:4]),
    "login": ("login_session",),
    "process": ("credential_process",),
}
"""What is read for a kind of credentials."""


def block(sight: Sight, kind: str, found: Profile) -> Probe | None:
    """What comes of a block of settings where one value is wanted."""
    named = (found[key] for key in _READ.get(kind, ()) if key in found and found[key].nested is not None)
    setting = next(named, None)
    if setting is None or kind not in sight.dialect.profile.blocks:
        return None
    text = f"{setting.value.origin} is a block of settings, not a value"
    return breaks("block", text, SdkError("InvalidProfile", text), dropped(setting.value))


def client(sight: Sight) -> Sight:
    """What the client sees that asks STS for a role: where a profile is given in code, some have it for another."""
    if sight.dialect.profile.client_of == "selected" or not sight.explicit:
        return sight
    return Sight(View(sight.host._replace(option_profile=None), sight.view.chain), sight.dialect)


def no_client(asks: Sight, sight: Sight) -> Probe | None:
    """What comes of a client that cannot be made to ask STS for a role."""
    stops = asks is not sight and asks.dialect.selection.missing == STOP
    if stops and asks.selected is not None and not asks.has(asks.profile):
        text = f"{asks.selected.origin} names the profile {asks.profile!r}, which is not there, for what asks STS"
        return breaks("profile-missing", text, SdkError("ProfileNotFound", text), dropped(asks.selected))
    bad = None if asks is sight else settings.refused(asks)
    bad = bad or settings.refused_of(asks, asks.dialect.client_settings)
    if bad is None or isinstance(bad, FilesMissing):
        return None
    return breaks(bad.reason.code, bad.reason.text, bad.error, bad.triggers, *bad.inputs)


def unsendable(sight: Sight, below: Probe) -> Probe | None:
    """What comes of a source whose id or token is a block of settings: nothing can be signed with its line ends."""
    found = below.credentials
    if sight.dialect.profile.block_as_source != "breaks" or found is None:
        return None
    for value in (found.key_id, found.token):
        ends = value is not None and (value.shape.alphabet == BLOCK or "line-end" in value.shape.flaws)
        if value is not None and ends:
            text = f"{value.origin} is a block of settings, with which nothing is signed"
            return breaks("block", text, SdkError("InvalidHeader", text), dropped(value))
    return None


def session_name(sight: Sight, found: Profile) -> Probe | None:
    """What comes of a name for the role's session that is empty."""
    value = held.filled(found, "role_session_name", empty_counts=True)
    if value is None or not value.empty or sight.dialect.profile.empty_session_name != "breaks":
        return None
    text = f"{value.origin} is empty"
    return breaks("bad-session-name", text, SdkError("InvalidParameter", text), dropped(value))


def duration(sight: Sight, found: Profile) -> Probe | None:
    """What comes of a role's duration that STS cannot be told."""
    value = held.filled(found, "duration_seconds")
    if value is None or re.fullmatch(sight.dialect.profile.durations, value.text or ""):
        return None
    text = f"{value.origin} is no number of seconds"
    named = look(str(value.origin), value)
    return breaks("bad-duration", text, SdkError("InvalidParameter", text), dropped(value), named)


CHECKS: dict[str, Callable[[Sight, str, Profile, bool], Probe | None]] = {
    "one-type": _one_type,
    "needs-role": _needs_role,
    "source-needs-role": _source_needs_role,
    "whole-pair": _whole_pair,
    "source-pair": _source_pair,
    "source-has-some": _source_has_some,
    "sso-session": _sso_session,
    "sso-token": _sso_token,
}
"""By the name that `dialect.OneProfile.checks` has for it."""
