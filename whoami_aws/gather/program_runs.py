"""Which `credential_process` is started, as which SDK would start it, and what its one run means for the others.

A program is started at most once. Botocore starts it without a shell, and botocore is always in use here; a shell is
used only for an SDK that was found on this host. What an SDK makes of the run follows from it only if the SDK would
have started the same program in the same way.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.host import facts as f
from whoami_aws.host.host import Host

if TYPE_CHECKING:
    from whoami_aws.gather.process import Output, Runner

_ALIKE = ("", "FileNotFoundError", "PermissionError", "NotADirectoryError")
"""What starting a program raises where a shell fails as well. A script without a first line `#!` is run by a shell."""


class _Run(NamedTuple):
    need: f.ProcessNeed
    command: str
    in_shell: bool
    task: Task[f.ProcessRun]
    until: float
    outputs: list[Output]
    """Empty until it has ended."""


class ProgramRuns:
    """The programs of one gathering."""

    def __init__(self, machine: Machine, store: SecretStore) -> None:
        self._machine, self._vault = machine, store
        self._runs: dict[Hashable, _Run] = {}
        self._runner: Runner | None = None

    def known_by(self, need: f.ProcessNeed) -> Hashable:
        """What two needs of one program have in common: where it is configured."""
        return need.origin.name, need.origin.line

    def start(self, need: f.ProcessNeed, host: Host, until: float, end: float, in_use: bool, asked: bool) -> None:
        """Starts the program for an SDK that is in use here, or is asked about; then without a shell. Once it was
        started, nothing happens. It is ended at the `time.monotonic` time `end`; at `until` its result is there.
        """
        if not (in_use or asked) or self.known_by(need) in self._runs:
            return
        command = self._command(need, host)
        in_shell = need.in_shell and (in_use or self._plain(command) is None)
        if in_shell and not in_use:
            return
        from whoami_aws.gather.process import Runner, fact_of

        runner = self._runner = self._runner or Runner(self._machine)
        outputs: list[Output] = []

        def run() -> f.ProcessRun:
            start = time.monotonic()
            output = runner.run(
                lambda: ["sh", "-c", command] if in_shell else shlex.split(command), end, need.input_open
            )
            outputs.append(output)
            return fact_of(self._machine, command, output, (time.monotonic() - start) * 1000, self._vault)

        self._runs[self.known_by(need)] = _Run(need, command, in_shell, Task(run), until, outputs)

    def result(self, need: f.ProcessNeed, host: Host) -> f.ProcessRun:
        """What came of the program for whoever has this need: of its own run, or of another SDK's; or why that says
        nothing of this one.
        """
        run = self._runs.get(self.known_by(need))
        if run is None:
            return _not_run(f.NOT_IN_USE)
        fact = self._own(run)
        if run.need == need:
            return fact
        command = self._command(need, host)
        if (need.in_shell, command) != (run.in_shell, run.command):
            words = self._plain(command)
            alike = words is not None and words == self._plain(run.command) and fact.error_at_start in _ALIKE
            if not alike:
                return _not_run(f.STARTED_OTHERWISE)
        if need.input_open != run.need.input_open and fact.exit_code is not None:
            read = run.outputs[0].reads_input if run.outputs else None
            if read is not False:
                return _not_run(f.READS_INPUT if read else f.MAY_READ_INPUT)
        return fact

    def facts(self) -> dict[f.Need, f.Fact]:
        """What came of those that were started, each for whom it was started."""
        return {run.need: self._own(run) for run in self._runs.values()}

    def output(self, arguments: list[str]) -> Output | None:
        """What the run of a command line without a shell left, once it has ended; None if it was never run."""
        for run in list(self._runs.values()):
            if not run.in_shell and _words(run.command) == arguments:
                self._own(run)
                return run.outputs[0] if run.outputs else None
        return None

    def close(self) -> None:
        """Ends every program that still runs."""
        if self._runner is not None:
            self._runner.close()

    def _own(self, run: _Run) -> f.ProcessRun:
        try:
            return run.task.result(run.until)
        except Late:
            return f.ProcessRun("the program", 0, timed_out=True)

    def _command(self, need: f.ProcessNeed, host: Host) -> str:
        return self._vault.command(host.expand_home(need.origin.name), need.origin.line, need.words) or ""

    def _plain(self, command: str) -> list[str] | None:
        from whoami_aws.gather.plain_command import plain_words

        return plain_words(command, self._machine.environ)


def _not_run(why: str) -> f.ProcessRun:
    return f.ProcessRun("the program", 0, not_run=why)


def _words(command: str) -> list[str] | None:
    try:
        return shlex.split(command)
    except ValueError:
        return None
