"""A `credential_process` that does not behave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .canaries import secret
from .cases import KEY, SECRET, STS, Case, check, runs
from .child import HUNG, command, environment, run, sane, wait_until
from .conftest import LayOut

ANSWER = json.dumps({"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET})
ESCAPES = "\x1b]8;;http://x\x07\u202e\u200b\x9b31m"
LINK = "custom-process"
SHORT = ("--timeout", "2")


def _program(name: str, script: str, outcome: str, link: tuple[str, ...] = (), **more: object) -> Case:
    host = {
        "files": {
            "~/.aws/config": "[default]\nregion = us-east-1\ncredential_process = {home}/bin/creds one\n",
            "~/bin/creds": f"#!/bin/sh\n{script}\n",
        },
        "sts": STS,
    }
    return Case(name, host, outcome, (LINK, *link), **more)  # type: ignore[arg-type]


def _command(name: str, line: str, outcome: str = "error", **more: object) -> Case:
    files = {"~/.aws/config": f"[default]\ncredential_process = {line}\n", "~/plain": "x", "~/dir": {"directory": True}}
    return Case(name, {"files": files, "sts": STS}, outcome, (LINK,), **more)  # type: ignore[arg-type]


_FAILED = ("stopped", "process-failed")
_UNASKED = ("not-probed", "not-asked")

CASES = [
    _program("good", f"echo '{ANSWER}'", "resolved", ("wins",)),
    _program("10-mb", "head -c 10000000 /dev/zero | tr '\\0' x", "error", _FAILED),
    _program("10-mb-of-errors", "head -c 10000000 /dev/zero | tr '\\0' '\\033' >&2; exit 1", "error", _FAILED),
    _program("good-and-10-mb", f"echo '{ANSWER}'; head -c 10000000 /dev/zero | tr '\\0' ' '", "resolved", ("wins",)),
    _program("20-mb", "head -c 20000000 /dev/zero | tr '\\0' x", "unknown", _UNASKED),
    _program("nothing", ":", "error", _FAILED),
    _program("failing-in-silence", "exit 3", "error", _FAILED, says=["exit code 3 and said nothing"]),
    _program(
        "escapes-in-errors",
        f"printf '%s' '{ESCAPES} first\nsecond' >&2; exit 1",
        "error",
        _FAILED,
        says=[r"ended with exit code 1: \x1b]8;;http://x\x07\u202e\u200b\x9b31m first"],
        core=True,
    ),
    _program("noise-in-errors", f"echo '{ESCAPES}' >&2; echo '{ANSWER}'", "resolved", ("wins",)),
    _program("errors-not-text", "printf '\\377\\376' >&2; exit 1", "error", _FAILED),
    _program("not-text", "printf '\\377\\376'", "error", _FAILED),
    _program("deep", "head -c 50000 /dev/zero | tr '\\0' '['", "error", _FAILED, says=["RecursionError"]),
    _program("list", "echo '[1]'", "error", _FAILED),
    _program("null", "echo null", "error", _FAILED),
    _program("version", f'echo \'{{"Version": "{ESCAPES}"}}\'', "error", _FAILED),
    _program("numbers", 'echo \'{"Version": 1, "AccessKeyId": 5, "SecretAccessKey": [], "Expiration": {}}\'', "error"),
    _program("surrogates", f"echo '{ANSWER}' | sed 's/AKIA/\\\\\\\\ud800/'", "resolved", ("wins",)),
    _program(
        "asleep",
        "sleep 1000",
        "unknown",
        _UNASKED,
        arguments=SHORT,
        says=["within the time"],
        core=True,
    ),
    _program("child-keeps-output", f"echo '{ANSWER}'; sleep 1000 &", "unknown", _UNASKED, arguments=SHORT),
    _program("daemon-keeps-output", f"echo '{ANSWER}'; setsid sleep 20 &", "unknown", _UNASKED, arguments=SHORT),
    _program("deaf", "trap '' TERM INT HUP; while :; do sleep 1; done", "unknown", _UNASKED, arguments=SHORT),
    _program("reads-input", f"read line; echo \"$line\" >&2; echo '{ANSWER}'", "resolved", ("wins",), core=True),
    _program("asks-terminal", "echo 'Code: ' > /dev/tty || exit 7", "error", _FAILED),
    _program("kills-itself", "kill -9 $$", "error", _FAILED, says=["exit code -9"]),
    _command("missing", "{home}/nothing", says=["FileNotFoundError"], core=True),
    _command("missing-anywhere", "no-such-program-at-all --x", says=["FileNotFoundError"]),
    _command("directory", "{home}/dir", says=["PermissionError"]),
    _command("no-permission", "{home}/plain", says=["PermissionError"]),
    _command("empty", ""),
    _command("unclosed-quote", "'unclosed"),
    _command("with-nul", "prog\0x"),
    _command("with-escapes", f"{{home}}/{ESCAPES}", says=[r"\x1b]8;;http://x\x07\u202e\u200b\x9b31m"]),
    _command("large", "prog " + "x" * 140_000, core=True),
]


@pytest.mark.parametrize(("case", "format_"), runs(CASES))
def test_programs(host: LayOut, case: Case, format_: str) -> None:
    check(case, sane(run(host(case.host), format_, "--verbose", *case.arguments), case.limit))


@pytest.mark.slow
def test_nothing_that_a_program_started_outlives_the_time(host: LayOut) -> None:
    laid = host(_program("x", f"sleep 30 & echo $! > {{home}}/pid; echo '{ANSWER}'", "").host)
    sane(run(laid, "json", *SHORT))
    left = int((laid.home / "pid").read_text())
    found = alive(left)
    if found:
        os.kill(left, signal.SIGKILL)
    assert not found


def test_no_program_is_run_when_none_may(host: LayOut) -> None:
    laid = host(_program("x", "touch {home}/ran", "").host)
    assert sane(run(laid, "json", "--no-exec")).report["outcome"] == "unknown"
    assert not (laid.home / "ran").exists()


@pytest.mark.slow
def test_a_program_that_prints_for_ever_does_not_fill_the_memory(host: LayOut) -> None:
    import resource

    def poor() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))

    laid = host(_program("x", "exec yes", "").host)
    # Longer than a busy machine takes to read all that is read of it.
    done = sane(run(laid, "json", "--timeout", "6", preexec_fn=poor), HUNG)
    assert done.report["outcome"] == "unknown"


def alive(pid: int) -> bool:
    """Whether a process is there, and more than a zombie that nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_program_outlives_the_command_that_started_it(host: LayOut, number: signal.Signals) -> None:
    laid = host(_program("x", "echo $$ > {home}/pid; exec sleep 30", "").host)
    pid = laid.home / "pid"
    child = subprocess.Popen(command("json"), env=environment(laid), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: pid.exists() and pid.read_text().strip())
    program = int(pid.read_text())
    time.sleep(0.3)  # until the command, too, knows of the program
    try:
        child.send_signal(number)
        child.communicate(timeout=10)
        time.sleep(0.2)
        assert not alive(program)
    finally:
        child.kill()
        if alive(program):
            os.kill(program, signal.SIGKILL)


