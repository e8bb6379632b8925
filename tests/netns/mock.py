"""AWS's own mock of the metadata service (github.com/aws/amazon-ec2-metadata-mock): found, or built, and run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from .namespace import IMDS, Namespace

NAME = "ec2-metadata-mock"
MODULE = f"github.com/aws/amazon-ec2-metadata-mock/cmd/{NAME}@v1.13.0"
VARIABLE = "WHOAMI_AWS_EC2_MOCK"

_BUILD, _START = 240.0, 10.0
"""Seconds that building it may take, and until it must answer."""


@cache
def binary() -> tuple[Path | None, str]:
    """The mock, or why there is none: what the variable names, what is in PATH, or what go makes of its module."""
    named = os.environ.get(VARIABLE)
    if named:
        return (Path(named), "") if os.access(named, os.X_OK) else (None, f"{VARIABLE} names no program: {named}")
    if there := shutil.which(NAME):
        return Path(there), ""
    if shutil.which("go") is None:
        return None, f"needs {NAME} in {VARIABLE} or PATH, or go to build it"
    folder = Path(tempfile.gettempdir()) / f"whoami-aws-mock-{os.getuid()}"
    built = folder / NAME
    if not built.exists() and (reason := _build(folder)):
        return None, reason
    return built, ""


def _build(folder: Path) -> str:
    """Why go cannot build it; empty once it has."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        return f"{folder} is somebody else's"
    # A HOME of the tests' own has no module cache: go's own home is kept, and nothing of AWS is passed on.
    home = _own_home()
    env = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": home,
        "GOBIN": str(folder),
        "GOFLAGS": "-modcacherw",
        **{name: text for name, text in os.environ.items() if name in ("GOPROXY", "GOSUMDB", "GOPATH", "GOMODCACHE")},
    }
    try:
        done = subprocess.run(["go", "install", MODULE], env=env, capture_output=True, text=True, timeout=_BUILD)
    except subprocess.TimeoutExpired:
        return f"go install {MODULE} took longer than {_BUILD:.0f} s"
    return "" if done.returncode == 0 else f"go install {MODULE}: {done.stderr.strip()[-300:]}"


def _own_home() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_dir


@contextmanager
def running(namespace: Namespace, home: Path, settings: Mapping[str, Any], *options: str) -> Iterator[str]:
    """The mock at the real address inside a namespace; gives its base URL. `settings` are its configuration file."""
    program, reason = binary()
    assert program is not None, reason
    (home / "mock.json").write_text(json.dumps(settings))
    argv = [str(program), "-n", IMDS, "-p", "80", "-c", str(home / "mock.json"), *options]
    env = {"HOME": str(home), "PATH": os.defpath}
    with (home / "mock.log").open("wb") as log:
        process = namespace.run(
            lambda: subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        )
    try:
        base = f"http://{IMDS}/"
        end = time.monotonic() + _START
        while not namespace.run(_answers, base):
            assert process.poll() is None and time.monotonic() < end, (home / "mock.log").read_text()[-2000:]
            time.sleep(0.05)
        yield base
    finally:
        process.kill()
        process.wait()


def _answers(base: str) -> bool:
    try:
        ask(base, "latest/meta-data/")
    except urllib.error.HTTPError:
        return True  # without a token that may be a 401
    except OSError:
        return False
    return True


def ask(base: str, path: str, token: str | None = None) -> str:
    """What is at a path, asked without any code of the SDK or of the tool."""
    headers = {} if token is None else {"X-aws-ec2-metadata-token": token}
    return _open(urllib.request.Request(base + path, headers=headers))


def token(base: str) -> str:
    """A session token."""
    headers = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    return _open(urllib.request.Request(f"{base}latest/api/token", method="PUT", headers=headers))


def _open(request: urllib.request.Request) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=5) as answer:
        return str(answer.read().decode())
