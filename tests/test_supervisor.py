"""The process between us and a program: what it outlives, whom it ends, and what is said of one that does not start."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("it is of Linux", allow_module_level=True)

from whoami_aws.gather import supervisor
from whoami_aws.gather.supervisor import Files, Supervisor


@contextmanager
def _supervised(tmp_path: Path, *words: str) -> Iterator[Supervisor]:
    with open(os.devnull, "rb") as nothing, (tmp_path / "out").open("wb") as out:
        number = out.fileno()
        started = Supervisor(list(words), Files(nothing.fileno(), number, number))
    try:
        yield started
    finally:
        started.stop()
        started.close()


@contextmanager
def _sleeping() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "30"])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_the_exit_code_of_a_program(tmp_path: Path) -> None:
    with _supervised(tmp_path, "sh", "-c", "echo said; exit 3") as program:
        program.started()
        assert program.exit_code(5.0) == 3
    assert (tmp_path / "out").read_text() == "said\n"
    with _supervised(tmp_path, "sh", "-c", "kill -9 $$") as program:
        program.started()
        assert program.exit_code(5.0) == -9
    with _supervised(tmp_path, "sleep", "30") as program:
        program.started()
        assert program.exit_code(0.01) is None


_TOLD = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGCHLD)


def test_signals_to_all_processes_of_a_job_do_not_end_it(tmp_path: Path) -> None:
    with _supervised(tmp_path, "sleep", "30") as program:
        program.started()
        for number in _TOLD:
            os.kill(program._pid, number)
            time.sleep(0.005)  # pytest's own handler of crashes has a stack on which hardly seven at once have room
        found = supervisor._process(program._pid)
        assert found is not None and not found.ended
        assert os.getsid(program._pid) == program._pid, "what a terminal sends is not for it"
        (below,) = supervisor._descendants(program._pid, set())
    assert supervisor._process(below.pid) is None, "the program has been ended, and is no zombie"


def test_a_program_inherits_what_is_ignored_and_nothing_else(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    here = [one for one in _TOLD if signal.getsignal(one) is signal.SIG_IGN]
    try:
        with _supervised(tmp_path, "cat", "/proc/self/status") as program:
            program.started()
            assert program.exit_code(5.0) == 0
    finally:
        signal.signal(signal.SIGUSR2, before)
    said = dict(line.split(":\t", 1) for line in (tmp_path / "out").read_text().splitlines() if ":\t" in line)
    ignored = int(said["SigIgn"], 16)
    assert [one for one in _TOLD if ignored >> (one - 1) & 1] == here
    assert signal.SIGUSR2 in here


def test_a_program_that_does_not_start(tmp_path: Path) -> None:
    with _supervised(tmp_path, "/no/such/program") as program, pytest.raises(FileNotFoundError) as raised:
        program.started()
    assert (raised.value.errno, raised.value.filename) == (errno.ENOENT, "/no/such/program")
    assert raised.value.strerror == os.strerror(errno.ENOENT)
    with _supervised(tmp_path, "a\0b") as program, pytest.raises(ValueError, match="null byte"):
        program.started()


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ({"type": "OverflowError", "text": "x"}, OverflowError, "x"),
        ({"type": "NoSuchError", "text": "x"}, ValueError, "x"),
        ({"type": "exit", "text": "x"}, ValueError, "x"),
        ({"type": "KeyboardInterrupt", "text": "x"}, ValueError, "x"),
        ({"errno": errno.EACCES, "text": "no", "path": "/x"}, PermissionError, f"[Errno {errno.EACCES}] no: '/x'"),
    ],
)
def test_what_is_said_of_it_is_raised_here(
    said: dict[str, object], kind: type[Exception], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Supervisor, "_received", lambda *_: said)
    with pytest.raises(kind) as raised:
        Supervisor.__new__(Supervisor).started()
    assert type(raised.value) is kind and str(raised.value) == text


def test_what_a_released_program_left_running_is_let_be(tmp_path: Path) -> None:
    with open(os.devnull, "rb") as nothing, (tmp_path / "out").open("wb") as out:
        program = Supervisor(["sh", "-c", "sleep 30 & echo $!"], Files(nothing.fileno(), out.fileno(), out.fileno()))
    program.started()
    assert program.exit_code(5.0) == 0
    program.release()
    program.close()
    left = int((tmp_path / "out").read_text())
    try:
        found = supervisor._process(left)
        assert found is not None and not found.ended
    finally:
        os.kill(left, signal.SIGKILL)
    assert program._pid not in supervisor._SUPERVISORS


# Processes


def test_a_process_is_told_from_a_later_one_with_its_number() -> None:
    with _sleeping() as process:
        found = supervisor._process(process.pid)
        assert found is not None and (found.pid, found.parent, found.ended) == (process.pid, os.getpid(), False)
        assert supervisor._killed(found._replace(started=found.started + 1)), "that one has ended"
        assert process.poll() is None
        assert supervisor._killed(found)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        zombie = supervisor._process(process.pid)
        assert zombie is not None and zombie.ended
        assert process.wait() == -signal.SIGKILL
        assert supervisor._process(process.pid) is None
        assert supervisor._killed(found), "there is none any more"


def test_an_older_kernel_ends_it_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_call(_: int) -> int:
        raise OSError(errno.ENOSYS, "no such call")

    monkeypatch.setattr(os, "pidfd_open", no_such_call)
    with _sleeping() as process:
        found = supervisor._process(process.pid)
        assert found is not None and supervisor._killed(found)
        assert process.wait(5) == -signal.SIGKILL


@pytest.mark.parametrize(("error", "told"), [(PermissionError(), False), (ProcessLookupError(), True), (None, True)])
def test_whom_nobody_may_end_is_not_waited_for(error: OSError | None, told: bool) -> None:
    def send() -> None:
        if error is not None:
            raise error

    assert supervisor._signalled(send) is told


def test_whose_descendants_are_whose() -> None:
    with _sleeping() as one, _sleeping() as other:
        below = {process.pid for process in supervisor._descendants(os.getpid(), set())}
        assert {one.pid, other.pid} <= below
        below = {process.pid for process in supervisor._descendants(os.getpid(), {one.pid})}
        assert one.pid not in below and other.pid in below
        assert supervisor._descendants(one.pid, set()) == []
