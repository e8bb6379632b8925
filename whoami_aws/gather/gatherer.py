"""Answers needs: files at once, endpoints and programs side by side. Keeps what the SDK's own code will ask again."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable
from typing import Any

from whoami_aws.gather import files, places
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.gather.vault import Vault
from whoami_aws.host import facts as f
from whoami_aws.host.address import address_of
from whoami_aws.host.host import Budget, Host
from whoami_aws.host.values import has_redacted_host

_MARGIN = 1.5
"""Seconds beyond the SDK's own time-outs that an endpoint gets for its answer."""


_ENDING = 0.3
"""Seconds before its clock runs out in which a program or an endpoint is given up, so that what it had come to can
still be told.
"""


class Gatherer:
    """`until` is the `time.monotonic` time at which the run must be over."""

    def __init__(self, vault: Vault, budget: Budget) -> None:
        self.vault = vault
        self.budget = budget
        self.until = time.monotonic() + budget.timeout
        self._tasks: dict[f.Need, Task[f.Fact]] = {}
        self._clocks: dict[f.Need, float] = {}
        # What the exchanges really were: for the SDK's own code. (Types of botocore, which is imported late.)
        self._logs: dict[f.Need, list[Any]] = {}
        self._commands: dict[f.ProcessNeed, str] = {}
        self._runs: dict[f.ProcessNeed, Any] = {}
        self._runner: Any = None

    def settle(self, host: Host, needs: Iterable[f.Need], slow: bool) -> tuple[Host, bool]:
        """The host with all needs that a file answers; where `slow`, the others are started. Also whether the host
        knows more than before.
        """
        found: dict[f.Need, f.Fact] = {}
        for need in needs:
            if (fact := self._file(need)) is not None:
                found[need] = fact
            elif slow and need not in self._tasks:
                self._start(need, host)
        return (host.with_facts(found), True) if found else (host, False)

    def _file(self, need: f.Need) -> f.Fact | None:
        match need:
            case f.IniNeed():
                return files.ini_file(need.path, self.vault, need.grammar)
            case f.KeyFileNeed():
                return files.key_file(need.path, self.vault)
            case f.TokenNeed():
                return files.token_file(need.path, self.vault)
            case f.CertificatesNeed():
                from whoami_aws.gather.certificates import certificates

                return certificates(need, self.vault)
            case f.CacheNeed():
                return files.cache_file(need, self.vault)
            case f.PlaceNeed():
                return places.place(need, self.vault)
            case f.MarkNeed():
                return places.mark(need)
            case f.CacheDirNeed():
                return places.cache_dir(need, self.vault)
            case _:
                return None

    def _start(self, need: f.Need, host: Host) -> None:
        match need:
            case f.ImdsNeed() if self.budget.network != "none" and address_of(need.base_url) is not None:
                from whoami_aws.gather.imds import ask_imds

                if (url := self._address(need.base_url)) is None:
                    return
                real = need._replace(base_url=url)
                log = self._logs[need] = []
                end = self._end(self._clock(need, 2 * max(0, need.timeout) * max(1, need.attempts)))
                self._tasks[need] = Task(lambda: ask_imds(real, end, self.vault, log))
            case f.ContainerNeed() if self.budget.network != "none":
                from whoami_aws.gather.container import ask_container, real_url

                if self._address(need.url) is None or (url := real_url(need, self.vault)) is None:
                    return
                log = self._logs[need] = []
                end = self._end(self._clock(need, 6))
                self._tasks[need] = Task(lambda: ask_container(need, url, end, self.vault, log))
            case f.ProcessNeed() if self.budget.run:
                from whoami_aws.gather.process import Runner

                self._runner = self._runner or Runner()
                clock = self._clock(need, self.budget.timeout)
                path = host.expand_home(need.origin.name)
                command = self.vault.command(path, need.origin.line, need.words) or ""
                self._commands[need] = command
                self._tasks[need] = Task(lambda: self._run(need, command, clock))
            case _:
                pass

    def _address(self, redacted: str) -> str | None:
        """The URL to ask; None for one that is not known, or whose host looks like a secret: a name server would get
        to know it.
        """
        if has_redacted_host(redacted):
            return None
        url = self.vault.reveal_url(redacted)
        return url if url is None or url != redacted or "…" not in url else None

    def _clock(self, need: f.Need, seconds: float) -> float:
        clock = min(self.until, time.monotonic() + seconds + _MARGIN)
        self._clocks[need] = clock
        return clock

    def _end(self, clock: float) -> float:
        return clock - min(_ENDING, self.budget.timeout / 4)

    def _run(self, need: f.ProcessNeed, command: str, clock: float) -> f.ProcessRun:
        from whoami_aws.gather import process

        start = time.monotonic()
        output = self._runner.run(
            lambda: ["sh", "-c", command] if need.in_shell else shlex.split(command),
            self._end(clock),
            need.input_open,
        )
        self._runs[need] = output
        return process.fact_of(command, output, (time.monotonic() - start) * 1000, self.vault)

    def output(self, arguments: list[str]) -> Any:
        """What the run of a command line left, once it has ended; None if it was never run."""
        for need, command in list(self._commands.items()):
            if not need.in_shell and _words(command) == arguments:
                self._wait(need)
                return self._runs.get(need)
        return None

    def exchanges(self, kind: type[f.Need]) -> list[Any]:
        """All exchanges (`http.Sent`) for needs of a kind, once they have ended; empty if none was asked."""
        found = []
        for need, log in list(self._logs.items()):
            if isinstance(need, kind):
                self._wait(need)
                found += log
        return found

    def _wait(self, need: f.Need) -> f.Fact | None:
        try:
            return self._tasks[need].result(self._clocks[need])
        except Late:
            return None

    def close(self) -> None:
        """Ends every program that still runs, whatever ended the gathering."""
        if self._runner is not None:
            self._runner.close()

    def collect(self, host: Host, kind: type[f.Need] | None = None) -> Host:
        """The host with everything that was started, or with all of a kind, each with what it had come to when its
        clock ran out.
        """
        found: dict[f.Need, f.Fact] = {}
        for need in self._tasks:
            if kind is None or isinstance(need, kind):
                found[need] = self._wait(need) or _late(need)
        return host.with_facts(found) if found else host


def _words(command: str) -> list[str] | None:
    try:
        return shlex.split(command)
    except ValueError:
        return None


def _late(need: f.Need) -> f.Fact:
    match need:
        case f.ImdsNeed():
            return f.ImdsAnswer(unfinished=True)
        case f.ContainerNeed():
            return f.ContainerAnswer(f.Reply(), unfinished=True)
        case _:
            return f.ProcessRun("the program", 0, timed_out=True)
