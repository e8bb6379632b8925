"""`sso`: IAM Identity Center, by a token that `aws sso login` cached.

botocore/credentials.py `SSOProvider`, `SSOCredentialFetcher`; botocore/tokens.py `SSOTokenProvider`;
botocore/utils.py `SSOTokenLoader` (1.44.8). Loading reads no cache and sends no request: the token is looked for when
the the credentials are first used.
"""

from __future__ import annotations

from whoami_aws.chain.botocore import role_cache
from whoami_aws.chain.botocore.client_errors import client_error, region_error, sso_token_error
from whoami_aws.chain.caches import sso_cache
from whoami_aws.chain.expiry import parse_expiry, span
from whoami_aws.chain.features import SSO_EXPIRY, SSO_OF_SOURCE
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    PROMISES,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    declines,
    input_of,
    removal_of,
)
from whoami_aws.chain.profiles import Profile
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ABSENT_CACHES, UNSAFE, UNSAFE_REGULAR, CacheFile, CacheNeed
from whoami_aws.host.values import Origin

TRIGGERS = ("sso_role_name", "sso_account_id")
REQUIRED = (*TRIGGERS, "sso_start_url", "sso_region")
REFRESH_WINDOW = 15 * 60
"""Seconds before its end in which the SDK refreshes a token (botocore/tokens.py `_REFRESH_WINDOW`)."""
REFRESH_FIELDS = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")


@link("sso", Kind(by_profile=True, temporary=True, in_source_profile=True))
def probe(view: BotocoreView) -> Probe:
    """Promises with all four settings; breaks with a part of them."""
    profile = view.settings
    inputs = tuple(
        input_of(
            str(profile[key].value.origin) if key in profile else key,
            profile[key].value if key in profile else None,
            Origin("file", view.profiles.config.shown, key=key),
        )
        for key in (*REQUIRED, "sso_session")
    )
    if not any(key in profile for key in TRIGGERS):
        alone = next((profile[key].value.origin for key in ("sso_session", "sso_start_url") if key in profile), None)
        hint = f"; {alone} alone does nothing" if alone else ""
        return declines(
            "no-sso-settings", f"no sso_role_name or sso_account_id for profile {view.profile}{hint}", *inputs
        )
    triggers = tuple(change for key in TRIGGERS if key in profile for change in removal_of(profile[key].value))
    resolved = _with_session(view, profile)
    if isinstance(resolved, SdkError):
        return breaks("bad-sso-session", f"{view.place}: {resolved.message}", resolved, triggers, *inputs)
    wanted = (*REQUIRED, *(("sso_session",) if "sso_session" in profile else ()))
    if missing := [key for key in wanted if key not in resolved]:
        names = ", ".join(missing)
        message = (
            f'The profile "{view.profile}" is configured to use SSO but is missing required configuration: {names}'
        )
        return breaks(
            "incomplete-sso", f"{view.place} lacks {names}", SdkError("InvalidConfigError", message), triggers, *inputs
        )
    session = resolved["sso_session"].value.text if "sso_session" in resolved else None
    start_url = resolved["sso_start_url"].value.text or ""
    account = resolved["sso_account_id"].value.text
    role = resolved["sso_role_name"].value.text
    need = sso_cache(view.host, session if session is not None else start_url)
    cache = view.host.cache(need)
    reason = Reason("sso-settings", f"role {role} in account {account} by SSO")
    credentials = Credentials(role=role, account_hint=account)
    keys = role_cache.for_sso(view, account, role, session, start_url)
    if keys.use is not None:
        return Probe(PROMISES, reason, inputs, triggers, credentials, keys.use)
    # botocore/tokens.py SSOTokenProvider: `profile_name or …`, so that a profile called '' is not its own.
    owner = (view.profile if view.has(SSO_OF_SOURCE) else None) or view.scope or "default"
    error = region_error(resolved["sso_region"]) or client_error(view, "sso") or sso_token_error(view, owner)
    if error is None and session is not None and "sso_session" not in view.profiles.merged(owner):
        error = SdkError("AttributeError", "'NoneType' object has no attribute 'get_frozen_token'")
    if error is not None:
        use = Usability("fails", error, "no client for SSO can be made with these settings", may_ask=False)
    elif session is None and resolved["sso_start_url"].nested is not None:
        error = SdkError("AttributeError", "'dict' object has no attribute 'encode'")
        use = Usability("fails", error, "sso_start_url is a block of settings, not a URL")
    else:
        use = token_use(view, cache, need, start_url, session)
    return Probe(PROMISES, reason, inputs, triggers, credentials, use, wants=(*keys.wants, *(() if cache else (need,))))


