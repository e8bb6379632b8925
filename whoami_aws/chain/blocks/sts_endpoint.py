"""Another endpoint of STS than AWS's: what variables and the profile name, and whether this SDK can ask there."""

from __future__ import annotations

import re

from whoami_aws.chain.blocks import ca_bundle
from whoami_aws.chain.blocks.dialect import BOTH
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.probe import Input, Probe, SdkError, breaks, removal_of
from whoami_aws.chain.profiles import Profile, Setting
from whoami_aws.host.host import Change
from whoami_aws.host.values import Value

_STS = ("aws.endpointUrlSts", "AWS_ENDPOINT_URL_STS")
_ALL = ("aws.endpointUrl", "AWS_ENDPOINT_URL")
_IGNORED = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")


def broken(
    sight: SdkView,
    triggers: tuple[Change, ...],
    *inputs: Input,
    by_variables: bool = False,
    profile: str | None = None,
) -> Probe | None:
    """What comes of an endpoint that this SDK cannot ask; None if there is none.

    `by_variables`: the token and its role are variables'. `profile`: whose trust counts, if not the one's in force.
    """
    named = refused(sight, by_variables)
    if named is None:
        return ca_bundle.broken(sight, triggers, *inputs, profile=profile)
    text = f"{named.origin} names no place where this SDK can ask STS"
    return breaks("no-endpoint", text, SdkError("InvalidEndpoint", text), (*triggers, *removal_of(named)), *inputs)


def refused(sight: SdkView, by_variables: bool = False) -> Value | None:
    """What names an endpoint that this SDK cannot ask."""
    rules = sight.dialect.endpoint
    if rules.allowed is None or (rules.can_be_ignored and _is_ignored(sight)):
        return None
    named = _variable(sight)
    if named is None and not (by_variables and not rules.beside_variables):
        named = _kept(sight)
    if named is None or re.fullmatch(rules.allowed, named.text or ""):
        return None
    return named


def _is_ignored(sight: SdkView) -> bool:
    variable, key = _IGNORED
    said = sight.host.variable(variable)
    if said is None:
        said = sight.setting_in(key, BOTH)
    return said is not None and (said.text or "").lower() == "true"


def _variable(sight: SdkView) -> Value | None:
    rules = sight.dialect.endpoint
    for named, variable in (_STS, _ALL) if rules.of_all_services else (_STS,):
        value = sight.setting(named, variable)
        if value is not None and (rules.empty_variable or not value.empty):
            return value
    return None


def _inside(block: Setting) -> str | None:
    found = (one.value for one in block.nested or () if one.key == "endpoint_url")
    return next((value for value in found if isinstance(value, str)), None)


def _is_line(section: Profile) -> bool:
    return "sts" in section and section["sts"].nested is None


def crashes(sight: SdkView) -> Value | None:
    """What the profile says of STS where it should not, and the SDK does not survive it."""
    services = sight.within(sight.profile, sight.dialect.endpoint.within).get("services")
    if services is None or sight.dialect.endpoint.services_line != "crashes":
        return None
    section = sight.named("services", services.value.text or "")
    return section["sts"].value if section is not None and _is_line(section) else None


def _kept(sight: SdkView) -> Value | None:
    """What the profile names: in the section for its services, or for them all."""
    rules = sight.dialect.endpoint
    found = sight.within(sight.profile, rules.within)
    services = found.get("services")
    if services is not None:
        section = sight.named("services", services.value.text or "")
        if section is None and rules.missing_services:
            return services.value
        if section is not None and rules.services_line == "breaks" and _is_line(section):
            return section["sts"].value
        if section is not None and "sts" in section and (url := _inside(section["sts"])) is not None:
            return Value(url, section["sts"].value.origin)
    setting = found.get("endpoint_url") if rules.of_all_services else None
    return None if setting is None or (setting.value.empty and not rules.empty_setting) else setting.value
