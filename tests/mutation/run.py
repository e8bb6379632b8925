"""Draws the changes, tries them side by side, and tells what became of them."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from .checkout import Checkout, Project
from .equivalent import Change
from .mutants import Mutant
from .reach import Reach, measured
from .sample import sample
from .trial import Pytest, Result, try_out
from .uses import Uses


class Plan(NamedTuple):
    """What is asked."""

    files: Sequence[str]
    number: int
    seed: str
    workers: int
    cache: Path
    suites: Sequence[str] = ("default",)
    equivalent: dict[Change, str] = {}  # noqa: RUF012 - nobody writes to it
    minutes: float | None = None
    """After so long what was not tried is left."""


class Outcome(NamedTuple):
    """What came of it."""

    results: list[Result]
    aside: list[Mutant]
    """Drawn, and set aside as equivalent."""
    unfit: list[str]
    """Tests that fail without any change, and are not run."""


def drawn(project: Project, plan: Plan) -> list[Mutant]:
    """The changes that would be tried."""
    uses = Uses(project.root, project.package)
    return sample(project.root, plan.files, uses, plan.number, plan.seed, plan.equivalent)[0]


def examine(project: Project, plan: Plan, tell: Callable[[Result], None] = lambda _: None) -> Outcome:
    """Tries a sample of the changes. `tell` hears of each as soon as it is known."""
    until = None if plan.minutes is None else time.monotonic() + 60 * plan.minutes
    uses = Uses(project.root, project.package)
    drawn, aside = sample(project.root, plan.files, uses, plan.number, plan.seed, plan.equivalent)
    with tempfile.TemporaryDirectory(prefix="mutation-", ignore_cleanup_errors=True) as name:
        scratch = Path(name).resolve()
        scratch.chmod(0o755)  # some tests become another user
        reach = Reach(uses)
        try:
            for suite in plan.suites:
                reach.add(suite, measured(project, suite, plan.workers + 1, plan.cache, scratch, until))
        except subprocess.TimeoutExpired:
            return Outcome([Result(mutant, "not tried") for mutant in drawn], aside, [])
        results = list(_tried(project, drawn, reach, plan.workers, scratch, until, tell))
    order = {id(mutant): at for at, mutant in enumerate(drawn)}
    return Outcome(sorted(results, key=lambda one: order[id(one.mutant)]), aside, sorted(reach.unfit))


def _tried(
    project: Project,
    mutants: Sequence[Mutant],
    reach: Reach,
    workers: int,
    scratch: Path,
    until: float | None,
    tell: Callable[[Result], None],
) -> Iterator[Result]:
    free: SimpleQueue[Pytest] = SimpleQueue()
    for number in range(workers):
        pytest = Pytest(Checkout(project, scratch / f"copy-{number}"), scratch / f"runs-{number}")
        _must_pass(pytest, reach)
        free.put(pytest)
    # Each version of a file has a time of its own, and its successor too.
    stamps = itertools.count(int(time.time()), 2)
    ending = threading.Event()

    def one(mutant: Mutant) -> Result:
        if ending.is_set() or (until is not None and time.monotonic() > until):
            return Result(mutant, "not tried")
        pytest = free.get()
        try:
            original = (project.root / mutant.file).read_text(encoding="utf-8")
            return try_out(pytest, mutant, reach, original, next(stamps), until)
        finally:
            free.put(pytest)

    with ThreadPoolExecutor(workers) as pool, _set_at_exit(ending):
        for done in as_completed([pool.submit(one, mutant) for mutant in mutants]):
            tell(done.result())
            yield done.result()


def _must_pass(pytest: Pytest, reach: Reach) -> None:
    """If a quick test fails on the copy as it is, every change would count as killed."""
    fit = [test for test in reach.tests if test.name not in reach.unfit]
    if fit:
        quick = min(fit, key=lambda test: (test.seconds, test.name))
        ended = pytest.run(quick.suite, [quick.name], reach.known(quick.suite))
        if ended.code != 0 or not ended.last:
            raise RuntimeError(f"{quick.name} fails on a copy of the checkout:\n{ended.output[-3000:]}")


@contextlib.contextmanager
def _set_at_exit(event: threading.Event) -> Iterator[None]:
    try:
        yield
    finally:
        event.set()
