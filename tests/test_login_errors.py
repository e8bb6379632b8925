"""A cached login that is not whole: the same error as botocore's, in its own words. Its provider wants awscrt, which a
test cannot count on; what looks into the cache does not.
"""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import botocore.credentials
import botocore.exceptions
import pytest

from whoami_aws.chain.botocore.links import login
from whoami_aws.gather.files import cache_file
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import CacheNeed

if not hasattr(botocore.credentials, "LoginCredentialFetcher"):
    pytest.skip("this version of botocore knows no login", allow_module_level=True)

SESSION = "arn:aws:sts::111122223333:assumed-role/dev/me"
PARTS: dict[str, Any] = {
    "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "sessionToken": "IQoJb3JpZ2luX2VjEXAMPLE",
    "expiresAt": "2099-01-01T00:00:00Z",
    "accountId": "111122223333",
}
WHOLE: dict[str, Any] = {"accessToken": PARTS, "refreshToken": "x", "dpopKey": "x", "clientId": "x"}
CACHES: dict[str, Any] = {
    "whole": WHOLE,
    "empty": {},
    "null": None,
    "number": 1,
    **{f"without {name}": {key: one for key, one in WHOLE.items() if key != name} for name in WHOLE},
    "without two": {"dpopKey": "x", "clientId": "x"},
    **{
        f"without {part}": {**WHOLE, "accessToken": {key: one for key, one in PARTS.items() if key != part}}
        for part in PARTS
    },
}


class _Loader:
    def __init__(self, token: Any) -> None:
        self.token = token

    def load_token(self, session_name: str) -> Any:
        return self.token


@pytest.mark.parametrize("name", CACHES)
def test_a_cache_that_is_not_whole_raises_what_botocore_raises(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cache.json"
    path.write_text(json.dumps(CACHES[name]))
    ours = login._cache_error(
        cache_file(ThisProcess(), CacheNeed(str(path), "login"), SecretStore()), SESSION, str(path)
    )
    fetcher = botocore.credentials.LoginCredentialFetcher(SESSION, _Loader(CACHES[name]), None)
    if ours is None:
        assert PARTS["accessKeyId"] in fetcher.load_cached_credentials().values()
        return
    with pytest.raises(getattr(botocore.exceptions, ours.type, None) or getattr(builtins, ours.type)) as raised:
        fetcher.load_cached_credentials()
    assert str(raised.value) == ours.message
