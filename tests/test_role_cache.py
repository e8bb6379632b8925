"""The names of cached role keys are those that botocore makes, and good keys in one are used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.credentials
import pytest

from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.host import Budget

ROLE = "arn:aws:iam::111122223333:role/r"
KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"


def _assume_role(**extra: Any) -> str:
    return botocore.credentials.AssumeRoleCredentialFetcher(None, None, ROLE, extra_args=extra)._create_cache_key()


def _web_identity(**extra: Any) -> str:
    fetcher = botocore.credentials.AssumeRoleWithWebIdentityCredentialFetcher(None, None, ROLE, extra_args=extra)
    return fetcher._create_cache_key()


def _sso(session: str | None) -> str:
    fetcher = botocore.credentials.SSOCredentialFetcher(
        "https://example.awsapps.com/start", "us-east-1", "dev", "111122223333", None, sso_session_name=session
    )
    return fetcher._create_cache_key()


SSO = "sso_account_id = 111122223333\nsso_role_name = dev\n"
PLACE = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
CASES = {
    "plain": (f"role_arn = {ROLE}\nsource_profile = s\n", _assume_role()),
    "everything": (
        f"role_arn = {ROLE}\nsource_profile = s\nexternal_id = x\nrole_session_name = me\nduration_seconds = 900\n"
        "mfa_serial = arn:aws:iam::111122223333:mfa/me\n",
        _assume_role(
            ExternalId="x", RoleSessionName="me", DurationSeconds=900, SerialNumber="arn:aws:iam::111122223333:mfa/me"
        ),
    ),
    "duration that is none": (f"role_arn = {ROLE}\nsource_profile = s\nduration_seconds = 1h\n", _assume_role()),
    "web identity": (f"role_arn = {ROLE}\nweb_identity_token_file = /nonexistent\n", _web_identity()),
    "web identity, named": (
        f"role_arn = {ROLE}\nweb_identity_token_file = /nonexistent\nrole_session_name = me\n",
        _web_identity(RoleSessionName="me"),
    ),
    "sso, legacy": (SSO + PLACE, _sso(None)),
    "sso, session": (f"{SSO}sso_session = corp\n[sso-session corp]\n{PLACE}", _sso("corp")),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws/cli/cache").mkdir(parents=True)
    (tmp_path / ".aws/credentials").write_text(f"[s]\n{KEYS}")
    return tmp_path


def _use(home: Path, profile: str, key: str, expiration: str, sdk: str = "aws-cli"):
    (home / ".aws/config").write_text(f"[profile p]\n{profile}")
    cached = {"Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "Expiration": expiration}}
    (home / f".aws/cli/cache/{key}.json").write_text(json.dumps(cached))
    host = gather(Question(profile="p", sdk=sdk, budget=Budget("none")))
    return judge(host, CHAINS[sdk]).use


@pytest.mark.parametrize("name", CASES)
def test_good_keys_are_used(name: str, home: Path) -> None:
    use = _use(home, *CASES[name], "2099-01-01T00:00:00Z")
    assert use is not None and use.state == "works" and ".aws/cli/cache" in use.because


@pytest.mark.parametrize("name", ["plain", "everything", "duration that is none"])
def test_v1_has_it_for_roles(name: str, home: Path) -> None:
    use = _use(home, *CASES[name], "2099-01-01T00:00:00Z", sdk="aws-cli-v1")
    assert use is not None and use.state == "works" and ".aws/cli/cache" in use.because


@pytest.mark.parametrize("name", ["sso, legacy", "sso, session"])
def test_v1_has_none_for_sso(name: str, home: Path) -> None:
    use = _use(home, *CASES[name], "2099-01-01T00:00:00Z", sdk="aws-cli-v1")
    assert use is not None and use.state != "works"


@pytest.mark.parametrize("name", CASES)
def test_old_keys_are_not(name: str, home: Path) -> None:
    use = _use(home, *CASES[name], "2020-01-01T00:00:00Z")
    assert use is not None and use.state != "works"


def test_boto3_has_no_such_cache(home: Path) -> None:
    use = _use(home, *CASES["plain"], "2099-01-01T00:00:00Z", sdk="boto3")
    assert use is not None and use.state == "unknown"
