"""Runs tests on a copy of the checkout, and says what became of a change in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from .checkout import Checkout

if TYPE_CHECKING:
    from .mutants import Mutant
    from .reach import Reach, Test

Fate = Literal["killed", "timeout", "survived", "unreached", "not tried"]

_START = 120.0
"""Seconds in which pytest must come to its first test: a loop in a module that is imported hangs there."""
_SLACK = 30.0
"""Seconds that a test may take beyond ten times what it took when it was measured."""
_FIRST = 25
"""So many of the likeliest tests run first, by themselves: the others need more files to be collected."""
_MEMORY = 6 << 30


class Result(NamedTuple):
    """What became of a change."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    """The test that failed or did not end."""
    tests: int = 0
    """How many tests reach it."""


class Ended(NamedTuple):
    """A run of pytest that has ended."""

    code: int
    """pytest's exit status, or one of ours."""
    last: str
    """The test that ran last."""
    failed: list[str]
    output: str


class Pytest:
    """Runs of pytest on one copy."""

    COMMAND = (sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider")

    def __init__(self, checkout: Checkout, scratch: Path) -> None:
        self.checkout = checkout
        self._scratch = scratch
        self._passing: dict[str, bool] = {}
        scratch.mkdir()

    @staticmethod
    def environment(checkout: Checkout) -> dict[str, str]:
        """The variables of a run: every Python loads the copy's guard, which puts the copy first."""
        return {**os.environ, "PYTHONPATH": str(checkout.guard), "AWS_EC2_METADATA_DISABLED": "true"}

    def run(
        self,
        suite: str,
        tests: Sequence[str],
        known: Sequence[str],
        *options: str,
        seconds: dict[str, float] | None = None,
        until: float | None = None,
    ) -> Ended:
        """Runs tests of a suite in this order. `seconds`: what each may take. `until`: the end of all patience."""
        from .reach import SUITES

        names = ("chosen", "progress", "failed", "output")
        chosen, progress, failed, output = (self._scratch / name for name in names)
        chosen.write_text(json.dumps({"order": list(tests), "known": list(known)}), encoding="utf-8")
        progress.unlink(missing_ok=True)
        failed.unlink(missing_ok=True)
        files = list(dict.fromkeys(name.partition("::")[0] for name in tests))
        command = [*self.COMMAND, *SUITES[suite], "-n", "0", "-p", "mutation_chosen", "--tb=line", *options, *files]
        command.append(f"--basetemp={self._scratch / 'tmp'}")
        env = self.environment(self.checkout) | {"MUTATION_CHOSEN": str(chosen)}
        with output.open("wb") as stream:
            process = subprocess.Popen(
                command,
                env=env,
                cwd=self.checkout.folder,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                _limit_memory(process.pid)
                code = _await(process, progress, seconds or {}, until)
            finally:
                _end(process)
        ran, bad = (
            file.read_text(encoding="utf-8").splitlines() if file.exists() else [] for file in (progress, failed)
        )
        if bad and code < 0:
            code = 1  # what comes after a test that failed does not matter
        return Ended(code, ran[-1] if ran else "", bad, output.read_text(encoding="utf-8", errors="replace"))

    def passes(self, suite: str, test: str, known: Sequence[str]) -> bool:
        """Whether a test passes on the copy as it is now; found out once."""
        if test not in self._passing:
            self._passing[test] = self.run(suite, [test], known).code == 0
        return self._passing[test]

    def failing(self, suite: str, tests: Sequence[str], known: Sequence[str]) -> list[str]:
        """Those of some tests that fail."""
        ended = self.run(suite, tests, known)
        if ended.code not in (0, 1):
            raise RuntimeError(f"pytest ended with {ended.code}:\n{ended.output[-3000:]}")
        return sorted(set(ended.failed))


def try_out(pytest: Pytest, mutant: Mutant, reach: Reach, original: str, stamp: int, until: float | None) -> Result:
    """What becomes of a change, by the tests that reach it."""
    tests = reach.of(mutant.file, mutant.reached_at)
    if not tests:
        return Result(mutant, "unreached")
    pytest.checkout.write(mutant.file, mutant.code, stamp)
    try:
        for some in _portions(tests):
            seconds = {test.name: test.seconds for test in some}
            suite = some[0].suite
            ended = pytest.run(suite, list(seconds), reach.known(suite), "-x", seconds=seconds, until=until)
            if ended.code == _LATE:
                return Result(mutant, "not tried", tests=len(tests))
            if ended.code == _HUNG:
                return Result(mutant, "timeout", ended.last or "while the tests were collected", len(tests))
            # 5: the change took these tests away, and no other came.
            if ended.code not in (0, 5):
                for test in ended.failed[-1:]:
                    pytest.checkout.write(mutant.file, original, stamp + 1)
                    if test in seconds and not pytest.passes(suite, test, reach.known(suite)):
                        # It passed where the tests were measured, and fails here without any change.
                        reach.unfit.add(test)
                        return try_out(pytest, mutant, reach, original, stamp, until)
                return Result(mutant, "killed", ended.last or "while the tests were collected", len(tests))
    finally:
        pytest.checkout.write(mutant.file, original, stamp + 1)
    return Result(mutant, "survived", tests=len(tests))


def _portions(tests: Sequence[Test]) -> list[list[Test]]:
    found: list[list[Test]] = []
    for suite in dict.fromkeys(test.suite for test in tests):
        of_suite = [test for test in tests if test.suite == suite]
        found += [part for part in (of_suite[:_FIRST], of_suite[_FIRST:]) if part]
    return found


_HUNG, _LATE = -1001, -1002
"""Below those of a process that a signal ended."""


def _await(process: subprocess.Popen[bytes], progress: Path, seconds: dict[str, float], until: float | None) -> int:
    """The exit status, or that a test did not end in time, or that there is no more time for anything."""
    size, current, since = -1, "", time.monotonic()
    while True:
        try:
            return process.wait(0.1)
        except subprocess.TimeoutExpired:
            pass
        now = time.monotonic()
        if progress.exists() and (grown := progress.stat().st_size) != size:
            size, since = grown, now
            current = progress.read_text(encoding="utf-8").splitlines()[-1] if grown else ""
        # Each test may run twice.
        limit = _busy() * (10 * seconds.get(current, 0.0) + _SLACK if current else _START)
        if until is not None and now > until:
            return _LATE
        if seconds and now - since > limit:
            return _HUNG


def _busy() -> float:
    """How many times slower everything is: more processes that want to run than there are processors."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _limit_memory(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        try:
            resource.prlimit(pid, resource.RLIMIT_DATA, (_MEMORY, resource.RLIM_INFINITY))
        except (OSError, ValueError):
            pass  # it has ended already, or may have less anyway


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of a run: its children have groups of their own."""
    below = _descendants(process.pid) if process.poll() is None else []
    for pid in below:
        _kill(os.kill, pid)
    _kill(os.killpg, process.pid)
    process.wait()


def _kill(how: object, pid: int) -> None:
    try:
        how(pid, signal.SIGKILL)  # type: ignore[operator]
    except (ProcessLookupError, PermissionError):
        pass


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found, left = [], [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found
