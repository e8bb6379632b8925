"""What comes from outside is harmless in every format of every command: no control character, no direction override,
no line, row or element of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.check import formats
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.demo.lab_host import LabHost

from . import odd
from .cases import ALICE, ENV_KEYS, KEY, PAIR, SECRET
from .child import HUNG, _texts, command, run, unsafe
from .conftest import LayOut

ODD = "\x1b]8;;http://x\x07a\x1b]8;;\x07\x1b[31m\x9b1m\x85\x7f\u202e\u2066\u200b\u2028|`<b>&]]>\\u0000"
"""On one line, for a file; control characters of both kinds, two ways to turn text round, and marks of markup."""
BROKEN = f"{ODD}\nFORGED | row |\n::error::FORGED\nok 999 - FORGED\r\nFORGED"
"""On several, for what may hold them."""
ROLE = "arn:aws:iam::123456789012:role/deploy"


def _token(claims: Mapping[str, object]) -> str:
    return odd.jwt(b'{"alg": "RS256"}', json.dumps(claims).encode()).decode()


HOSTS: Mapping[str, dict[str, Any]] = {
    "profile": {"env": {"AWS_PROFILE": BROKEN, f"AWS_{ODD}": BROKEN, "AWS_CONFIG_FILE": f"/nowhere/{BROKEN}"}},
    "keys": {
        "env": {**ENV_KEYS, "AWS_ACCESS_KEY_ID": f"{KEY}\n{ODD}", "AWS_DEFAULT_REGION": BROKEN},
        "sts": {"error_by_key": {f"{KEY}\n{ODD}": {"error": "X", "message": BROKEN}}},
    },
    "identity": {"env": ENV_KEYS, "sts": {"identity_by_key": {KEY: f"{ALICE}/{BROKEN}"}}},
    "refusal": {"env": ENV_KEYS, "sts": {"error_by_key": {KEY: {"error": f"X{ODD}", "message": BROKEN}}}},
    "roles": {
        "files": {
            "~/.aws/config": f"[default]\nrole_arn = {ROLE}{ODD}\nsource_profile = a{ODD}\nrole_session_name = {ODD}\n"
            f"[profile 'a{ODD}']\nregion = {ODD}\n{PAIR}[services {ODD}]\n[sso-session {ODD}]\n{ODD} = {ODD}\n"
        },
    },
    "token": {
        "env": {
            "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token",
            "AWS_ROLE_ARN": BROKEN,
            "AWS_ROLE_SESSION_NAME": BROKEN,
            "AWS_DEFAULT_REGION": "us-east-1",
        },
        "files": {"~/token": _token({"iss": BROKEN, "sub": BROKEN, "aud": [BROKEN], "exp": 1})},
        "sts": {"web_identity": {"error": "InvalidIdentityToken", "message": BROKEN}},
    },
    "sign-in": {
        "files": {
            "~/.aws/config": f"[default]\nsso_session = {ODD}\nsso_account_id = {ODD}\nsso_role_name = {ODD}\n"
            f"[sso-session {ODD}]\nsso_start_url = https://{ODD}\nsso_region = us-east-1\n"
        },
        "sso_cache": [{"key": ODD, "accessToken": "EXAMPLE", "expiresAt": ODD, "startUrl": BROKEN, "region": BROKEN}],
    },
    "program": {
        "files": {
            "~/.aws/config": f"[default]\ncredential_process = {{home}}/bin/creds {ODD}\nregion = {ODD}\n",
            "~/bin/creds": f"#!/bin/sh\ncat >&2 <<'END'\n{BROKEN}\nEND\nexit 3\n",
        },
        "file_modes": {"~/bin/creds": 0o755},
    },
    "container": {
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/creds"},
        "container": {"path": "/creds", "status": 500, "body": {"code": BROKEN, "message": BROKEN}},
    },
    "instance": {
        "imds": {"role": "web", "credentials": {"Code": BROKEN, "Message": BROKEN}, "instance_profile_arn": BROKEN}
    },
    "instance-role": {
        "imds": {"role": "web", "credentials": {"AccountId": BROKEN, "Expiration": BROKEN}, "region": BROKEN},
    },
}  # fmt: skip
_CHECKED = ("--arn", BROKEN, "--region", BROKEN, "--source", "iam-role", "--all-sdks-agree")


def _said(laid: LabHost, folder: Path) -> dict[str, str]:
    """What each command says in each format."""
    said: dict[str, str] = {}
    for name, words in (("explain", ("--verbose",)), ("check", _CHECKED)):
        reports = [f"--report={format_}={folder / f'{name}.{format_}'}" for format_ in CHECK_FORMATS]
        said[name] = _ran(laid, name, "--format", "text", *words, *reports)
        for format_ in CHECK_FORMATS:
            said[f"{name} {format_}"] = (folder / f"{name}.{format_}").read_bytes().decode()
    for format_ in ("text", "json"):
        said[f"compare {format_}"] = _ran(laid, "compare", "--all", "--format", format_)
        said[f"imds {format_}"] = _ran(laid, "imds", "--format", format_)
    return said


def _ran(laid: LabHost, name: str, *words: str) -> str:
    done = run(laid, "text", program=[*command("text")[:3], name, *words])
    assert done.code in (0, 1), done.errors
    assert b"Traceback" not in done.stdout + done.stderr
    assert unsafe(done.errors) == [], done.errors
    assert done.seconds < HUNG * 4
    return done.text


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ("profile", "roles") else pytest.mark.slow) for name in HOSTS]
)
def test_what_comes_from_outside_is_harmless_in_every_format(host: LayOut, tmp_path: Path, name: str) -> None:
    laid = host(HOSTS[name])
    for where, text in _said(laid, tmp_path).items():
        assert unsafe(text) == [], where
        forged = [line for line in text.split("\n") if re.match(r"FORGED|ok 999|\s*::error::FORGED", line)]
        assert forged == [], where
        _by_its_reader(where.partition(" ")[2], text)


def _by_its_reader(format_: str, text: str) -> None:
    """What a reader of the format takes out of it is harmless too."""
    if format_ in formats.READERS:
        formats.READERS[format_](text)
    if formats.is_json(format_):
        assert [one for one in _texts(json.loads(text)) if unsafe(one)] == []
    elif format_ == "junit":
        for element in ElementTree.fromstring(text).iter():
            assert [one for one in (element.text or "", *element.attrib.values()) if unsafe(one)] == []
    elif format_ == "github":
        assert not any("FORGED" in name for name, _, _ in formats.github(text))
    elif format_ == "markdown":
        _rows_are_whole(text)


def _rows_are_whole(text: str) -> None:
    """Each row of a table has as many cells as its head."""
    cells = 0
    for line in text.split("\n"):
        if not line.startswith("|"):
            cells = 0
            continue
        found = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        cells = cells or found
        assert found == cells, line


def test_the_readers_see_what_is_forged() -> None:
    with pytest.raises(AssertionError):
        _rows_are_whole("| a | b |\n|---|---|\n| x | y | z |")
    with pytest.raises(AssertionError):
        _by_its_reader("json", '["\\u202e"]')
    with pytest.raises(AssertionError):
        _by_its_reader("github", "::FORGED::x")
    assert SECRET not in ODD
