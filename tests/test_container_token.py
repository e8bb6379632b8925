"""A token with a line end inside goes to nobody: what stands behind it would be a header of its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from whoami_aws.fakes import FakeContainer
from whoami_aws.gather.container import ask_container
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import ContainerAnswer, ContainerNeed

FULL, TOKEN = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"


def _asked(fake: FakeContainer, auth: str, monkeypatch: pytest.MonkeyPatch) -> ContainerAnswer:
    url = f"{fake.url}/creds"
    monkeypatch.setenv(FULL, url)
    return ask_container(
        ThisProcess(), ContainerNeed(url, False, auth, bare_token=True), url, time.monotonic() + 5, SecretStore(), []
    )


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_nobody_is_asked(end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = f"EXAMPLETOKEN{end}X-Other: 1"
    (tmp_path / "token").write_text(token, newline="")
    monkeypatch.setenv(TOKEN, token)
    with FakeContainer({"path": "/creds"}) as fake:
        answers = [_asked(fake, auth, monkeypatch) for auth in ("variable", str(tmp_path / "token"))]
        assert not fake.requests
    assert [answer.unsent for answer in answers] == [True, True]


def test_one_around_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "EXAMPLETOKEN\n")
    with FakeContainer({"path": "/creds", "require_token": "EXAMPLETOKEN"}) as fake:
        answer = _asked(fake, "variable", monkeypatch)
        assert len(fake.requests) == 1
    assert answer.reply.ok
    assert not answer.unsent
