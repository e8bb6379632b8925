"""Judges a web identity token the way STS does, short of its signature."""

from __future__ import annotations

import base64
import binascii
import json

from whoami_aws.fakes.state import State, number, text
from whoami_aws.fakes.sts_error import StsError


def claims(token: str, audience: str, now: float) -> State:
    """The token's claims; raises what a malformed, misaddressed or old one gets."""
    parts = token.strip().split(".")
    try:
        if len(parts) != 3 or token.split() != [token.strip()]:
            raise ValueError("not three parts")
        given = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        raise StsError("InvalidIdentityToken") from None
    if not isinstance(given, dict):
        raise StsError("InvalidIdentityToken")
    heard = given.get("aud")
    if audience not in (heard if isinstance(heard, list) else [heard]):
        raise StsError("InvalidIdentityToken", "Incorrect token audience")
    if text(given, "exp") and (until := number(given, "exp")) <= now:
        raise StsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {int(now)} must be before the expiration date/time {int(until)}",
        )
    return given
