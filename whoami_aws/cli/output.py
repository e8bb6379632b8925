"""The one place that writes: what a command comes to goes from here to standard output, to standard error, to files.

A command returns an `Outcome`: its exit code is known before anything is written, and no reader that has gone changes
it. Only where requested output was lost, as on a full disk, 0 becomes 3.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

from whoami_aws.cli.deadline import end_after, finished
from whoami_aws.cli.signals import end_on_signals
from whoami_aws.host.secret_like import hidden
from whoami_aws.render.defang import defang
from whoami_aws.render.sanitize import clean

if TYPE_CHECKING:
    from whoami_aws.ask.question import Question

LOST = 3
"""The exit code where all went well, and could not be written."""


class Page(NamedTuple):
    """A text for a file."""

    text: str
    format: str
    path: str
    option: str
    """What asked for it, as it was typed: `--report junit=out.xml`."""
    colour: bool = False
    """Whether the text has escape sequences of our own."""


class Outcome(NamedTuple):
    """What a command comes to."""

    code: int = 0
    text: str = ""
    """What goes to standard output, in `format`."""
    format: str = "text"
    colour: bool = False
    """Whether the text has escape sequences of our own."""
    files: tuple[Page, ...] = ()
    mode: int = 0o600
    """The mode of the files that are new."""


_lost: list[Exception] = []
"""Why something could not be written, of this run."""


def deliver(outcome: Outcome) -> None:
    """Writes everything. What cannot be written is said on standard error."""
    finished()
    if outcome.files:
        from whoami_aws.cli import files

        try:
            files.write_all(outcome.files, outcome.mode)
        except files.Refused as refused:
            _lost.append(refused)
            say(f"whoami-aws: cannot write {clean(refused.option)}: {refused}")
    if outcome.text:
        write(outcome.text, outcome.format, outcome.colour)


def settled(code: int) -> int:
    """The exit code, after everything was written or could not be."""
    return LOST if code == 0 and _lost else code


def write(text: str, format_: str = "text", colour: bool = False) -> None:
    """Writes to standard output; to nothing where the caller closed it: the exit code says it all."""
    if (error := _put(sys.__stdout__, defang(text, format_, colour))) is not None:
        say(f"whoami-aws: cannot write to standard output: {error.strerror}")


def say(line: str) -> None:
    """Writes one line to standard error, without any secret that was typed in the wrong place."""
    _put(sys.__stderr__, defang(hidden(line).replace("\n", "\\n") + "\n"))


def note(text: str) -> None:
    """Says something on standard error that is no error."""
    say(f"note: {clean(text)}")


def _put(stream: TextIO | None, text: str) -> OSError | None:
    """Writes a text to a standard stream; the error, if it is one that loses something."""
    if stream is None:
        return None
    try:
        pour(stream.fileno(), text.encode(stream.encoding or "utf-8", "replace"))
    except OSError as error:
        _lost.append(error)
        return error
    return None


def pour(descriptor: int, data: bytes) -> None:
    """Writes all of the data to an open descriptor, also if it was set not to block. A reader that has gone is
    no error. Raises OSError.
    """
    rest = memoryview(data)
    try:
        while rest:
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                import select

                waiting = select.poll()
                waiting.register(descriptor, select.POLLOUT)
                waiting.poll()
    except ConnectionError:  # of a pipe or a socket
        return
    except OSError as error:
        if error.errno != errno.EIO or not stat.S_ISCHR(os.fstat(descriptor).st_mode):  # a terminal that was closed
            raise


def show(
    format_: str,
    output: str | None,
    color: str | None,
    question: Question,
    shown: dict[str, bool] | None = None,
    reports: list[tuple[str, str]] | None = None,
    mode: int = 0o600,
) -> Outcome:
    """Asks and renders; `reports` are further formats with their files."""
    from whoami_aws.cli.rendering import answer, options

    end_on_signals()
    end_after(question.budget.timeout)
    formats = [format_, *(kind for kind, _ in reports or ())]
    how = options(color or "auto", output is not None, shown or {})
    code, (text, *more) = answer(formats, how, question)
    files = [
        Page(one, kind, path, f"--report {kind}={path}") for one, (kind, path) in zip(more, reports or (), strict=True)
    ]
    if output is not None:
        files.append(Page(text, format_, output, f"--output {output}", how.colour))
        return Outcome(code, files=tuple(files), mode=mode)
    return Outcome(code, text, format_, how.colour, tuple(files), mode)
