"""Answers needs: files at once, endpoints and programs side by side. Keeps what the SDK's own code will ask again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from whoami_aws.gather import files, path_probes
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.program_runs import ProgramRuns
from whoami_aws.gather.read_once import Contents
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.host import facts as f
from whoami_aws.host.address import is_askable
from whoami_aws.host.host import Budget, Host
from whoami_aws.host.ini.botocore import Section
from whoami_aws.host.values import has_redacted_host

_MARGIN = 1.5
"""Seconds beyond the SDK's own time-outs that an endpoint gets for its answer."""


_ENDING = 0.3
"""Seconds before its clock runs out in which a program or an endpoint is given up, so that what it had come to can
still be told.
"""


_IMDS_REQUESTS = 3
"""For a token, the role's name and its credentials: each may take the SDK's own time-out, in every attempt."""


_MANY = 100
"""Sections of a file, from which on it is worth while to keep equal ones once."""


class Gatherer:
    """`machine`: whose host it is. `until` is the `time.monotonic` time at which the run must be over."""

    def __init__(
        self, machine: Machine, store: SecretStore, budget: Budget, programs: ProgramRuns | None = None
    ) -> None:
        self.machine = machine
        self.store = store
        self.budget = budget
        self._runs_programs = budget.run and machine.is_this_process
        self.until = time.monotonic() + budget.timeout
        self._tasks: dict[f.Need, Task[f.Fact]] = {}
        self._clocks: dict[f.Need, float] = {}
        # What the exchanges really were: for the SDK's own code. (Types of botocore, which is imported late.)
        self._logs: dict[f.Need, list[Any]] = {}
        # Several SDKs may read other words to the same request.
        self._exchanges: dict[tuple[object, ...], f.Need] = {}
        self._contents = Contents()
        self._read: dict[str, dict[str, Section]] = {}
        self._programs = ProgramRuns(machine, store) if programs is None else programs

    def settle(self, host: Host, needs: Iterable[f.Need], slow: bool) -> tuple[Host, bool]:
        """The host with all needs that a file answers; where `slow`, the others are started. Also whether the host
        knows more than before.
        """
        found: dict[f.Need, f.Fact] = {}
        for need in needs:
            if (fact := self._file(need)) is not None:
                found[need] = fact
            elif slow and need not in self._tasks:
                self._start(need)
        return (host.with_facts(found), True) if found else (host, False)

    def _file(self, need: f.Need) -> f.Fact | None:
        read = self._contents.read
        match need:
            case f.IniNeed():
                return self._shared(need.path, files.ini_file(self.machine, need.path, self.store, need.grammar, read))
            case f.KeyFileNeed():
                return files.key_file(self.machine, need.path, self.store, read)
            case f.TokenNeed():
                return files.token_file(self.machine, need.path, self.store, read)
            case f.CertificatesNeed():
                from whoami_aws.gather.certificates import certificates

                return certificates(self.machine, need, self.store, read)
            case f.CacheNeed():
                return files.cache_file(self.machine, need, self.store, read)
            case f.PlaceNeed():
                return path_probes.place(self.machine, need, self.store)
            case f.MarkNeed():
                return path_probes.mark(self.machine, need)
            case f.CacheDirNeed():
                return path_probes.cache_dir(self.machine, need, self.store, read)
            case _:
                return None

    def _shared(self, path: str, file: f.IniFile) -> f.IniFile:
        """The file, with those of its sections that another SDK reads alike kept once."""
        if file.document is None or len(file.document.sections) < _MANY:
            return file
        other = self._read.setdefault(path, file.document.sections)
        shared = (
            before if (before := other.get(name)) == section and before is not None else section
            for name, section in file.document.sections.items()
        )
        sections = {section.name: section for section in shared}
        return file._replace(document=file.document._replace(sections=sections))

    def _start(self, need: f.Need) -> None:
        match need:
            case f.ImdsNeed() if self.budget.network != "none" and is_askable(need.base_url):
                from whoami_aws.gather.imds import ask_imds

                if (url := self._address(need.base_url)) is None:
                    return
                real = need._replace(base_url=url)
                log = self._logs[need] = []
                end = self._end(self._clock(need, _IMDS_REQUESTS * max(0, need.timeout) * max(1, need.attempts)))
                self._tasks[need] = Task(lambda: ask_imds(self.machine, real, end, self.store, log))
            case f.ContainerNeed() if self.budget.network != "none":
                from whoami_aws.gather.container import ask_container, headers_of, real_url

                if has_redacted_host(need.url) or (url := real_url(self.machine, need, self.store)) is None:
                    return
                exchange = url, *headers_of(self.machine, need, self.store, self._contents.read).items()
                if (same := self._exchanges.setdefault(exchange, need)) is not need:
                    self._tasks[need], self._clocks[need] = self._tasks[same], self._clocks[same]
                    return
                log = self._logs[need] = []
                end = self._end(self._clock(need, 6))
                read = self._contents.read
                self._tasks[need] = Task(lambda: ask_container(self.machine, need, url, end, self.store, log, read))
            case _:
                pass

    def _address(self, redacted: str) -> str | None:
        """The URL to ask; None for one that is not known, or whose host looks like a secret: a name server would get
        to know it.
        """
        if has_redacted_host(redacted):
            return None
        url = self.store.reveal_url(redacted)
        return url if url is None or url != redacted or "…" not in url else None

    def _clock(self, need: f.Need, seconds: float) -> float:
        clock = min(self.until, time.monotonic() + seconds + _MARGIN)
        self._clocks[need] = clock
        return clock

    def _end(self, clock: float) -> float:
        return clock - min(_ENDING, self.budget.timeout / 4)

    def run_programs(self, host: Host, needs: Iterable[f.Need], in_use: bool, asked: bool) -> None:
        """Starts the programs among these needs, each at most once; `in_use` tells whether the SDK that would start
        them was found on this host, `asked` whether it is the one that the user asks about.
        """
        for need in needs:
            if isinstance(need, f.ProcessNeed) and self._runs_programs:
                clock = min(self.until, time.monotonic() + self.budget.timeout + _MARGIN)
                self._programs.start(need, host, clock, self._end(clock), in_use, asked)

    def program_results(self, host: Host, needs: Iterable[f.Need]) -> tuple[Host, bool]:
        """The host with what is known of the programs among these needs, also where another SDK's run tells it; and
        whether that is more than before.
        """
        found: dict[f.Need, f.Fact] = {}
        for need in needs:
            if isinstance(need, f.ProcessNeed) and self._runs_programs and host.process(need) is None:
                found[need] = self._programs.result(need, host)
        return (host.with_facts(found), True) if found else (host, False)

    def output(self, arguments: list[str]) -> Any:
        """What the run of a command line left, once it has ended; None if it was never run."""
        return self._programs.output(arguments)

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
        self._programs.close()

    def collect(self, host: Host, kind: type[f.Need] | None = None) -> Host:
        """The host with everything that was started, or with all of a kind, each with what it had come to when its
        clock ran out.
        """
        found: dict[f.Need, f.Fact] = {}
        for need in self._tasks:
            if kind is None or isinstance(need, kind):
                found[need] = self._wait(need) or _late(need)
        if kind is None or kind is f.ProcessNeed:
            found.update(self._programs.facts())
        return host.with_facts(found) if found else host


def _late(need: f.Need) -> f.Fact:
    match need:
        case f.ImdsNeed():
            return f.ImdsAnswer(unfinished=True)
        case _:
            return f.ContainerAnswer(f.Reply(), unfinished=True)
