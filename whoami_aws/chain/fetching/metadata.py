"""`iam-role`: the role of the EC2 instance profile, from the instance metadata service."""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.chain.fetching import container
from whoami_aws.chain.fetching.answers import lacking
from whoami_aws.chain.fetching.dialect import Metadata
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.links.instance import DISABLED
from whoami_aws.chain.metadata import ENDPOINT, IPV4_URL, IPV6_URL, MODE, TIMEOUT, V1_DISABLED
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

_PROPERTIES = {
    DISABLED: "aws.disableEc2Metadata",
    V1_DISABLED[0]: "aws.disableEc2MetadataV1",
    ENDPOINT[0]: "aws.ec2MetadataServiceEndpoint",
    MODE[0]: "aws.ec2MetadataServiceEndpointMode",
}


def switches(rule: str, value: Value | None) -> bool:
    """Whether a value switches something off: `true` in any case, `stripped-true`, `exact-true`; anything but `false`
    in any case (`not-false`), or but `false` and nothing (`not-exact-false`); `non-empty`; `never`.
    """
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
        case _:
            return text != ""


def source(sight: Sight) -> Probe:
    """The same for a profile that names the service as its `credential_source`."""
    return probe(sight, sight.dialect.metadata.off if sight.dialect.metadata.off_for_source else "never")


def probe(sight: Sight, off: str | None = None) -> Probe:
    """Offers the role's credentials. `off`: which values of the switch count, if others than for the link."""
    rules, host = sight.dialect.metadata, sight.host
    if sight.dialect.container.instead_of_metadata and (used := container.configured(sight)) is not None:
        return declines("container-configured", f"{used.origin} is set, so the metadata service is not asked")
    disabled = _get(sight, DISABLED)
    switch = look(DISABLED, disabled)
    if switches(off or rules.off, disabled):
        return declines("disabled", f"{DISABLED} is {(disabled.text if disabled else '')!r}: nobody is asked", switch)
    if rules.off_key is not None and off is None and (disabled is None or disabled.empty):
        kept = _kept(sight, rules.off_key, _BOTH)
        if kept is not None and switches(rules.off, kept):
            return declines("disabled", f"{kept.origin} is {kept.text!r}: nobody is asked", look(rules.off_key, kept))
    if rules.bad_switch and disabled is not None and not _is_boolean(disabled):
        return _broken("bad-setting", f"{disabled.origin} is neither true nor false", switch)
    if rules.needs_files and (file := sight.broken) is not None:
        return _broken("unparsable-file", f"{file.shown} cannot be parsed", switch)
    need = _need(sight)
    if isinstance(need, str):
        return _broken("bad-setting", need, switch)
    answer = host.imds(need)
    if answer is None:
        return unasked(f"{need.base_url} was not asked", (need,), (), switch)
    if answer.unfinished:
        return unasked(f"{need.base_url} did not finish its answer within the time", (), (), switch)
    told = _told(sight, answer, need.base_url, switch)
    return told._replace(inputs=(*told.inputs, Input("endpoint", "set", Origin("endpoint", need.base_url))))


def need_of(sight: Sight) -> ImdsNeed | None:
    """What is asked, where somebody can be."""
    need = _need(sight)
    return None if isinstance(need, str) else need


def _told(sight: Sight, answer: ImdsAnswer, url: str, switch: Input) -> Probe:
    rules = sight.dialect.metadata
    token = answer.token
    if not (token is not None and token.ok and not answer.token_empty):
        status = token.status if token is not None else None
        if (refusal := _no_version_1(sight)) is not None or status in rules.v1_stops_on:
            why = refusal or "none is asked without"
            said = status or (token.error if token else "not asked")
            return _broken("no-token", f"{url} gives no token ({said}), and {why}", switch)
    if answer.role is not None and answer.role.ok and answer.role_list:
        if isinstance(chosen := _chosen(rules, answer, _role_named(sight)), str):
            return _broken("bad-role", f"{url}: {chosen}", switch)
        answer = chosen
    if answer.role is None or not answer.role.ok or not answer.role_name:
        text = "knows of no role" if answer.reachable else "cannot be reached"
        return declines("no-role" if answer.reachable else "unreachable", f"{url} {text}", switch)
    if answer.credentials is None or not answer.credentials.ok:
        return _broken("role-refused", f"{url} gives no credentials for the role {answer.role_name}", switch)
    if (lacks := lacking(rules.answer, answer, sight.host.now)) is not None:
        return _broken("answer-refused", f"{url} answers for the role {answer.role_name}, and {lacks}", switch)
    key = Value(answer.key_id if answer.key_id is not None else "", Origin("endpoint", url))
    credentials = Credentials(key, None, answer.has_token, None, answer.role_name, answer.account)
    reason = Reason("role-answered", f"role {answer.role_name} (IMDS{answer.version})")
    return Probe(OFFERS, reason, (switch,), (), credentials)


