"""A run opens each file once and asks each endpoint once, whatever number of chains want to know."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.scenario import all_scenarios, gathered, lay_out, opened
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.gather.files import CONFIG_LIMIT, TOKEN_LIMIT
from whoami_aws.gather.read_once import Contents
from whoami_aws.gather.this_process import ThisProcess

_SYSTEM = re.compile(r"/proc/(self/mountinfo|\d+/stat)")
"""They tell of file systems and of the processes that a program leaves, and are no input of a chain."""
_KINDS = {
    "sdks-agree",
    "irsa-and-pod-identity",
    "ruby-ca-bundle-gone-and-a-role",
    "old-boto-file-with-keys",
    "healthy-sso-many-profiles",
    "one-file-for-both-variables",
}
"""Hosts that have together every kind of file that is read."""


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(one, id=one.name, marks=() if one.name in _KINDS else pytest.mark.slow) for one in all_scenarios()],
)
def test_each_file_is_opened_once(scenario, tmp_path: Path) -> None:
    with lay_out(scenario.host, tmp_path / "host") as laid:
        found = opened(laid, CHAINS)
        own = [path for path in found if path.startswith(str(laid.root))]
    assert {path: times for path, times in found.items() if times > 1 and not _SYSTEM.fullmatch(path)} == {}
    # So the test can fail: files of this host were opened, where it has any that a user may read.
    assert own or scenario.name not in _KINDS


def test_strace_sees_one_open_of_each_file_besides_the_witness(tmp_path: Path) -> None:
    if (strace := shutil.which("strace")) is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    host = {
        "files": {
            "~/.aws/config": "[default]\nregion = us-east-1\n",
            "~/.aws/credentials": "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n",
        }
    }
    with lay_out(host, tmp_path / "host") as laid:
        words = [strace, "-f", "-e", "trace=openat,open", "-o", str(trace), sys.executable, "-m", "whoami_aws"]
        words += ["compare", "--all", "--offline"]
        done = subprocess.run(
            words, env=laid.env, cwd=laid.home, capture_output=True, text=True, timeout=60, check=False
        )
        if not trace.exists() or "ptrace" in done.stderr.lower():
            pytest.skip(f"strace cannot trace here: {done.stderr[:200]}")
        text = trace.read_text()
        opens = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)\) = \d', text)
        # Only we open without waiting; botocore opens by `open(path)`.
        ours = Counter(path for path, flags in opens if "O_NONBLOCK" in flags and "O_DIRECTORY" not in flags)
        theirs = Counter(path for path, flags in opens if flags == "O_RDONLY|O_CLOEXEC")
        config, credentials = f"{laid.home}/.aws/config", f"{laid.home}/.aws/credentials"
    assert ours[config] == ours[credentials] == 1
    assert [path for path, times in ours.items() if times > 1 and not path.startswith("/usr")] == []
    assert theirs[config] >= 1 and theirs[credentials] >= 1  # the witness's


def test_all_chains_share_the_requests_to_the_metadata_service(tmp_path: Path) -> None:
    scenario = next(one for one in all_scenarios() if one.name == "healthy-ec2-v2-only")
    with lay_out(scenario.host, tmp_path / "host") as laid:
        gathered(laid, *laid.argv, sdks=CHAINS)
        assert laid.imds is not None
        asked = Counter((one.method, one.path) for one in laid.imds.requests)
    # The list is asked for twice where a token takes longer than a moment: then without one, beside it.
    assert asked.pop(("GET", "/latest/meta-data/iam/security-credentials/")) <= 2
    assert len(asked) == 4 and max(asked.values()) == 1, asked


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("healthy-fargate", {"/v2/credentials/0a1b2c3d"}),
        ("js-container-url-with-a-blank-behind", {"/creds", "/creds%20"}),
    ],
)
def test_chains_that_send_the_same_request_to_the_container_share_it(name: str, paths: set, tmp_path: Path) -> None:
    """A path that the endpoint does not know is asked for three times, as botocore does."""
    scenario = next(one for one in all_scenarios() if one.name == name)
    with lay_out(scenario.host, tmp_path / "host") as laid:
        gathered(laid, *laid.argv, sdks=CHAINS)
        assert laid.container is not None
        asked = Counter((one.method, one.path) for one in laid.container.requests)
    assert asked == {("GET", path): 3 if "%" in path else 1 for path in paths}


def test_a_file_that_changes_is_the_same_to_every_reader(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"[default]\n")
    contents = Contents()
    before = contents.read(ThisProcess(), str(path), CONFIG_LIMIT)
    path.unlink()
    assert contents.read(ThisProcess(), str(path), CONFIG_LIMIT) == before
    assert contents.read(ThisProcess(), str(path), 3)[0].kind == "too-large"


def test_a_file_that_appears_later_was_missing_all_the_time(tmp_path: Path) -> None:
    path = tmp_path / "config"
    contents = Contents()
    assert contents.read(ThisProcess(), str(path), TOKEN_LIMIT)[0].kind == "missing"
    path.write_bytes(b"[default]\n")
    assert contents.read(ThisProcess(), str(path), TOKEN_LIMIT)[0].kind == "missing"


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    contents = Contents()
    for number in range(12):
        path = tmp_path / str(number)
        with path.open("wb") as stream:
            stream.write(os.urandom(1))
            stream.truncate(CONFIG_LIMIT)
        assert len(contents.read(ThisProcess(), str(path), CONFIG_LIMIT)[1]) == CONFIG_LIMIT
    assert sum(len(data) for _, data in contents._read.values()) <= 8 * CONFIG_LIMIT
    assert "x00" not in repr(contents)
