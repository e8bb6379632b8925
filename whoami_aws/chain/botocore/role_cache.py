"""The AWS CLI's cache of role keys: with keys in it that are good for a while, STS is not asked for new ones.

botocore/credentials.py `CachedCredentialFetcher`, `BaseAssumeRoleCredentialFetcher._create_cache_key`,
`SSOCredentialFetcher._create_cache_key` (1.44.8); AWS CLI 2.36.7 awscli/customizations/assumerole.py and
sso/__init__.py put the folder behind them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from whoami_aws.chain.expiry import parse_expiry, span
from whoami_aws.chain.probe import SdkError, Usability
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import CacheNeed

WINDOW = 15 * 60
"""Seconds that keys must be good for to be taken from the cache (`DEFAULT_EXPIRY_WINDOW_SECONDS`)."""


class Cached(NamedTuple):
    """`use` is set if the cache has good keys; `wants` if it was not read."""

    use: Usability | None = None
    wants: tuple[CacheNeed, ...] = ()


NO_CACHE = Cached()


def for_role(view: BotocoreView, asked: Mapping[str, object]) -> Cached:
    """The cache for an AssumeRole or AssumeRoleWithWebIdentity request. Whose keys ask is no part of its name."""
    return _cached(view, json.dumps(dict(asked), sort_keys=True))


def for_sso(view: BotocoreView, account: str | None, role: str | None, session: str | None, start_url: str) -> Cached:
    """The cache for the keys of an SSO role."""
    if not view.traits.sso_role_cache:
        return NO_CACHE
    asked = {"accountId": account, "roleName": role}
    asked |= {"startUrl": start_url} if session is None else {"sessionName": session}
    return _cached(view, json.dumps(asked, sort_keys=True, separators=(",", ":")))


def _cached(view: BotocoreView, hashed: str) -> Cached:
    if view.traits.role_cache is None:
        return NO_CACHE
    name = hashlib.sha1(hashed.encode(), usedforsecurity=False).hexdigest()
    need = CacheNeed(view.host.expand_home(f"{view.traits.role_cache}/{name}.json"), "role")
    cache = view.host.cache(need)
    if cache is None:
        return Cached(wants=(need,))
    expiry = parse_expiry(cache.text("Credentials.Expiration")) if cache.is_object else None
    if expiry is None or isinstance(expiry, SdkError) or expiry.at is None or expiry.at - view.host.now < WINDOW:
        return NO_CACHE
    where, left = view.host.shown(need.path), span(expiry.at - view.host.now)
    return Cached(Usability("works", None, f"from the cache {where}, good for {left}", source="cache"))
