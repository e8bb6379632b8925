"""FakeSts against the STS client of the real botocore."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from whoami_aws.fakes import FakeSts

Client = Callable[..., Any]
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ALICE = "arn:aws:iam::123456789012:user/alice"
ROLE = "arn:aws:iam::210987654321:role/service-role/audit"
KNOWN = {"identity_by_key": {KEY: ALICE}}
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN"


def jwt(**claims: object) -> str:
    """A token with these claims, and the audience of STS unless they say otherwise."""
    whole = {
        "aud": ["sts.amazonaws.com"],
        "iss": "https://oidc.example",
        "sub": "app",
        **claims,
    }
    parts = (json.dumps({"alg": "RS256"}), json.dumps(whole), "signature")
    return ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts)


def refused(call: Any, **arguments: object) -> tuple[int, str, str]:
    """Status, code and message of the refusal that `call` gets."""
    with pytest.raises(ClientError) as error:
        call(**arguments)
    told = error.value.response
    status = told["ResponseMetadata"]["HTTPStatusCode"]
    return status, told["Error"]["Code"], told["Error"]["Message"]


def test_a_user(client: Client) -> None:
    with FakeSts(KNOWN) as fake:
        told = client("sts", fake).get_caller_identity()
        assert [r.step for r in fake.requests] == ["GetCallerIdentity"]
        assert SECRET not in repr(fake.requests)
    assert (told["Arn"], told["Account"]) == (ALICE, "123456789012")
    assert told["UserId"].startswith("AIDA")
    assert told["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize(
    ("arn", "user_id"),
    [
        ("arn:aws:sts::123456789012:assumed-role/web/i-1", "AROACKCEVSQ6C2EXAMPLE:i-1"),
        ("arn:aws:sts::123456789012:federated-user/bob", "123456789012:bob"),
        ("arn:aws:iam::123456789012:root", "123456789012"),
    ],
)
def test_user_ids(client: Client, arn: str, user_id: str) -> None:
    with FakeSts({"identity_by_key": {KEY: arn}}) as fake:
        assert client("sts", fake).get_caller_identity()["UserId"] == user_id


@pytest.mark.parametrize(
    ("state", "keys", "status", "code"),
    [
        ({}, {}, 403, "InvalidClientTokenId"),
        ({"error_by_key": {KEY: "ExpiredToken"}}, {}, 403, "ExpiredToken"),
        (
            {"error_by_key": {KEY: "SignatureDoesNotMatch"}},
            {},
            403,
            "SignatureDoesNotMatch",
        ),
        ({"error_by_key": {KEY: "OptInRequired"}}, {}, 403, "OptInRequired"),
        ({"status": 503}, {}, 503, "ServiceUnavailable"),
        (KNOWN, {"aws_session_token": TOKEN}, 403, "InvalidClientTokenId"),
        (
            {"identity_by_key": {"ASIAIOSFODNN7EXAMPLE": ALICE}},
            {"aws_access_key_id": "ASIAIOSFODNN7EXAMPLE"},
            403,
            "InvalidClientTokenId",
        ),
        (
            {"identity_by_key": {"ASIAIOSFODNN7EXAMPLE": ALICE}, "bad_tokens": [TOKEN]},
            {"aws_access_key_id": "ASIAIOSFODNN7EXAMPLE", "aws_session_token": TOKEN},
            403,
            "InvalidClientTokenId",
        ),
        (
            {**KNOWN, "secrets": {KEY: SECRET}},
            {"aws_secret_access_key": f"{SECRET} "},
            403,
            "SignatureDoesNotMatch",
        ),
        (
            {**KNOWN, "check_clock": True, "clock_offset": 900},
            {},
            403,
            "SignatureDoesNotMatch",
        ),
        (
            {**KNOWN, "check_clock": True, "clock_offset": -900},
            {},
            403,
            "SignatureDoesNotMatch",
        ),
    ],
)
def test_refusals(
    client: Client,
    state: dict[str, object],
    keys: dict[str, str],
    status: int,
    code: str,
) -> None:
    with FakeSts(state) as fake:
        call = client("sts", fake, **keys).get_caller_identity
        assert refused(call)[:2] == (status, code)


def test_the_right_secret_passes(client: Client) -> None:
    with FakeSts({**KNOWN, "secrets": {KEY: SECRET}, "check_clock": True}) as fake:
        assert client("sts", fake).get_caller_identity()["Arn"] == ALICE


def test_the_clock_is_off(client: Client) -> None:
    with FakeSts({**KNOWN, "clock_offset": -3600}) as fake:
        told = client("sts", fake).get_caller_identity()
    date = told["ResponseMetadata"]["HTTPHeaders"]["date"]
    stamp = time.strptime(date, "%a, %d %b %Y %H:%M:%S GMT")
    assert 3500 < time.time() - (time.mktime(stamp) - time.timezone) < 3700


def test_hang(client: Client) -> None:
    with FakeSts({"hang": True}) as fake, pytest.raises(ReadTimeoutError):
        client("sts", fake, read_timeout=0.2).get_caller_identity()


def assume(client: Client, fake: FakeSts, role: str = ROLE, **keys: str) -> dict[str, str]:
    """The keys of a session of `role`."""
    told = client("sts", fake, **keys).assume_role(RoleArn=role, RoleSessionName="nightly")
    given = told["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def test_an_assumed_role_knows_itself(client: Client) -> None:
    with FakeSts(KNOWN) as fake:
        keys = assume(client, fake)
        told = client("sts", fake, **keys).get_caller_identity()
    assert keys["aws_access_key_id"] == "ASIAI44QH8DHBEXAMPLE"
    assert told["Arn"] == "arn:aws:sts::210987654321:assumed-role/audit/nightly"
    assert told["UserId"] == "AROACKCEVSQ6C2EXAMPLE:nightly"


def test_each_role_of_a_chain_has_its_key(client: Client) -> None:
    with FakeSts(KNOWN) as fake:
        first = assume(client, fake)
        second = assume(client, fake, ROLE.replace("audit", "deploy"), **first)
        told = [client("sts", fake, **keys).get_caller_identity() for keys in (first, second)]
    assert [t["Arn"].split("/")[1] for t in told] == ["audit", "deploy"]


@pytest.mark.parametrize(
    "given",
    [
        "AccessDenied",
        {"error": "AccessDenied"},
        {"requires_external_id": "UIX1"},
        {"requires_mfa": 1},
    ],
)
def test_denied(client: Client, given: object) -> None:
    with FakeSts({**KNOWN, "assume_role": {ROLE: given}}) as fake:
        call = client("sts", fake).assume_role
        status, code, message = refused(call, RoleArn=ROLE, RoleSessionName="nightly")
    assert (status, code) == (403, "AccessDenied")
    assert message == (f"User: {ALICE} is not authorized to perform: sts:AssumeRole on resource: {ROLE}")


def test_external_id(client: Client) -> None:
    with FakeSts({**KNOWN, "assume_role": {ROLE: {"requires_external_id": "UIX1"}}}) as fake:
        assert client("sts", fake).assume_role(RoleArn=ROLE, RoleSessionName="nightly", ExternalId="UIX1")


def test_a_malformed_session_name(client: Client) -> None:
    with FakeSts(KNOWN) as fake:
        call = client("sts", fake).assume_role
        assert refused(call, RoleArn=ROLE, RoleSessionName="a b")[1] == "ValidationError"


def test_web_identity(client: Client) -> None:
    with FakeSts() as fake:
        told = client("sts", fake).assume_role_with_web_identity(
            RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=jwt()
        )
        given = told["Credentials"]
        me = client(
            "sts",
            fake,
            aws_access_key_id=given["AccessKeyId"],
            aws_session_token=given["SessionToken"],
        ).get_caller_identity()
    assert given["AccessKeyId"] == "ASIAWEBIDENT7EXAMPLE"
    assert told["SubjectFromWebIdentityToken"] == "app"
    assert me["Arn"] == "arn:aws:sts::210987654321:assumed-role/audit/pod"


@pytest.mark.parametrize(
    ("state", "token", "status", "code", "words"),
    [
        ({}, "EXAMPLE", 400, "InvalidIdentityToken", "not a valid JWT"),
        ({}, f"{jwt()} EOF", 400, "InvalidIdentityToken", "not a valid JWT"),
        (
            {},
            jwt(aud="sts.amazon.com"),
            400,
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        ({}, jwt(exp=1700000000), 400, "ExpiredTokenException", "Token expired"),
        (
            {"web_identity": "AccessDenied"},
            jwt(),
            403,
            "AccessDenied",
            "Not authorized",
        ),
        (
            {"web_identity": {"error": "IDPRejectedClaim", "message": "no"}},
            jwt(),
            403,
            "IDPRejectedClaim",
            "no",
        ),
    ],
)
def test_web_identity_refused(
    client: Client,
    state: dict[str, object],
    token: str,
    status: int,
    code: str,
    words: str,
) -> None:
    with FakeSts(state) as fake:
        call = client("sts", fake).assume_role_with_web_identity
        told = refused(call, RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=token)
    assert told[:2] == (status, code)
    assert words in told[2]


def test_an_unknown_action(client: Client) -> None:
    with FakeSts(KNOWN) as fake:
        assert refused(client("sts", fake).get_session_token)[:2] == (
            400,
            "InvalidAction",
        )
