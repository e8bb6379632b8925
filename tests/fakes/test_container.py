"""FakeContainer against the container metadata fetcher of the real botocore."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import MetadataRetrievalError
from botocore.utils import ContainerMetadataFetcher

from whoami_aws.fakes import FakeContainer

PATH = "/v2/credentials/11111111-2222-3333-4444-555555555555"


def fetch(fake: FakeContainer, path: str = PATH, token: str | None = None) -> dict[str, Any]:
    """What botocore makes of the fake, without waiting between its attempts."""
    fetcher = ContainerMetadataFetcher(sleep=lambda _: None)
    headers = {"Authorization": token} if token else None
    found: dict[str, Any] = fetcher.retrieve_full_uri(f"{fake.url}{path}", headers)
    return found


def test_credentials_are_made_whole() -> None:
    body = {
        "AccessKeyId": "ASIACONTAINR7EXAMPLE",
        "RoleArn": "arn:aws:iam::123456789012:role/r",
    }
    with FakeContainer({"path": PATH, "status": 200, "body": body}) as fake:
        found = fetch(fake)
    assert found["AccessKeyId"] == "ASIACONTAINR7EXAMPLE"
    assert found["RoleArn"] == "arn:aws:iam::123456789012:role/r"
    assert {"SecretAccessKey", "Token", "Expiration"} <= set(found)


def test_the_body_may_be_absent() -> None:
    with FakeContainer({"path": PATH}) as fake:
        assert fetch(fake)["AccessKeyId"] == "ASIACONTAINR7EXAMPLE"


def test_an_error_is_verbatim() -> None:
    body = {"code": "InvalidIdInRequest", "message": "ID not found"}
    with FakeContainer({"path": PATH, "status": 400, "body": body}) as fake:
        with pytest.raises(MetadataRetrievalError, match=r"400 .*InvalidIdInRequest"):
            fetch(fake)
        assert [str(request) for request in fake.requests] == [f"GET {PATH}"] * 3


def test_another_path_is_404() -> None:
    with (
        FakeContainer({"path": PATH}) as fake,
        pytest.raises(MetadataRetrievalError, match="404"),
    ):
        fetch(fake, "/v2/credentials/other")


@pytest.mark.parametrize(("token", "passes"), [("EXAMPLEPODTOKEN", True), ("x", False), (None, False)])
def test_the_token_is_checked(token: str | None, passes: bool) -> None:
    state = {
        "url": "http://169.254.170.23/v1/credentials",
        "require_token": "EXAMPLEPODTOKEN",
    }
    with FakeContainer(state) as fake:
        if passes:
            assert fetch(fake, "/v1/credentials", token)
        else:
            with pytest.raises(MetadataRetrievalError, match="401"):
                fetch(fake, "/v1/credentials", token)
        assert "EXAMPLEPODTOKEN" not in repr(fake.requests)


def test_text_is_verbatim() -> None:
    with (
        FakeContainer({"path": PATH, "body": "<html>"}) as fake,
        pytest.raises(MetadataRetrievalError, match="Unable to parse JSON"),
    ):
        fetch(fake)


def test_unreachable() -> None:
    with (
        FakeContainer({"path": PATH, "reachable": False}) as fake,
        pytest.raises(MetadataRetrievalError, match="Could not connect"),
    ):
        fetch(fake)
