"""A role in a profile: with whose credentials STS is asked for it, and what can go wrong before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from whoami_aws.chain.blocks import ca_bundle, container, env_keys, imds, profile_validation, sts_endpoint
from whoami_aws.chain.blocks.profile_path import Step, in_each_file
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.probe import (
    BREAKS,
    DECLINES,
    OFFERS,
    PROMISES,
    Credentials,
    Input,
    Probe,
    Reason,
    SdkError,
    Usability,
    breaks,
    input_of,
    removal_of,
)
from whoami_aws.host.arn import account_in, role_name
from whoami_aws.host.values import Value

SOURCES: Mapping[str, Callable[[SdkView], Probe]] = {
    "Environment": env_keys.env_source,
    "Ec2InstanceMetadata": imds.source,
    "EcsContainer": container.probe,
}
"""What a `credential_source` may name."""


class Roles(NamedTuple):
    """How an SDK asks for roles."""

    without_source: Literal["ignored", "breaks"] = "ignored"
    """What a role does that names no source."""
    token_is_source: bool = True
    """Whether a token file beside it is one."""
    both_sources: Literal["breaks", "ignored", "source_profile"] = "breaks"
    """What comes of two sources: the role does not count (`ignored`), or one of them does not."""
    sources: Mapping[str, Callable[[SdkView], Probe]] = SOURCES
    any_case: bool = False
    """Whether the case of a `credential_source` does not matter."""
    possible: bool = True
    """Whether a role can be asked for at all."""
    mfa: Literal["ignored", "breaks"] = "ignored"
    """What `mfa_serial` does."""
    durations: str = ".*"
    """A pattern of `duration_seconds`."""
    client_of: Literal["selected", "variables"] = "selected"
    """The profile of the client that asks STS: the one in force, or the one that would be if none were given in code.
    It must be there, and what it says of an endpoint and of other settings counts.
    """
    without_part: Literal["breaks", "ignored"] = "breaks"
    """What a role does where the part of the SDK that asks for one is not there."""
    block_as_source: Literal["sent", "breaks"] = "sent"
    """What comes of a source whose id or token is a block of settings."""
    empty_session_name: Literal["none", "breaks"] = "none"


class Source(NamedTuple):
    """A role, and with whose credentials it is asked for."""

    role: Value
    below: Probe
    inputs: tuple[Input, ...]


@in_each_file
def role(step: Step, rules: Roles) -> Probe | None:
    """A role with one source, be it a profile or a name."""
    source = source_of(step, rules)
    return asked_for(step, rules, source) if isinstance(source, Source) else source


def source_of(step: Step, rules: Roles) -> Source | Probe | None:
    """With whose credentials the profile's role is asked for; or what comes of a role for which that is not clear."""
    named_role = step.value("role_arn")
    lacks = step.sight.lacks("role")
    if named_role is None or (rules.without_part == "ignored" and lacks is not None):
        return None
    source, named = step.value("source_profile"), step.value("credential_source")
    inputs = tuple(input_of(str(one.origin), one) for one in (named_role, source, named) if one is not None)
    triggers = removal_of(named_role)
    if source is not None and named is not None:
        if rules.both_sources == "breaks":
            text = f"the profile {step.name!r} has both source_profile and credential_source"
            return breaks("two-sources", text, SdkError("InvalidProfile", text), triggers, *inputs)
        if rules.both_sources == "ignored":
            return None
        named = None
    if source is None and named is None:
        by_token = rules.token_is_source and "web_identity_token_file" in step.found
        if rules.without_source == "ignored" or by_token:
            return None
        text = f"{named_role.origin} names a role, and nothing says with whose credentials to ask for it"
        return breaks("no-source", text, SdkError("InvalidProfile", text), triggers, *inputs)
    if lacks is not None:
        return no_module(lacks, named_role)
    below = step.below(source.text or "") if source is not None else _named(step, rules, named)
    return Source(named_role, below, inputs)


def source_profile(step: Step) -> Probe | None:
    """What a source profile gives, for a role that is asked for on top of it."""
    source = step.value("source_profile")
    return None if source is None else step.below(source.text or "")


def credential_source(step: Step, rules: Roles) -> Probe | None:
    """What `credential_source` names, likewise."""
    named = step.value("credential_source")
    if named is None:
        return None
    found = _named(step, rules, named)
    if found.kind != DECLINES:
        return found
    text = f"{named.origin}: {found.reason.text}"
    return breaks("source-unset", text, SdkError("NoCredentials", text), removal_of(named))


