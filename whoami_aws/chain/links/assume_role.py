"""`assume-role`: a profile with `role_arn`, and whose credentials it takes to assume it.

botocore/credentials.py `AssumeRoleProvider` (1.44.8). The source is resolved while the chain is walked (its program
runs, its endpoint is asked); STS is asked only when the credentials are used.
"""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain import role_cache
from whoami_aws.chain.links import container, env, instance, key_files, login, process, sso, web_identity
from whoami_aws.chain.probe import (
    BREAKS,
    DECLINES,
    PROMISES,
    UNASKED,
    Credentials,
    Hop,
    Input,
    Probe,
    Reason,
    SdkError,
    Use,
    breaks,
    declines,
    dropped,
    look,
    unasked,
)
from whoami_aws.chain.profiles import Profile
from whoami_aws.chain.view import View
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import CacheNeed
from whoami_aws.host.values import Origin, Value

ROLE_ARN, SOURCE_PROFILE, CREDENTIAL_SOURCE = "role_arn", "source_profile", "credential_source"
KEYS = (
    ROLE_ARN,
    SOURCE_PROFILE,
    CREDENTIAL_SOURCE,
    "mfa_serial",
    "external_id",
    "role_session_name",
    "duration_seconds",
)

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
STATIC_KEYS = ("aws_secret_access_key", "aws_access_key_id")


SURE_TO_FIT, SURE_TO_FAIL = 250, 333
"""Roles of a profile. botocore walks them with three calls inside each other for each role, and Python gives up at a
thousand (`sys.getrecursionlimit`), of which the program has some itself.
"""


def probe(view: View) -> Probe:
    """Promises with a role and a source that loads; breaks with a role alone, or with what its source raises."""
    profile = view.settings
    if not _is_role(profile):
        where = view.place
        absent = look(ROLE_ARN, None, Origin("file", view.profiles.config.shown, key=ROLE_ARN))
        if ROLE_ARN in profile:
            return declines(
                "web-identity-profile",
                f"{where} has a web_identity_token_file, which is another link's",
                *_inputs(view, profile),
            )
        return declines("no-role-arn", f"{where} has no role_arn", absent)
    return _role(view, (view.profile,))


def _is_role(profile: Profile) -> bool:
    return ROLE_ARN in profile and "web_identity_token_file" not in profile


def _inputs(view: View, profile: Profile) -> tuple[Input, ...]:
    return tuple(
        look(
            str(profile[key].value.origin) if key in profile else key,
            profile[key].value if key in profile else None,
            Origin("file", view.profiles.config.shown, key=key),
        )
        for key in KEYS
    )


def _role(view: View, visited: tuple[str, ...]) -> Probe:
    """`_load_creds_via_assume_role` for the view's profile; `visited` ends with it."""
    profile = view.settings
    inputs = _inputs(view, profile)
    triggers = dropped(profile[ROLE_ARN].value)
    role = profile[ROLE_ARN].value.text
    hop = Hop(view.profile, role_name(role))
    source, named = profile.get(SOURCE_PROFILE), profile.get(CREDENTIAL_SOURCE)
    duration = profile.get("duration_seconds")

    if len(visited) > SURE_TO_FIT:
        return _too_deep(view, visited, inputs)

    def refuse(code: str, text: str, error: SdkError) -> Probe:
        return breaks(code, text, error, triggers, *inputs)._replace(hops=(hop,))

    if duration is not None and duration.nested is not None:
        message = "int() argument must be a string, a bytes-like object or a real number, not 'dict'"
        return refuse("not-a-text", f"{duration.value.origin} is a block of settings", SdkError("TypeError", message))
    if source and named:
        message = f'The profile "{view.profile}" contains both source_profile and credential_source.'
        return refuse(
            "two-sources",
            f"{view.place} has both source_profile and credential_source",
            SdkError("InvalidConfigError", message),
        )
    if named:
        found = _from_source(view, named.value, refuse)
    elif source:
        if source.nested is not None:
            error = SdkError("TypeError", "unhashable type: 'dict'")
            return refuse("not-a-text", f"{source.value.origin} is a block of settings, not a profile", error)
        found = _from_profile(view, source.value, visited, refuse)
    else:
        message = "Partial credentials found in assume-role, missing: source_profile or credential_source"
        return refuse(
            "no-source",
            f"{view.place} has role_arn, and neither source_profile nor credential_source",
            SdkError("PartialCredentialsError", message),
        )
    if found.kind in (BREAKS, UNASKED):
        return found._replace(inputs=inputs, triggers=triggers, hops=(hop, *found.hops))
    use, wants = _use(view, profile, found)
    reason = Reason("role-configured", f"{role_name(role)}, with credentials of {found.path}")
    credentials = Credentials(role=role, account_hint=account_in(role))
    return Probe(
        PROMISES, reason, inputs, triggers, credentials, use, wants=(*wants, *found.wants), hops=(hop, *found.hops)
    )


