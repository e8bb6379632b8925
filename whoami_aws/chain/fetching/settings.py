"""Settings that an SDK refuses before it looks for credentials, though they have nothing to do with them."""

from __future__ import annotations

import re

from whoami_aws.chain.fetching import endpoint
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import Reason, SdkError, dropped, look
from whoami_aws.chain.session import SessionError
from whoami_aws.host.values import Value


def refused(sight: Sight) -> SessionError | None:
    """The first setting with a value that the SDK cannot take."""
    for setting in sight.dialect.settings:
        if sight.explicit and not setting.explicit:
            continue
        if setting.unless is not None and any(_values(sight, *setting.unless, setting.within)):
            continue
        for value in _values(sight, setting.variable, setting.key, setting.within)[: None if setting.each else 1]:
            if value.empty and setting.empty:
                continue
            flags = re.IGNORECASE if setting.any_case else re.NOFLAG
            if value.text is None or re.fullmatch(setting.allowed, value.text, flags) is None:
                text = f"{value.origin} has a value that the SDK cannot take"
                error, named = SdkError("InvalidSetting", text), look(str(value.origin), value)
                return SessionError(error, Reason("bad-setting", text), (named,), dropped(value))
    bad = endpoint.refused(sight) if sight.dialect.endpoint.comes_first else None
    if bad is None:
        return None
    text = f"{bad.origin} names no place where this SDK can ask"
    named = look(str(bad.origin), bad)
    return SessionError(SdkError("InvalidEndpoint", text), Reason("bad-setting", text), (named,), dropped(bad))


def _values(sight: Sight, variable: str, key: str | None, within: tuple[str, ...]) -> list[Value]:
    """The variable, and what the profile has."""
    found = [sight.host.variable(variable)]
    if key is not None:
        found.append(sight.setting_in(key, within))
    return [value for value in found if value is not None]
