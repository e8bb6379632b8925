"""The files in which logins are kept, which all SDKs look for at the same places."""

from __future__ import annotations

import hashlib

from whoami_aws.host.facts import CacheNeed
from whoami_aws.host.host import Host

LOGIN_DIRECTORY = "AWS_LOGIN_CACHE_DIRECTORY"
LOGIN_FIELDS = ("accessToken", "refreshToken", "dpopKey", "clientId")
"""What the file of a login session must have."""


def login_cache(host: Host, session: str) -> CacheNeed:
    """The cache file of a login session."""
    directory = host.variable(LOGIN_DIRECTORY)
    base = host.expand(directory.text or "") if directory else host.expand_home("~/.aws/login/cache")
    name = hashlib.sha256(session.encode("utf-8", "surrogatepass")).hexdigest()
    return CacheNeed(f"{base}/{name}.json" if base else f"{name}.json", "login")


def sso_cache(host: Host, hashed: str) -> CacheNeed:
    """The cache file of a session's name or, in the legacy form, of a start URL."""
    name = hashlib.sha1(hashed.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return CacheNeed(host.expand_home(f"~/.aws/sso/cache/{name}.json"), "sso")
