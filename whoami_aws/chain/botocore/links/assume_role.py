"""`assume-role`: a profile with `role_arn`, and whose credentials it takes to assume it.

botocore/credentials.py `AssumeRoleProvider` (1.44.8). The source is resolved while the chain is walked (its program
runs, its endpoint is asked); STS is asked only when the credentials are used.
"""

from __future__ import annotations

from whoami_aws.chain.botocore import role_cache
from whoami_aws.chain.botocore.role_path import (
    CREDENTIAL_SOURCE,
    ROLE_ARN,
    SOURCE_PROFILE,
    SURE_TO_FAIL,
    RolePath,
    is_role,
    role_path,
    sources,
)
from whoami_aws.chain.link import Kind, link
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
    Usability,
    breaks,
    declines,
    input_of,
    not_probed,
    removal_of,
)
from whoami_aws.chain.profiles import Profile
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.facts import CacheNeed
from whoami_aws.host.values import Origin, Value

KEYS = (
    ROLE_ARN,
    SOURCE_PROFILE,
    CREDENTIAL_SOURCE,
    "mfa_serial",
    "external_id",
    "role_session_name",
    "duration_seconds",
)


@link("assume-role", Kind(by_profile=True, temporary=True, names_role=True, programs="some"))
def probe(view: BotocoreView) -> Probe:
    """Promises with a role and a source that loads; breaks with a role alone, or with what its source raises."""
    profile = view.settings
    if not is_role(profile):
        where = view.place
        absent = input_of(ROLE_ARN, None, Origin("file", view.profiles.config.shown, key=ROLE_ARN))
        if ROLE_ARN in profile:
            return declines(
                "web-identity-profile",
                f"{where} has a web_identity_token_file, which is another link's",
                *_inputs(view, profile),
            )
        return declines("no-role-arn", f"{where} has no role_arn", absent)
    path = role_path(view)
    found = _end(path)
    for role in reversed(path.roles):
        found = _assumed(role, found)
    return found


def _inputs(view: BotocoreView, profile: Profile) -> tuple[Input, ...]:
    return tuple(
        input_of(
            str(profile[key].value.origin) if key in profile else key,
            profile[key].value if key in profile else None,
            Origin("file", view.profiles.config.shown, key=key),
        )
        for key in KEYS
    )


def _assumed(view: BotocoreView, source: Probe) -> Probe:
    """The role of the view's profile, with the credentials of `source`; or what is wrong with that."""
    profile = view.settings
    role = profile[ROLE_ARN].value.text
    inputs, triggers = _inputs(view, profile), removal_of(profile[ROLE_ARN].value)
    hops = (Hop(view.profile, role_name(role)), *source.hops)
    if source.kind in (BREAKS, UNASKED):
        return source._replace(inputs=inputs, triggers=triggers, hops=hops)
    use, wants = _use(view, profile, source)
    reason = Reason("role-configured", f"{role_name(role)}, with credentials of {source.path}")
    credentials = Credentials(role=role, account_hint=account_in(role))
    return Probe(PROMISES, reason, inputs, triggers, credentials, use, wants=(*wants, *source.wants), hops=hops)


def _end(path: RolePath) -> Probe:
    """What the path ends with: somebody's credentials, or an error of the SDK."""
    role, profile = path.roles[-1], path.roles[-1].settings
    match path.end:
        case "credential-source" if path.probe is not None and path.source is not None:
            hop = Hop(path.source.text or "", link=path.link)
            return (_empty_source(role, path) if path.probe.kind == DECLINES else path.probe)._replace(hops=(hop,))
        case "profile" if path.probe is not None:
            return path.probe._replace(hops=(Hop(path.view.profile, link=path.link),))
        case "too-long":
            return _too_deep(path)
        case "duration-is-block":
            message = "int() argument must be a string, a bytes-like object or a real number, not 'dict'"
            text = f"{profile['duration_seconds'].value.origin} is a block of settings"
            return _refuse("not-a-text", text, "TypeError", message)
        case "two-sources":
            message = f'The profile "{role.profile}" contains both source_profile and credential_source.'
            text = f"{role.place} has both source_profile and credential_source"
            return _refuse("two-sources", text, "InvalidConfigError", message)
        case "bad-credential-source":
            return _bad_source(role, profile[CREDENTIAL_SOURCE].value)
        case "no-source":
            message = "Partial credentials found in assume-role, missing: source_profile or credential_source"
            text = f"{role.place} has role_arn, and neither source_profile nor credential_source"
            return _refuse("no-source", text, "PartialCredentialsError", message)
        case "source-is-block":
            text = f"{profile[SOURCE_PROFILE].value.origin} is a block of settings, not a profile"
            return _refuse("not-a-text", text, "TypeError", "unhashable type: 'dict'")
        case "source-missing":
            return _missing_source(role, profile[SOURCE_PROFILE].value)
        case "loop":
            return _loop(path)
        case _:
            message = f'The source profile "{path.view.profile}" must have credentials.'
            text = f"{profile[SOURCE_PROFILE].value.origin} names {path.view.place}, which has no credentials"
            return _refuse("source-empty", text, "InvalidConfigError", message)


