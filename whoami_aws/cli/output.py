"""Asks, renders and writes: what every command that makes a report ends with."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import typer

from whoami_aws.cli.deadline import end_after, finished


def show(
    format_: str,
    output: str | None,
    color: str | None,
    question: dict[str, Any],
    shown: dict[str, bool] | None = None,
    reports: list[tuple[str, str]] | None = None,
) -> None:
    """Asks, renders, writes; `reports` are further formats with their files. Raises typer.Exit with the code."""
    from whoami_aws.cli.run import answer

    end_on_signals()
    end_after(question.get("timeout", 10.0))
    formats = [format_, *(kind for kind, _ in reports or ())]
    code, (text, *more) = answer(formats, color or "auto", question, shown or {}, to_file=output is not None)
    files = [(one, path, f"--report {kind}={path}") for one, (kind, path) in zip(more, reports or (), strict=True)]
    if output is not None:
        files.append((text, output, "--output"))
    write_all(files)
    if output is None:
        write(text)
    raise typer.Exit(code)


def write(text: str) -> None:
    """Writes to standard output; to nothing where it was closed by whoever started us: the exit code says it all."""
    finished()
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def end_on_signals() -> None:
    """Makes each signal that asks the run to end do so in good order, so that no program is left behind. One that is
    ignored stays so, as `nohup` wants it.
    """
    import signal

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def write_whole(path: str, text: str, option: str) -> None:
    """The whole file or none of it. Raises typer's usage error, for `option`, where it cannot be written."""
    write_all([(text, path, option)])


def write_all(texts: list[tuple[str, str, str]]) -> None:
    """Several files (text, path, option), each whole; where one cannot be written, none is. Raises typer's usage
    error with that one's option.
    """
    finished()
    beside: list[tuple[str, str]] = []
    option = ""
    try:
        for number, (text, path, option) in enumerate(texts):  # noqa: B007 - the last one is to blame
            if os.path.isdir(path):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))  # said before anything is replaced
            if os.path.exists(path) and not os.path.isfile(path):
                # A terminal, a pipe, /dev/null: there is nothing to be put in its place.
                with open(path, "w", encoding="utf-8") as stream:
                    stream.write(text)
                continue
            path = os.path.realpath(path)  # a link stays, and what it leads to is replaced
            part = f"{path}.{os.getpid()}.{number}.part"
            with open(part, "x", encoding="utf-8") as stream:
                beside.append((part, path))
                stream.write(text)
        for part, path in beside:
            os.replace(part, path)
    except OSError as error:
        for part, _ in beside:
            if os.path.exists(part):
                os.unlink(part)
        raise typer.BadParameter(f"cannot be written: {error.strerror}", param_hint=option) from None