def _with_session(view: BotocoreView, profile: Profile) -> Profile | SdkError:
    if "sso_session" not in profile:
        return profile
    if profile["sso_session"].nested is not None:
        return SdkError("TypeError", "unhashable type: 'dict'")
    name = profile["sso_session"].value.text
    session = view.profiles.sso_session(name) if name is not None else None
    if session is None:
        written = "…" if name is None else name  # a text of several lines is not kept
        return SdkError("InvalidConfigError", f'The specified sso-session does not exist: "{written}"')
    resolved = dict(profile)
    for key, setting in session.items():
        mine = resolved.get(key)
        if mine is not None and mine.value.reading != setting.value.reading:
            message = (
                f"The value for {key} is inconsistent between profile ({mine.value.text}) and sso-session "
                f"({setting.value.text})."
            )
            return SdkError("InvalidConfigError", message)
        resolved[key] = setting
    return resolved


def token_use(
    view: BotocoreView, cache: CacheFile | None, need: CacheNeed, start_url: str, session: str | None
) -> Usability:
    """What using the credentials comes to, as far as the cached token tells."""
    host = view.host
    where = host.shown(need.path)
    if cache is None:
        return Usability("unknown", None, f"{where} was not read")
    if cache.state.kind in UNSAFE_REGULAR:
        return Usability("unknown", None, f"{where} {UNSAFE[cache.state.kind]}", may_ask=False)
    if cache.state.kind != "file" or not cache.is_json:
        if cache.state.kind in ABSENT_CACHES:
            error = SdkError(
                "SSOTokenLoadError", f"Error loading SSO Token: Token for {session or start_url} does not exist"
            )
            return Usability("fails", error, f"there is no cached token at {where}")
        return Usability(
            "fails",
            SdkError("KeyError", repr(where.rpartition("/")[2].removesuffix(".json"))),
            f"{where} cannot be read as JSON",
        )
    if cache.kind() in ("number", "boolean", "null"):
        return Usability(
            "fails", SdkError("TypeError", "the cached token is not iterable"), f"{where} holds no JSON object"
        )
    if "accessToken" not in cache.fields or "expiresAt" not in cache.fields:
        error = SdkError("SSOTokenLoadError", f"Error loading SSO Token: Token for {start_url} is invalid")
        return Usability("fails", error, f"{where} lacks accessToken or expiresAt")
    if not cache.is_object:
        return Usability(
            "fails", SdkError("TypeError", "the cached token is not an object"), f"{where} holds no JSON object"
        )
    expiry = parse_expiry(cache.text("expiresAt"))
    if session is None and not view.has(SSO_EXPIRY):
        ended = not isinstance(expiry, SdkError) and expiry.at is not None and expiry.at <= host.now
        because = "the cached token has expired, which this version leaves to SSO to find out"
        return Usability("unknown", None, because if ended else "SSO has not been asked for the role")
    if isinstance(expiry, SdkError):
        return Usability("fails", expiry, f"expiresAt in {where} is not a time")
    if expiry.at is None:
        return Usability("fails", expiry.error, f"expiresAt in {where} {expiry.why}")
    left = expiry.at - host.now
    if session is None:
        if left <= 0:
            message = (
                "The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO "
                "session run aws sso login with the corresponding profile."
            )
            return Usability(
                "fails", SdkError("UnauthorizedSSOTokenError", message), f"the cached token expired {span(left)} ago"
            )
        return Usability("unknown", None, "SSO has not been asked for the role")
    refreshable = left < REFRESH_WINDOW and _refreshable(cache, host.now)
    if isinstance(refreshable, SdkError):
        return Usability("fails", refreshable, f"registrationExpiresAt in {where} is not a time with a zone")
    if refreshable:
        state = f"expired {span(left)} ago" if left <= 0 else f"ends in {span(left)}"
        return Usability(
            "unknown",
            None,
            f"the cached token {state}; the SDK would refresh it first, which is not done here",
            may_ask=False,
        )
    if left <= 0:
        error = SdkError(
            "TokenRetrievalError", "Error when retrieving token from sso: Token has expired and refresh failed"
        )
        return Usability("fails", error, f"the cached token expired {span(left)} ago and cannot be refreshed")
    return Usability("unknown", None, "SSO has not been asked for the role")


def _refreshable(cache: CacheFile, now: float) -> bool | SdkError:
    """`SSOTokenProvider._refresh_access_token`: whether it would ask, or what looking for that raises."""
    if any(field not in cache.fields for field in REFRESH_FIELDS):
        return False
    end = parse_expiry(cache.text("registrationExpiresAt"))
    if isinstance(end, SdkError):
        return end
    return end.error if end.at is None else end.at > now
