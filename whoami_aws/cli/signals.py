"""Signals that ask the run to end: it ends in good order, so that no program is left behind."""

from __future__ import annotations

import atexit
import signal
import sys
from types import FrameType

_NAMES = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM")
_AGAIN = 0.05
"""Seconds after which the exception is raised once more, if it was swallowed."""

_asked: list[int] = []
"""The numbers of the signals that have come."""


def end_on_signals() -> None:
    """Makes each of these signals raise SystemExit in the main thread, with the exit code that a shell gives it. One
    that is ignored stays so, as `nohup` wants it.
    """
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    # Python gives up its handlers before it clears modules, and the alarm would end the process with another code.
    atexit.register(ended)


def ended() -> None:
    """From here on the exception has been seen: it is not raised again."""
    if _asked:
        _again(0)


def _stop(number: int, _: FrameType | None) -> None:
    """Raises SystemExit, and has itself called again: Python drops an exception that leaves a callback, such as that of
    a weak reference or a `__del__`, and the run would go on as if no signal had come. While the exception is on its
    way, which is when programs are ended and files closed, it is not raised a second time.
    """
    _asked.append(number)
    sys.unraisablehook = lambda _: None  # it would write a traceback to standard error
    _again(_AGAIN)
    if not _on_its_way():
        raise SystemExit(128 + _asked[0])


def _on_its_way() -> bool:
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, SystemExit):
        error = error.__context__
    return error is not None


def _again(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
