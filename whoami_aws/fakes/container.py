"""The container credentials endpoint of ECS tasks and of EKS Pod Identity."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from whoami_aws.fakes.examples import ACCOUNT, CONTAINER_KEY
from whoami_aws.fakes.messages import Answer, Incoming
from whoami_aws.fakes.server import Fake
from whoami_aws.fakes.state import State, credentials, payload, status, text
from whoami_aws.host.arn import Arn


def path_of(state: State) -> str:
    """Where credentials are served: the state's `path`, or the path of its `url`."""
    target = text(state, "path") or urlsplit(text(state, "url")).path or "/"
    return target.partition("?")[0]


class FakeContainer(Fake):
    """Serves credentials at one path, to a caller that shows the required token.

    State: `path` or `url`, `status`, `body` (a mapping is made whole with example
    values where the status is 200, anything else is verbatim), `require_token` (the
    value that the `Authorization` header must have; true: any). Step: `credentials`.
    """

    def step(self, incoming: Incoming) -> str:
        """See `Fake.step`."""
        return "credentials" if unquote(incoming.path) == unquote(path_of(self.state)) else "other"

    def answer(self, incoming: Incoming) -> Answer:
        """See `Fake.answer`."""
        if self.step(incoming) == "other":
            return _refusal(404, "InvalidPath", "no credentials at this path")
        if incoming.method != "GET":
            return _refusal(405, "MethodNotAllowed", "only GET is allowed")
        token = incoming.header("authorization")
        required = self.state.get("require_token")
        if required and not token:
            return _refusal(401, "MissingToken", "the Authorization header is missing")
        if isinstance(required, str) and token != required:
            return _refusal(401, "InvalidToken", "the Authorization header is not accepted")
        code = status(self.state, "status")
        body = self.state.get("body")
        if code == 200 and (body is None or isinstance(body, dict)):
            role = str(Arn("aws", "iam", "", ACCOUNT, "role/task-role"))
            body = credentials({"RoleArn": role, **(body or {})}, CONTAINER_KEY)
        return Answer(code, b"" if body is None else payload(body), "application/json")


def _refusal(status: int, code: str, message: str) -> Answer:
    return Answer.json({"code": code, "message": message, "HTTPErrorCode": status}, status)
