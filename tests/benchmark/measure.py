"""Runs commands in turn, and keeps what each run took."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Mapping
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A process to be measured, with its whole environment. `codes`: the exit codes that are no failure."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    codes: tuple[int, ...] = (0,)


class Run(NamedTuple):
    """One run: wall clock, processor time (its own and its children's), and peak memory."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


class Series(NamedTuple):
    """All runs of a command."""

    command: Command
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(run.seconds for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        """The median."""
        return median(run.cpu_seconds for run in self.runs)

    @property
    def peak_mib(self) -> float:
        """The median."""
        return median(run.peak_mib for run in self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """The fastest and the slowest run, in seconds."""
        seconds = [run.seconds for run in self.runs]
        return min(seconds), max(seconds)


def in_turn(commands: Iterable[Command], runs: int) -> list[Series]:
    """Each command once to warm up, then A B C A B C …, so that a busy moment of the machine meets them all."""
    commands = list(commands)
    for command in commands:
        once(command)
    rounds = [[once(command) for command in commands] for _ in range(runs)]
    return [Series(command, tuple(taken)) for command, taken in zip(commands, zip(*rounds, strict=True), strict=True)]


def once(command: Command) -> Run:
    """One run. The peak can't be seen where it is below this process's own, which a child starts with."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command.argv, env=command.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.codes:
        raise SystemExit(f"{command.name}: exit code {process.returncode}\n{errors.decode('utf-8', 'replace')}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