def _role_named(sight: Sight) -> str | None:
    """The role that a setting names; None if it is that of the list."""
    if (names := sight.dialect.metadata.role_named) is None:
        return None
    said = sight.host.variable(names[0])
    if said is None or said.empty:
        said = _kept(sight, names[1], _BOTH)
    return None if said is None else said.text or ""


def _chosen(rules: Metadata, answer: ImdsAnswer, named: str | None) -> ImdsAnswer | str:
    """What is answered for the role that this SDK takes from the list; or why it can ask for none."""
    name = _ROLE[rules.role](answer.role_list or "") if named is None else named
    if re.search(rules.illegal_role, name):
        return "the list of roles is no role's name, and this SDK takes it for one"
    if name == answer.role_name:
        return answer
    if answer.first is not None and name == answer.first.role_name:
        return answer.first
    return answer._replace(role_name=name, credentials=None)


_ROLE: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "trimmed": lambda text: text.strip(),
    "first-line": lambda text: text.partition("\n")[0].rstrip("\r"),
    "trimmed-first-line": lambda text: text.strip().partition("\n")[0],
    "first-line-trimmed": lambda text: text.partition("\n")[0].strip(),
}
"""By `dialect.Metadata.role`."""


def _no_version_1(sight: Sight) -> str | None:
    """Why nobody is asked without a token; None if that is done."""
    rules = sight.dialect.metadata
    if not rules.v1:
        return "this SDK never asks without"
    variable = _get(sight, V1_DISABLED[0])
    if rules.bad_switch and variable is not None and not _is_boolean(variable):
        return f"{variable.origin} is neither true nor false"
    if switches(rules.v1_off, variable):
        return f"{V1_DISABLED[0]} says not to ask without"
    kept = _kept(sight, V1_DISABLED[1], _BOTH)
    if variable is not None and not rules.v1_profile_beats:
        return None
    if rules.bad_switch and kept is not None and not _is_boolean(kept):
        return f"{kept.origin} is neither true nor false"
    return f"{kept.origin} says not to ask without" if kept and switches(rules.v1_off_in_profile, kept) else None


_BOTH = ("config", "credentials")


def _is_boolean(value: Value) -> bool:
    return (value.text or "").strip().lower() in ("true", "false")


def _kept(sight: Sight, key: str, files: tuple[str, ...]) -> Value | None:
    """A setting of the profile in force, in one of these files."""
    return sight.setting_in(key, files)


def _get(sight: Sight, name: str) -> Value | None:
    return sight.setting(_PROPERTIES.get(name, name), name)


def _broken(code: str, text: str, switch: Input) -> Probe:
    return breaks(code, text, SdkError("MetadataCredentials", text), (), switch)


_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_URL = re.compile(
    rf"https?://(\[[0-9a-f:.]+(%25[\w.~-]+)?\]|{_LABEL}(\.{_LABEL})*\.?)(:\d+)?(/\S*)?", re.IGNORECASE | re.ASCII
)
"""What can be asked. botocore's fetcher, which asks, takes no host with other labels (utils.py `is_valid_uri`)."""


def _need(sight: Sight) -> ImdsNeed | str:
    """What is asked, with the same patience for every SDK; or why nobody can be."""
    rules = sight.dialect.metadata
    timeout = _get(sight, TIMEOUT[0]) or _kept(sight, TIMEOUT[1], _BOTH)
    if timeout is not None and not re.fullmatch(rules.timeouts, timeout.text or ""):
        return f"{timeout.origin} is no number"
    if (named := _role_named(sight)) is not None and not named.strip():
        return "the setting that names the role is blank"
    endpoint = _get(sight, ENDPOINT[0])
    if endpoint is None and rules.endpoint_in:
        endpoint = _kept(sight, ENDPOINT[1], rules.endpoint_in)
    if endpoint is not None and endpoint.empty and rules.empty_endpoint == "breaks":
        return f"{endpoint.origin} is empty"
    mode = _get(sight, MODE[0])
    if mode is None and rules.mode_in:
        mode = _kept(sight, MODE[1], rules.mode_in)
    url = IPV6_URL if mode is not None and (mode.text or "").strip().lower() == "ipv6" else IPV4_URL
    if endpoint is not None and not endpoint.empty:
        url = endpoint.text or ""
        url = f"http://{url}" if rules.bare_endpoint and "://" not in url else url
        if not _URL.fullmatch(url):
            return f"{endpoint.origin} is no URL"
    beside = endpoint is None or endpoint.empty or rules.mode_beside_endpoint
    if beside and mode is not None and not re.fullmatch(rules.modes, mode.text or ""):
        return f"{mode.origin} is neither IPv4 nor IPv6"
    return ImdsNeed(url, 1, 1, False, rules.direct and any(sight.host.variable(name) for name in _PROXIES))


_PROXIES = ("http_proxy", "HTTP_PROXY")
