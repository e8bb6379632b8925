"""The tools that know each example's language, and a shell on a laid-out host."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.check.hosts import SCENARIOS
from tests.scenario import GUARD, lay_out, trusting

EXAMPLES = Path(__file__).parents[2] / "examples"
BIN = Path(sys.executable).parent
ROLE, SHADOWED = "instance-role", "env-keys-shadow-instance-profile"


def tool(name: str) -> str:
    """A tool's path: beside the interpreter, in $WHOAMI_AWS_TOOLS, on the PATH; else the test is skipped, loudly."""
    places = os.pathsep.join((str(BIN), os.environ.get("WHOAMI_AWS_TOOLS", ""), os.environ.get("PATH", "")))
    path = shutil.which(name, path=places)
    if path is None:
        pytest.skip(f"{name} is not installed here: what it lints was NOT linted")
    return path


def kept(name: str) -> Path:
    """A folder in $WHOAMI_AWS_TOOLS; else the test is skipped, loudly."""
    path = Path(os.environ.get("WHOAMI_AWS_TOOLS", ""), name)
    if not os.environ.get("WHOAMI_AWS_TOOLS") or not path.is_dir():
        pytest.skip(f"{name} is not among the tools here: what it judges was NOT judged")
    return path


def alone() -> list[str]:
    """What a command is put behind to have no network, where that can be taken away."""
    possible = os.geteuid() == 0 and shutil.which("unshare")
    return ["unshare", "-n"] if possible and not subprocess.run(["unshare", "-n", "true"]).returncode else []


@contextmanager
def shell(host: str | dict, tmp_path: Path, **more: str) -> Iterator[Shell]:
    """A place where commands run as they would on that host, with `whoami-aws` on the PATH."""
    described = SCENARIOS[host] if isinstance(host, str) else host
    with lay_out(described, tmp_path / "host") as laid:
        shims = tmp_path / "shims"
        shims.mkdir(exist_ok=True)
        env = {**laid.env, "PATH": f"{shims}:{BIN}:{laid.env['PATH']}", "PYTHONPATH": str(GUARD), **more}
        trusting(laid, shims)
        yield Shell(env, tmp_path, shims)


class Shell:
    """Runs commands; `shims` stand for programs that the example calls and that are not what is tested."""

    def __init__(self, env: Mapping[str, str], folder: Path, shims: Path) -> None:
        self.env, self.folder, self.shims = env, folder, shims

    def shim(self, name: str, script: str) -> None:
        path = self.shims / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run(self, script: str, stdin: str = "", shell: str = "bash", **more: str) -> CompletedProcess[str]:
        command = [shell, "-eu", "-c", script]
        env = {**self.env, **more}
        return subprocess.run(
            command, env=env, cwd=self.folder, input=stdin, capture_output=True, text=True, check=False
        )

    def argv(self, *words: str) -> CompletedProcess[str]:
        return subprocess.run(words, env=dict(self.env), cwd=self.folder, capture_output=True, text=True, check=False)


def lint(*command: str, cwd: Path = EXAMPLES) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
