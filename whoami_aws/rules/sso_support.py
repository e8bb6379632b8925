"""An SSO profile with its cached token, for rules."""

from __future__ import annotations

import re
from typing import NamedTuple

from whoami_aws.chain.botocore.links import sso
from whoami_aws.chain.caches import sso_cache
from whoami_aws.chain.expiry import Expiry, parse_expiry
from whoami_aws.chain.profiles import Profile, section_map
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.extra_facts import CachedLogin
from whoami_aws.host.facts import CacheFile, CacheNeed


class Login(NamedTuple):
    """`settings` are the profile's with those of its session; `session` is the session's name, or None in the legacy
    form, where the start URL itself is what the cache file is called by.
    """

    view: BotocoreView
    settings: Profile
    session: str | None
    need: CacheNeed
    cache: CacheFile | None

    def text(self, key: str) -> str:
        """A setting's text, or nothing."""
        found = self.settings.get(key)
        return (found.value.text or "") if found else ""

    @property
    def shown(self) -> str:
        """The cache file."""
        return self.view.host.shown(self.need.path)

    @property
    def missing(self) -> bool:
        """Whether there was never a login by this name."""
        return self.cache is not None and self.cache.state.kind in ("missing", "directory", "link-loop")

    @property
    def closed(self) -> bool:
        """Whether this user may not read the cached token, so that its state is unknown."""
        return self.cache is not None and self.cache.state.kind in ("unreadable", "hidden")

    @property
    def ended(self) -> float | None:
        """When the token ended, in seconds since the epoch; None if it has not, or this cannot be told."""
        if self.cache is None or not self.cache.is_object or "accessToken" not in self.cache.fields:
            return None
        at = _time(self.cache.text("expiresAt"))
        return at if at is not None and at <= self.view.host.now else None

    @property
    def registration_ended(self) -> float | None:
        """When the client's registration ended, without which no refresh token helps."""
        if self.cache is None or "refreshToken" not in self.cache.fields:
            return None
        at = _time(self.cache.text("registrationExpiresAt"))
        return at if at is not None and at <= self.view.host.now else None

    @property
    def refreshable(self) -> bool:
        """Whether the SDK would renew the token by itself."""
        if (
            self.session is None
            or self.cache is None
            or any(one not in self.cache.fields for one in sso.REFRESH_FIELDS)
        ):
            return False
        at = _time(self.cache.text("registrationExpiresAt"))
        return at is not None and at > self.view.host.now


def _time(text: str | None) -> float | None:
    found = parse_expiry(text) if text else None
    return found.at if isinstance(found, Expiry) else None


def login_of(view: BotocoreView) -> Login:
    """The login that a profile needs."""
    profile = view.settings
    named = profile.get("sso_session")
    session = named.value.text if named else None
    shared = (view.profiles.sso_session(session) if session is not None else None) or {}
    settings = {**profile, **shared}
    url = settings["sso_start_url"].value.text if "sso_start_url" in settings else None
    need = sso_cache(view.host, session if session is not None else url or "")
    return Login(view, settings, session, need, view.host.cache(need))


def sessions(view: BotocoreView) -> list[str]:
    """The sso-sessions that are defined."""
    document = view.profiles.config.document
    return list(section_map(document.sections, "sso-session")) if document else []


def bare_url(url: str) -> str:
    """A start URL without what does not matter to a browser: case, a fragment, a slash at its end."""
    found = re.sub(r"#.*$", "", url.strip().strip("'\"").lower())
    found = re.sub(r"^http://", "https://", found)
    return found.rstrip("/").removesuffix("/start").rstrip("/")


def alive(login: CachedLogin, now: float) -> bool:
    """Whether a cached login is still good, or can be renewed."""
    at = _time(login.expires_at)
    return login.refreshable or (at is not None and at > now)
