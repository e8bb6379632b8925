"""The command line in a forked child of a process that has imported it: as `python -m whoami_aws`, without its
start-up, and with standard streams that are closed, full, or without a reader.
"""

from __future__ import annotations

import atexit
import base64
import gc
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.forkserver import ForkServer, serve

SECONDS = 60
"""How long a child may take."""

STREAMS = ("kept", "closed", "gone", "full")
"""What becomes of a stream: kept to be looked at, closed by the caller, a pipe whose reader has gone, a full disk."""

_READ_AT_START = ("LANG", "LC_", "PYTHON", "LD_")
"""How variables begin that Python reads when it starts, so that a fork of one that runs does not heed them."""

_OF_NO_CONSEQUENCE = (b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE")
"""Those of them that change nothing of what is run: modules are imported already."""


class Said(NamedTuple):
    """A run that has ended. `code` is negative for a signal."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    peak: int
    """The most memory that it held at a time, in bytes."""

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def err(self) -> str:
        return self.stderr.decode()


def command(
    words: Sequence[str],
    env: Mapping[Any, Any],
    cwd: Path | str = "/",
    out: str = "kept",
    err: str = "kept",
    told: bool = False,
    modes: bool = False,
    system: Path | None = None,
    code: str | None = None,
) -> Said:
    """Runs `whoami-aws` with these words and this environment alone, whose names and values are str or bytes.

    `told`: standard error names every host that a name server would get to know. `modes`: also root may read only what
    the modes of files allow. `system`: a folder in which the tool sees what tells the surroundings, in place of this
    machine's. `code`: a Python program to run in place of the command line, with these words as its arguments.
    """
    block = {os.fsencode(name): os.fsencode(value) for name, value in env.items()}
    assert can_be_forked(block), "a process that has started does not heed these variables"
    with ExitStack() as stack:
        kept = {
            name: stack.enter_context(tempfile.NamedTemporaryFile(prefix="whoami-aws-", dir="/tmp"))
            for name, state in (("out", out), ("err", err))
            if state == "kept"
        }
        job = {
            "words": [_ascii(os.fsencode(word)) for word in words],
            "env": [[_ascii(name), _ascii(value)] for name, value in block.items()],
            "cwd": str(cwd),
            "streams": [kept[name].name if name in kept else state for name, state in (("out", out), ("err", err))],
            "told": told,
            "modes": modes,
            "system": system and str(system),
            "code": code,
        }
        start = time.monotonic()
        said = _nursery().ask(job)
        seconds = time.monotonic() - start
        assert "crash" not in said, said["crash"]
        printed = [kept[name].read() if name in kept else b"" for name in ("out", "err")]
    return Said(said["code"], printed[0], printed[1], seconds, said["peak"])


def can_be_forked(env: Mapping[bytes, bytes]) -> bool:
    """Whether a process that runs already is like one that starts with these variables."""
    return all(
        name in _OF_NO_CONSEQUENCE or (name, value) == (b"LANG", b"C.UTF-8")
        for name, value in env.items()
        if os.fsdecode(name).startswith(_READ_AT_START)
    )


@cache
def _nursery() -> ForkServer:
    guard = Path(__file__).parent / "guard"
    env = {**os.environ, "PYTHONPATH": f"{guard}:{Path(__file__).parents[1]}", "PYTHONWARNINGS": "ignore"}
    nursery = ForkServer("tests.commands", env)
    atexit.register(nursery.close)
    return nursery


def main() -> None:
    """Answers until standard input ends."""
    from tests.warm import prepare

    prepare()
    serve(_run, SECONDS)


def _run(job: dict[str, Any]) -> dict[str, Any]:
    """Becomes the command line, which ends the process."""
    import sitecustomize

    from tests.differential.oracle import as_imported_here
    from tests.file_modes import obey_file_modes_now

    os.environ.clear()
    for name, value in job["env"]:
        os.environb[base64.b64decode(name)] = base64.b64decode(value)
    time.tzset()
    as_imported_here(awscrt=False)
    gc.enable()
    if job["system"]:
        sitecustomize.see_below(job["system"])
    os.chdir(job["cwd"])
    sys.argv = ["whoami-aws", *(os.fsdecode(base64.b64decode(word)) for word in job["words"])]
    for descriptor, stream in zip((1, 2), job["streams"], strict=True):
        _become(descriptor, stream)
    if job["told"]:
        socket.getaddrinfo = _told(socket.getaddrinfo)
    if job["modes"]:
        obey_file_modes_now()
    if job["code"] is not None:
        try:
            exec(job["code"], {"__name__": "__main__"})
        finally:
            sys.stdout.flush()
        os._exit(0)
    from whoami_aws.cli import entry

    entry.main()
    raise AssertionError("the command line came back")


def _ascii(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _told(look_up: Callable[..., Any]) -> Callable[..., Any]:
    """In place of asking a name server: the name goes to standard error."""

    def looked_up(host: Any, *arguments: Any, **named: Any) -> Any:
        if host in (None, "localhost", "127.0.0.1", "::1"):
            return look_up(host, *arguments, **named)
        sys.stderr.write(f"GUARD: a test tried to look up {host}\n")
        sys.stderr.flush()
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    return looked_up


def _become(descriptor: int, stream: str) -> None:
    """Makes one of the standard streams the file with this path, or closed, or one of the others of `STREAMS`."""
    file = None
    match stream:
        case "closed":
            os.close(descriptor)
        case "gone":
            reader, writer = os.pipe()
            os.close(reader)
            os.dup2(writer, descriptor)
        case "full":
            os.dup2(os.open("/dev/full", os.O_WRONLY), descriptor)
        case _:
            os.dup2(os.open(stream, os.O_WRONLY), descriptor)
    if stream != "closed":
        # As Python itself opens them when it starts.
        buffering, errors = (-1, "strict") if descriptor == 1 else (1, "backslashreplace")
        file = open(descriptor, "w", buffering, "utf-8", errors)  # noqa: SIM115
    name = "stdout" if descriptor == 1 else "stderr"
    setattr(sys, name, file)
    setattr(sys, f"__{name}__", file)


if __name__ == "__main__":
    main()
