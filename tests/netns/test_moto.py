"""Moto's STS in the place of the project's fake: what boto3 is there, the tool must say. On loopback, for any user."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from whoami_aws.fakes.examples import SECRET, TOKEN

from .children import EXPLAIN
from .place import environment

pytestmark = pytest.mark.slow

VARIABLE, NAME = "WHOAMI_AWS_MOTO", "moto_server"
IDENTITY = Path(__file__).with_name("identity.py")
KEY, ACCOUNT = "AKIAIOSFODNN7EXAMPLE", "123456789012"
DEPLOY, SECOND = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("deploy", "second"))
EXAMPLE = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
ALICE = {"AWS_ACCESS_KEY_ID": "{key}", "AWS_SECRET_ACCESS_KEY": "{secret}"}
SOURCE = "[source]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
ASSUMED = f"arn:aws:sts::{ACCOUNT}:assumed-role"

_START = 30.0


@pytest.fixture(autouse=True)
def _all_addresses_inside() -> None:
    """No namespace is needed here: what the whole suite may connect to is enough."""


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Moto's server on a free port of loopback; gives its URL."""
    named = os.environ.get(VARIABLE)
    program = named or shutil.which(NAME)
    if program is None:
        pytest.skip(f"needs {NAME} (pip install 'moto[server]', in a venv of its own) in {VARIABLE} or PATH")
    if not os.access(program, os.X_OK):
        pytest.skip(f"{VARIABLE} names no program: {program}")
    home = tmp_path_factory.mktemp("moto")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {"HOME": str(home), "PATH": os.defpath, "PYTHONPATH": os.environ["PYTHONPATH"]}
    env["AWS_EC2_METADATA_DISABLED"] = "true"
    argv = [program, "-H", "127.0.0.1", "-p", str(port)]
    with (home / "log").open("wb") as log:
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
        try:
            server = subprocess.Popen(argv, env=env, cwd=home, **streams)
        except OSError as error:
            pytest.skip(f"{program} does not start: {error}")
    try:
        end = time.monotonic() + _START
        while not _listens(port):
            told = (home / "log").read_text(errors="replace")[-1000:]
            if server.poll() is not None and not named:
                pytest.skip(f"{program} does not start: {told}")  # a shim, say, for a Python that has no moto
            assert server.poll() is None and time.monotonic() < end, told
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def alice(moto: str) -> dict[str, str]:
    """The key of a user that moto knows."""
    iam = _client("iam", moto, KEY, SECRET)
    iam.create_user(UserName="alice")
    made = iam.create_access_key(UserName="alice")["AccessKey"]
    return {"key": made["AccessKeyId"], "secret": made["SecretAccessKey"]}


def _client(service: str, url: str, key: str, secret: str, token: str | None = None) -> Any:
    session = boto3.Session(key, secret, token, region_name="us-east-1")
    return session.client(service, endpoint_url=url)


CASES = [
    pytest.param(EXAMPLE, "", "env", None, id="a key it does not know"),
    pytest.param(ALICE, "", "env", f"arn:aws:iam::{ACCOUNT}:user/alice", id="a user's key"),
    pytest.param(
        {},
        f"[default]\nrole_arn = {DEPLOY}\nrole_session_name = test\nsource_profile = source\n{SOURCE}",
        "assume-role",
        f"{ASSUMED}/deploy/test",
        id="a role",
    ),
    pytest.param(
        {"AWS_PROFILE": "second"},
        f"[profile second]\nrole_arn = {SECOND}\nrole_session_name = two\nsource_profile = first\n"
        f"[profile first]\nrole_arn = {DEPLOY}\nrole_session_name = one\nsource_profile = source\n{SOURCE}",
        "assume-role",
        f"{ASSUMED}/second/two",
        id="a role by a role",
    ),
    pytest.param(
        {
            "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token",
            "AWS_ROLE_ARN": DEPLOY,
            "AWS_ROLE_SESSION_NAME": "pod",
        },
        "",
        "assume-role-with-web-identity",
        f"{ASSUMED}/deploy/pod",
        id="a role by web identity",
    ),
]


@pytest.mark.parametrize(("settings", "config", "winner", "arn"), CASES)
def test_agreement(
    settings: dict[str, str],
    config: str,
    winner: str,
    arn: str | None,
    moto: str,
    alice: dict[str, str],
    tmp_path: Path,
) -> None:
    for name, value in alice.items():
        config = config.replace(f"{{{name}}}", value)
        settings = {variable: text.replace(f"{{{name}}}", value) for variable, text in settings.items()}
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(config.replace("[source]", "[profile source]"))
    (tmp_path / "token").write_text(TOKEN)
    own = {"AWS_ENDPOINT_URL_STS": moto, "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    own["PYTHONPATH"] = os.environ["PYTHONPATH"]
    env = environment(tmp_path, {**own, **settings})
    sdk = _run([sys.executable, str(IDENTITY)], env)
    ours = _run([*EXPLAIN, "--network", "full"], env)
    said = [ours["outcome"], ours["winner"], ours["identity"]["arn"], ours["identity"]["account"]]
    assert said == ["resolved", sdk["winner"], sdk["arn"], sdk["account"]], ours["because"]
    assert (ours["winner"], ours["identity"]["account"], ours["sdk"]["witness"]) == (winner, ACCOUNT, "agrees")
    assert arn in (None, sdk["arn"])
    key = next(link["access_key_id"] for link in ours["links"] if link["status"] == "wins")
    # Each asking for a role gives a key of its own: whose it is, moto knows.
    assert key == sdk["key"] or winner.startswith("assume-role")
    told = _client("sts", moto, key, SECRET, None if winner == "env" else TOKEN).get_caller_identity()
    assert (told["Arn"], told["Account"]) == (sdk["arn"], sdk["account"])


def _run(argv: list[str], env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
