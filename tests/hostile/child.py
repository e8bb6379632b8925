"""The command line as a child process: how it is run, and what must hold of whatever it prints."""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore

from tests.commands import can_be_forked
from tests.commands import command as forked
from whoami_aws.chain import features
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

STRANGER = 54321
"""A uid without a password entry."""

QUICK, HUNG = 5.0, 12.0
"""Seconds that a run may take: on an ordinary host, and where an endpoint or a program hangs."""

MEMORY = 150 * 1024 * 1024
"""Bytes that hostile input may take beyond what the process has anyway."""

_PYTHON = (sys.executable, "-m", "whoami_aws")
_NEVER = 30.0

_LINKS = sum(features.has("boto3", botocore.__version__, link) for link in CHAINS["boto3"].links)
"""How many links the installed botocore has."""


@dataclass(frozen=True)
class Done:
    """A run that has ended. `code` is negative for a signal, as `subprocess` has it."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    format: str
    peak: int = 0
    """The most memory that it held at a time, in bytes; 0 where it was not weighed."""
    forked: bool = False
    """Whether it was the fork of another process."""

    @property
    def text(self) -> str:
        return self.stdout.decode()

    @property
    def errors(self) -> str:
        return self.stderr.decode()

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stdout)
        return found


def command(format_: str, *arguments: str) -> list[str]:
    """The command line for a format; `short` is the command without a word."""
    if format_ == "short":
        assert not arguments, "the bare command takes no options"
        return list(_PYTHON)
    return [*_PYTHON, "explain", "--format", format_, *arguments]


def environment(laid: LabHost, **more: str | None) -> dict[str, str]:
    """The child's environment: the host's, with a TMPDIR below its root, and nothing of ours. None takes away."""
    scratch = laid.root / "tmp"
    scratch.mkdir(exist_ok=True)
    scratch.chmod(0o777)
    env: dict[str, str | None] = {**laid.env, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    # The guard of the test suite, by which a child reaches nothing but loopback.
    env.update({"PYTHONPATH": os.environ.get("PYTHONPATH"), **more})
    return {name: value for name, value in env.items() if value is not None}


def run(
    laid: LabHost,
    format_: str = "text",
    *arguments: str,
    env: Mapping[str, str | None] | None = None,
    raw: Mapping[bytes, bytes] | None = None,
    program: Sequence[str] | None = None,
    **popen: Any,
) -> Done:
    """Runs the command line on a host, in a fork of a process that has imported it where that makes no difference.

    `raw` are variables that are no text, `program` is another command than that of the format; the rest is
    `subprocess.Popen`'s.
    """
    given: dict[Any, Any] = environment(laid, **(env or {}))
    if raw:
        given = {os.fsencode(name): os.fsencode(value) for name, value in given.items()} | dict(raw)
    arguments = () if format_ == "short" else (*arguments, *laid.argv)
    words = command(format_, *arguments) if program is None else program
    block = {os.fsencode(name): os.fsencode(value) for name, value in given.items()}
    powerless = popen.get("preexec_fn") is without_powers
    usual = {name for name, value in popen.items() if value is not None} <= {"cwd", "preexec_fn"}
    if tuple(words[:3]) == _PYTHON and usual and (powerless or not popen.get("preexec_fn")) and can_be_forked(block):
        said = forked(words[3:], block, popen.get("cwd", "/"), modes=powerless)
        return Done(said.code, said.stdout, said.stderr, said.seconds, format_, said.peak, forked=True)
    reader, writer = os.pipe()
    weighed = (sys.executable, "-I", "-S", "-c", _WEIGHED, str(writer), *words)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    start = time.monotonic()
    with open(reader, encoding="ascii") as peak:
        try:
            child = subprocess.Popen(weighed, env=given, pass_fds=(writer,), **{"cwd": "/", **pipes, **popen})
        finally:
            os.close(writer)
        with child:
            try:
                stdout, stderr = child.communicate(timeout=_NEVER * busy())
            except subprocess.TimeoutExpired:
                child.terminate()
                raise
        seconds = time.monotonic() - start
        return Done(child.returncode, stdout or b"", stderr or b"", seconds, format_, int(peak.read()))


_WEIGHED = """
import os, signal, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
_, status, usage = os.wait4(pid, 0)
os.write(int(sys.argv[1]), b"%d" % (usage.ru_maxrss * 1024))
code = os.waitstatus_to_exitcode(status)
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
sys.exit(code)
"""
"""Starts a command for us, and writes its peak: a process begins with the peak of the one that starts it, and pytest's
is higher than that of what it tests.
"""


@cache
def idle(forked: bool) -> int:
    """The peak, in bytes, of a run on a host with nothing on it."""
    with tempfile.TemporaryDirectory(prefix="whoami-aws-") as folder, lay_out({}, Path(folder) / "host") as laid:
        return run(laid, preexec_fn=None if forked else os.getpid).peak


def busy() -> float:
    """Where more wants to run than there are processors, everything takes longer, by this factor."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def unsafe(text: str) -> list[str]:
    """The characters of a text that can do harm on a terminal or in a log: what Python takes for not printable (control
    and format characters, lone surrogates, separators but the space), and what nobody sees. A line feed is what ends a
    line.
    """
    return [repr(char) for char in text if char != "\n" and (not char.isprintable() or _UNSEEN.match(char))]