def remote(step: Step) -> Probe | None:
    """The container's or the instance's credentials, for a role that names no source, or a source without any."""
    if not step.is_source and step.value("role_arn") is None:
        return None
    used = container.configured(step.sight)
    return imds.probe(step.sight) if used is None else container.probe(step.sight)


def _named(step: Step, rules: Roles, named: Value | None) -> Probe:
    text = (named.text or "") if named is not None else ""
    spellings = {one.lower() if rules.any_case else one: one for one in rules.sources}
    meant = spellings.get(text.lower() if rules.any_case else text)
    if meant is None:
        known = f"none of {', '.join(rules.sources)}" if rules.sources else "nothing that this SDK knows"
        said = f"credential_source = {text} is {known}"
        return breaks("bad-source", said, SdkError("InvalidProfile", said), ())
    return rules.sources[meant](step.sight)


def with_role(step: Step, rules: Roles, below: Probe | None) -> Probe | None:
    """The same, or the role that is asked for with it."""
    named_role = step.value("role_arn")
    if below is None or named_role is None:
        return below
    return asked_for(step, rules, Source(named_role, below, (input_of(str(named_role.origin), named_role),)))


def asked_for(step: Step, rules: Roles, source: Source) -> Probe:
    """The role, as far as STS can be asked for it."""
    asked = unusable(step, rules, source) or _asked_for(step, rules, source)
    return asked._replace(hops=source.below.hops)


def unusable(step: Step, rules: Roles, source: Source) -> Probe | None:
    """Why STS cannot be asked: MFA, a source without credentials, or an SDK that asks for no roles."""
    named_role, below, inputs = source
    triggers = removal_of(named_role)
    if "mfa_serial" in step.found and rules.mfa == "breaks":
        text = f"{step.found['mfa_serial'].value.origin} asks for a code, and no one can type one"
        return breaks("mfa", text, SdkError("MfaNeeded", text), triggers, *inputs)
    if below.kind in (BREAKS, DECLINES):
        error = below.error or SdkError("NoCredentials", below.reason.text)
        code = "source-empty" if below.reason.code == "profile-empty" else below.reason.code
        return breaks(code, f"{role_name(named_role.text)}: {below.reason.text}", error, triggers, *inputs)
    if below.kind not in (OFFERS, PROMISES):
        return below
    if not rules.possible:
        text = f"{named_role.origin}: a role cannot be asked for"
        return breaks("no-client", text, SdkError("NoClient", text), triggers, *inputs)
    return None


def _asked_for(step: Step, rules: Roles, source: Source) -> Probe:
    named_role, below, inputs = source
    sight, triggers = step.sight, removal_of(named_role)
    asks = profile_validation.client(sight, rules.client_of)
    lost = (
        profile_validation.duration(step, rules.durations)
        or (profile_validation.unsendable(below) if rules.block_as_source == "breaks" else None)
        or (profile_validation.session_name(step) if rules.empty_session_name == "breaks" else None)
        or profile_validation.no_client(asks, sight)
        or sts_endpoint.broken(
            asks, triggers, *inputs, profile=ca_bundle.profile_of_role(sight, step.value("source_profile"))
        )
    )
    if lost is not None:
        return lost
    if sight.lacks_region("role"):
        return breaks("no-region", "STS has no region", SdkError("MissingRegion", ""), triggers, *inputs)
    if named_role.empty:
        text = f"{named_role.origin} is empty, and no role is called so"
        return breaks("role-empty", text, SdkError("ValidationError", text), triggers, *inputs)
    credentials = Credentials(role=named_role.text, account_hint=account_in(named_role.text))
    use = below.use if below.use.state == "fails" else Usability("unknown", None, "the role is asked for at first use")
    way = " → ".join(hop.name for hop in below.hops) or " → ".join(step.way)
    reason = Reason("role", f"{role_name(named_role.text)} at {named_role.origin}, asked for as {way}")
    return Probe(PROMISES, reason, inputs, triggers, credentials, use)


def no_module(name: str, *settings: Value | None) -> Probe:
    """What comes of settings that need an optional part which is not assumed to be there."""
    triggers = tuple(change for setting in settings for change in removal_of(setting))
    place = f"{triggers[0]} needs" if triggers else "this needs"
    text = f"{place} `{name}`, which is not part of the program"
    return breaks("no-module", text, SdkError("IllegalStateException", text), triggers)
