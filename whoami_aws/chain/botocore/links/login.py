"""`login`: the session that `aws login` cached.

botocore/credentials.py `LoginProvider`, `LoginCredentialFetcher`; botocore/utils.py `get_login_token_cache_directory`,
`generate_login_cache_key` (1.44.8; the link is there since 1.41.0).
"""

from __future__ import annotations

from whoami_aws.chain.caches import LOGIN_FIELDS, login_cache
from whoami_aws.chain.expiry import Expiry, parse_expiry, span
from whoami_aws.chain.link import Kind, link
from whoami_aws.chain.probe import (
    OFFERS,
    WORKS,
    Credentials,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    declines,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ABSENT_CACHES, UNSAFE, UNSAFE_REGULAR, CacheFile
from whoami_aws.host.values import Origin, Value

KEY = "login_session"
PARTS = ("accessKeyId", "secretAccessKey", "sessionToken", "expiresAt", "accountId")
ADVISORY_WINDOW, MANDATORY_WINDOW, REFRESH_THRESHOLD = 15 * 60, 10 * 60, 5 * 60
"""Of the seconds left: below the first the SDK refreshes, below the second it takes no failure of that, and below the
third it asks for another session; above, reading this one once more is all that a refresh is.
"""


@link("login", Kind(by_profile=True, in_source_profile=True))
def probe(view: BotocoreView) -> Probe:
    """Offers what the cache holds, also when it has expired; breaks without awscrt or without a cache."""
    setting = view.settings.get(KEY)
    if setting is None:
        absent = input_of(KEY, None, Origin("file", view.profiles.config.shown, key=KEY))
        return declines("no-login-session", f"no {KEY} for profile {view.profile}", absent)
    value = setting.value
    named = input_of(str(value.origin), value)
    triggers = removal_of(value)
    crt = view.host.assumes(view.chain.id, "awscrt")
    there = view.host.sdk.login_support != "no-crt" if crt is None else crt
    if not view.traits.login_is_built_in and not there:
        message = (
            "Missing Dependency: Using the login credential provider requires an additional dependency. You will need "
            'to pip install "botocore[crt]" before proceeding.'
        )
        text = f"{value.origin} needs the package awscrt, which is missing, too old or switched off"
        return breaks("no-crt", text, SdkError("MissingDependencyException", message), triggers, named)
    if setting.nested is not None:
        wrong = SdkError("AttributeError", "'dict' object has no attribute 'encode'")
        return breaks("not-a-text", f"{value.origin} is a block of settings, not a session", wrong, triggers, named)
    if value.text is None:
        text = f"{value.origin} has several lines: no login session has such a name"
        return breaks("no-login-cache", text, _not_loaded("…"), triggers, named)  # which are not kept
    session = value.text
    need = login_cache(view.host, session)
    where = view.host.shown(need.path)
    cache = view.host.cache(need)
    if cache is None:
        return not_probed(f"{where} was not read", (need,), triggers, named)
    if cache.state.kind in UNSAFE_REGULAR:
        why = f"{where} {UNSAFE[cache.state.kind]}"
        return not_probed(why, (), triggers, named, code=f"file-{cache.state.kind}")
    if error := _cache_error(cache, session, need.path):
        return breaks("no-login-cache", f"{where}: {_why(cache)}", error, triggers, named)
    expiry = parse_expiry(cache.text("accessToken.expiresAt"))
    if isinstance(expiry, SdkError):
        return breaks("bad-expiration", f"expiresAt in {where} is not a time", expiry, triggers, named)
    key = Value(cache.key_id if cache.key_id is not None else "", Origin("file", where, key="accessKeyId"))
    credentials = Credentials(key, None, True, expiry.at, account_hint=cache.text("accessToken.accountId"))
    return Probe(
        OFFERS,
        Reason("login-cached", f"session of {session} cached at {where}"),
        (named,),
        triggers,
        credentials,
        _use(cache, expiry, view.host.now),
    )


def _cache_error(cache: CacheFile, session: str, path: str) -> SdkError | None:
    if cache.state.kind in ABSENT_CACHES:
        return _not_loaded(session)
    if cache.state.kind != "file" or not cache.is_json:
        return SdkError("KeyError", repr(path.rpartition("/")[2].removesuffix(".json")))
    kind = cache.kind()
    if kind in ("number", "boolean"):
        return SdkError("TypeError", "argument of type 'int' is not iterable")
    missing = [field for field in LOGIN_FIELDS if field not in cache.fields]
    if kind == "null":
        return _not_loaded(session)
    if missing:
        message = f"Failed to load access token from token cache, missing required fields: {', '.join(missing)}."
        return SdkError("LoginTokenLoadError", f"Error loading login session token: {message}")
    if kind != "object" or cache.kind("accessToken") != "object":
        return SdkError("TypeError", "accessToken in the cached session is not an object")
    lacks = next((part for part in PARTS if f"accessToken.{part}" not in cache.fields), None)
    return SdkError("KeyError", repr(lacks)) if lacks else None


def _not_loaded(session: str) -> SdkError:
    message = f"Unable to load a existing login session for session {session}. Please reauthenticate with 'aws login'."
    return SdkError("LoginTokenLoadError", f"Error loading login session token: {message}")


def _why(cache: CacheFile) -> str:
    if cache.state.kind == "missing":
        return "there is no cached session"
    return "it is not a whole cached session" if cache.is_json else "it cannot be read as JSON"


def _use(cache: CacheFile, expiry: Expiry, now: float) -> Usability:
    """What a refresh comes to before it sends a request: it begins with the private key, also where it is not needed
    (botocore/credentials.py `LoginCredentialFetcher.refresh_credentials`, 1.44.8; the AWS CLI's own, 2.36.7).
    """
    if expiry.at is None:
        return Usability("fails", expiry.error, f"the time of expiry {expiry.why}")
    left = expiry.at - now
    if left >= MANDATORY_WINDOW:
        return WORKS
    state = f"expired {span(left)} ago" if left <= 0 else f"ends in {span(left)}"
    if error := _key_error(cache):
        because = f"the session {state}; the SDK reads its private key first, which is not valid"
        return Usability("fails", error, because, may_ask=False)
    if left > REFRESH_THRESHOLD and cache.private_key == "whole":
        return WORKS
    what = "would refresh it first" if left <= REFRESH_THRESHOLD else "would read its private key first"
    return Usability("unknown", None, f"the session {state}; the SDK {what}, which is not done here", may_ask=False)


def _key_error(cache: CacheFile) -> SdkError | None:
    kind = cache.kind("dpopKey")
    if kind != "text":
        return SdkError("AttributeError", f"'{_PYTHON[kind or 'null']}' object has no attribute 'splitlines'")
    if cache.private_key != "undecodable":
        return None
    message = "Unable to load private key from cached token."
    return SdkError("LoginTokenLoadError", f"Error loading login session token: {message}")


_PYTHON = {"object": "dict", "list": "list", "null": "NoneType", "boolean": "bool", "number": "int"}
