"""An environment without AWS settings, and the real SDK's clients for the fakes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from whoami_aws.fakes import Fake

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
Client = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No variable of the developer's shell reaches the SDK."""
    for name in os.environ:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", f"{tmp_path}/no-config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{tmp_path}/no-credentials")


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    """One session for a module: reading its service models is what takes time."""
    return botocore.session.Session()


@pytest.fixture
def client(session: botocore.session.Session) -> Client:
    """A factory of clients that talk to a fake, once and briefly."""

    def make(service: str, fake: Fake, *, read_timeout: float = 2, **keys: str) -> Any:
        given: dict[str, Any] = {
            "aws_access_key_id": KEY,
            "aws_secret_access_key": SECRET,
            **keys,
        }
        config = Config(
            retries={"total_max_attempts": 1},
            connect_timeout=2,
            read_timeout=read_timeout,
        )
        return session.create_client(
            service,
            region_name="us-east-1",
            endpoint_url=fake.url,
            config=config,
            **given,
        )

    return make
