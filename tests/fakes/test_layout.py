"""lay_out: the files, their modes, the environment, and that nothing stays behind."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from whoami_aws.demo.layout import lay_out

KEY = "AKIAIOSFODNN7EXAMPLE"
ADDED = {
    "HOME",
    "PATH",
    "LANG",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_ENDPOINT_URL_SIGNIN",
}
WHO = """
import botocore.session
session = botocore.session.Session()
found = session.get_credentials()
print(found.method, session.create_client("sts", "us-east-1").get_caller_identity()["Arn"])
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def child(env: Mapping[str, str], code: str) -> str:
    """What a Python with this environment prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.strip() or done.stderr


def test_an_empty_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "leaks")
    with lay_out({}, tmp_path / "new") as laid:
        assert set(laid.env) == ADDED
        assert laid.env["HOME"] == str(tmp_path / "new/home") == str(laid.home)
        assert laid.env["PATH"] == os.environ["PATH"]
        assert (laid.argv, laid.imds, laid.sts, laid.skipped) == ((), None, None, ())
        assert laid.home.is_dir()
    assert not (tmp_path / "new").exists()


def test_every_kind_of_file(tmp_path: Path) -> None:
    files = {
        "~/.aws/config": "[default]\nregion = us-east-1\n",
        "~/.aws/credentials": {"encoding": "utf-8-sig", "text": "[default]\n"},
        "~/utf16": {"encoding": "utf-16", "text": "x"},
        "~/bytes": {"bytes_hex": "00ff0a"},
        "~/link": {"symlink": "~/.aws/config"},
        "~/dangling": {"symlink": "/nowhere"},
        "~/pipe": {"fifo": True},
        "~/dir": {"directory": True},
        "~/big": {"size": 5_000_000_000},
        "~/bin/creds": "#!/bin/sh\ncat {home}/answer.json\n",
        "~/crlf": "a\r\nb\r\n",
        "~/gone": None,
    }
    with lay_out({"files": files}, tmp_path) as laid:
        home = laid.home
        assert (home / ".aws/config").read_text() == files["~/.aws/config"]
        assert (home / ".aws/credentials").read_bytes() == b"\xef\xbb\xbf[default]\n"
        assert (home / "utf16").read_text("utf-16") == "x"
        assert (home / "bytes").read_bytes() == b"\x00\xff\n"
        assert (home / "link").resolve() == (home / ".aws/config").resolve()
        assert (home / "dangling").is_symlink() and not (home / "dangling").exists()
        assert (home / "pipe").is_fifo()
        assert (home / "dir").is_dir()
        assert (home / "big").stat().st_size == 5_000_000_000
        assert (home / "big").stat().st_blocks < 100
        assert (home / "bin/creds").read_text() == f"#!/bin/sh\ncat {home}/answer.json\n"
        assert (home / "crlf").read_bytes() == b"a\r\nb\r\n"
        assert not (home / "gone").exists()
        assert mode(home / ".aws/config") == 0o600
        assert mode(home / "crlf") == 0o644
        assert mode(home / "bin/creds") == 0o755
    assert list(tmp_path.iterdir()) == []


def test_modes_and_their_removal(tmp_path: Path) -> None:
    host = {
        "files": {"~/.aws/sub/config": "x", "~/.aws/credentials": "y"},
        "file_modes": {
            "~/.aws": "0000",
            "~/.aws/sub": "0000",
            "~/.aws/credentials": "0400",
        },
    }
    with lay_out(host, tmp_path) as laid:
        assert mode(laid.home / ".aws") == 0
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="relative"),
        lay_out({"files": {"~/a": "x", "relative": "y"}}, tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/mine").write_text("x")
    with pytest.raises(FileExistsError), lay_out({}, tmp_path):
        pass
    assert (tmp_path / "home/mine").read_text() == "x"


def test_absolute_files(tmp_path: Path) -> None:
    host = {
        "env": {"AWS_CONFIG_FILE": "/srv/config", "AWS_OTHER": "/srv/config.bak"},
        "files": {
            "/etc/boto.cfg": "[Credentials]\n",
            "/srv/config": "[default]\ncredential_process = /opt/bin/creds --x\n",
            "/opt/bin/creds": "#!/bin/sh\n",
        },
    }
    with lay_out(host, tmp_path) as laid:
        below = tmp_path / "abs"
        assert laid.env["AWS_CONFIG_FILE"] == f"{below}/srv/config"
        assert laid.env["AWS_OTHER"] == "/srv/config.bak"
        assert f"= {below}/opt/bin/creds --x" in (below / "srv/config").read_text()
        assert mode(below / "opt/bin/creds") == 0o755
        assert (below / "etc/boto.cfg").exists()
        assert laid.skipped == ("/etc/boto.cfg: absolute, and nothing names it",)


def test_a_home_of_its_own(tmp_path: Path) -> None:
    host = {
        "env": {"HOME": "/home/app"},
        "files": {"/home/app/.boto": "x", "/root/.boto": "y"},
    }
    with lay_out(host, tmp_path) as laid:
        assert laid.env["HOME"] == str(laid.home) == str(tmp_path / "abs/home/app")
        assert (laid.home / ".boto").read_text() == "x"
        assert [note.partition(":")[0] for note in laid.skipped] == ["/root/.boto"]


def test_caches(tmp_path: Path) -> None:
    host = {
        "sso_cache": [
            {"key": "corp", "accessToken": "EXAMPLEACCESSTOKEN", "expiresAt": "-1h"},
            {"key": "broken", "raw": "{"},
        ],
        "login_cache": [
            {
                "session": "arn:x",
                "token": {"accessToken": {"expiresAt": "2030-01-01T00:00:00Z"}},
            }
        ],
        "file_modes": {"~/.aws/sso/cache/" + hashlib.sha1(b"corp").hexdigest() + ".json": "0000"},
    }
    with lay_out(host, tmp_path) as laid:
        cache = laid.home / ".aws/sso/cache"
        corp = cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"
        assert mode(corp) == 0
        corp.chmod(0o600)
        assert set(json.loads(corp.read_text())) == {"accessToken", "expiresAt"}
        assert json.loads(corp.read_text())["expiresAt"].endswith("Z")
        assert (cache / f"{hashlib.sha1(b'broken').hexdigest()}.json").read_text() == "{"
        login = laid.home / f".aws/login/cache/{hashlib.sha256(b'arn:x').hexdigest()}.json"
        assert json.loads(login.read_text()) == host["login_cache"][0]["token"]  # type: ignore[index]


def test_placeholders_and_the_host_s_own_endpoints(tmp_path: Path) -> None:
    host = {
        "env": {
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": None,
            "AWS_ENDPOINT_URL_STS": "{sts}/x",
            "AWS_CONFIG_FILE": "{home}/c",
            "AWS_CREDENTIAL_EXPIRATION": "+2h",
        },
        "files": {"~/until": "until {-30m}"},
        "sts": {},
    }
    with lay_out(host, tmp_path) as laid:
        assert laid.sts
        assert laid.env["AWS_ENDPOINT_URL_STS"] == f"{laid.sts.url}/x"
        assert laid.env["AWS_CONFIG_FILE"] == f"{laid.home}/c"
        expiration = laid.env["AWS_CREDENTIAL_EXPIRATION"]
        assert (laid.home / "until").read_text()[6:] < expiration
        assert expiration.endswith("Z")
        assert "AWS_EC2_METADATA_SERVICE_ENDPOINT" not in laid.env


def test_one_endpoint_for_all_is_not_hidden(tmp_path: Path) -> None:
    with lay_out({"env": {"AWS_ENDPOINT_URL": "http://localhost:4566"}}, tmp_path) as laid:
        assert not [name for name in laid.env if name.startswith("AWS_ENDPOINT_URL_")]


@pytest.mark.parametrize(
    ("container", "uri", "rewritten"),
    [
        ({"path": "/creds"}, "http://169.254.170.2/creds?id=1", True),
        ({"path": "/creds"}, "http://169.254.170.2/other", False),
        ({"path": "/creds", "reachable": False}, "http://localhost/creds", True),
        (
            {"url": "http://169.254.170.23/v1/creds"},
            "http://169.254.170.23/v1/creds",
            True,
        ),
        ({"url": "http://ecs-local/creds"}, "http://ecs-local/creds", False),
    ],
)
def test_container_uri(tmp_path: Path, container: dict[str, object], uri: str, rewritten: bool) -> None:
    host = {"env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri}, "container": container}
    with lay_out(host, tmp_path) as laid:
        assert laid.container
        given = laid.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        assert given.startswith(laid.container.url) is rewritten
        assert given.partition("/")[2].partition("/")[2].partition("/")[2] == (uri.partition("//")[2].partition("/")[2])


def test_a_relative_uri_is_said_to_be_skipped(tmp_path: Path) -> None:
    host = {
        "env": {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"},
        "container": {"path": "/x"},
    }
    with lay_out(host, tmp_path) as laid:
        assert laid.env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] == "/x"
        assert len(laid.skipped) == 1


def test_a_child_gets_the_instance_role(tmp_path: Path) -> None:
    web = "arn:aws:sts::123456789012:assumed-role/web-prod-role/i-1"
    host = {
        "imds": {"reachable": True, "role": "web-prod-role"},
        "sts": {"identity_by_key": {"ASIAIOSFODNN7EXAMPLE": web}},
    }
    with lay_out(host, tmp_path) as laid:
        assert child(laid.env, WHO) == f"iam-role {web}"


def test_a_child_runs_its_credential_process(tmp_path: Path) -> None:
    answer = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": "EXAMPLE"}
    host = {
        "files": {
            "~/.aws/config": "[default]\ncredential_process = {home}/bin/creds\n",
            "~/bin/creds": f"#!/bin/sh\necho '{json.dumps(answer)}'\n",
        },
        "imds": {"reachable": False},
        "sts": {"identity_by_key": {KEY: "arn:aws:iam::123456789012:user/alice"}},
    }
    with lay_out(host, tmp_path) as laid:
        assert child(laid.env, WHO) == "custom-process arn:aws:iam::123456789012:user/alice"
