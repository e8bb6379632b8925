"""Asks, renders and writes: what every command that makes a report ends with."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer


def show(
    format_: str, output: str | None, color: str | None, question: dict[str, Any], shown: dict[str, bool] | None = None
) -> None:
    """Asks, renders, writes. Raises typer.Exit with the report's code."""
    from whoami_aws.run import answer

    end_on_sigterm()
    code, text = answer(format_, color or "auto", question, shown or {}, to_file=output is not None)
    if output is not None:
        write_whole(output, text, "--output")
    else:
        write(text)
    raise typer.Exit(code)


def write(text: str) -> None:
    """Writes to standard output; to nothing where it was closed by whoever started us: the exit code says it all."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def end_on_sigterm() -> None:
    """Makes SIGTERM end the run as Ctrl-C does, so that no program is left behind."""
    import signal

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def write_whole(path: str, text: str, option: str) -> None:
    """The whole file or none of it. Raises typer's usage error, for `option`, where it cannot be written."""
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "x", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(beside, path)
    except OSError as error:
        if os.path.exists(beside):
            os.unlink(beside)
        raise typer.BadParameter(f"cannot be written: {error.strerror}", param_hint=option) from None
