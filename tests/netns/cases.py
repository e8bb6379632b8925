"""The situations: what is at the link-local addresses, what is in the environment, and what the SDK makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from whoami_aws.fakes import State

from .namespace import ADDRESSES

OWNED, ABSENT, SILENT = "owned", "absent", "silent"


class Case(NamedTuple):
    """`says`: the winner, the exception's class, `none` or `unknown`, so that a broken network fails a case.

    `imds`, `ecs`, `eks`, `proxy`: the state of the fake at that address, None for nobody; `v6`: at the IPv6 addresses.
    `network`: the addresses are `owned` by this host, `absent` (no route), or the metadata service's is `silent`.
    `sdk_limit`: seconds after which the SDK is ended, where it would run on.
    `no_later`: the tool must not take longer than the SDK.
    """

    name: str
    says: str
    imds: State | None = None
    ecs: State | None = None
    eks: State | None = None
    proxy: State | None = None
    env: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    network: str = OWNED
    v6: bool = False
    sdk_limit: float | None = None
    no_later: bool = False

    @property
    def owned(self) -> tuple[str, ...]:
        """The link-local addresses on `lo`."""
        return ADDRESSES if self.network == OWNED else ()


ROLE = {"role": "web-prod-role"}
BOTH = {**ROLE, "v1": True}
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
NO_V1 = {"AWS_EC2_METADATA_V1_DISABLED": "true"}
TASK = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/0a1b2c3d"}
TASK_ROLE = {"path": "/v2/credentials/0a1b2c3d"}
POD = {
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/eks-pod-identity-token",
}
POD_ROLE = {"path": "/v1/credentials", "require_token": "eyJhbGciOiJSUzI1NiJ9.EXAMPLE.TOKEN"}
POD_V6 = {**POD, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://[fd00:ec2::23]/v1/credentials"}
POD_TOKEN = {"eks-pod-identity-token": "eyJhbGciOiJSUzI1NiJ9.EXAMPLE.TOKEN"}
REFUSED = {"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role web-prod-role."}
PROXY = {"http_proxy": "http://127.0.0.1:3128"}
DIRECT = {"NO_PROXY": "169.254.169.254"}

INSTANCE = (
    Case("plain instance, IMDSv1 and v2", "iam-role", BOTH),
    Case("IMDSv2 only", "iam-role", ROLE),
    Case("IMDSv1 only (token path unknown)", "iam-role", {**BOTH, "token": 404}),
    Case("IMDSv6 only", "iam-role", ROLE, env={"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6"}, v6=True),
    Case("IMDSv6 asked, IMDSv4 there", "none", ROLE, env={"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6"}),
    Case("v1 disabled, token answered", "iam-role", BOTH, env=NO_V1),
    Case("v1 disabled, token refused 403", "MetadataRetrievalError", {**BOTH, "token": 403}, env=NO_V1),
    Case("v1 disabled, token refused 400", "none", {**BOTH, "token": 400}, env=NO_V1),
    Case(
        "v1 disabled, token never answered", "MetadataRetrievalError", {**BOTH, "token": "timeout-hop-limit"}, env=NO_V1
    ),
    Case("instance metadata off (403 for all)", "none", {**ROLE, "token": 403, "get_status": 403}),
)
TOKEN = (
    Case("token refused 400, v1 open", "none", {**BOTH, "token": 400}),
    *(
        Case(f"token refused {code}, v1 open", "iam-role", {**BOTH, "token": code})
        for code in (401, 403, 405, 500, 503)
    ),
    *(Case(f"token refused {code}, v1 closed", "none", {**ROLE, "token": code}) for code in (403, 404)),
    Case("token never answered, v1 open", "iam-role", {**BOTH, "token": "timeout-hop-limit"}),
    Case("token never answered, v1 closed", "none", {**ROLE, "token": "timeout-hop-limit"}),
    Case("token empty, v1 open", "none", {**BOTH, "misbehave": {"token": "empty"}}),
)
ROLES = (
    Case("role list empty", "none", {**ROLE, "role_body": ""}),
    Case("role list of two lines", "none", {**ROLE, "role_body": "web-prod-role\nother-role"}),
    Case("no role attached (404)", "none", {}),
    Case("role list never answered", "none", {**ROLE, "misbehave": {"role": "hang"}}),
)
CREDENTIALS = (
    Case("credentials with error Code", "none", {**ROLE, "credentials": REFUSED}),
    Case("credentials expired", "iam-role", {**ROLE, "credentials": {"Expiration": "-2h"}}),
    Case("credentials without Expiration", "none", {**ROLE, "credentials": {"Expiration": None}}),
    Case("credentials with Expiration 'soon'", "ParserError", {**ROLE, "credentials": {"Expiration": "soon"}}),
    Case("credentials 404", "none", {**ROLE, "credentials": None}),
    *(
        Case(f"credentials {how}", "none", {**ROLE, "misbehave": {"credentials": how}})
        for how in ("truncated", "html", "empty", "hang", "reset", "wrong-shape", "redirect")
    ),
    Case("credentials garbage", "none", {**ROLE, "misbehave": {"credentials": "garbage"}}),
    Case("credentials a number", "TypeError", {**ROLE, "credentials_body": "42"}),
    Case(
        # The fake gives a byte a second. With the SDK's usual time-out of one second it would be a race.
        "credentials drip-fed, time-out 2 s",
        "unknown",
        {**ROLE, "misbehave": {"credentials": "drip"}},
        env={"AWS_METADATA_SERVICE_TIMEOUT": "2"},
        sdk_limit=3,
    ),
    Case("credentials endless", "unknown", {**ROLE, "misbehave": {"credentials": "endless"}}, sdk_limit=1.5),
    Case("role list endless", "unknown", {**ROLE, "misbehave": {"role": "endless"}}, sdk_limit=1.5),
    Case("token endless", "unknown", {**BOTH, "misbehave": {"token": "endless"}}, sdk_limit=1.5),
)
REACH = (
    Case("connection refused", "none"),
    Case("connection reset", "none", {**ROLE, "misbehave": "reset"}),
    Case("no route", "none", network=ABSENT),
    Case("blackhole", "none", network=SILENT, no_later=True),
    Case("blackhole, v1 disabled", "MetadataRetrievalError", network=SILENT, env=NO_V1),
    Case(
        "blackhole, two attempts", "none", network=SILENT, env={"AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"}, no_later=True
    ),
    Case("dead proxy", "ProxyConnectionError", ROLE, env=PROXY),
    Case("dead proxy, NO_PROXY", "iam-role", ROLE, env={**PROXY, **DIRECT}),
    Case("proxy answers 403", "none", ROLE, proxy={"token": 403, "get_status": 403}, env=PROXY),
    Case(
        "proxy answers 403, NO_PROXY",
        "iam-role",
        ROLE,
        proxy={"token": 403, "get_status": 403},
        env={**PROXY, **DIRECT},
    ),
)
CONTAINER = (
    Case("ECS task", "container-role", BOTH, ecs=TASK_ROLE, env=TASK),
    Case("ECS task, 404", "CredentialRetrievalError", BOTH, ecs={"path": "/v2/credentials/other"}, env=TASK),
    Case("ECS task, nobody listens", "CredentialRetrievalError", BOTH, env=TASK),
    Case(
        "ECS task, never answered",
        "CredentialRetrievalError",
        BOTH,
        ecs={"reachable": "blackhole"},
        env=TASK,
        no_later=True,
    ),
    Case("ECS task, env keys above it", "env", BOTH, ecs=TASK_ROLE, env={**TASK, **KEYS}),
    Case("EKS Pod Identity", "container-role", BOTH, eks=POD_ROLE, env=POD, files=POD_TOKEN),
    Case("EKS Pod Identity over IPv6", "container-role", eks=POD_ROLE, env=POD_V6, files=POD_TOKEN, v6=True),
    Case(
        "EKS Pod Identity, wrong token",
        "CredentialRetrievalError",
        BOTH,
        eks=POD_ROLE,
        env=POD,
        files={"eks-pod-identity-token": "stale"},
    ),
    Case("EKS Pod Identity, no token file", "FileNotFoundError", BOTH, eks=POD_ROLE, env=POD),
    Case("env keys above the instance", "env", BOTH, env=KEYS),
)
CASES = (*INSTANCE, *TOKEN, *ROLES, *CREDENTIALS, *REACH, *CONTAINER)
