"""Settings that an SDK refuses before it looks for credentials, though they have nothing to do with them."""

from __future__ import annotations

import re

from whoami_aws.chain.blocks import ca_bundle, sts_endpoint
from whoami_aws.chain.blocks.dialect import Setting
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.model import FilesMissing, SessionError
from whoami_aws.chain.probe import Reason, SdkError, input_of, removal_of
from whoami_aws.host.values import Value


def refused(sight: SdkView) -> SessionError | FilesMissing | None:
    """The first setting with a value that the SDK cannot take; or what must be known to tell."""
    if (problem := refused_of(sight, sight.dialect.settings)) is not None:
        return problem
    bad = sts_endpoint.refused(sight) if sight.dialect.endpoint.comes_first else sts_endpoint.crashes(sight)
    return (
        None if bad is None else _error("InvalidEndpoint", f"{bad.origin} names no place where this SDK can ask", bad)
    )


def refused_of(sight: SdkView, asked: tuple[Setting, ...]) -> SessionError | FilesMissing | None:
    """The same of some settings."""
    for setting in asked:
        if sight.explicit and not setting.explicit:
            continue
        if setting.unless is not None and any(_values(sight, *setting.unless, setting.within)):
            continue
        if setting.certificates and (found := ca_bundle.useless(sight, setting)) is not None:
            return found if isinstance(found, FilesMissing) else _error("InvalidBundle", found.why, found.value)
        if (problem := None if setting.certificates else _bad(sight, setting)) is not None:
            return problem
    return None


def _bad(sight: SdkView, setting: Setting) -> SessionError | None:
    found = _values(sight, setting.variable, setting.key, setting.within)
    if setting.empty_is_unset:
        found = [value for value in found if not value.empty]
    for value in found[: None if setting.each else 1]:
        if value.empty and (setting.empty if value.origin.kind == "env" else setting.empty and setting.empty_setting):
            continue
        flags = re.IGNORECASE if setting.any_case else re.NOFLAG
        if value.text is None or re.fullmatch(setting.allowed, value.text, flags) is None:
            return _error("InvalidSetting", f"{value.origin} has a value that the SDK cannot take", value)
    return None


def _error(kind: str, text: str, value: Value) -> SessionError:
    named = input_of(str(value.origin), value)
    return SessionError(SdkError(kind, text), Reason("bad-setting", text), (named,), removal_of(value))


def _values(sight: SdkView, variable: str, key: str | None, within: tuple[str, ...]) -> list[Value]:
    """The variable, and what the profile has."""
    found = [sight.host.variable(variable)]
    if key is not None:
        found.append(sight.setting_in(key, within))
    return [value for value in found if value is not None]
