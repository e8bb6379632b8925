"""What is asked of the instance metadata service, and where: what variables and the profile say of it."""

from __future__ import annotations

import re

from whoami_aws.chain.blocks import container_urls
from whoami_aws.chain.blocks.dialect import BOTH, Metadata
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.endpoints import DISABLED, ENDPOINT, IPV4_URL, IPV6_URL, MODE, TIMEOUT, V1_DISABLED
from whoami_aws.host.facts import ImdsNeed
from whoami_aws.host.values import Value

_PROPERTIES = {
    DISABLED: "aws.disableEc2Metadata",
    V1_DISABLED[0]: "aws.disableEc2MetadataV1",
    ENDPOINT[0]: "aws.ec2MetadataServiceEndpoint",
    MODE[0]: "aws.ec2MetadataServiceEndpointMode",
}
_PROXIES = ("http_proxy", "HTTP_PROXY")
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_URL = re.compile(
    rf"https?://(\[[0-9a-f:.]+(%25[\w.~-]+)?\]|{_LABEL}(\.{_LABEL})*\.?)(:\d+)?(/\S*)?", re.IGNORECASE | re.ASCII
)
"""What can be asked. botocore's fetcher, which asks, takes no host with other labels (utils.py `is_valid_uri`)."""


def said(sight: SdkView, name: str) -> Value | None:
    """A variable, or the system property of the same."""
    return sight.setting(_PROPERTIES.get(name, name), name)


def kept(sight: SdkView, key: str, files: tuple[str, ...] = BOTH) -> Value | None:
    """A setting of the profile in force, in one of these files."""
    return sight.setting_in(key, files)


def role_named(sight: SdkView) -> str | None:
    """The role that a setting names; None if it is that of the list."""
    if (names := sight.dialect.metadata.role_named) is None:
        return None
    value = sight.host.variable(names[0])
    if value is None or value.empty:
        value = kept(sight, names[1], sight.dialect.metadata.role_named_in)
    return None if value is None else value.text or ""


def endpoint(sight: SdkView) -> Value | None:
    """The endpoint that a setting names."""
    return _either(sight, ENDPOINT, sight.dialect.metadata.endpoint_in)


def unread(sight: SdkView) -> Value | None:
    """An endpoint of which it is not known how this SDK reads it."""
    rules, named = sight.dialect.metadata, endpoint(sight)
    return named if named is not None and container_urls.unread(named.text or "", rules.unread) else None


def need(sight: SdkView) -> ImdsNeed | str:
    """What is asked, with the same patience for every SDK; or why that is not possible."""
    rules = sight.dialect.metadata
    timeout = said(sight, TIMEOUT[0]) or kept(sight, TIMEOUT[1])
    if timeout is not None and not re.fullmatch(rules.timeouts, timeout.text or ""):
        return f"{timeout.origin} is not a number"
    if (named := role_named(sight)) is not None and not named.strip():
        return "the setting that names the role is blank"
    endpoint = _either(sight, ENDPOINT, rules.endpoint_in)
    if endpoint is not None and endpoint.empty and rules.empty_endpoint == "breaks":
        return f"{endpoint.origin} is empty"
    mode = _either(sight, MODE, rules.mode_in)
    url = IPV6_URL if mode is not None and (mode.text or "").strip().lower() == "ipv6" else IPV4_URL
    if endpoint is not None and not endpoint.empty:
        url = _read(rules, endpoint.text or "")
        if not _URL.fullmatch(url):
            return f"{endpoint.origin} is no URL"
    beside = endpoint is None or endpoint.empty or rules.mode_beside_endpoint
    if beside and mode is not None and not re.fullmatch(rules.modes, mode.text or ""):
        return f"{mode.origin} is neither IPv4 nor IPv6"
    direct = rules.direct and any(sight.host.variable(name) for name in _PROXIES)
    return ImdsNeed(url, 1, 1, False, direct, named)


def _either(sight: SdkView, names: tuple[str, str], files: tuple[str, ...]) -> Value | None:
    """The variable, or what the profile has in these files, of which the last one wins."""
    value = said(sight, names[0])
    if value is None or (value.empty and sight.dialect.metadata.empty_variable == "unset"):
        found = (kept(sight, names[1], (file,)) for file in reversed(files))
        value = next((one for one in found if one is not None), None)
    return value


def _read(rules: Metadata, text: str) -> str:
    """An endpoint's words as this SDK reads them."""
    readings = rules.endpoint_readings
    text = text.lstrip() if "left-stripped" in readings else text
    text = text.rstrip() if "right-stripped" in readings else text
    text = re.sub(r"[\t\r\n]", "", text) if "joined" in readings else text
    if rules.bare_endpoint and "://" not in text:
        return f"http://{text}"
    parts = re.fullmatch(r"(?P<scheme>[^:/?#]+://)(?P<user>[^/?#]*@)?(?P<place>[^/?#]*)(?P<rest>(?s:.*))", text)
    if parts is None:
        return text
    user = "" if "no-user" in readings else parts["user"] or ""
    rest = "" if "origin" in readings else parts["rest"]
    place = re.sub(r"[\[\]]", "", parts["place"]) if "no-brackets" in readings else parts["place"]
    return f"{parts['scheme']}{user}{place}{rest}"
