"""Roles that a profile assumes: whose credentials ask for them, and what is written wrong about that."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from whoami_aws.chain.botocore import role_path
from whoami_aws.chain.probe import OFFERS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin
from whoami_aws.host.variables import ACCESS_KEY, SECRET_KEY
from whoami_aws.rules.finding import ERROR, Finding, Fix, rule
from whoami_aws.rules.messages import severity_of
from whoami_aws.rules.role_chain import broken_role, origin_in, place_of, through, with_keys, written

_OTHER_SOURCES = ("credential_process", "login_session", "sso_session", "sso_start_url")


@rule("role-without-source", ERROR)
def role_without_source(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A profile has a role to assume, and does not say with whose credentials.

    Why: An AssumeRole request must be signed with credentials. botocore takes them from the profile that
    source_profile names, or from credential_source. It does not use keys, a credential_process or SSO settings of the
    same profile unless source_profile leads to them, and the chain stops with PartialCredentialsError before it reads
    them.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
    Fix: Name a source: `aws configure set source_profile base --profile app`, or `aws configure set credential_source
    Environment --profile app`. A profile with keys of its own may name itself. Move a credential_process, a login or
    SSO settings to a profile of their own, and name that.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._get_role_config, _validate_source_profile
    """
    if (found := broken_role(view, verdict, "no-source")) is None:
        return
    row, way = found
    last = way.roles[-1]
    profile = last.settings
    message = f"{last.place} has role_arn, and neither source_profile nor credential_source."
    other = next((key for key in _OTHER_SOURCES if key in profile), None)
    if all(key in profile for key in role_path.STATIC_KEYS):
        key = profile["aws_access_key_id"].value.origin
        message += f" The profile's own keys at {key._replace(key=None)} are not taken unless it names itself."
        fix = written(last, "source_profile", last.profile)
    elif other is not None:
        where = profile[other].value.origin
        message += f" {other} of the same profile (line {where.line}) is not used as the source."
        name = f"{last.profile}-source"
        fix = Fix(f"move {where} to a profile of its own, [profile {name}], and write source_profile = {name} here")
    else:
        fix = _source_for(last, verdict)
    yield Finding(severity_of(row), message + through(row, way), origin_in(last, "role_arn"), fix)


def _source_for(view: BotocoreView, verdict: Verdict) -> Fix:
    """A source that is at hand on this host."""
    if view.host.variable(ACCESS_KEY) and view.host.variable(SECRET_KEY):
        return written(view, "credential_source", "Environment")
    for link, source in (("container-role", "EcsContainer"), ("iam-role", "Ec2InstanceMetadata")):
        row = verdict.row(link)
        if row is not None and row.probe.kind == OFFERS:
            return written(view, "credential_source", source)
    names = with_keys(view)
    if len(names) == 1 or "default" in names:
        return written(view, "source_profile", names[0] if len(names) == 1 else "default")
    return Fix(f"write source_profile = NAME below {place_of(view)}, with a profile that has credentials")


@rule(
    "source-profile-missing",
    ERROR,
    suppressed_by=(
        "inline-comment-in-value",
        "profile-prefix-in-credentials",
        "profile-prefix-missing",
        "section-name-mistaken",
    ),
)
def source_profile_missing(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A source_profile refers to a profile that does not exist.

    Why: The SDK looks in both files for the profile that signs the request for the role. If the name is misspelled,
    or if the section in the config file lacks the word `profile `, the chain stops with InvalidConfigError.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = gone
    Fix: Name a profile that exists: `aws configure set source_profile NAME --profile app`. Or write the section as
    `[profile NAME]` in the config file, and as `[NAME]` in the credentials file.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._validate_source_profile
    """
    if (found := broken_role(view, verdict, "source-missing")) is None:
        return
    row, way = found
    last = way.roles[-1]
    origin = origin_in(last, "source_profile")
    name = (way.source.text if way.source else None) or ""
    names = view.profiles.names()
    message = f"{origin} names the profile {name!r}, which neither file has."
    bare = _unprefixed(view, name)
    near = difflib.get_close_matches(name.strip("'\" ").lower(), [one.lower() for one in names], 1, 0.6)
    keyed = [one for one in with_keys(view) if one != last.profile]
    if bare is not None:
        message += f" {bare} would be it as [{bare.key}]."
        change = Change("rename-section", bare.name, bare.section, reading=bare.key)
        fix = Fix(f"write [{bare.key}] at {bare.name}:{bare.line}", (), (change,))
    elif near:
        fix = written(last, "source_profile", next(one for one in names if one.lower() == near[0]))
    elif len(keyed) == 1:
        fix = written(last, "source_profile", keyed[0])
    else:
        fix = Fix(f"name a profile with credentials at {origin}")
    message += f" Defined are: {', '.join(names[:8])}{', …' if len(names) > 8 else ''}." if names else ""
    yield Finding(severity_of(row), message + through(row, way), origin, fix)


def _unprefixed(view: BotocoreView, name: str) -> Origin | None:
    """The section that was meant, under a name that its file does not take; `key` is how it should be called."""
    for file, here, wanted in (
        (view.profiles.config, name, f"profile {name}"),
        (view.profiles.credentials, f"profile {name}", name),
    ):
        if file.document is not None and name and here in file.document.sections:
            return Origin("file", file.shown, file.document.sections[here].line, here, wanted)
    return None


@rule("role-source-loop", ERROR)
def role_source_loop(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The source profiles of a role go round in a circle.

    Why: Each profile of the circle assumes a role with the credentials of the next, and none of them has credentials
    to begin with. The chain stops with InfiniteLoopConfigError. A profile may name itself only if it has keys.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = app
    Fix: Let one of the profiles name a profile with credentials: `aws configure set source_profile base --profile
    app`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._resolve_source_credentials, InfiniteLoopConfigError
    """
    if (found := broken_role(view, verdict, "loop")) is None:
        return
    row, way = found
    last = way.roles[-1]
    origin = origin_in(last, "source_profile")
    circle = [one.profile for one in way.roles]
    path = " → ".join((*circle, way.view.profile))
    if way.view.profile == last.profile:
        message = f"{origin} names its own profile, which has no keys: {path}."
    else:
        message = f"The source profiles go round in a circle, closed at {origin}: {path}. None has credentials."
    keyed = with_keys(view)
    if len(keyed) == 1:
        fix = written(last, "source_profile", keyed[0])
    else:
        fix = Fix(f"name a profile with credentials at {origin}, or give {last.place} keys of its own")
    yield Finding(severity_of(row), message, origin, fix)


@rule("two-role-sources", ERROR)
def two_role_sources(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A profile has both source_profile and credential_source.

    Why: The two options contradict each other, and botocore uses neither: the chain stops with InvalidConfigError.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
        credential_source = Environment
    Fix: Remove one of the two lines.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._get_role_config
    """
    if (found := broken_role(view, verdict, "two-sources")) is None:
        return
    row, way = found
    last = way.roles[-1]
    profile, source = (last.settings[key].value for key in ("source_profile", "credential_source"))
    # A source profile that is there is the better guess; credential_source is what gets copied along.
    gone, stays = (source, profile) if view.profiles.exists(profile.text or "") else (profile, source)
    message = f"{last.place} has {profile.origin.key} (line {profile.origin.line}) and credential_source"
    message += f" (line {source.origin.line}); only one of them may be there."
    origin = gone.origin
    change = Change("drop-key", origin.name, origin.section, origin.key, line=origin.line)
    fix = Fix(f"remove {origin}, so that {stays.origin.key} = {stays.text} counts", (), (change,))
    yield Finding(severity_of(row), message + through(row, way), origin, fix)
