"""Things that wait, side by side, each with its own clock. A thread that hangs is left behind, never joined."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Late(Exception):
    """The result was not there in time."""


class Task(Generic[T]):
    """A function running in a thread of its own."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._done = threading.Event()
        self._value: T | None = None
        self._error: BaseException | None = None
        # A daemon: the interpreter does not wait for it at its end.
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._value = self._function()
        except BaseException as error:  # raised where the result is asked for
            self._error = error
        finally:
            self._done.set()

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return self._done.is_set()

    def result(self, until: float) -> T:
        """What the function returned or raised; `until` is a `time.monotonic` time, after which Late is raised."""
        if not self._done.wait(max(0.0, until - time.monotonic())):
            raise Late
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]
