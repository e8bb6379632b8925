"""A signal that asks the run to end does end it, wherever the interpreter happens to be, and lets it clean up."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# Each sends the signal from a place whose exceptions Python, or somebody else, drops; then the run would go on.
DROPPED = {
    "the callback of a weak reference": "thing = set(); kept = weakref.ref(thing, lambda _: send()); del thing",
    "a __del__": "thing = type('Thing', (), {'__del__': lambda self: send()})(); del thing",
    "a callback of the collector": "gc.callbacks.append(lambda *_: gc.callbacks.clear() or send()); gc.collect()",
    "a with that expects errors": "with contextlib.suppress(BaseException): send()",
    "a return in a finally": "(lambda: leave(send))()",
    "the main program": "send()",
}
START = """
import contextlib, gc, os, signal, sys, time, weakref
from whoami_aws.cli.signals import ended, end_on_signals

def send():
    os.kill(os.getpid(), signal.{name})
    for _ in range(1000):
        pass

def leave(what):
    for _ in range(1):
        try:
            what()
        finally:
            break

end_on_signals()
"""
GOES_ON = "for _ in range(200): time.sleep(0.05)\nprint('it went on', flush=True)\n"


def _run(script: str, name: str = "SIGTERM") -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-c", START.format(name=name) + script], capture_output=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


SLOW_EXIT = """
class Slow:
    def __del__(self, sleep=time.sleep):
        sleep(0.3)

kept = Slow()
send()
"""


def test_an_exit_that_takes_long_keeps_its_code() -> None:
    """Python gives up its handlers before it clears modules: an alarm that is still set would end the process then."""
    assert _run(SLOW_EXIT) == (128 + signal.SIGTERM, b"", b"")


@pytest.mark.parametrize("place", DROPPED)
def test_no_signal_is_dropped(place: str) -> None:
    assert _run(DROPPED[place] + "\n" + GOES_ON) == (128 + signal.SIGTERM, b"", b"")


def test_the_first_signal_gives_the_exit_code() -> None:
    more = "with contextlib.suppress(BaseException): os.kill(os.getpid(), signal.SIGHUP)\n"
    assert _run(DROPPED["a with that expects errors"] + "\n" + more + GOES_ON)[0] == 128 + signal.SIGTERM


@pytest.mark.parametrize("handled", ["", "try: 1 / 0\n    except ArithmeticError: send(); time.sleep(0.2)"])
def test_what_cleans_up_is_not_interrupted(handled: str) -> None:
    """Neither by a further signal, nor by that which is sent again."""
    cleans = f"try:\n  send()\n finally:\n    send(); time.sleep(0.3)\n    {handled}\n    print('clean', flush=True)\n"
    assert _run(f"try:\n {cleans}except SystemExit: ended(); raise\n") == (128 + signal.SIGTERM, b"clean\n", b"")


def test_after_the_end_it_is_not_raised_again() -> None:
    script = "try:\n    send()\nexcept SystemExit:\n    ended()\ntime.sleep(0.3)\nprint('quiet', flush=True)\n"
    assert _run(script) == (0, b"quiet\n", b"")


def test_an_ignored_signal_stays_ignored() -> None:
    script = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\nend_on_signals()\nsend()\nprint('on', flush=True)\n"
    assert _run(script, "SIGHUP") == (0, b"on\n", b"")
