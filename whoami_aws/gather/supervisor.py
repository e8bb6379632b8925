"""A process between us and a program, on Linux: it ends everything that the program started, also after we are gone.

Orphans of the program become children of this process, because it is a "child subreaper": so all of its descendants,
and nothing else, are what the program started. It ends them when it is told to, and when the socket to us is closed,
which also happens if we are killed.
"""

from __future__ import annotations

import builtins
import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

_SET_CHILD_SUBREAPER = 36  # linux/prctl.h PR_SET_CHILD_SUBREAPER
_RELEASE = b"release"
_MESSAGE = 64 * 1024
_GIVE_UP = 0.5
"""Seconds in which the descendants must be gone. One of another user cannot be ended, and is not waited for."""

_LIBC = ctypes.CDLL(None)


class Files(NamedTuple):
    """The descriptors of the program's standard streams."""

    stdin: int
    stdout: int
    stderr: int


_SUPERVISORS: set[int] = set()
"""The other processes that are at work, each for a program of its own."""


class Supervisor:
    """Our side of it."""

    def __init__(self, arguments: list[str], files: Files) -> None:
        """Raises OSError if there can be no such process here."""
        # Should the program end the other process, its orphans come to us.
        _LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._others = frozenset(process.pid for process in _children().get(os.getpid(), ()))
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with warnings.catch_warnings():
                if sys.version_info >= (3, 12):
                    # The other process has one thread, and takes no lock that another thread of ours could hold.
                    warnings.simplefilter("ignore", DeprecationWarning)
                self._pid = os.fork()
        except OSError:
            self._socket.close()
            theirs.close()
            raise
        if self._pid == 0:
            try:
                _supervise(arguments, files, theirs)
            finally:
                os._exit(0)
        theirs.close()
        _SUPERVISORS.add(self._pid)

    def started(self) -> None:
        """Waits until the program has started; raises the exception if it could not be."""
        match self._received(None):
            case {"errno": int(number), "text": str(text), "path": path}:
                raise OSError(number, text, path)
            case {"type": str(name), "text": str(text)}:
                kind = getattr(builtins, name, None)
                raise kind(text) if isinstance(kind, type) and issubclass(kind, Exception) else ValueError(text)
            case _:
                pass

    def exit_code(self, seconds: float) -> int | None:
        """Waits for the program; its exit code, negative for a signal. None if it did not end within the time."""
        code = self._received(seconds)
        return code if isinstance(code, int) else None

    def release(self) -> None:
        """Lets what the program left running be, and ends the process."""
        with suppress(OSError):
            self._socket.send(_RELEASE)
        self._end()

    def stop(self) -> None:
        """Ends the program and everything that it started."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            os.kill(self._pid, signal.SIGCONT)  # the program may have stopped it
        self._end()
        _end_descendants(self._others | _SUPERVISORS - {self._pid})

    def close(self) -> None:
        """Frees what is held of it here."""
        self._socket.close()
        _SUPERVISORS.discard(self._pid)

    def _end(self) -> None:
        how = os.WNOHANG
        with suppress(OSError):
            self._socket.settimeout(_GIVE_UP + 0.2)
            while self._socket.recv(_MESSAGE):
                pass
            how = 0  # it has closed its own end, and has nothing left to do
        with suppress(ChildProcessError):
            os.waitpid(self._pid, how)

    def _received(self, seconds: float | None) -> object:
        try:
            self._socket.settimeout(seconds)
            return json.loads(self._socket.recv(_MESSAGE))
        except (OSError, ValueError):
            return None


# The other process.


def _supervise(arguments: list[str], files: Files, control: socket.socket) -> None:
    gc.disable()  # an object that owned a descriptor could close another one of the same number
    os.setsid()  # what a terminal sends to the processes in front of it is not for this one
    for number in signal.valid_signals():
        # Handlers, since a program inherits what is ignored; and what is ignored already, it is to inherit.
        handler = signal.getsignal(number)
        if callable(handler) or (number in _FATAL and handler is signal.SIG_DFL):
            signal.signal(number, _nothing)
    _close_all_but({control.fileno(), *files})
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, _nothing)
    _LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        # A session of its own has no terminal: a program that would ask there gets an error, not an answer.
        program = subprocess.Popen(
            arguments, stdin=files.stdin, stdout=files.stdout, stderr=files.stderr, start_new_session=True
        )
    except Exception as error:
        control.send(_as_message(error))
        return
    for descriptor in set(files):
        os.close(descriptor)
    control.send(b"null")
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, _MESSAGE)
        for pid, status in _ended():
            if pid == program.pid:
                control.send(b"%d" % os.waitstatus_to_exitcode(status))
        if control.fileno() in ready:
            if control.recv(_MESSAGE) != _RELEASE:
                _end_descendants()
            return


_FATAL = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
)
"""What may be sent to all processes of a service or a job: this one has to outlive ours."""


def _nothing(*_: object) -> None:
    pass


def _as_message(error: Exception) -> bytes:
    if not isinstance(error, OSError):
        return json.dumps({"type": type(error).__name__, "text": str(error)}).encode()
    path = os.fsdecode(error.filename) if error.filename is not None else None
    return json.dumps({"errno": error.errno, "text": error.strerror, "path": path}).encode()


def _close_all_but(kept: set[int]) -> None:
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with suppress(OSError):
                os.close(int(name))


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended, so that none stays a zombie."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            yield ended


def _end_descendants(others: frozenset[int] | set[int] = frozenset()) -> None:
    """Again and again, since one may just have started another. What is below `others` is let be."""
    end = time.monotonic() + _GIVE_UP
    while time.monotonic() < end:
        found = _descendants(os.getpid(), others)
        for process in found:
            if process.ended:
                with suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
        told = [_killed(process) for process in found if not process.ended]
        if not any(told):
            return
        time.sleep(0.001)


class _Process(NamedTuple):
    """`started` tells two processes apart that had the same number one after the other."""

    pid: int
    parent: int
    started: int
    ended: bool


def _children() -> dict[int, list[_Process]]:
    """All processes by their parents, as far as they can be told."""
    children: dict[int, list[_Process]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal() and (process := _process(int(name))) is not None:
            children.setdefault(process.parent, []).append(process)
    return children


def _descendants(ancestor: int, others: frozenset[int] | set[int]) -> list[_Process]:
    """The processes below one, but for `others` and what is below them."""
    children = _children()
    found: list[_Process] = []
    ancestors = [ancestor]
    while ancestors:
        below = [process for process in children.pop(ancestors.pop(), []) if process.pid not in others]
        found += below
        ancestors += [process.pid for process in below]
    return found


def _process(pid: int) -> _Process | None:
    try:
        # Not by `open`, which is guarded while the SDK's own code runs.
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            fields = os.read(descriptor, _MESSAGE).rpartition(b")")[2].split()
        finally:
            os.close(descriptor)
        return _Process(pid, int(fields[1]), int(fields[19]), fields[0] in (b"Z", b"X"))
    except (OSError, IndexError, ValueError):
        return None


def _killed(process: _Process) -> bool:
    """Whether it has been told to end: not if it has ended, or is another user's."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except OSError as error:
        if isinstance(error, ProcessLookupError):
            return True
        # An older kernel.
        return _signalled(lambda: os.kill(process.pid, signal.SIGKILL))
    try:
        # From here on the descriptor means this process, and no other that gets its number.
        now = _process(process.pid)
        if now is None or now.started != process.started:
            return True
        return _signalled(lambda: signal.pidfd_send_signal(descriptor, signal.SIGKILL))
    finally:
        os.close(descriptor)


def _signalled(send: Callable[[], None]) -> bool:
    try:
        send()
    except PermissionError:
        return False
    except OSError:
        pass
    return True
