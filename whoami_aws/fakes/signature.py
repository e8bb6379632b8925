"""Checks a request's AWS Signature Version 4 where the secret is known."""

from __future__ import annotations

import hashlib
import hmac
import re
from urllib.parse import quote

from whoami_aws.fakes.messages import Incoming

_FIELD = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")


def signed_by(incoming: Incoming) -> str | None:
    """The access key id that signed, None where the request is not signed."""
    # A key id may be anything that was pasted, slashes included; the scope is the rest.
    credential = _fields(incoming).get("Credential", "")
    return credential.rsplit("/", 4)[0] or None


def matches(incoming: Incoming, secret: str) -> bool:
    """Whether `secret` gives the signature that the request carries."""
    fields = _fields(incoming)
    scope = fields.get("Credential", "").split("/")[-4:]
    if len(scope) != 4 or "Signature" not in fields:
        return False
    names = fields.get("SignedHeaders", "").split(";")
    query = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in sorted(incoming.query.items()))
    canonical = [incoming.method, quote(incoming.path, safe="/-_.~"), query]
    for name in names:
        canonical.append(f"{name}:{' '.join((incoming.header(name) or '').split())}")
    canonical += ["", ";".join(names), hashlib.sha256(incoming.body).hexdigest()]
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    date = incoming.header("x-amz-date") or ""
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, "/".join(scope), digest])
    key = f"AWS4{secret}".encode()
    for part in [*scope, to_sign]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(key.hex(), fields["Signature"])


def _fields(incoming: Incoming) -> dict[str, str]:
    return dict(_FIELD.findall(incoming.header("authorization") or ""))


def _quoted(value: str) -> str:
    return quote(value, safe="-_.~")
