"""FakeImds against the instance metadata fetcher of the real botocore."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

import pytest
from botocore.exceptions import MetadataRetrievalError
from botocore.utils import InstanceMetadataFetcher

from whoami_aws.fakes import FakeImds

ROLE = {"role": "web-prod-role"}
WALK = [
    "PUT /latest/api/token",
    "GET /latest/meta-data/iam/security-credentials/",
    "GET /latest/meta-data/iam/security-credentials/web-prod-role",
]


def fetch(imds: FakeImds, timeout: Any = 2, **config: object) -> dict[str, Any]:
    """What botocore makes of the fake."""
    endpoint = {"ec2_metadata_service_endpoint": imds.url, **config}
    fetcher = InstanceMetadataFetcher(timeout=timeout, env={}, config=endpoint)
    found: dict[str, Any] = fetcher.retrieve_iam_role_credentials()
    return found


def get(imds: FakeImds, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """The status and body of one plain request."""
    connection = http.client.HTTPConnection("127.0.0.1", imds.port, timeout=2)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def asked(imds: FakeImds) -> list[str]:
    """The requests so far, as `METHOD path`."""
    return [str(request) for request in imds.requests]


def test_a_role_gives_credentials() -> None:
    with FakeImds(ROLE) as imds:
        found = fetch(imds)
        assert found["role_name"] == "web-prod-role"
        assert found["access_key"] == "ASIAIOSFODNN7EXAMPLE"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["expiry_time"])
        assert asked(imds) == WALK
        assert [request.step for request in imds.requests] == [
            "token",
            "role",
            "credentials",
        ]
        assert "x-aws-ec2-metadata-token" in imds.requests[1].headers


def test_no_record_holds_a_value() -> None:
    with FakeImds(ROLE) as imds:
        status, token = get(imds, "/latest/api/token", "PUT", x_aws_ec2_metadata_token_ttl_seconds="60")
        get(imds, f"/latest/meta-data/?t={token}", x_aws_ec2_metadata_token=token)
        assert status == 200
        assert token not in repr(imds.requests)


@pytest.mark.parametrize("credentials", [None, {"Code": "AssumeRoleUnauthorizedAccess"}])
def test_no_credentials_is_nothing(credentials: object) -> None:
    with FakeImds({**ROLE, "credentials": credentials}) as imds:
        assert fetch(imds) == {}
        assert asked(imds) == WALK


def test_no_role_is_404() -> None:
    with FakeImds({"role": None, "credentials": None}) as imds:
        assert fetch(imds) == {}
        assert asked(imds) == WALK[:2]


def test_expired_credentials_are_given() -> None:
    with FakeImds({**ROLE, "credentials": {"Expiration": "-2h"}}) as imds:
        assert fetch(imds)["access_key"] == "ASIAIOSFODNN7EXAMPLE"


def test_a_null_field_is_missing() -> None:
    with FakeImds({**ROLE, "credentials": {"Token": None}}) as imds:
        assert fetch(imds) == {}


@pytest.mark.parametrize(("v1", "steps"), [(True, 3), (False, 2)])
def test_a_refused_token_leads_to_v1(v1: bool, steps: int) -> None:
    with FakeImds({**ROLE, "token": 403, "v1": v1}) as imds:
        assert bool(fetch(imds)) is v1
        assert asked(imds) == WALK[:steps]


def test_hop_limit_is_silence_for_the_token_alone() -> None:
    with FakeImds({**ROLE, "token": "timeout-hop-limit", "v1": True}) as imds:
        assert fetch(imds, timeout=0.2)["role_name"] == "web-prod-role"
    with (
        FakeImds({**ROLE, "token": "timeout-hop-limit", "v1": True}) as imds,
        pytest.raises(MetadataRetrievalError, match="IMDSv1 has been disabled"),
    ):
        fetch(imds, timeout=0.2, ec2_metadata_v1_disabled=True)


@pytest.mark.parametrize(
    ("state", "requests"),
    [({"reachable": False}, 0), ({"reachable": "blackhole"}, 2)],
)
def test_unreachable(state: dict[str, object], requests: int) -> None:
    with FakeImds({**ROLE, **state}) as imds:
        assert fetch(imds, timeout=0.2) == {}
        assert len(imds.requests) == requests


@pytest.mark.parametrize(
    "state",
    [
        {"get_status": 503},
        {"credentials_status": 500, "credentials_body": "pod not found"},
        {"credentials_body": "{"},
    ],
)
def test_failing_answers_are_nothing(state: dict[str, object]) -> None:
    with FakeImds({**ROLE, **state}) as imds:
        assert fetch(imds) == {}


def test_after_first() -> None:
    changed = {"credentials": {"AccessKeyId": "ASIAI44QH8DHBEXAMPLE"}}
    with FakeImds({**ROLE, "after_first": changed}) as imds:
        keys = [fetch(imds)["access_key"] for _ in range(3)]
    assert keys == ["ASIAIOSFODNN7EXAMPLE"] + ["ASIAI44QH8DHBEXAMPLE"] * 2


def test_role_body_is_verbatim() -> None:
    with FakeImds({"v1": True, "role_body": "one\ntwo\x1b[31m"}) as imds:
        path = "/latest/meta-data/iam/security-credentials/"
        assert get(imds, path) == (200, "one\ntwo\x1b[31m")
        assert get(imds, f"{path}one")[0] == 200
        assert get(imds, f"{path}three")[0] == 404


def test_metadata() -> None:
    arn = "arn:aws:iam::210987654321:instance-profile/web"
    state = {**ROLE, "v1": True, "region": "eu-west-1", "instance_profile_arn": arn}
    with FakeImds(state) as imds:
        meta = "/latest/meta-data"
        document = json.loads(get(imds, "/latest/dynamic/instance-identity/document")[1])
        assert json.loads(get(imds, f"{meta}/iam/info")[1])["InstanceProfileArn"] == arn
        assert get(imds, f"{meta}/placement/region") == (200, "eu-west-1")
        assert get(imds, f"{meta}/placement/availability-zone") == (200, "eu-west-1a")
        assert get(imds, f"{meta}/instance-id") == (200, "i-1234567890abcdef0")
        assert get(imds, f"{meta}/no-such-thing")[0] == 404
    assert (document["accountId"], document["region"]) == ("210987654321", "eu-west-1")


def test_iam_info_verbatim() -> None:
    info = {"Code": "InstanceProfileNotFound"}
    with FakeImds({"v1": True, "role": None, "iam_info": info}) as imds:
        assert json.loads(get(imds, "/latest/meta-data/iam/info")[1]) == info


def test_tokens_are_checked() -> None:
    path = "/latest/meta-data/instance-id"
    with FakeImds({**ROLE, "v1": True}) as imds:
        assert get(imds, path, x_aws_ec2_metadata_token="made-up")[0] == 401
        assert get(imds, "/latest/api/token", "PUT")[0] == 400
    with FakeImds(ROLE) as imds:
        assert get(imds, path)[0] == 401


def test_serves_a_proxy_s_targets() -> None:
    with FakeImds({**ROLE, "v1": True}) as imds:
        assert get(imds, "http://imds.example/latest/meta-data/instance-id")[0] == 200
