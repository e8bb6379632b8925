"""The command line in a forked child of a process that has imported it: as `python -m whoami_aws`, without its
start-up, and with standard streams that are closed, full, or without a reader.
"""

from __future__ import annotations

import atexit
import base64
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.nursery import Nursery, serve

SECONDS = 60
"""How long a child may take."""

STREAMS = ("kept", "closed", "gone", "full")
"""What becomes of a stream: kept to be looked at, closed by the caller, a pipe whose reader has gone, a full disk."""


class Said(NamedTuple):
    """A run that has ended."""

    code: int
    out: str
    err: str


def command(
    words: Sequence[str],
    env: Mapping[str, str],
    cwd: Path | str = "/",
    out: str = "kept",
    err: str = "kept",
    told: bool = False,
) -> Said:
    """Runs `whoami-aws` with these words and this environment alone. `told`: standard error names every host that a
    name server would get to know.
    """
    raw = [base64.b64encode(os.fsencode(word)).decode() for word in words]
    said = _nursery().ask({"words": raw, "env": dict(env), "cwd": str(cwd), "out": out, "err": err, "told": told})
    assert "crash" not in said, said["crash"]
    return Said(said["code"], *(base64.b64decode(said[name]).decode() for name in ("out", "err")))


@cache
def _nursery() -> Nursery:
    guard = Path(__file__).parent / "guard"
    env = {**os.environ, "PYTHONPATH": f"{guard}:{Path(__file__).parents[1]}", "PYTHONWARNINGS": "ignore"}
    nursery = Nursery("tests.commands", env)
    atexit.register(nursery.close)
    return nursery


def main() -> None:
    """Answers until standard input ends."""
    import botocore.credentials  # noqa: F401 (these are imported once, for all children)
    import typer  # noqa: F401

    import whoami_aws.ask.explain
    import whoami_aws.ask.preflight
    import whoami_aws.cli.entry
    import whoami_aws.cli.run
    import whoami_aws.gather.container
    import whoami_aws.gather.identity
    import whoami_aws.gather.imds
    import whoami_aws.gather.process
    import whoami_aws.gather.witness
    import whoami_aws.render.text
    import whoami_aws.rules.run  # noqa: F401

    serve(_answer, SECONDS)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    sys.argv = ["whoami-aws", *(os.fsdecode(base64.b64decode(word)) for word in job["words"])]
    kept = {"out": _as(1, job["out"]), "err": _as(2, job["err"])}
    if job["told"]:
        socket.getaddrinfo = _told(socket.getaddrinfo)
    from whoami_aws.cli import entry

    code = entry._guarded()
    return {"code": code, **{name: base64.b64encode(_read(file)).decode() for name, file in kept.items()}}


def _told(look_up: Callable[..., Any]) -> Callable[..., Any]:
    """In place of asking a name server: the name goes to standard error."""

    def looked_up(host: Any, *arguments: Any, **named: Any) -> Any:
        if host in (None, "localhost", "127.0.0.1", "::1"):
            return look_up(host, *arguments, **named)
        sys.stderr.write(f"GUARD: a test tried to look up {host}\n")
        sys.stderr.flush()
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    return looked_up


def _as(descriptor: int, state: str) -> Any:
    match state:
        case "kept":
            file = tempfile.TemporaryFile(dir="/tmp")  # noqa: SIM115 - read when the run has ended
            os.dup2(file.fileno(), descriptor)
            return file
        case "closed":
            os.close(descriptor)
            name = "stdout" if descriptor == 1 else "stderr"
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)
        case "gone":
            reader, writer = os.pipe()
            os.close(reader)
            os.dup2(writer, descriptor)
        case "full":
            os.dup2(os.open("/dev/full", os.O_WRONLY), descriptor)
    return None


def _read(file: Any) -> bytes:
    if file is None:
        return b""
    file.seek(0)
    return bytes(file.read())


if __name__ == "__main__":
    main()
