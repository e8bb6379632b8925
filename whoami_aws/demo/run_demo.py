"""Plays a scenario: lays the host out, runs the real command on it in a child process, shows what it says."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from whoami_aws.demo.layout import lay_out
from whoami_aws.demo.scenario import folders, read

DEFAULT = "env-keys-shadow-instance-profile"
SCENARIOS = Path(__file__).parent / "scenarios"

_OURS = ("PYTHONPATH",)
"""What of the caller's environment says where this package is: that is no part of a host."""


def names() -> list[str]:
    """All scenarios that come with the package, the default first."""
    return sorted(folders(SCENARIOS), key=lambda name: name != DEFAULT)


def listing() -> str:
    """The names with their titles."""
    width = max(len(name) for name in names())
    return "".join(f"{name:<{width}}  {read(SCENARIOS / name).title}\n" for name in names())


def play(name: str, format_: str, width: int, colour: bool) -> tuple[int, str]:
    """The story and the report; with `json` the report alone. 0 if the report could be made."""
    told = read(SCENARIOS / name)
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="whoami-aws-demo-") as folder, lay_out(told.host, Path(folder)) as laid:
        words = [*told.command, *laid.argv, *laid.trust]
        command = [sys.executable, "-m", "whoami_aws", *words, "--format", format_]
        if format_ == "text":
            lines += [f"# {line}" for line in textwrap.wrap(f"{told.title}. {told.story}", 100)]
            for variable in told.host.get("env", {}):
                lines.append(f"$ export {variable}={shlex.quote(_shown(variable, laid.env.get(variable, '')))}")
            lines.append(f"$ {shlex.join(['whoami-aws', *words])}")
            if colour and words[0] == "explain":
                command += ["--color", "always"]
        env = {**{name: os.environ[name] for name in _OURS if name in os.environ}, "COLUMNS": str(width), **laid.env}
        done = subprocess.run(command, env=env, cwd=laid.home, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    text = "".join(f"{line}\n" for line in lines) + done.stdout
    return (0 if done.returncode in (0, 1) else done.returncode), text


def _shown(variable: str, value: str) -> str:
    # Also example secrets are not printed: a demo shows how it is done.
    return "…" if "SECRET" in variable or ("TOKEN" in variable and "FILE" not in variable) else value
