"""The AWS SDK for Python v4 without its optional packages: what is nobody's is passed over, and no error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scenario import child, lay_out

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/app\n"
PRINTED = {"Version": 1, "AccessKeyId": "AKIAIOSFODNN7PROCESS", "SecretAccessKey": SECRET}


def _told(tmp_path: Path, section: str, *absent: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    files = {
        "~/.aws/config": f"[default]\n{section}[profile base]\n{KEYS}",
        "~/out": json.dumps(PRINTED),
    }
    host = {"env": env or {}, "files": files, "imds": {"role": "app"}, "container": {"path": "/creds"}}
    assumed = [word for part in absent for word in ("--assume", f"{part}=absent")]
    with lay_out(host, tmp_path / "host") as laid:
        words = ("explain", "--sdk", "python-v4", "--format", "json", "--network", "metadata", *assumed)
        done = child(laid, *words)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def _said(told: dict[str, Any], link: str) -> tuple[str, str, str]:
    """What becomes of a link, and why."""
    (row,) = (one for one in told["links"] if one["id"] == link)
    return row["status"], row["reason"]["code"], row["reason"]["text"]


def _lacks(part: str) -> tuple[str, str, str]:
    return "declined", "no-module", f"this needs `{part}`, which is not part of the program"


PROCESS = "credential_process = cat {home}/out\n"


@pytest.mark.parametrize(
    ("section", "whole", "bare"),
    [
        (ROLE + "source_profile = base\n" + PROCESS, "resolved", "profile"),
        (ROLE + "source_profile = base\n" + KEYS, "resolved", "iam-role"),
        (ROLE + PROCESS, "error", "profile"),
    ],
    ids=["process", "keys", "no source"],
)
def test_a_role_is_nothing_without_sts(section: str, whole: str, bare: str, tmp_path: Path) -> None:
    told = _told(tmp_path / "whole", section)
    assert told["outcome"] == whole
    without = _told(tmp_path / "bare", section, "sts")
    assert without["outcome"] == "resolved"
    assert without["winner"] == bare
    assert without["sdk"]["assumes"] == {"http": True, "imds": True, "sts": False}


def test_without_the_package_nobody_asks_the_container(tmp_path: Path) -> None:
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/creds"}
    assert _told(tmp_path / "whole", "", env=env)["winner"] == "container-role"
    told = _told(tmp_path / "bare", "", "http", env=env)
    assert (told["winner"], _said(told, "container-role")) == ("iam-role", _lacks("http"))


def test_without_the_package_nobody_asks_the_metadata_service(tmp_path: Path) -> None:
    assert _told(tmp_path / "whole", "")["winner"] == "iam-role"
    told = _told(tmp_path / "bare", "", "imds")
    assert (told["outcome"], _said(told, "iam-role")) == ("none", _lacks("imds"))


@pytest.mark.parametrize("part", ["http", "imds"])
def test_a_role_whose_source_is_nobody_s_ends_it(part: str, tmp_path: Path) -> None:
    source = {"http": "EcsContainer", "imds": "Ec2InstanceMetadata"}[part]
    told = _told(tmp_path, f"{ROLE}credential_source = {source}\n{PROCESS}", part)
    assert told["outcome"] == "error"
