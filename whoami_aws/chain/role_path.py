"""The path of a role: from the profile whose role is assumed, by way of others' roles, to whoever has credentials.

botocore/credentials.py `AssumeRoleProvider._load_creds_via_assume_role` (1.44.8), as one flat value: the links, the
rules and the renderers read the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from whoami_aws.chain.links import container, env, instance, key_files, login, process, sso, web_identity
from whoami_aws.chain.probe import DECLINES, Probe
from whoami_aws.chain.profiles import Profile
from whoami_aws.chain.view import View
from whoami_aws.host.values import Value

ROLE_ARN, SOURCE_PROFILE, CREDENTIAL_SOURCE = "role_arn", "source_profile", "credential_source"
STATIC_KEYS = ("aws_secret_access_key", "aws_access_key_id")

# `CanonicalNameCredentialSourcer`: the membership test minds the case.
SOURCES: dict[str, tuple[str, Callable[[View], Probe]]] = {
    "Environment": ("env", env.probe),
    "EcsContainer": ("container-role", container.probe),
    "Ec2InstanceMetadata": ("iam-role", instance.probe),
}
# `ProfileProviderBuilder.providers`: what a source profile may hold, in order. No variables, no endpoints.
PROFILE_LINKS: tuple[tuple[str, Callable[[View], Probe]], ...] = (
    ("assume-role-with-web-identity", web_identity.probe),
    ("sso", sso.probe),
    ("shared-credentials-file", key_files.shared_credentials_file),
    ("login", login.probe),
    ("custom-process", process.probe),
    ("config-file", key_files.config_file),
)

SURE_TO_FIT, SURE_TO_FAIL = 250, 333
"""Roles of a path. botocore walks them with three calls inside each other for each role, and Python gives up at a
thousand (`sys.getrecursionlimit`), of which the program has some itself.
"""

End = Literal[
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

    roles: tuple[View, ...]
    """The profiles whose roles are assumed, the outermost first; never empty."""
    end: End
    """Where it ends: at a `credential_source` or a profile with something to ask, or at what is wrong."""
    source: Value | None
    """The last `source_profile` or `credential_source` on the path."""
    view: View
    """The profile at the end: that of the last role, or the one that its `source_profile` names."""
    link: str | None = None
    """The link that is asked at the end, if one is."""
    probe: Probe | None = None
    """What it finds; of a `credential_source` also that there is nothing."""


def is_role(profile: Profile) -> bool:
    """Whether a profile is one of `assume-role`, and not of a web identity."""
    return ROLE_ARN in profile and "web_identity_token_file" not in profile


def role_path(view: View) -> RolePath:
    """The path of the view's profile, which has a role."""
    roles: list[View] = []
    last: Value | None = None
    while True:
        roles.append(view)

        def ends(end: End, link: str | None = None, probe: Probe | None = None) -> RolePath:
            return RolePath(tuple(roles), end, last, view, link, probe)  # noqa: B023 - called at once

        profile = view.settings
        source, named = profile.get(SOURCE_PROFILE), profile.get(CREDENTIAL_SOURCE)
        duration = profile.get("duration_seconds")
        if len(roles) > SURE_TO_FIT:
            return ends("too-long")
        if duration is not None and duration.nested is not None:
            return ends("duration-is-block")
        last = named.value if named is not None else source.value if source is not None else last
        if source and named:
            return ends("two-sources")
        if named:
            if named.value.text not in SOURCES:
                return ends("bad-credential-source")
            link, ask = SOURCES[named.value.text]
            # The same provider objects as in the chain: an explicit profile takes `env` out of the chain, and not here.
            return ends("credential-source", link, ask(view))
        if source is None:
            return ends("no-source")
        if source.nested is not None:
            return ends("source-is-block")
        name = source.value.text
        if name is None or not view.profiles.exists(name):
            return ends("source-missing")
        above, view = view, view.below(name)
        static = any(key in view.settings for key in STATIC_KEYS)
        if name in (one.profile for one in roles) and (name != above.profile or not static):
            return ends("loop")
        if static or not is_role(view.settings):
            # The AWS CLI gives its cache to the links of the chain, not to those that are made for a source profile.
            below = view.uncached()
            for link, ask in PROFILE_LINKS:
                if view.has(link) and (found := ask(below)).kind != DECLINES:
                    return ends("profile", link, found)
            return ends("profile-empty")
