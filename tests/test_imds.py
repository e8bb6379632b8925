"""`whoami-aws imds`: all about the metadata service, which alone is asked."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.scenario import child, lay_out
from whoami_aws.fakes import FakeImds
from whoami_aws.gather.http import TOKEN_HEADER, Sent
from whoami_aws.gather.imds import ask_imds
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import ImdsNeed

ROLE = {"v1": False, "token": "ok", "role": "web-prod-role", "account": "111122223333"}
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


def said(host: dict[str, Any], root: Path) -> tuple[int, dict[str, Any]]:
    with lay_out(host, root / "host") as laid:
        done = child(laid, "imds", "--format", "json")
        assert not (laid.home / "started").exists()
        for other in (laid.sts, laid.container):
            assert other is None or other.requests == ()
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_what_the_chain_would_ask_first_is_not_asked(tmp_path: Path) -> None:
    """Neither the container's endpoint, nor STS for a web identity, nor a program."""
    config = "[default]\ncredential_process = {home}/bin/creds\n"
    host = {
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/credentials"},
        "files": {"~/.aws/config": config, "~/bin/creds": "#!/bin/sh\ntouch {home}/started\n"},
        "imds": ROLE,
        "container": {"path": "/credentials"},
        "sts": {},
    }
    code, told = said(host, tmp_path)
    assert (code, told["served"], told["role"]) == (0, True, "web-prod-role")


def test_a_role_is_served(tmp_path: Path) -> None:
    host = {
        "env": {**KEYS, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/credentials"},
        "imds": ROLE,
        "container": {"path": "/credentials"},
        "sts": {},
    }
    code, told = said(host, tmp_path)
    assert (code, told["schema"], told["served"], told["role"]) == (0, "whoami-aws/imds/2", True, "web-prod-role")
    assert (told["access"], told["hop_limit_too_low"], told["findings"]) == ("token-required", False, [])


STATES = [
    ({"v1": True, "token": 403, "role": "web-prod-role"}, 0, "v1-open", ["metadata-v1-open"]),
    ({"v1": True, "token": "timeout-hop-limit", "role": "web-prod-role"}, 0, "v1-open", ["metadata-hop-limit"]),
    ({"v1": False, "token": "ok"}, 1, "token-required", ["no-role-attached"]),
    ({"token": 403, "get_status": 403}, 1, None, ["metadata-forbidden"]),
    ({"token": "timeout-hop-limit", "v1": False}, 1, "token-required", ["metadata-hop-limit"]),
    ({"reachable": False}, 1, None, []),
]


@pytest.mark.parametrize(("imds", "code", "access", "rules"), STATES)
def test_states(imds: dict[str, Any], code: int, access: str | None, rules: list[str], tmp_path: Path) -> None:
    exit_code, told = said({"env": {}, "imds": imds}, tmp_path)
    found = [finding["rule"] for finding in told["findings"]]
    assert (exit_code, told["access"], found) == (code, access, rules)


def test_nobody_is_asked_where_it_is_disabled(tmp_path: Path) -> None:
    with lay_out({"env": {"AWS_EC2_METADATA_DISABLED": "true"}, "imds": ROLE}, tmp_path / "host") as laid:
        done = child(laid, "imds")
        assert laid.imds is not None and laid.imds.requests == ()
    assert done.returncode == 1
    assert "AWS_EC2_METADATA_DISABLED" in done.stdout


def test_no_secret_is_shown(tmp_path: Path) -> None:
    with lay_out({"env": {}, "imds": ROLE}, tmp_path / "host") as laid:
        done = child(laid, "imds", "--verbose")
    assert done.stdout.startswith("role web-prod-role of account 111122223333")
    assert "ASIAIOSFODNN7EXAMPLE" not in done.stdout


def test_a_format_that_there_is_not(tmp_path: Path) -> None:
    with lay_out({"env": {}}, tmp_path / "host") as laid:
        assert child(laid, "imds", "--format", "yaml").returncode == 2


@pytest.mark.parametrize(
    ("state", "named", "asked"),
    [
        ({"role": "one"}, None, ["one"]),
        ({"role": "one"}, "one", ["one"]),
        ({"role": "one"}, "two", ["one", "two"]),
        ({"role": "one", "role_body": "one\ntwo"}, None, ["onetwo", "one"]),
        ({"role": "one", "role_body": "one\ntwo"}, "two", ["onetwo", "two"]),
    ],
)
def test_what_is_asked_for_a_list_of_roles_and_one_that_is_named(
    state: dict[str, Any], named: str | None, asked: list[str]
) -> None:
    """The list as botocore takes it (the line end is left out on the way), and the one role that other SDKs ask for;
    each with the token.
    """
    roles = "/latest/meta-data/iam/security-credentials/"
    with FakeImds(state) as fake:
        need, log = ImdsNeed(f"{fake.url}/", 9, 1, True, role=named), list[Sent]()
        answer = ask_imds(ThisProcess(), need, time.monotonic() + 20, SecretStore(), log)
    others = ["/latest/meta-data/iam/info", "/latest/dynamic/instance-identity/document"]
    assert [str(one) for one in fake.requests] == [
        "PUT /latest/api/token",
        f"GET {roles}",
        *(f"GET {roles}{role}" for role in asked),
        *(f"GET {path}" for path in others),
    ]
    assert all(TOKEN_HEADER in one.headers for one in fake.requests[1:])
    assert len(log) == 3, "what botocore itself asks"
    first = answer.first
    told = first and (first.role_name, first.credentials and first.credentials.status)
    assert told == ((asked[1], 200 if asked[1] in state.get("role_body", "") else 404) if len(asked) > 1 else None)
