"""Runs a `credential_process` as the SDK would, but without a terminal to ask on and not for ever."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from whoami_aws.gather import replies
from whoami_aws.gather.json_texts import json_text
from whoami_aws.gather.redact import redact_text
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.gather.vault import Vault, secret_arguments
from whoami_aws.host import forms
from whoami_aws.host.facts import ProcessRun


class Output:
    """What a run left behind, for the SDK's own code to read."""

    def __init__(self, stdout: bytes, stderr: bytes, returncode: int, error: Exception | None, late: bool) -> None:
        self.stdout, self.stderr, self.returncode = stdout, stderr, returncode
        self.error, self.late = error, late


OUTPUT_LIMIT = 16 * 1024 * 1024
"""Bytes that are read of what a program prints."""


class Runner:
    """Runs programs, and can end all that still run."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        # Held while a program starts: what has started is also known.
        self._starting = threading.Lock()

    def run(self, command: Callable[[], list[str]], until: float, input_open: bool = False) -> Output:
        """The program's output. `until` is a `time.monotonic` time, at which the program and its children are ended.
        `input_open`: nothing ever comes from its standard input, which does not end either.
        """
        try:
            with self._starting:
                # A session of its own has no terminal: a program that would ask there gets an error, not an answer.
                process = subprocess.Popen(
                    command(),
                    stdin=subprocess.PIPE if input_open else subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
                self._running.add(process)
        except Exception as error:
            return Output(b"", b"", -1, error, late=False)
        try:
            return self._read(process, until)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            self._running.discard(process)

    def _read(self, process: subprocess.Popen[bytes], until: float) -> Output:
        streams = [_reading(process, process.stdout), _reading(process, process.stderr)]
        try:
            stdout, stderr = (stream.result(until) for stream in streams)
            process.wait(max(0.1, until - time.monotonic()))
        except (Late, subprocess.TimeoutExpired):
            _end(process)
            return Output(b"", b"", -1, None, late=True)
        late = len(stdout) > OUTPUT_LIMIT or len(stderr) > OUTPUT_LIMIT
        return Output(stdout, stderr, process.returncode, None, late)

    def close(self) -> None:
        """Ends everything that still runs, and lets nothing more start."""
        self._starting.acquire(timeout=1)
        for process in list(self._running):
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and what it left behind in its session, also where it has ended itself."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def _reading(process: subprocess.Popen[bytes], stream: IO[bytes] | None) -> Task[bytes]:
    def read() -> bytes:
        if stream is None:
            return b""
        with stream:
            data = stream.read(OUTPUT_LIMIT + 1)
        if len(data) > OUTPUT_LIMIT:
            _end(process)
        return data

    return Task(read)


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


def fact_of(command: str, output: Output, elapsed_ms: float, vault: Vault) -> ProcessRun:
    """The fact; keys and token go to the vault. The steps are those of botocore's `_retrieve_credentials_using`."""
    try:
        program, *arguments = shlex.split(command)
    except ValueError:
        program, arguments = "the program", []
    # What is short could be a word of any text, but hardly of what this program says.
    given = secret_arguments(command)
    fact = ProcessRun(
        _shown(program, vault),
        len(arguments),
        elapsed_ms=elapsed_ms,
        timed_out=output.late,
        printed=len(output.stdout),
        marks=_marks([program, *arguments]),
    )
    if output.error is not None:
        return fact._replace(error=type(output.error).__name__, message=vault.scrub(str(output.error), given))
    try:
        content: Any = json.loads(output.stdout.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        content = error
    if isinstance(content, dict):
        replies.keep_secrets(content, vault)
    for printed in (output.stdout, output.stderr):
        replies.keep_written_secrets(printed.decode("utf-8", "replace"), vault)
    fact = fact._replace(exit_code=output.returncode, text=json_text(output.stdout, vault))
    if output.returncode != 0:
        try:
            return fact._replace(stderr=replies.shortened(output.stderr.decode("utf-8"), vault, given))
        except UnicodeDecodeError as error:
            return fact._replace(error="UnicodeDecodeError", message=error.reason)
    if isinstance(content, Exception):
        # The message of a JSONDecodeError gives a position only; that of a UnicodeDecodeError a byte.
        message = str(content) if isinstance(content, json.JSONDecodeError) else "the output is not UTF-8"
        said = replies.shortened(output.stderr.decode("utf-8", "replace"), vault, given)
        return fact._replace(error=type(content).__name__, message=message, stderr=said)
    if not isinstance(content, dict):
        return fact._replace(
            error="AttributeError", message=f"'{type(content).__name__}' object has no attribute 'get'"
        )
    version = content.get("Version", "<Version key not provided>")
    missing = next((key for key in ("AccessKeyId", "SecretAccessKey") if key not in content), None)
    return fact._replace(
        version=replies.shortened(str(version), vault, given),
        version_ok=version == 1,
        missing_key=missing,
        key_id=replies.key_id(content, vault),
        has_token=bool(content.get("SessionToken")),
        expiration=replies.text_field(content, "Expiration", vault),
        expires=content.get("Expiration") is not None,
        account=replies.text_field(content, "AccountId", vault),
    )


def _shown(program: str, vault: Vault) -> str:
    """The program's path; of `NAME=value`, which is not a program, the name alone."""
    name, equals, value = program.partition("=")
    return f"{redact_text(name, forms.path, vault)}=…" if equals and value else redact_text(program, forms.path, vault)
