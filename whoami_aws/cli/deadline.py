"""The last resort against a run that takes longer than it may: one line on standard error, and exit code 3."""

from __future__ import annotations

import _thread
import os
from contextlib import suppress

_MORE = 0.8
"""Seconds beyond the time limit: what has been gathered until then is judged and rendered in them."""

_finished = _thread.allocate_lock()


def end_after(seconds: float) -> None:
    """Ends the process if `finished` is not called within so many seconds and what rendering needs."""
    import threading

    def end() -> None:
        if _finished.acquire(blocking=False):
            with suppress(OSError):
                os.write(2, f"whoami-aws: could not finish within {seconds:g} s (--timeout)\n".encode())
            os._exit(3)

    timer = threading.Timer(seconds + _MORE, end)
    timer.daemon = True
    timer.start()


def finished() -> None:
    """From here on there is all the time: the result is written, and its reader may be slow."""
    _finished.acquire(blocking=False)
