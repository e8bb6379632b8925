"""What STS checks, and whom it takes the caller for: signature, web identity token, ARN."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from whoami_aws.fakes.examples import ACCOUNT, ROLE_ID, USER_ID
from whoami_aws.fakes.messages import Incoming
from whoami_aws.fakes.state import State, number, text
from whoami_aws.fakes.sts_answers import StsError
from whoami_aws.host import arn as arns

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


@dataclass(frozen=True)
class Identity:
    """What GetCallerIdentity says of an ARN."""

    arn: str

    @classmethod
    def of_role(cls, role_arn: str, session: str) -> Identity:
        """A session of `role_arn`; the role's path is no part of it."""
        role = arns.parse(role_arn)
        if role is None or role.role is None:
            raise ValueError(f"{role_arn} is not the ARN of a role")
        return cls(str(arns.session_arn(role.partition, role.account, role.role, session)))

    @property
    def account(self) -> str:
        """The account id."""
        arn = arns.parts_of(self.arn)
        return arn.account if arn else ACCOUNT

    @property
    def user_id(self) -> str:
        """`AIDA…` of a user, `AROA…:session` of a role, `account:name` if federated."""
        arn = arns.parts_of(self.arn)
        if arn is None:
            return USER_ID
        if arn.kind == arns.ASSUMED:
            return f"{ROLE_ID}:{arn.resource.rpartition('/')[2]}"
        if arn.kind == arns.FEDERATED:
            return f"{self.account}:{arn.resource.partition('/')[2]}"
        return self.account if arn.kind == "root" else USER_ID
