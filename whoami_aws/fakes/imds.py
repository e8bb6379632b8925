"""The EC2 instance metadata service, as far as credential chains ask it."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from urllib.parse import unquote

from whoami_aws.fakes.examples import ACCOUNT, IMDS_KEY, INSTANCE_ID, PROFILE_ID
from whoami_aws.fakes.messages import Answer, Incoming, Trouble
from whoami_aws.fakes.server import Fake
from whoami_aws.fakes.state import State, credentials, moment, payload, section, status, text
from whoami_aws.host.arn import Arn, parts_of

_ROLES = "/latest/meta-data/iam/security-credentials"
_STEPS = {
    "/latest/api/token": "token",
    _ROLES: "role",
    f"{_ROLES}/": "role",
    "/latest/meta-data/iam/info": "info",
    "/latest/dynamic/instance-identity/document": "document",
    "/latest/meta-data/placement/region": "region",
    "/latest/meta-data/placement/availability-zone": "zone",
    "/latest/meta-data/placement/availability-zone/": "zone",
    "/latest/meta-data/instance-id": "instance-id",
}
_NOT_FOUND = Answer.page(404, "Not Found")
_UNAUTHORIZED = Answer.page(401, "Unauthorized")


class FakeImds(Fake):
    """IMDSv2, and v1 where the state allows it.

    State: `v1`, `token` (`"ok"`, a status, `"timeout-hop-limit"`), `role` (absent:
    404), `role_body` (the list of roles, verbatim), `credentials` (null: 404; what it
    leaves out is an example value), `credentials_status`, `credentials_body`
    (verbatim), `get_status` (every GET), `instance_profile_arn`, `iam_info` (the body
    of iam/info), `server` (the header of that name), `region`, `zone`, `account`,
    `instance_id`, `after_first` (changes of the state once credentials, or a refusal of them, were answered).
    Steps: `token`, `role`, `credentials`, `info`, `document`, `region`, `zone`,
    `instance-id`.
    """

    server_name = "EC2ws"

    def __init__(self, state: State | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        """Plays `state`; see `Fake`."""
        super().__init__(state, host, port)
        self.server_name = text(self.state, "server", self.server_name)
        self._tokens: set[str] = set()

    def step(self, incoming: Incoming) -> str:
        """See `Fake.step`."""
        if incoming.path.startswith(f"{_ROLES}/") and incoming.path != f"{_ROLES}/":
            return "credentials"
        return _STEPS.get(incoming.path, "other")

    def answer(self, incoming: Incoming) -> Answer:
        """See `Fake.answer`."""
        step = self.step(incoming)
        if incoming.method == "PUT":
            return self._token(incoming) if step == "token" else Answer.page(405, "Not Allowed")
        if incoming.method not in ("GET", "HEAD"):
            return Answer.page(405, "Not Allowed")
        answer = self._get(incoming, step)
        ends_the_walk = step == "credentials" or (step == "role" and answer.status != 200)
        if ends_the_walk and (changes := section(self.state, "after_first")):
            self.state = {**self.state, **changes, "after_first": None}
        return answer

    def _token(self, incoming: Incoming) -> Answer:
        given = self.state.get("token", "ok")
        if given == "timeout-hop-limit":
            # The answer dies on its way back to a container; the client sees silence.
            return Answer(trouble=Trouble.HANG)
        if isinstance(given, int):
            return Answer.page(given, "Refused")
        if incoming.header("x-forwarded-for") is not None:
            return Answer.page(403, "Forbidden")
        seconds = incoming.header("x-aws-ec2-metadata-token-ttl-seconds") or ""
        if not (seconds.isdigit() and 1 <= int(seconds) <= 21600):
            return Answer.page(400, "Bad Request")
        token = secrets.token_urlsafe(40)
        self._tokens.add(token)
        lifetime = ("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", seconds)
        return Answer(200, token.encode(), headers=(lifetime,))

    def _get(self, incoming: Incoming, step: str) -> Answer:
        if (forced := status(self.state, "get_status")) != 200:
            return Answer.page(forced, "Refused")
        token = incoming.header("x-aws-ec2-metadata-token")
        known = self.state.get("v1") is True if token is None else token in self._tokens
        if not known:
            return _UNAUTHORIZED
        region = text(self.state, "region", "us-east-1")
        if step == "role":
            return self._role()
        if step == "credentials":
            return self._credentials(unquote(incoming.path[len(_ROLES) + 1 :]))
        if step == "info":
            return self._info()
        if step == "document":
            return replace(Answer.json(self._document(region)), content_type="text/plain")
        plain = {
            "region": region,
            "zone": text(self.state, "zone", f"{region}a"),
            "instance-id": text(self.state, "instance_id", INSTANCE_ID),
        }
        return Answer(200, plain[step].encode()) if step in plain else _NOT_FOUND

    def _role(self) -> Answer:
        if (body := self.state.get("role_body")) is not None:
            return Answer(200, payload(body))
        role = text(self.state, "role")
        return Answer(200, role.encode()) if role else _NOT_FOUND

    def _credentials(self, role: str) -> Answer:
        listed = payload(self.state.get("role_body") or "").decode("utf-8", "replace")
        names = {text(self.state, "role"), listed, *listed.split()} - {""}
        code = status(self.state, "credentials_status")
        if (body := self.state.get("credentials_body")) is not None:
            return Answer(code, payload(body))
        if code != 200:
            return Answer.page(code, "Refused")
        given = self.state.get("credentials", {})
        if role not in names or not isinstance(given, dict):
            return _NOT_FOUND
        if given.get("Code", "Success") != "Success":
            return self._metadata({"LastUpdated": moment("-10m"), **given})
        whole = {"Code": "Success", "LastUpdated": moment("-10m"), "Type": "AWS-HMAC"}
        return self._metadata({**whole, **credentials(given, IMDS_KEY)})

    def _info(self) -> Answer:
        if (body := self.state.get("iam_info")) is not None:
            return Answer(200, payload(body))
        arn = self.state.get("instance_profile_arn")
        role = text(self.state, "role")
        if "instance_profile_arn" not in self.state and role:
            account = text(self.state, "account", ACCOUNT)
            arn = str(Arn("aws", "iam", "", account, f"instance-profile/{role}"))
        if not arn:
            return _NOT_FOUND
        return self._metadata(
            {
                "Code": "Success",
                "LastUpdated": moment("-10m"),
                "InstanceProfileArn": arn,
                "InstanceProfileId": PROFILE_ID,
            }
        )

    def _document(self, region: str) -> dict[str, object]:
        arn = parts_of(text(self.state, "instance_profile_arn"))
        account = text(self.state, "account", arn.account if arn else ACCOUNT)
        return {
            "accountId": account,
            "architecture": "x86_64",
            "availabilityZone": text(self.state, "zone", f"{region}a"),
            "imageId": "ami-1234567890abcdef0",
            "instanceId": text(self.state, "instance_id", INSTANCE_ID),
            "instanceType": "t3.micro",
            "pendingTime": moment("-2h"),
            "privateIp": "10.0.0.10",
            "region": region,
            "version": "2017-09-30",
        }

    @staticmethod
    def _metadata(value: object) -> Answer:
        # IMDS says text/plain and writes one field a line.
        return Answer(200, json.dumps(value, indent=2).encode())
