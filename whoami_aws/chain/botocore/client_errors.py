"""What making a client of a service raises before any request, and the endpoint that is configured for it.

botocore/session.py `create_client` (which calls `get_auth_token`); botocore/tokens.py
`SSOTokenProvider._load_sso_config`; botocore/configprovider.py `ConfiguredEndpointProvider` (1.44.8).
"""

from __future__ import annotations

import re

from whoami_aws.chain.botocore import imds_settings
from whoami_aws.chain.features import ENDPOINT_VARIABLES
from whoami_aws.chain.probe import SdkError
from whoami_aws.chain.profiles import Setting
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.values import Origin, Value


def client_error(view: BotocoreView, service: str) -> SdkError | None:
    """The exception that making any client raises, whatever link wins. `service` as in settings: `sts`, `sso`."""
    if (error := sso_token_error(view, view.scope or "default")) is not None:
        return error
    if ignores_configured(view):
        return None
    configured = configured_endpoint(view, service)
    return configured if isinstance(configured, SdkError) else None


_REGION = r"^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{,63}(?<!-)$"


def region_error(setting: Setting) -> SdkError | None:
    """What a region that cannot be one raises (botocore/utils.py `validate_region_name`)."""
    if setting.nested is not None:
        return SdkError("TypeError", "expected string or bytes-like object, got 'dict'")
    text = setting.value.text  # a text of several lines is not kept, and is not a region
    if text is not None and re.match(_REGION, text):
        return None
    message = f"Provided region_name '{'…' if text is None else text}' doesn't match a supported format."
    return SdkError("InvalidRegionError", message)


def sso_token_error(view: BotocoreView, profile: str) -> SdkError | None:
    """What the provider of SSO tokens raises for a profile with `sso_session`, of which it reads the section alone."""
    setting = view.profiles.merged(profile).get("sso_session")
    if setting is None:
        return None
    if setting.nested is not None:
        return SdkError("TypeError", "unhashable type: 'dict'")
    name = setting.value.text or ""
    session = view.profiles.sso_session(name)
    start = f'The profile "{profile}" is configured to use the SSO token provider but'
    if not session:
        return SdkError("InvalidConfigError", f'{start} the "{name}" sso_session configuration does not exist.')
    if missing := [key for key in ("sso_start_url", "sso_region") if key not in session]:
        return SdkError("InvalidConfigError", f"{start} is missing the following configuration: {missing}.")
    return None


def ignores_configured(view: BotocoreView) -> bool:
    """Whether configured endpoints are switched off, or are not known at all yet."""
    if not view.has(ENDPOINT_VARIABLES):
        return True
    found = view.setting("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    return imds_settings.is_true(found.value if isinstance(found, Setting) else found)


def configured_endpoint(view: BotocoreView, service: str) -> Value | SdkError | None:
    """The URL that a variable or the profile names for a service, or the error that looking for it raises."""
    for name in (f"AWS_ENDPOINT_URL_{service.upper()}", "AWS_ENDPOINT_URL"):
        value = view.host.variable(name)
        if value is not None and not value.empty:
            return value
    profile = view.profiles.merged(view.scope)
    if "services" in profile:
        name = profile["services"].value.text or ""
        services = view.profiles.services(name)
        if not services:
            message = (
                "The profile is configured to use the services section but the "
                f'"{name}" services configuration does not exist.'
            )
            return SdkError("InvalidConfigError", message)
        for entry in (services[service].nested or ()) if service in services else ():
            if entry.key == "endpoint_url" and isinstance(entry.value, str) and entry.value:
                place = f"{service} endpoint_url"
                return Value(
                    entry.value, Origin("file", view.profiles.config.shown, entry.line, f"services {name}", place)
                )
    setting = profile.get("endpoint_url")
    return setting.value if setting and not setting.value.empty else None