_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)
"""Printable by their category, and without a picture."""


def sane(done: Done, limit: float = QUICK, codes: Sequence[int] = (0, 1)) -> Done:
    """Asserts what holds of every run, whatever the host is like."""
    said = f"exit {done.code}\n{done.stdout[-2000:]!r}\n{done.stderr[-2000:]!r}"
    assert done.code in codes, said
    assert b"Traceback" not in done.stdout + done.stderr, said
    assert b"Exception ignored" not in done.stderr, said
    assert unsafe(done.text) == [], said
    assert unsafe(done.errors) == [], said
    assert done.seconds < limit * busy(), f"{done.seconds:.1f} s: {said}"
    if 2 not in codes:
        assert done.errors == "", said
    grown = done.peak - idle(done.forked)
    assert grown < MEMORY, f"{grown >> 20} MiB more than on a host with nothing on it: {said}"
    assert "model-and-sdk-differ" not in done.text and "check-crashed" not in done.text, said
    if done.format == "json" and done.code in (0, 1):
        assert done.text.isascii(), said
        _json_is_sane(done.report)
    return done


def _json_is_sane(report: dict[str, Any]) -> None:
    assert report["schema"] == "whoami-aws/report/2"
    assert len(report["links"]) == _LINKS
    for text in _texts(report):
        # In ASCII, also what pytest shows of it: a lone surrogate would not get through to its other process.
        bad = [*unsafe(text), *(["a line end"] if "\n" in text else [])]
        assert not bad, ascii(text)


def _texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for pair in value.items() for part in pair for text in _texts(part)]
        case list():
            return [text for inner in value for text in _texts(inner)]
        case _:
            return []


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Until something has come true that another process brings about."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


_LIBC = ctypes.CDLL(None, use_errno=True)
_DROP_FROM_BOUND, _OVERRIDE, _SEARCH, _NEW_USER = 24, 1, 2, 0x10000000


def without_powers() -> None:
    """In a child before its exec: modes count for root as for everybody else."""
    if os.geteuid() == 0:
        for power in (_OVERRIDE, _SEARCH):
            if _LIBC.prctl(_DROP_FROM_BOUND, power, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "prctl")


def as_stranger() -> None:
    """In a child before its exec: the uid is one that has no password entry, by a user namespace."""
    mine = os.geteuid()
    if _LIBC.unshare(_NEW_USER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/uid_map").write_text(f"{STRANGER} {mine} 1", encoding="ascii")
