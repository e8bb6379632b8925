"""While the SDK is asked, it writes no file and renews no token; afterwards it is as it was."""

from __future__ import annotations

import builtins
from datetime import datetime, timedelta, timezone
from typing import Any

import botocore.credentials
import botocore.loaders
import botocore.tokens
import botocore.utils
import pytest

from whoami_aws.gather.botocore_sandbox import Refused, restrained

LOGIN = getattr(botocore.credentials, "LoginCredentialFetcher", None)
CHANGED: list[tuple[Any, str]] = [
    (botocore.credentials.ProcessProvider, "__init__"),
    (botocore.utils.JSONFileCache, "__setitem__"),
    (botocore.tokens.SSOTokenProvider, "_attempt_create_token"),
    (builtins, "open"),
    (botocore.loaders.JSONFileLoader, "load_file"),
    *([(LOGIN, "refresh_credentials")] if LOGIN is not None else []),
]


@pytest.mark.parametrize(("owner", "name"), CHANGED, ids=[f"{owner.__name__}.{name}" for owner, name in CHANGED])
@pytest.mark.parametrize("raises", [False, True])
def test_what_is_changed_is_put_back(owner: Any, name: str, raises: bool) -> None:
    before = getattr(owner, name)
    try:
        with restrained(lambda _: None):
            assert getattr(owner, name) is not before
            if raises:
                raise KeyError
    except KeyError:
        pass
    assert getattr(owner, name) is before


def test_no_token_is_made_and_nothing_is_cached(tmp_path) -> None:
    cache = botocore.utils.JSONFileCache(str(tmp_path))
    provider = botocore.tokens.SSOTokenProvider.__new__(botocore.tokens.SSOTokenProvider)
    with restrained(lambda _: None):
        cache["key"] = {"a": 1}
        with pytest.raises(Refused):
            provider._attempt_create_token({"accessToken": "x"})
    assert list(tmp_path.iterdir()) == []


class _Tokens:
    def __init__(self, left: timedelta) -> None:
        ends = datetime.now(timezone.utc) + left
        self.token = {
            "accessToken": {
                "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
                "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "sessionToken": "IQoJb3JpZ2luX2VjEXAMPLE",
                "accountId": "111122223333",
                "expiresAt": ends.isoformat().replace("+00:00", "Z"),
            },
            "refreshToken": "x",
            "clientId": "x",
            "dpopKey": "x",
        }

    def load_token(self, _: str) -> dict[str, Any]:
        return self.token


@pytest.mark.skipif(LOGIN is None, reason="this version of botocore knows no login")
@pytest.mark.parametrize(("minutes", "given"), [(60, True), (6, True), (4, False), (-1, False)])
def test_a_session_of_a_login_is_never_renewed(minutes: int, given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore renews one with less than five minutes left, in the user's own cache."""

    def asked(*_: Any, **__: Any) -> Any:
        pytest.fail("a client was made")

    assert LOGIN is not None
    monkeypatch.setattr(LOGIN, "_load_private_key", lambda *_: None, raising=False)
    fetcher = LOGIN("arn:aws:sts::111122223333:assumed-role/dev/me", _Tokens(timedelta(minutes=minutes)), asked)
    with restrained(lambda _: None):
        if given:
            assert fetcher.refresh_credentials()["access_key"] == "ASIAIOSFODNN7EXAMPLE"
        else:
            with pytest.raises(Refused):
                fetcher.refresh_credentials()