def _too_deep(view: View, visited: tuple[str, ...], inputs: tuple[Input, ...]) -> Probe:
    """What comes of more roles than botocore can walk: that depends on their number alone, if on nothing else."""
    names, name = set(visited), visited[-1]
    count = len(visited)
    while count <= SURE_TO_FAIL:
        source = view.profiles.merged(name).get(SOURCE_PROFILE)
        name = (source.value.text or "") if source is not None and source.nested is None else ""
        if name in names or not _is_role(view.profiles.merged(name)):
            text = f"{visited[0]} has a path of {count} roles, which may be more than Python's recursion limit allows"
            return unasked(text, (), (), *inputs, code="role-path-too-long")
        names.add(name)
        count += 1
    text = f"{visited[0]} has a path of more than {SURE_TO_FAIL} roles, which exceeds Python's recursion limit"
    return breaks(
        "role-path-too-long", text, SdkError("RecursionError", "maximum recursion depth exceeded"), (), *inputs
    )


Refuse = Callable[[str, str, SdkError], Probe]


def _from_source(view: View, named: Value, refuse: Refuse) -> Probe:
    text = "…" if named.text is None else named.text  # a block or several lines are not kept
    if text not in SOURCES:
        message = f'The credential source "{text}" referenced in profile "{view.profile}" is not valid.'
        return refuse(
            "bad-credential-source",
            f"{named.origin} is {text!r}, which is none of {', '.join(SOURCES)}",
            SdkError("InvalidConfigError", message),
        )._replace(hops=())
    link, ask = SOURCES[text]
    hop = Hop(text, link=link)
    # The same provider objects as in the chain: an explicit profile takes `env` out of the chain, not out of here.
    found = ask(view)
    if found.kind == DECLINES:
        message = (
            f"Error when retrieving credentials from {text}: No credentials found in credential_source referenced "
            f"in profile {view.profile}"
        )
        return refuse(
            "empty-source",
            f"{named.origin} is {text}, and {link} has nothing: {found.reason.text}",
            SdkError("CredentialRetrievalError", message),
        )._replace(hops=(hop,))
    return found._replace(hops=(hop,))


def _from_profile(view: View, source: Value, visited: tuple[str, ...], refuse: Refuse) -> Probe:
    name = source.text
    if name is None or not view.profiles.exists(name):
        written = "…" if name is None else name  # a text of several lines is not kept
        message = f'The source_profile "{written}" referenced in the profile "{view.profile}" does not exist.'
        return refuse(
            "source-missing",
            f"{source.origin} names the profile {written!r}, which neither file has",
            SdkError("InvalidConfigError", message),
        )._replace(hops=())
    below = view.below(name)
    profile = below.settings
    static = any(key in profile for key in STATIC_KEYS)
    if name in visited and (name != view.profile or not static):
        shown = list(visited)
        message = (
            f"Infinite loop in credential configuration detected. Attempting to load from profile {name} which has "
            f"already been visited. Visited profiles: {shown}"
        )
        path = " → ".join((*visited, name))
        return refuse(
            "loop", f"the source profiles go round in a circle: {path}", SdkError("InfiniteLoopConfigError", message)
        )._replace(hops=())
    if not static and _is_role(profile):
        return _role(below, (*visited, name))
    # The AWS CLI gives its cache to the links of the chain, not to those that are made for a source profile.
    for link, ask in PROFILE_LINKS:
        if not view.has(link):
            continue
        found = ask(below.uncached())
        if found.kind != DECLINES:
            return found._replace(hops=(Hop(name, link=link),))
    message = f'The source profile "{name}" must have credentials.'
    return refuse(
        "source-empty",
        f"{source.origin} names {below.place}, which has no credentials",
        SdkError("InvalidConfigError", message),
    )._replace(hops=())


def _use(view: View, profile: Profile, source: Probe) -> tuple[Use, tuple[CacheNeed, ...]]:
    cached = role_cache.for_role(view, _request(profile))
    if cached.use is not None:
        return cached.use, ()
    if "mfa_serial" in profile:
        use = Use("unknown", None, "the role needs an MFA code, and no prompt is answered here", may_ask=False)
    elif source.use.state == "fails" or not source.use.may_ask:
        use = source.use
    else:
        use = Use("unknown", None, source.use.because or "STS has not been asked for the role")
    return use, cached.wants


def _request(profile: Profile) -> dict[str, object]:
    """What AssumeRole is asked, but for a session name that is made up."""
    asked: dict[str, object] = {"RoleArn": profile[ROLE_ARN].value.text}
    for key, name in _REQUEST:
        if key in profile:
            asked[name] = profile[key].value.text
    if "duration_seconds" in profile:
        try:
            asked["DurationSeconds"] = int(profile["duration_seconds"].value.text or "")
        except ValueError:
            pass  # so does botocore: a duration that is no number is none
    return asked


_REQUEST = (("role_session_name", "RoleSessionName"), ("external_id", "ExternalId"), ("mfa_serial", "SerialNumber"))
