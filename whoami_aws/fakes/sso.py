"""IAM Identity Center: the portal that gives credentials, and the token service."""

from __future__ import annotations

import time
from calendar import timegm

from whoami_aws.fakes.examples import SECRET, SSO_KEY, TOKEN
from whoami_aws.fakes.messages import Answer, Incoming, Trouble
from whoami_aws.fakes.server import Fake
from whoami_aws.fakes.state import State, moment, section, status, strings, text

_STEPS = {"/federation/credentials": "role_credentials", "/token": "create_token"}
_REFUSALS = {
    "ForbiddenException": (403, "No access"),
    "UnauthorizedException": (401, "Session token not found or invalid"),
    "ResourceNotFoundException": (404, "The specified resource does not exist"),
    "InvalidRequestException": (400, "Invalid request"),
    "TooManyRequestsException": (429, "Too many requests"),
    "InternalServerException": (500, "Internal error"),
}
_OAUTH = {
    "InvalidGrantException": "invalid_grant",
    "InvalidClientException": "invalid_client",
    "UnauthorizedClientException": "unauthorized_client",
    "ExpiredTokenException": "expired_token",
    "AccessDeniedException": "access_denied",
    "SlowDownException": "slow_down",
}


class FakeSso(Fake):
    """The portal and the OIDC service at one address.

    State: `role_credentials` and `create_token`: `"ok"`, an error's name, `{"error",
    "message", "status"}`, or a mapping of fields to answer; `bad_tokens` (bearer tokens
    that the portal refuses), `assignments` (`{account: [role, …]}`; absent: every role
    of every account), `status` (of every answer), `hang`.
    Steps: `role_credentials`, `create_token`.
    """

    def step(self, incoming: Incoming) -> str:
        """See `Fake.step`."""
        return _STEPS.get(incoming.path, "other")

    def answer(self, incoming: Incoming) -> Answer:
        """See `Fake.answer`."""
        if self.state.get("hang"):
            return Answer(trouble=Trouble.HANG)
        if (forced := status(self.state, "status")) != 200:
            return _refusal("InternalServerException", "", forced)
        step = self.step(incoming)
        if step == "role_credentials" and incoming.method == "GET":
            return self._role_credentials(incoming)
        if step == "create_token" and incoming.method == "POST":
            return self._create_token()
        return _refusal("ResourceNotFoundException")

    def _role_credentials(self, incoming: Incoming) -> Answer:
        bearer = incoming.header("x-amz-sso_bearer_token")
        if not bearer or bearer in strings(self.state, "bad_tokens"):
            return _refusal("UnauthorizedException")
        account, role = (incoming.query.get("account_id", ""), incoming.query.get("role_name", ""))
        if not account or not role:
            return _refusal("InvalidRequestException")
        if refused := _refused(self.state.get("role_credentials")):
            return refused
        assignments = self.state.get("assignments")
        if isinstance(assignments, dict) and role not in assignments.get(account, ()):
            return _refusal("ForbiddenException")
        given = section(self.state, "role_credentials")
        return Answer.json(
            {
                "roleCredentials": {
                    "accessKeyId": text(given, "accessKeyId", SSO_KEY),
                    "secretAccessKey": text(given, "secretAccessKey", SECRET),
                    "sessionToken": text(given, "sessionToken", TOKEN),
                    "expiration": _milliseconds(text(given, "expiration", "+6h")),
                }
            }
        )

    def _create_token(self) -> Answer:
        if refused := _refused(self.state.get("create_token"), oauth=True):
            return refused
        fresh: dict[str, object] = {
            "accessToken": "EXAMPLEFRESHACCESSTOKEN",
            "tokenType": "Bearer",
            "expiresIn": 28800,
            "refreshToken": "EXAMPLEFRESHREFRESH",
        }
        return Answer.json({**fresh, **section(self.state, "create_token")})


def _milliseconds(expression: str) -> int:
    return timegm(time.strptime(moment(expression), "%Y-%m-%dT%H:%M:%SZ")) * 1000


def _refused(given: object, oauth: bool = False) -> Answer | None:
    """The refusal that a state asks for, None where it asks for an answer."""
    if isinstance(given, str) and given != "ok":
        return _refusal(given, oauth=oauth)
    if isinstance(given, dict) and "error" in given:
        state: State = given
        return _refusal(text(state, "error"), text(state, "message"), status(state, "status", 0), oauth)
    return None


def _refusal(name: str, message: str = "", code: int = 0, oauth: bool = False) -> Answer:
    usual, words = _REFUSALS.get(name, (400, name))
    body: dict[str, object] = {"message": message or words, "__type": name}
    if oauth:
        body = {"error": _OAUTH.get(name, "invalid_request"), "error_description": message or words}
    headers = (("x-amzn-ErrorType", name), ("x-amzn-RequestId", f"00000000-0000-4000-8000-{int(time.time()):012d}"))
    return Answer.json(body, code or usual, headers)
