"""What an access key id tells without asking anybody: the kind of the key, and mostly its account."""

from __future__ import annotations

import base64
import binascii
import re

KEY_ID = re.compile(r"(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA|AGPA|ANPA|AIPA|APKA|ASCA|ANVA)[A-Z0-9]{12,124}")
"""A unique id of IAM. (IAM user guide, "Unique identifiers": prefixes; API reference, AccessKey: 16-128 characters.)"""

_TYPES = {"AKIA": "long-term", "ASIA": "session", "ABIA": "bearer", "ACCA": "context-specific"}


def key_type(key_id: str) -> str:
    """`long-term` (AKIA: an IAM user's or root's), `session` (ASIA: from STS), … or `unknown`."""
    return _TYPES.get(key_id.strip()[:4], "unknown") if KEY_ID.fullmatch(key_id.strip()) else "unknown"


def account_of(key_id: str) -> str | None:
    """The account (12 digits) that is encoded in the id, or None for an id of the old kind, which has none.

    Base 32 after the prefix; of the first 48 bits the top one marks the new kind and the next 40 are the account.
    """
    bare = key_id.strip()
    if not KEY_ID.fullmatch(bare) or len(bare) != 20:
        return None
    try:
        head = int.from_bytes(base64.b32decode(bare[4:])[:6], "big")
    except binascii.Error:
        return None
    if not head >> 47:
        return None
    account = (head >> 7) & ((1 << 40) - 1)
    return f"{account:012d}" if account < 10**12 else None


def masked(key_id: str) -> str:
    """First and last four characters."""
    return f"{key_id[:4]}…{key_id[-4:]}" if len(key_id) > 8 else "…"
