"""The examples run, and do what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.scenario import GUARD, all_scenarios, lay_out, trusting

EXAMPLES = Path(__file__).parents[1] / "examples"
HOSTS = {one.name: one.host for one in all_scenarios()}


def _run(name: str, command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    with lay_out(HOSTS[name], tmp_path / name) as laid:
        path = f"{trusting(laid, tmp_path / 'bin')}:{laid.env['PATH']}"
        env = {**laid.env, "PATH": path, "PYTHONPATH": str(GUARD)}
        return subprocess.run(
            ["sh", "-c", command], env=env, capture_output=True, text=True, check=False, cwd=EXAMPLES.parent
        )


def test_preflight_lets_a_role_through(tmp_path: Path) -> None:
    done = _run("instance-role", "examples/ci-preflight.sh", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "holds    source assume-role-with-web-identity or container-role or iam-role  iam-role"
    )


def test_preflight_stops_forgotten_keys(tmp_path: Path) -> None:
    done = _run("env-keys-shadow-instance-profile", "examples/ci-preflight.sh", tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("FAILS") and "env, from AWS_ACCESS_KEY_ID" in done.stdout
    assert "env-shadows-instance-profile" in done.stdout


def test_preflight_stops_where_nobody_answers(tmp_path: Path) -> None:
    done = _run("nobody-answers", "WITHIN=2s examples/ci-preflight.sh", tmp_path)
    assert done.returncode == 1 and "no credentials found" in done.stdout


def test_shadowed_lists_what_is_hidden(tmp_path: Path) -> None:
    command = f"whoami-aws explain --format json | {sys.executable} examples/shadowed.py"
    done = _run("env-keys-shadow-instance-profile", command, tmp_path)
    assert (
        done.stdout
        == "iam-role (arn:aws:sts::111122223333:assumed-role/web-prod-role/i-1234567890abcdef0) is hidden by env\n"
    )
    assert done.returncode == 1
    assert _run("instance-role", command, tmp_path).stdout == ""
