"""SSO in a profile: which cached token it needs, and in which state that is."""

from __future__ import annotations

import hashlib

from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.fetching.answers import TIMES
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Use,
    breaks,
    dropped,
    look,
    unasked,
)
from whoami_aws.chain.profiles import Profile
from whoami_aws.host.facts import CacheNeed
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value

_ALL = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
_SESSION = "sso_session"


def probe(sight: Sight, name: str, found: Profile) -> Probe | None:
    """Promises with a token that has not expired; None for a profile without SSO."""
    settings = {
        key: setting.value for key, setting in found.items() if key in (*_ALL, _SESSION) and not setting.value.empty
    }
    wanted = (_SESSION, *_ALL[:2]) if _SESSION in settings else _ALL
    rules = sight.dialect.profile
    if not any(key in settings for key in rules.sso_marks):
        return None
    if rules.sso_incomplete == "ignored" and not all(key in settings for key in wanted):
        return None
    if not sight.has("sso") or (_SESSION in settings and not sight.has("ssooidc")):
        return no_module("sso")
    inputs = tuple(look(str(value.origin), value) for value in settings.values())
    triggers = tuple(change for value in settings.values() for change in dropped(value))
    missing = [key for key in wanted if key not in settings]
    if missing:
        return _broken("sso-incomplete", f"the profile {name!r} lacks {', '.join(missing)}", triggers)
    key = settings["sso_start_url"].text if _SESSION not in settings else settings[_SESSION].text
    if _SESSION in settings and (problem := _session_problem(sight, key or "", settings)) is not None:
        return _broken("sso-session-missing", problem, triggers)
    path = sight.host.expand_home(f"~/.aws/sso/cache/{hashlib.sha1((key or '').encode()).hexdigest()}.json")  # noqa: S324
    cache = sight.host.cache(CacheNeed(path, "sso"))
    if cache is None:
        return unasked(f"{sight.host.shown(path)} was not read", (CacheNeed(path, "sso"),), triggers, *inputs)
    expiry = parse_expiry(cache.text("expiresAt"))
    form = TIMES.get(rules.sso_times)
    if form is not None and not form.fullmatch(cache.text("expiresAt") or ""):
        return _broken("sso-token-missing", f"{sight.host.shown(path)} has no time that can be read", triggers)
    if "accessToken" not in cache.fields or isinstance(expiry, SdkError) or expiry.at is None:
        return _broken("sso-token-missing", f"{sight.host.shown(path)} has no token", triggers)
    refreshable = _SESSION in settings and "refreshToken" in cache.fields
    if expiry.at <= sight.host.now and not refreshable:
        return _broken("sso-token-expired", f"the token in {sight.host.shown(path)} has expired", triggers)
    role, account = settings["sso_role_name"].text, settings["sso_account_id"].text
    credentials = Credentials(role=role, account_hint=account)
    use = Use("unknown", None, "SSO is asked for the role's keys at first use", may_ask=False)
    reason = Reason("sso", f"role {role} in account {account} by the token in {sight.host.shown(path)}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def _session_problem(sight: Sight, name: str, settings: dict[str, Value]) -> str | None:
    session = sight.named("sso-session", name.strip())
    if session is None:
        return f"there is no [sso-session {name}]"
    for key in ("sso_region", "sso_start_url"):
        there, own = session.get(key), settings.get(key)
        if there is None:
            return f"[sso-session {name}] lacks {key}"
        rule = sight.dialect.profile.sso_doubled
        if own is not None and (rule == "breaks" or (rule == "differ" and own.text != there.value.text)):
            return f"{own.origin} repeats what [sso-session {name}] has"
    return None


def no_module(name: str) -> Probe:
    """What comes of SSO without its module."""
    return _broken("no-module", f"the module `{name}` is not assumed to be there", ())


def _broken(code: str, text: str, triggers: tuple[Change, ...]) -> Probe:
    return breaks(code, text, SdkError("SsoCredentials", text), triggers)
