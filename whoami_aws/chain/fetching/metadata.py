"""`iam-role`: the role of the EC2 instance profile, from the instance metadata service."""

from __future__ import annotations

from whoami_aws.chain.fetching import container
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.links.instance import DISABLED
from whoami_aws.chain.metadata import ENDPOINT, IPV4_URL, V1_DISABLED, MetadataSettings, metadata_settings
from whoami_aws.chain.probe import (
    OFFERS,
    Credentials,
    Input,
    Probe,
    Reason,
    SdkError,
    breaks,
    declines,
    look,
    unasked,
)
from whoami_aws.host.facts import ImdsAnswer, ImdsNeed
from whoami_aws.host.values import Origin, Value

_PROPERTIES = {DISABLED: "aws.disableEc2Metadata", V1_DISABLED[0]: "aws.disableEc2MetadataV1"}


def switches(rule: str, value: Value | None) -> bool:
    """Whether a value switches something off, by an SDK's rule (see `dialect.Metadata`)."""
    if value is None or rule == "never":
        return False
    text = value.text or ""
    match rule:
        case "true":
            return text.lower() == "true"
        case "exact-true":
            return text == "true"
        case "stripped-true":
            return text.strip().lower() == "true"
        case "not-false":
            return text.lower() != "false"
        case "not-exact-false":
            return text not in ("", "false")
        case "non-empty":
            return text != ""
        case _:
            return True


def probe(sight: Sight) -> Probe:
    """Offers the role's credentials."""
    rules, host = sight.dialect.metadata, sight.host
    if sight.dialect.container.instead_of_metadata and (used := container.configured(sight)) is not None:
        return declines("container-configured", f"{used.origin} is set, so the metadata service is not asked")
    disabled = _get(sight, DISABLED)
    switch = look(DISABLED, disabled)
    if switches(rules.off, disabled):
        return declines("disabled", f"{DISABLED} is {(disabled.text if disabled else '')!r}: nobody is asked", switch)
    if rules.bad_switch and disabled is not None and (disabled.text or "").strip().lower() not in ("true", "false"):
        text = f"{disabled.origin} is neither true nor false"
        return breaks("bad-setting", text, SdkError("IllegalStateException", text), (), switch)
    need = _need(sight)
    answer = host.imds(need)
    if answer is None:
        return unasked(f"{need.base_url} was not asked", (need,), (), switch)
    if answer.unfinished:
        return unasked(f"{need.base_url} did not finish its answer within the time", (), (), switch)
    return _told(sight, answer, need.base_url, switch)


def _told(sight: Sight, answer: ImdsAnswer, url: str, switch: Input) -> Probe:
    rules = sight.dialect.metadata
    token = answer.token
    has_token = token is not None and token.ok and not answer.token_empty
    if not has_token:
        status = token.status if token is not None else None
        v1_off = not rules.v1 or switches(rules.v1_off, _get(sight, V1_DISABLED[0]))
        if v1_off or status in rules.v1_stops_on:
            text = (
                f"{url} gives no token ({status or (token.error if token else 'not asked')}), and none is asked without"
            )
            return breaks("no-token", text, SdkError("MetadataToken", text), (), switch)
    if answer.role is None or not answer.role.ok or not answer.role_name:
        unreachable = not answer.reachable
        text = "cannot be reached" if unreachable else "knows of no role"
        return declines("unreachable" if unreachable else "no-role", f"{url} {text}", switch)
    lacks = [field for field in rules.required if field not in answer.fields]
    if answer.credentials is None or not answer.credentials.ok or lacks:
        text = f"{url} gives no credentials for the role {answer.role_name}"
        return breaks("role-refused", text, SdkError("MetadataCredentials", text), (), switch)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", url))
    credentials = Credentials(key, None, answer.has_token, None, answer.role_name, answer.account)
    reason = Reason("role-answered", f"role {answer.role_name} (IMDS{answer.version})")
    return Probe(OFFERS, reason, (switch,), (), credentials)


def _get(sight: Sight, name: str) -> Value | None:
    by_property = sight.host.property(_PROPERTIES[name]) if sight.dialect.reads_properties else None
    return by_property or sight.host.variable(name)


def _need(sight: Sight) -> ImdsNeed:
    """What is asked: as botocore would, so that one asking is enough for every SDK."""
    settings = metadata_settings(sight.view)
    if isinstance(settings, MetadataSettings):
        return ImdsNeed(settings.base_url, settings.timeout, settings.attempts, settings.v1_disabled)
    endpoint = sight.host.variable(ENDPOINT[0])
    url = endpoint.text if endpoint is not None and endpoint.text else IPV4_URL
    return ImdsNeed(url, 1, 1, False)


NOWHERE = Origin("default", IPV4_URL)
