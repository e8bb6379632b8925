"""The settings of the instance metadata service: where it is asked, how long, how often.

botocore/credentials.py `create_credential_resolver`, botocore/utils.py `resolve_imds_endpoint_mode`,
`IMDSFetcher._select_base_url` (1.44.8).
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from whoami_aws.chain import features
from whoami_aws.chain.endpoints import ENDPOINT, IPV4_URL, IPV6_URL, MODE, TIMEOUT, V1_DISABLED
from whoami_aws.chain.probe import SdkError, removal_of
from whoami_aws.chain.profiles import Setting
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.address import is_hidden
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

ATTEMPTS = ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")
IPV6 = ("AWS_IMDS_USE_IPV6", "imds_use_ipv6")


class MetadataSettings(NamedTuple):
    """Seconds, attempts, the base URL and whose word that is."""

    timeout: int
    attempts: int
    base_url: str
    base_url_origin: Origin
    v1_disabled: bool
    v1_disabled_origin: Origin


class BadSetting(NamedTuple):
    """A setting that raises while the chain is built."""

    error: SdkError
    value: Value
    triggers: tuple[Change, ...]


def metadata_settings(view: BotocoreView) -> MetadataSettings | BadSetting:
    """All settings, or the first bad one, in the order in which the SDK reads them."""
    timeout = _integer(view, *TIMEOUT)
    if isinstance(timeout, BadSetting):
        return timeout
    attempts = _integer(view, *ATTEMPTS)
    if isinstance(attempts, BadSetting):
        return attempts
    custom = view.setting(*ENDPOINT)
    endpoint = _value(custom)
    mode = _mode(view)
    if isinstance(mode, BadSetting):
        return mode
    ipv6, mode_origin = mode
    disabled = _value(view.setting(*V1_DISABLED)) if view.has(features.V1_DISABLED) else None
    disabled_origin = disabled.origin if disabled else Origin("default", "false")
    if endpoint is not None and is_block(custom):
        return BadSetting(SdkError("TypeError", "unhashable type: 'dict'"), endpoint, removal_of(endpoint))
    if endpoint is not None and not endpoint.empty:
        base_url, origin = endpoint.text or "", endpoint.origin
        if (error := _url_error(base_url)) is not None:
            return BadSetting(error, endpoint, removal_of(endpoint))
    elif ipv6:
        base_url, origin = IPV6_URL, mode_origin
    else:
        base_url, origin = IPV4_URL, mode_origin
    return MetadataSettings(timeout, attempts, base_url, origin, is_true(disabled), disabled_origin)


def is_glued(view: BotocoreView, settings: MetadataSettings) -> bool:
    """Whether what follows the endpoint is glued to its end, since this version puts no slash between."""
    return not view.has(features.IMDS_SLASH) and not settings.base_url.endswith("/")


def glued_error(settings: MetadataSettings) -> SdkError | None:
    """What that raises where the endpoint ends in a port, which is none then (awscli/botocore/utils.py
    `IMDSFetcher._fetch_metadata_token`, 2.9.19). Another one is mostly a host name that does not exist. Without an
    attempt nothing is asked at all.
    """
    parts = urlsplit(settings.base_url)
    if settings.attempts < 1 or parts.path or not parts.netloc.rpartition(":")[2].isdigit():
        return None
    url = f"{settings.base_url}latest/api/token"
    return SdkError("InvalidIMDSEndpointError", f"Invalid endpoint EC2 Instance Metadata endpoint: {url}")


def is_true(value: Value | None) -> bool:
    """botocore/utils.py `ensure_boolean`: only `true`, in any case."""
    return value is not None and (value.text or "").lower() == "true"


def is_block(setting: Setting | Value | None) -> bool:
    """Whether a setting is an indented block, which the SDK takes for a text and fails in its own way."""
    return isinstance(setting, Setting) and setting.nested is not None


def _value(setting: Setting | Value | None) -> Value | None:
    return setting.value if isinstance(setting, Setting) else setting


def _integer(view: BotocoreView, variable: str, key: str) -> int | BadSetting:
    setting = view.setting(variable, key)
    value = _value(setting)
    if value is None:
        return 1
    if is_block(setting):
        message = "int() argument must be a string, a bytes-like object or a real number, not 'dict'"
        return BadSetting(SdkError("TypeError", message), value, removal_of(value))
    try:
        return int(value.text if value.text is not None else "?")
    except ValueError as error:
        return BadSetting(SdkError("ValueError", str(error)), value, removal_of(value))


def _mode(view: BotocoreView) -> tuple[bool, Origin] | BadSetting:
    setting = view.setting(*MODE)
    value = _value(setting)
    if value is not None:
        if is_block(setting):
            error = SdkError("AttributeError", "'dict' object has no attribute 'lower'")
            return BadSetting(error, value, removal_of(value))
        text = (value.text or "").lower()
        if text not in ("ipv4", "ipv6"):
            message = (
                f"Invalid EC2 Instance Metadata endpoint mode: {value.text}"
                " Valid endpoint modes (case-insensitive): ('ipv4', 'ipv6')."
            )
            return BadSetting(SdkError("InvalidIMDSEndpointModeError", message), value, removal_of(value))
        return text == "ipv6", value.origin
    ipv6 = _value(view.setting(*IPV6))
    if is_true(ipv6) and ipv6 is not None:
        return True, ipv6.origin
    return False, Origin("default", IPV4_URL)


_LABEL = r"(?i)^((?!-)[A-Z\d-]{1,63}(?<!-)\.)*((?!-)[A-Z\d-]{1,63}(?<!-))$"
_IPV6 = r"^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%25[A-Za-z0-9._~-]+)?$"


def _url_error(url: str) -> SdkError | None:
    """botocore/utils.py `is_valid_uri`: a host that is a name of legal labels, or an IPv6 address."""
    if is_hidden(url):
        return None  # it is not asked
    try:
        host = urlsplit(url).hostname
    except ValueError as error:
        return SdkError("ValueError", str(error))
    bare = (host or "").removesuffix(".")
    unsafe = any(char in url for char in "\t\r\n")
    if unsafe or not bare or len(host or "") > 255 or not (re.match(_LABEL, bare) or re.match(_IPV6, bare)):
        return SdkError("InvalidIMDSEndpointError", f"Invalid endpoint EC2 Instance Metadata endpoint: {url}")
    return None
