"""Runs a real `aws` on a laid-out host, and reads what it prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.forkserver import ForkServer
from whoami_aws.demo.lab_host import LabHost

SDKS = {"v1": "aws-cli-v1", "v2": "aws-cli"}
_VARIABLE = {"v1": "WHOAMI_AWS_CLI_V1", "v2": "WHOAMI_AWS_CLI_V2"}
_OLD_ROW = re.compile(r"^ *(\w+) (.*) (\S+) {4}(.*)$")
SECONDS = 60
_ROOT = Path(__file__).parents[3]
_GUARD = _ROOT / "tests/guard"


class Aws(NamedTuple):
    """A program `aws`: its path, `v1` or `v2`, and the version that it names. `warm`: it may be forked (see `warm`)."""

    path: str
    generation: str
    version: tuple[int, ...]
    warm: bool = True

    @property
    def knows_endpoint_variables(self) -> bool:
        """AWS_ENDPOINT_URL and its like came with 1.29.0 and 2.13.0."""
        return self.version >= ((1, 29) if self.generation == "v1" else (2, 13))

    def configure_list(self, laid: LabHost) -> dict[str, Any]:
        """Rows of `aws configure list` as (value, type, location), or the error."""
        done = self._run(laid, "configure", "list")
        rows = {row[0]: row[1:] for line in done["stdout"].splitlines() if (row := _row(line))}
        return {**done, "rows": rows}

    def export_credentials(self, laid: LabHost) -> dict[str, Any]:
        """The key id that `aws configure export-credentials` gives, or the error."""
        done = self._run(laid, "configure", "export-credentials")
        if done["code"] == 0:
            done["key_id"] = json.loads(done["stdout"]).get("AccessKeyId")
        return done

    def caller_identity(self, laid: LabHost) -> dict[str, Any]:
        """What `aws sts get-caller-identity` comes to, at the fake."""
        more = ("--endpoint-url", laid.sts.url) if laid.sts and not self.knows_endpoint_variables else ()
        return self._run(laid, "sts", "get-caller-identity", *more)

    def _run(self, laid: LabHost, *words: str) -> dict[str, Any]:
        if self.warm and (warm := _warm(self.path)) is not None:
            said = warm.ask({"words": [*words, *laid.argv], "env": dict(laid.env), "cwd": str(laid.home)})
            if "crash" in said:
                raise ValueError(said["crash"])
            return said
        command = [self.path, *words, *laid.argv]
        done = subprocess.run(
            command,
            env={**laid.env, "PYTHONPATH": str(_GUARD)},
            cwd=laid.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        return {"code": done.returncode, "stdout": done.stdout, "stderr": done.stderr.strip()}


@cache
def _warm(path: str) -> ForkServer | None:
    """The program in a nursery; None for one that is no script of Python."""
    python = _python(path)
    if python is None:
        return None
    # Without the paths of this environment's Python, and with no variable that either reads.
    env = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)}
    return ForkServer(f"{__package__}.warm", env, python=python, arguments=(path,))


def _python(path: str) -> str | None:
    """The Python of a script; None where the program is none."""
    with open(path, "rb") as program:
        first = program.readline(200)
    return os.fsdecode(first[2:].strip()) if first.startswith(b"#!/") and b"python" in first else None


def _alone() -> bool:
    """Whether there is no way from here to anywhere but loopback."""
    try:
        return len(Path("/proc/net/route").read_text(encoding="ascii").splitlines()) <= 1
    except OSError:
        return False


def find(generation: str) -> Aws | str:
    """The `aws` of this generation, by its variable or on PATH; else why there is none."""
    named = os.environ.get(_VARIABLE[generation])
    path = named or shutil.which("aws")
    if path is None:
        return f"there is no aws on PATH, and {_VARIABLE[generation]} is not set"
    if _python(path) is None and not _alone():
        return f"{path} is no script that could be kept from the network, and the network is there"
    version = _version(path)
    if version is None or version[0] != int(generation[1:]):
        return f"{path} is not AWS CLI {generation}; {_VARIABLE[generation]} can name one"
    return Aws(path, generation, version)


def _version(path: str) -> tuple[int, ...] | None:
    env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            [path, "--version"], env=env, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except OSError:
        return None
    found = re.match(r"aws-cli/(\d+)\.(\d+)\.(\d+)", done.stdout + done.stderr)
    return tuple(map(int, found.groups())) if found else None


def _row(line: str) -> tuple[str, str, str, str] | None:
    """A row in either form: aligned columns, or columns with colons (since 2.31.0)."""
    parts = line.split(" : ")
    if len(parts) >= 4:
        name, *value, kind, place = (part.strip() for part in parts)
        return name, " : ".join(value), kind, place
    found = _OLD_ROW.match(line)
    return (found[1], found[2].strip(), found[3], found[4]) if found else None


def same_text(said: str, printed: str) -> bool:
    """Whether a message is in what was printed, but for white space, and for what the model does not keep (`…`)."""
    whole = "".join(printed.split())
    at = 0
    for part in "".join(said.split()).split("…"):
        at = whole.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def environment_of(laid: LabHost, aws: Aws) -> Mapping[str, str]:
    """What a child of this package needs on the host: its environment, where the package is, and `aws` on PATH."""
    folder = laid.root / "bin"
    folder.mkdir()
    (folder / "aws").symlink_to(aws.path)
    path = os.pathsep.join((str(folder), laid.env.get("PATH", os.defpath)))
    return {**laid.env, "PATH": path, "PYTHONPATH": str(_ROOT)}