def test_a_program_has_no_terminal_to_ask_on(host: LayOut) -> None:
    """Neither the program nor the SDK prompts, though the command has a terminal."""
    laid = host(_program("x", "echo 'Code: ' > /dev/tty && exit 7; exit 8", "").host)
    done, terminal = on_terminal(laid, "json")
    assert terminal == b""
    assert "exit code 8" in done


def on_terminal(laid: object, *arguments: str) -> tuple[str, bytes]:
    """What the command prints, and what appears on the terminal that is its own."""
    import fcntl
    import pty
    import termios

    master, slave = pty.openpty()

    def take_terminal() -> None:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    child = subprocess.Popen(
        command(*arguments),
        env=environment(laid),  # type: ignore[arg-type]
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=take_terminal,
        pass_fds=(slave,),
    )
    try:
        stdout, stderr = child.communicate(timeout=15)
    finally:
        child.kill()
    assert stderr == b"" and child.returncode in (0, 1)
    os.set_blocking(master, False)
    try:
        seen = os.read(master, 10_000)
    except BlockingIOError:
        seen = b""
    os.close(master)
    os.close(slave)
    return stdout.decode(), seen


def test_no_code_is_asked_for_on_the_terminal(host: LayOut) -> None:
    role = "arn:aws:iam::123456789012:role/admin"
    files = {
        "~/.aws/config": f"[profile admin]\nrole_arn = {role}\nsource_profile = default\n"
        "mfa_serial = arn:aws:iam::123456789012:mfa/alice\nregion = us-east-1\n",
        "~/.aws/credentials": f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {secret('mfa')}\n",
    }
    laid = host({"files": files, "env": {"AWS_PROFILE": "admin"}, "sts": STS})
    said, terminal = on_terminal(laid, "json")
    assert terminal == b""
    assert json.loads(said)["winner"] == "assume-role"
    assert laid.sts is not None and [one.step for one in laid.sts.requests] == []
