"""Runs a `credential_process` as the SDK would, but without a terminal to ask on and not for ever."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Any, Protocol

from whoami_aws.gather import http_answers
from whoami_aws.gather.decode_errors import shown
from whoami_aws.gather.lenient_json import json_text
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.redact import redact_text
from whoami_aws.gather.secret_store import SecretStore, secret_arguments
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.host import forms
from whoami_aws.host.facts import ProcessRun


class Output:
    """What a run left behind, for the SDK's own code to read. `late`: it did not end in time, or printed too much.
    `reads_input`: whether it has read from its standard input; None where that cannot be told.
    """

    def __init__(
        self,
        stdout: bytes,
        stderr: bytes,
        returncode: int,
        error: Exception | None,
        late: bool,
        reads_input: bool | None = None,
    ) -> None:
        self.stdout, self.stderr, self.returncode = stdout, stderr, returncode
        self.error, self.late, self.reads_input = error, late, reads_input


OUTPUT_LIMIT = 16 * 1024 * 1024
"""Bytes that are read of what a program prints."""


class Child(Protocol):
    """A program that was started."""

    def started(self) -> None:
        """Waits until it has started; raises the exception if it could not be."""

    def exit_code(self, seconds: float) -> int | None:
        """Waits for it to end; None if it does not within the time."""

    def stop(self) -> None:
        """Ends it and what it started."""

    def release(self) -> None:
        """Lets what it left running be."""

    def close(self) -> None:
        """Frees what is held of it here."""


class Runner:
    """Runs programs, and can end all that still run."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._running: set[Child] = set()
        # Held while a program starts: what has started is also known.
        self._starting = threading.Lock()

    def run(self, command: Callable[[], list[str]], until: float, input_open: bool = False) -> Output:
        """The program's output. `until` is a `time.monotonic` time, at which the program and its children are ended.
        `input_open`: nothing ever comes from its standard input, which does not end either.
        """
        try:
            arguments = command()
        except ValueError as error:
            return Output(b"", b"", -1, error, late=False)
        with ExitStack() as stack:
            stdin: _Input = stack.enter_context(_OpenInput() if input_open else _EmptyInput())
            outputs = [os.pipe(), os.pipe()]
            readers: list[IO[bytes]] = [os.fdopen(reader, "rb") for reader, _ in outputs]
            try:
                with self._starting:
                    child = self._machine.start(arguments, stdin.descriptor, outputs[0][1], outputs[1][1])
                    self._running.add(child)
            except BaseException:
                for stream in readers:
                    stream.close()
                raise
            finally:
                for _, writer in outputs:
                    os.close(writer)
            try:
                child.started()
                output = self._read(child, readers, until)
            except Exception as error:
                output = Output(b"", b"", -1, error, late=False)
            finally:
                self._running.discard(child)
            if output.late:
                child.stop()
            else:
                child.release()
            child.close()
            output.reads_input = stdin.was_read()
            return output

    def _read(self, child: Child, readers: list[IO[bytes]], until: float) -> Output:
        streams = [_reading(child, stream) for stream in readers]
        try:
            stdout, stderr = (stream.result(until) for stream in streams)
        except Late:
            return Output(b"", b"", -1, None, late=True)
        code = child.exit_code(max(0.1, until - time.monotonic()))
        late = code is None or len(stdout) > OUTPUT_LIMIT or len(stderr) > OUTPUT_LIMIT
        return Output(stdout, stderr, -1 if code is None else code, None, late)

    def close(self) -> None:
        """Ends everything that still runs, and lets nothing more start."""
        self._starting.acquire(timeout=1)
        for child in list(self._running):
            child.stop()


def _reading(child: Child, stream: IO[bytes]) -> Task[bytes]:
    def read() -> bytes:
        with stream:
            data = stream.read(OUTPUT_LIMIT + 1)
        if len(data) > OUTPUT_LIMIT:
            child.stop()
        return data

    return Task(read)


class _Input:
    """A standard input for a program."""

    descriptor: int

    def __enter__(self) -> _Input:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def was_read(self) -> bool | None:
        """Whether the program read from it; None where that cannot be told."""
        return None


class _OpenInput(_Input):
    """A pipe without a writer that does not end."""

    def __init__(self) -> None:
        self.descriptor, self._writer = os.pipe()

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)
        os.close(self._writer)


