"""The exit code of every command, whatever becomes of its standard streams: a reader that has gone changes none, a
check that fails never becomes one that passes, and a full disk is told from success.
"""

from __future__ import annotations

import itertools
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import STREAMS, command
from whoami_aws.cli.options import CHECK_FORMATS

from .cases import ENV_KEYS

PASSES, FAILS, MISUSED, LOST = 0, 1, 2, 3
KEYS, NOBODY = dict(ENV_KEYS), dict[str, str]()

_CHECK = ["check", "--offline", "--accept", "unconfirmed", "--format"]
CASES: dict[str, tuple[int, dict[str, str], list[str]]] = {
    "help": (PASSES, NOBODY, ["--help"]),
    "help of a command": (PASSES, NOBODY, ["check", "--help"]),
    "version": (PASSES, NOBODY, ["--version"]),
    "rules": (PASSES, NOBODY, ["rules"]),
    "rule": (PASSES, NOBODY, ["rule", "expired-credentials"]),
    "schema": (PASSES, NOBODY, ["schema", "check"]),
    "completion": (PASSES, NOBODY, ["completion", "zsh"]),
    "man": (PASSES, NOBODY, ["man"]),
    "demos": (PASSES, NOBODY, ["demo", "--list"]),
    "explain": (PASSES, KEYS, ["explain", "--offline"]),
    "explain, nobody": (FAILS, NOBODY, ["explain", "--offline", "--format", "json"]),
    "alone, nobody": (FAILS, NOBODY, []),
    "check": (PASSES, KEYS, [*_CHECK, "text", "--source", "env"]),
    "check --quiet": (PASSES, KEYS, [*_CHECK, "text", "--quiet", "--source", "env"]),
    "check fails": (FAILS, KEYS, [*_CHECK, "text", "--source", "iam-role"]),
    "check fails quietly": (FAILS, KEYS, [*_CHECK, "text", "--quiet", "--source", "iam-role"]),
    "check fails in GitHub": (
        FAILS,
        {**KEYS, "GITHUB_ACTIONS": "true"},
        ["check", "--offline", "--source", "iam-role"],
    ),
    "check does not know": (FAILS, KEYS, [*_CHECK, "json", "--arn", "role/x"]),
    "compare": (PASSES, KEYS, ["compare", "--offline", "--sdk", "boto3,aws-cli"]),
    "compare fails": (FAILS, KEYS, ["compare", "--offline", "--sdk", "boto3,java-v2", "--profile", "none"]),
    "imds fails": (FAILS, NOBODY, ["imds"]),
    "no such command": (MISUSED, NOBODY, ["chekc"]),
    "no such option": (MISUSED, NOBODY, ["imds", "--x"]),
    "no such rule": (MISUSED, NOBODY, ["rule", "x"]),
    "no such scenario": (MISUSED, NOBODY, ["demo", "x"]),
    "no such shell": (MISUSED, NOBODY, ["completion", "x"]),
    "no such schema": (MISUSED, NOBODY, ["schema", "x"]),
    "no such SDK": (MISUSED, NOBODY, ["compare", "--sdk", "x"]),
    "explain misused": (MISUSED, NOBODY, ["explain", "--set", "x"]),
    "check misused": (MISUSED, KEYS, [*_CHECK, "text", "--account", ""]),
    "check expects an unreadable file": (MISUSED, KEYS, [*_CHECK, "text", "--expect", "/nonexistent/expect.toml"]),
    "check expects a directory": (MISUSED, KEYS, [*_CHECK, "text", "--expect", "/"]),
    "report unwritable": (LOST, KEYS, ["explain", "--offline", "--report", "json=/nonexistent/x"]),
    "output unwritable": (LOST, KEYS, ["explain", "--offline", "--output", "/nonexistent/x"]),
    "check, report unwritable": (LOST, KEYS, [*_CHECK, "text", "--source", "env", "--report", "tap=/nonexistent/x"]),
    "check, output full": (LOST, KEYS, [*_CHECK, "text", "--source", "env", "--output", "/dev/full"]),
    "check fails, report unwritable": (
        FAILS,
        KEYS,
        [*_CHECK, "text", "--source", "iam-role", "--report", "tap=/nonexistent/x"],
    ),
    "check misused, report unwritable": (MISUSED, KEYS, [*_CHECK, "x", "--report", "tap=/nonexistent/x"]),
}
"""What each comes to, on which host, by which words."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in CASES])
def test_no_stream_changes_the_exit_code(name: str, tmp_path: Path) -> None:
    _codes(name, tmp_path, list(itertools.product(STREAMS, STREAMS)))


@pytest.mark.parametrize(
    "name",
    ["help", "check", "check fails", "check misused", "check expects an unreadable file", "check, report unwritable"],
)
def test_no_stream_of_both_changes_the_exit_code(name: str, tmp_path: Path) -> None:
    _codes(name, tmp_path, [(state, state) for state in STREAMS])


def _codes(name: str, tmp_path: Path, states: list[tuple[str, str]]) -> None:
    code, keys, words = CASES[name]
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", **keys}
    usual = command(words, env)
    assert usual.code == code, usual.err
    for out, err in states:
        said = command(words, env, out=out, err=err)
        lost = (out == "full" and usual.out) or (err == "full" and usual.err)
        assert said.code == (LOST if lost and code == PASSES else code), (out, err)
        if out == "kept" and "imds" not in words:
            assert said.out.count("\n") == usual.out.count("\n"), (out, err)
        if err == "kept":
            wanted = usual.err.count("\n") + (out == "full" and bool(usual.out))
            assert said.err.count("\n") == wanted, (out, err, said.err)
            assert "Traceback" not in said.err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
@pytest.mark.parametrize("format_", CHECK_FORMATS)
def test_a_failing_check_fails_in_every_format_without_a_reader(format_: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", **KEYS}
    for out in STREAMS:
        assert command([*_CHECK, format_, "--source", "iam-role"], env, out=out, err=out).code == FAILS


SCRIPTS = {
    "$tool check --account '' 2>&1 | true": MISUSED,
    "$tool check --offline --expect /nonexistent 2>&1 | true": MISUSED,
    "$tool check --offline --source iam-role | true": FAILS,
    "$tool check --offline --source iam-role >&- 2>&-": FAILS,
    "$tool check --offline --accept unconfirmed --source env | true": PASSES,
    "$tool check --offline --accept unconfirmed --source env >&- 2>&-": PASSES,
    "$tool check --offline --accept unconfirmed --source env > /dev/full": LOST,
    "$tool check --offline --accept unconfirmed --source env --report tap=/nonexistent/x 2>&1 | true": LOST,
    "$tool check --offline --source iam-role --report tap=/nonexistent/x >&- 2>&-": FAILS,
    "$tool demo --format json > /dev/full": LOST,
    "$tool demo >&- 2>&-": PASSES,
    "$tool demo 2>&1 | true": PASSES,
    "$tool --help | true": PASSES,
    "_WHOAMI_AWS_COMPLETE=complete_bash $tool check --offline --source iam-role": FAILS,
}
"""The same with real shells and processes."""


@pytest.mark.parametrize(
    "script", [pytest.param(one, marks=() if at == 0 else pytest.mark.slow) for at, one in enumerate(SCRIPTS)]
)
def test_in_a_shell(script: str, tmp_path: Path) -> None:
    tool = shlex.join([sys.executable, "-m", "whoami_aws"])
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", **KEYS}
    env["PYTHONPATH"] = f"{os.environ['PYTHONPATH']}:{Path(__file__).parents[2]}"
    whole = "set -o pipefail\n" + script.replace("$tool", tool)
    done = subprocess.run(["bash", "-c", whole], env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == SCRIPTS[script], done.stderr
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


def test_a_stream_that_does_not_block_gets_everything(tmp_path: Path) -> None:
    """As where a parent like Node has set its own end of the pipe so, which sets ours."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    env["PYTHONPATH"] = f"{os.environ['PYTHONPATH']}:{Path(__file__).parents[2]}"
    words = [sys.executable, "-c", "from whoami_aws.cli import output; output.write('x' * 1_000_000)"]
    with subprocess.Popen(words, env=env, stdout=writer, stderr=subprocess.PIPE) as child:
        os.close(writer)
        with open(reader, "rb") as stream:
            assert len(stream.read()) == 1_000_000
        assert child.stderr is not None and child.stderr.read() == b""
    assert child.returncode == 0


def test_an_outcome_says_nothing_of_a_stream_it_has_no_use_for(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", **KEYS}
    report = tmp_path / "report.json"
    words = [*_CHECK, "json", "--source", "env", "--output", str(report)]
    assert command(words, env, out="full", err="full").code == PASSES
    assert json.loads(report.read_text())["ok"] is True
