"""What a token file holds, told without the token: its form, and what a JSON web token claims of itself."""

from __future__ import annotations

import base64
import json
from typing import Any

from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.extra_facts import Claims

_CLAIM_LIMIT = 300
_MOST_AUDIENCES = 5


def form_of(text: str, store: SecretStore) -> tuple[str, Claims | None]:
    """The form as `facts.TokenFile` has it, and the claims. The signature is never decoded."""
    bare = text.strip()
    if not bare:
        return "empty", None
    if any(char.isspace() for char in bare):
        return "words", None
    parts = bare.split(".")
    if len(parts) != 3:
        return "other", None
    payload = _object(parts[1])
    if payload is None or _object(parts[0]) is None:
        return "broken", None
    return "jwt", _claims(payload, store)


def _object(part: str) -> dict[str, Any] | None:
    try:
        content = json.loads(base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _claims(payload: dict[str, Any], store: SecretStore) -> Claims:
    audience = payload.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    return Claims(
        issuer=_text(payload.get("iss"), store),
        audience=tuple(text for one in listed[:_MOST_AUDIENCES] if (text := _text(one, store)) is not None),
        subject=_text(payload.get("sub"), store),
        issued_at=_time(payload.get("iat")),
        expires_at=_time(payload.get("exp")),
    )


def _text(value: object, store: SecretStore) -> str | None:
    return store.scrub(value[:_CLAIM_LIMIT]) if isinstance(value, str) else None


_LAST_SECOND = 253402300799.0
"""The end of the year 9999: later times are no times to `datetime`."""


def _time(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if 0 <= seconds <= _LAST_SECOND else None
