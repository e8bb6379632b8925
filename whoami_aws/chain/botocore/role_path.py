"""The path of a role: from the profile whose role is assumed, through other roles, to the source that has credentials.

botocore/credentials.py `AssumeRoleProvider._load_creds_via_assume_role` (1.44.8), as one flat value: the links, the
rules and the renderers read the same one.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from whoami_aws.chain.botocore.links import LINKS, kind_of, links_that
from whoami_aws.chain.probe import DECLINES, Probe
from whoami_aws.chain.profiles import Profile
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.values import Value

ROLE_ARN, SOURCE_PROFILE, CREDENTIAL_SOURCE = "role_arn", "source_profile", "credential_source"
STATIC_KEYS = ("aws_secret_access_key", "aws_access_key_id")

SURE_TO_FIT, SURE_TO_FAIL = 250, 333
"""Roles of a path. botocore walks them with three calls inside each other for each role, and Python gives up at a
thousand (`sys.getrecursionlimit`), of which the program has some itself.
"""

End = Literal[
    "goes-on",
    "credential-source",
    "profile",
    "profile-empty",
    "source-missing",
    "source-is-block",
    "duration-is-block",
    "bad-credential-source",
    "two-sources",
    "no-source",
    "loop",
    "too-long",
]


class RolePath(NamedTuple):
    """A path, as far as it goes."""

    roles: tuple[BotocoreView, ...]
    """The profiles whose roles are assumed, the outermost first; never empty."""
    end: End
    """Where it ends: at a `credential_source` or a profile with something to ask, or at what is wrong."""
    source: Value | None
    """The last `source_profile` or `credential_source` on the path."""
    view: BotocoreView
    """The profile at the end: that of the last role, or the one that its `source_profile` names."""
    link: str | None = None
    """The link that is asked at the end, if one is."""
    probe: Probe | None = None
    """What it finds; of a `credential_source` also that there is nothing."""


@cache
def sources() -> dict[str, str]:
    """The links that a `credential_source` may name, by those names (`CanonicalNameCredentialSourcer`, whose membership
    test minds the case).
    """
    named = {kind_of(link).credential_source: link for link in LINKS}
    return {name: link for name, link in named.items() if name is not None}


@cache
def source_links() -> tuple[str, ...]:
    """The links that a source profile may hold, in order (`ProfileProviderBuilder.providers`). No variables, no
    endpoints.
    """
    return links_that(lambda kind: kind.in_source_profile)


def is_role(profile: Profile) -> bool:
    """Whether a profile is one of `assume-role`, and not of a web identity."""
    return ROLE_ARN in profile and "web_identity_token_file" not in profile


def role_path(view: BotocoreView) -> RolePath:
    """The path of the view's profile, which has a role."""
    path = RolePath((view,), "goes-on", None, view)
    while path.end == "goes-on":
        path = _further(path)
    return path


def _further(path: RolePath) -> RolePath:
    """The path with what the profile of its last role says."""
    view, profile = path.view, path.view.settings
    source, named = profile.get(SOURCE_PROFILE), profile.get(CREDENTIAL_SOURCE)
    duration = profile.get("duration_seconds")
    if len(path.roles) > SURE_TO_FIT:
        return path._replace(end="too-long")
    if duration is not None and duration.nested is not None:
        return path._replace(end="duration-is-block")
    if (setting := named or source) is not None:
        path = path._replace(source=setting.value)
    if source and named:
        return path._replace(end="two-sources")
    if named:
        link = sources().get(named.value.text or "")
        if link is None:
            return path._replace(end="bad-credential-source")
        # The same provider objects as in the chain: an explicit profile takes `env` out of the chain, not out of here.
        return path._replace(end="credential-source", link=link, probe=LINKS[link].probe(view))
    if source is None:
        return path._replace(end="no-source")
    return path._replace(end="source-is-block") if source.nested is not None else _through_profile(path, source.value)


def _through_profile(path: RolePath, source: Value) -> RolePath:
    """The path with the profile that a `source_profile` names."""
    above, name = path.view, source.text
    if name is None or not above.profiles.exists(name):
        return path._replace(end="source-missing")
    path = path._replace(view=above.below(name))
    profile = path.view.settings
    static = any(key in profile for key in STATIC_KEYS)
    if name in (one.profile for one in path.roles) and (name != above.profile or not static):
        return path._replace(end="loop")
    if not static and is_role(profile):
        return path._replace(roles=(*path.roles, path.view))
    # The AWS CLI gives its cache to the links of the chain, not to those that are made for a source profile.
    below = path.view.uncached()
    for link in source_links():
        if path.view.has(link) and (found := LINKS[link].probe(below)).kind != DECLINES:
            return path._replace(end="profile", link=link, probe=found)
    return path._replace(end="profile-empty")
