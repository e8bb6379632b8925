"""The security token service: who a key belongs to, and keys for roles."""

from __future__ import annotations

import time
from calendar import timegm

from whoami_aws.fakes.examples import ASSUMED_KEYS, ROLE_ID, SECRET, TOKEN, WEB_IDENTITY_KEY
from whoami_aws.fakes.messages import Answer, Incoming, Trouble
from whoami_aws.fakes.server import Fake
from whoami_aws.fakes.state import State, moment, section, status, strings, text
from whoami_aws.fakes.sts_answers import StsError, refusal, result
from whoami_aws.fakes.sts_checks import Identity, claims, matches, signed_by
from whoami_aws.host.arn import SESSION_NAME, is_role_arn

_STAMP = "%Y%m%dT%H%M%SZ"
_SKEW = 300


class FakeSts(Fake):
    """GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity.

    State: `identity_by_key`, `error_by_key` (a code, or `{"error", "message",
    "status"}`), `bad_tokens` (session tokens that STS does not know), `assume_role` (by
    role ARN: `"ok"`, a code, `{"error", …}`, or any of `requires_external_id`,
    `requires_mfa`, `AccessKeyId`, `Expiration`; every caller may assume a role that is
    not named), `web_identity` (likewise, and `audience`), `secrets` (`{key: secret}`:
    the signatures of these keys are verified), `check_clock` (true: a request more than
    five minutes off by the fake's clock is refused), `status` (of every answer),
    `hang`.

    GetCallerIdentity knows the keys of `identity_by_key` and those it has given for
    roles; any other is InvalidClientTokenId. So is a temporary key without a token, or
    a long-term one with a token. Steps: the action's name.
    """

    server_name = "STS"

    def __init__(self, state: State | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        """Plays `state`; see `Fake`."""
        super().__init__(state, host, port)
        self._issued: dict[str, Identity] = {}

    def step(self, incoming: Incoming) -> str:
        """See `Fake.step`."""
        return incoming.form.get("Action", "other")

    def answer(self, incoming: Incoming) -> Answer:
        """See `Fake.answer`."""
        if self.state.get("hang"):
            return Answer(trouble=Trouble.HANG)
        actions = {
            "GetCallerIdentity": self._get_caller_identity,
            "AssumeRole": self._assume_role,
            "AssumeRoleWithWebIdentity": self._assume_role_with_web_identity,
        }
        action = self.step(incoming)
        try:
            if (forced := status(self.state, "status")) != 200:
                code = "InternalFailure" if forced == 500 else "ServiceUnavailable"
                raise StsError(code, status=forced)
            if action not in actions:
                raise StsError("InvalidAction")
            return result(action, actions[action](incoming))
        except StsError as error:
            return refusal(error)

    def _get_caller_identity(self, incoming: Incoming) -> dict[str, object]:
        key = self._caller(incoming)
        if not (who := self._identity(key)):
            raise StsError("InvalidClientTokenId")
        return {"Arn": who.arn, "UserId": who.user_id, "Account": who.account}

    def _assume_role(self, incoming: Incoming) -> dict[str, object]:
        key = self._caller(incoming)
        role, session = _role_and_session(incoming)
        who = self._identity(key)
        caller = who.arn if who else "anonymous"
        denied = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
        if caller.endswith(":root"):
            raise StsError("AccessDenied", "Roles may not be assumed by root accounts.")
        roles = section(self.state, "assume_role")
        if refused := _refused(roles.get(role), denied):
            raise refused
        given = section(roles, role)
        wanted = given.get("requires_external_id")
        if wanted is not None and incoming.form.get("ExternalId") != wanted:
            raise StsError("AccessDenied", denied)
        if given.get("requires_mfa") and not incoming.form.get("TokenCode"):
            raise StsError("AccessDenied", denied)
        return self._assumed(incoming, given, Identity.of_role(role, session), self._free_key(key))

    def _assume_role_with_web_identity(self, incoming: Incoming) -> dict[str, object]:
        role, session = _role_and_session(incoming)
        denied = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        given = section(self.state, "web_identity")
        audience = text(given, "audience", "sts.amazonaws.com")
        told = claims(incoming.form.get("WebIdentityToken", ""), audience, self.now())
        if refused := _refused(self.state.get("web_identity"), denied):
            raise refused
        return {
            **self._assumed(incoming, given, Identity.of_role(role, session), WEB_IDENTITY_KEY),
            "SubjectFromWebIdentityToken": text(told, "sub"),
            "Provider": text(told, "iss"),
            "Audience": audience,
        }

    def _caller(self, incoming: Incoming) -> str:
        """The key that signed, where nothing about signature or token is wrong."""
        if not (key := signed_by(incoming)):
            raise StsError("MissingAuthenticationToken")
        if refused := StsError.asked_for(section(self.state, "error_by_key").get(key)):
            raise refused
        token = incoming.header("x-amz-security-token")
        if token in strings(self.state, "bad_tokens"):
            raise StsError("InvalidClientTokenId")
        if (key.startswith("ASIA") and not token) or (key.startswith("AKIA") and token):
            raise StsError("InvalidClientTokenId")
        if self.state.get("check_clock"):
            self._check_clock(incoming.header("x-amz-date") or "")
        secret = section(self.state, "secrets").get(key)
        if isinstance(secret, str) and not matches(incoming, secret):
            raise StsError("SignatureDoesNotMatch")
        return key

    def _check_clock(self, stamp: str) -> None:
        try:
            signed = timegm(time.strptime(stamp, _STAMP))
        except ValueError:
            raise StsError("IncompleteSignature") from None
        off = signed - self.now()
        if abs(off) <= _SKEW:
            return
        now, edge = (
            time.strftime(_STAMP, time.gmtime(when))
            for when in (self.now(), self.now() + (_SKEW if off > 0 else -_SKEW))
        )
        words = (
            f"not yet current: {stamp} is still later than {edge} ({now} + 5 min.)"
            if off > 0
            else f"expired: {stamp} is now earlier than {edge} ({now} - 5 min.)"
        )
        raise StsError("SignatureDoesNotMatch", f"Signature {words}")

    def _identity(self, key: str) -> Identity | None:
        arn = section(self.state, "identity_by_key").get(key)
        return Identity(str(arn)) if arn else self._issued.get(key)

    def _free_key(self, caller: str) -> str:
        # Each role of a chain needs a key of its own, or it would answer for another.
        taken = {caller, *self._issued}
        return next((key for key in ASSUMED_KEYS if key not in taken), ASSUMED_KEYS[0])

    def _assumed(self, incoming: Incoming, given: State, who: Identity, usual_key: str) -> dict[str, object]:
        key = text(given, "AccessKeyId", usual_key)
        self._issued[key] = who
        seconds = incoming.form.get("DurationSeconds", "3600")
        session = who.arn.rpartition("/")[2]
        return {
            "Credentials": {
                "AccessKeyId": key,
                "SecretAccessKey": SECRET,
                "SessionToken": TOKEN,
                "Expiration": moment(text(given, "Expiration", f"+{seconds}s")),
            },
            "AssumedRoleUser": {"AssumedRoleId": f"{ROLE_ID}:{session}", "Arn": who.arn},
        }


def _role_and_session(incoming: Incoming) -> tuple[str, str]:
    role = incoming.form.get("RoleArn", "")
    session = incoming.form.get("RoleSessionName", "")
    if not is_role_arn(role):
        raise StsError("ValidationError", f"{role} is invalid")
    if not SESSION_NAME.fullmatch(session):
        raise StsError(
            "ValidationError",
            f"1 validation error detected: Value '{session}' at 'roleSessionName' "
            "failed to satisfy constraint: Member must satisfy regular expression "
            "pattern: [\\w+=,.@-]*",
        )
    return role, session


def _refused(given: object, denied: str) -> StsError | None:
    """What a state asks for; AccessDenied without words of its own says `denied`."""
    refused = StsError.asked_for(given)
    if refused and refused.code == "AccessDenied":
        return StsError.asked_for(given, denied)
    return refused