class _EmptyInput(_Input):
    """One with nothing in it; on Linux, a file in memory that also tells whether somebody read it."""

    def __init__(self) -> None:
        self._tells = False
        try:
            self.descriptor = self._file()
        except (AttributeError, OSError):
            self.descriptor = os.open(os.devnull, os.O_RDONLY)

    def _file(self) -> int:
        import fcntl

        descriptor = os.memfd_create("stdin", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        os.read(descriptor, 1)
        self._tells = os.fstat(descriptor).st_atime_ns != 0
        os.utime(descriptor, ns=(0, 0))
        self._tells = self._tells and os.fstat(descriptor).st_atime_ns == 0
        return descriptor

    def was_read(self) -> bool | None:
        """Whether the time of its last reading has changed, also of one that found nothing."""
        return os.fstat(self.descriptor).st_atime_ns != 0 if self._tells else None


def start(arguments: list[str], stdin: int, stdout: int, stderr: int) -> Child:
    """Starts a program as a child of our own process (see `ThisProcess.start`)."""
    if sys.platform == "linux":
        from whoami_aws.gather.supervisor import Files, Supervisor

        try:
            return Supervisor(arguments, Files(stdin, stdout, stderr))
        except OSError:
            pass  # there can be no further process, or no such socket
    return _Group(arguments, stdin, stdout, stderr)


class _Group:
    """A program in a session of its own, which is ended with those of its children that stay in it."""

    def __init__(self, arguments: list[str], stdin: int, stdout: int, stderr: int) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._error: Exception | None = None
        try:
            # A session of its own has no terminal: a program that would ask there gets an error, not an answer.
            self._process = subprocess.Popen(
                arguments, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True
            )
        except Exception as error:
            self._error = error

    def started(self) -> None:
        """Raises the exception if it could not be started."""
        if self._error is not None:
            raise self._error

    def exit_code(self, seconds: float) -> int | None:
        """Waits for it to end; None if it does not within the time."""
        try:
            return self._process.wait(seconds) if self._process is not None else None
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """Ends it and what it left behind in its session, also where it has ended itself."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self._process.wait()

    def release(self) -> None:
        """Lets what it left running be."""

    def close(self) -> None:
        """Nothing is held."""


_OPERATORS = ("|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1", "2>/dev/null")


def _marks(words: list[str]) -> tuple[str, ...]:
    """What of a command only a shell would understand: there is none. An operator is a word of its own, or its end."""
    found = [word for word in words if word in _OPERATORS]
    for word in words:
        if "$(" in word or "`" in word:
            found.append("$(" if "$(" in word else "`")
        elif re.search(r"\$\w|\$\{", word):
            found.append("$")
        if word.startswith("~/"):
            found.append("~")
        if len(word) > 1 and word[-1] in ";|&":
            found.append(word[-1])
    if words and "=" in words[0] and "/" not in words[0].partition("=")[0]:
        found.append("=")
    return tuple(dict.fromkeys(found))


def fact_of(machine: Machine, command: str, output: Output, elapsed_ms: float, store: SecretStore) -> ProcessRun:
    """The fact; keys and token go to the store. The steps are those of botocore's `_retrieve_credentials_using`."""
    try:
        program, *arguments = shlex.split(command)
    except ValueError:
        program, arguments = "the program", []
    # What is short could be a word of any text, but hardly of what this program says.
    given = secret_arguments(command, machine.exists)
    store.arguments += given
    fact = ProcessRun(
        _shown(program, store),
        len(arguments),
        elapsed_ms=elapsed_ms,
        timed_out=output.late,
        printed=len(output.stdout),
        marks=_marks([program, *arguments]),
    )
    if output.error is not None:
        return fact._replace(error=type(output.error).__name__, message=store.scrub(str(output.error), given))
    try:
        content: Any = json.loads(output.stdout.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        content = error
    if isinstance(content, dict):
        http_answers.keep_secrets(content, store)
    for printed in (output.stdout, output.stderr):
        http_answers.keep_written_secrets(printed.decode("utf-8", "replace"), store)
    fact = fact._replace(exit_code=output.returncode, text=json_text(output.stdout, store))
    if output.returncode != 0:
        try:
            return fact._replace(stderr=http_answers.shortened(output.stderr.decode("utf-8"), store, given))
        except UnicodeDecodeError as error:
            return fact._replace(error="UnicodeDecodeError", message=shown(error))
    if isinstance(content, Exception):
        said = http_answers.shortened(output.stderr.decode("utf-8", "replace"), store, given)
        return fact._replace(error=type(content).__name__, message=shown(content), stderr=said)
    if not isinstance(content, dict):
        return fact._replace(
            error="AttributeError", message=f"'{type(content).__name__}' object has no attribute 'get'"
        )
    version = content.get("Version", "<Version key not provided>")
    missing = next((key for key in ("AccessKeyId", "SecretAccessKey") if key not in content), None)
    return fact._replace(
        version=http_answers.shortened(str(version), store, given),
        version_ok=version == 1,
        missing_key=missing,
        key_id=http_answers.key_id(content, store),
        has_token=bool(content.get("SessionToken")),
        expiration=http_answers.text_field(content, "Expiration", store),
        expires=content.get("Expiration") is not None,
        account=http_answers.text_field(content, "AccountId", store),
    )


def _shown(program: str, store: SecretStore) -> str:
    """The program's path; of `NAME=value`, which is not a program, the name alone."""
    name, equals, value = program.partition("=")
    return f"{redact_text(name, forms.path, store)}=…" if equals and value else redact_text(program, forms.path, store)
