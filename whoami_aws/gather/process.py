"""Runs a `credential_process` as the SDK would, but without a terminal to ask on and not for ever."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
from typing import Any

from whoami_aws.gather import replies
from whoami_aws.gather.vault import Vault
from whoami_aws.host.facts import ProcessRun


class Output:
    """What a run left behind, for the SDK's own code to read."""

    def __init__(self, stdout: bytes, stderr: bytes, returncode: int, error: Exception | None, late: bool) -> None:
        self.stdout, self.stderr, self.returncode = stdout, stderr, returncode
        self.error, self.late = error, late


def run(command: str, until: float) -> Output:
    """The program's output. `until` is a `time.monotonic` time, at which the program and its children are ended."""
    try:
        # A session of its own has no terminal: a program that would ask there gets an error instead of an answer.
        process = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except Exception as error:
        return Output(b"", b"", -1, error, late=False)
    try:
        stdout, stderr = process.communicate(timeout=max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        return Output(b"", b"", -1, None, late=True)
    return Output(stdout, stderr, process.returncode, None, late=False)


def fact_of(command: str, output: Output, elapsed_ms: float, vault: Vault) -> ProcessRun:
    """The fact; keys and token go to the vault. The steps are those of botocore's `_retrieve_credentials_using`."""
    try:
        program, *arguments = shlex.split(command)
    except ValueError:
        program, arguments = "the program", []
    fact = ProcessRun(program, len(arguments), elapsed_ms=elapsed_ms, timed_out=output.late)
    if output.error is not None:
        return fact._replace(error=type(output.error).__name__, message=vault.scrub(str(output.error)))
    try:
        content: Any = json.loads(output.stdout.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        content = error
    if isinstance(content, dict):
        replies.keep_secrets(content, vault)
    fact = fact._replace(exit_code=output.returncode)
    if output.returncode != 0:
        try:
            return fact._replace(stderr=replies.shortened(output.stderr.decode("utf-8"), vault))
        except UnicodeDecodeError as error:
            return fact._replace(error="UnicodeDecodeError", message=error.reason)
    if isinstance(content, Exception):
        # The message of a JSONDecodeError gives a position only; that of a UnicodeDecodeError a byte.
        message = str(content) if isinstance(content, json.JSONDecodeError) else "the output is not UTF-8"
        return fact._replace(error=type(content).__name__, message=message)
    if not isinstance(content, dict):
        return fact._replace(
            error="AttributeError", message=f"'{type(content).__name__}' object has no attribute 'get'"
        )
    version = content.get("Version", "<Version key not provided>")
    missing = next((key for key in ("AccessKeyId", "SecretAccessKey") if key not in content), None)
    return fact._replace(
        version=replies.shortened(str(version), vault),
        version_ok=version == 1,
        missing_key=missing,
        key_id=replies.key_id(content, vault),
        has_token=bool(content.get("SessionToken")),
        expiration=replies.text_field(content, "Expiration", vault),
        expires=content.get("Expiration") is not None,
        account=replies.text_field(content, "AccountId", vault),
    )
