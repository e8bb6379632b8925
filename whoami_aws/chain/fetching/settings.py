"""Variables that an SDK refuses before it looks for credentials, though they have nothing to do with them."""

from __future__ import annotations

import re

from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import Reason, SdkError, dropped, look
from whoami_aws.chain.session import SessionError


def refused(sight: Sight) -> SessionError | None:
    """The first variable with a value that the SDK cannot take."""
    for setting in sight.dialect.settings:
        value = sight.host.variable(setting.variable)
        if value is None or (value.empty and setting.empty):
            continue
        flags = re.IGNORECASE if setting.any_case else re.NOFLAG
        if value.text is None or re.fullmatch(setting.allowed, value.text, flags) is None:
            text = f"{setting.variable} has a value that the SDK cannot take"
            error = SdkError("InvalidSetting", text)
            return SessionError(error, Reason("bad-setting", text), (look(setting.variable, value),), dropped(value))
    return None
