"""FakeSso against the sso and sso-oidc clients of the real botocore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from whoami_aws.fakes import FakeSso

Client = Callable[..., Any]
ASKED = {
    "roleName": "Dev",
    "accountId": "123456789012",
    "accessToken": "EXAMPLEACCESSTOKEN",
}
REFRESH = {
    "clientId": "EXAMPLECLIENT",
    "clientSecret": "EXAMPLESECRET",
    "grantType": "refresh_token",
    "refreshToken": "EXAMPLEREFRESH",
}


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def credentials(client: Client, fake: FakeSso) -> dict[str, Any]:
    found: dict[str, Any] = client("sso", fake).get_role_credentials(**ASKED)["roleCredentials"]
    return found


def test_role_credentials(client: Client) -> None:
    with FakeSso() as fake:
        found = credentials(client, fake)
        assert [str(r) for r in fake.requests] == ["GET /federation/credentials"]
        assert "x-amz-sso_bearer_token" in fake.requests[0].headers
        assert "EXAMPLEACCESSTOKEN" not in repr(fake.requests)
    assert found["accessKeyId"] == "ASIASSOROLEN7EXAMPLE"
    left = found["expiration"] / 1000 - datetime.now(timezone.utc).timestamp()
    assert 5.9 * 3600 < left < 6.1 * 3600


def test_role_not_assigned(client: Client) -> None:
    refusal = {"error": "ForbiddenException", "message": "No access"}
    with (
        FakeSso({"role_credentials": refusal}) as fake,
        pytest.raises(ClientError, match="No access") as error,
    ):
        credentials(client, fake)
    assert code(error) == "ForbiddenException"


@pytest.mark.parametrize(
    ("assignments", "granted"),
    [
        ({"123456789012": ["Dev"]}, True),
        ({"123456789012": ["Ops"]}, False),
        ({}, False),
    ],
)
def test_assignments(client: Client, assignments: object, granted: bool) -> None:
    with FakeSso({"assignments": assignments}) as fake:
        if granted:
            assert credentials(client, fake)
        else:
            with pytest.raises(ClientError, match="No access"):
                credentials(client, fake)


def test_an_unknown_token(client: Client) -> None:
    with (
        FakeSso({"bad_tokens": ["EXAMPLEACCESSTOKEN"]}) as fake,
        pytest.raises(ClientError) as error,
    ):
        credentials(client, fake)
    assert code(error) == "UnauthorizedException"


def test_a_refresh_is_on_record(client: Client) -> None:
    with FakeSso({"create_token": "ok"}) as fake:
        token = client("sso-oidc", fake).create_token(**REFRESH)
        assert [r.step for r in fake.requests] == ["create_token"]
    assert token["accessToken"] == "EXAMPLEFRESHACCESSTOKEN"


def test_a_refused_refresh(client: Client) -> None:
    with FakeSso({"create_token": {"error": "InvalidGrantException"}}) as fake:
        with pytest.raises(ClientError) as error:
            client("sso-oidc", fake).create_token(**REFRESH)
        assert [str(r) for r in fake.requests] == ["POST /token"]
    assert code(error) == "InvalidGrantException"