def _refuse(code: str, text: str, error: str, message: str) -> Probe:
    return breaks(code, text, SdkError(error, message), ())


def _empty_source(role: BotocoreView, path: RolePath) -> Probe:
    name = path.source.text if path.source is not None else ""
    message = (
        f"Error when retrieving credentials from {name}: No credentials found in credential_source referenced "
        f"in profile {role.profile}"
    )
    why = path.probe.reason.text if path.probe is not None else ""
    origin = path.source.origin if path.source is not None else ""
    return _refuse(
        "empty-source", f"{origin} is {name}, and {path.link} has nothing: {why}", "CredentialRetrievalError", message
    )


def _bad_source(role: BotocoreView, named: Value) -> Probe:
    name = "…" if named.text is None else named.text  # a block or several lines are not kept
    message = f'The credential source "{name}" referenced in profile "{role.profile}" is not valid.'
    text = f"{named.origin} is {name!r}, which is not one of {', '.join(sources())}"
    return _refuse("bad-credential-source", text, "InvalidConfigError", message)


def _missing_source(role: BotocoreView, named: Value) -> Probe:
    name = "…" if named.text is None else named.text  # a text of several lines is not kept
    message = f'The source_profile "{name}" referenced in the profile "{role.profile}" does not exist.'
    text = f"{named.origin} names the profile {name!r}, which neither file has"
    return _refuse("source-missing", text, "InvalidConfigError", message)


def _loop(path: RolePath) -> Probe:
    name, visited = path.view.profile, [one.profile for one in path.roles]
    message = (
        f"Infinite loop in credential configuration detected. Attempting to load from profile {name} which has "
        f"already been visited. Visited profiles: {visited}"
    )
    text = f"the source profiles go round in a circle: {' → '.join((*visited, name))}"
    return _refuse("loop", text, "InfiniteLoopConfigError", message)


def _too_deep(path: RolePath) -> Probe:
    """What comes of more roles than botocore can walk: that depends on their number alone, if on nothing else."""
    view, first = path.view, path.roles[0].profile
    names, name = {one.profile for one in path.roles}, view.profile
    count = len(path.roles)
    while count <= SURE_TO_FAIL:
        source = view.profiles.merged(name).get(SOURCE_PROFILE)
        name = (source.value.text or "") if source is not None and source.nested is None else ""
        if name in names or not is_role(view.profiles.merged(name)):
            text = f"{first} has a path of {count} roles, which may be more than Python's recursion limit allows"
            return not_probed(text, (), code="role-path-too-long")
        names.add(name)
        count += 1
    text = f"{first} has a path of more than {SURE_TO_FAIL} roles, which exceeds Python's recursion limit"
    return _refuse("role-path-too-long", text, "RecursionError", "maximum recursion depth exceeded")


def _use(view: BotocoreView, profile: Profile, source: Probe) -> tuple[Usability, tuple[CacheNeed, ...]]:
    cached = role_cache.for_role(view, _request(profile))
    if cached.use is not None:
        return cached.use, ()
    if "mfa_serial" in profile:
        use = Usability("unknown", None, "the role needs an MFA code, and no prompt is answered here", may_ask=False)
    elif source.use.state == "fails" or not source.use.may_ask:
        use = source.use
    else:
        use = Usability("unknown", None, source.use.because or "STS has not been asked for the role")
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
            pass  # so does botocore, which ignores a duration that is not a number
    return asked


_REQUEST = (("role_session_name", "RoleSessionName"), ("external_id", "ExternalId"), ("mfa_serial", "SerialNumber"))
