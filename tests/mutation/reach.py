"""Which tests reach which lines: measured by one run of a suite with coverage.py, and kept for the next time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .checkout import Checkout, Project
from .trial import Pytest
from .uses import Uses

SUITES = {
    "default": ("-m", "not slow and not netns"),
    "slow": ("-m", "slow and not netns"),
    "netns": ("-m", "netns", "-n", "0"),
}
"""What pytest is told for each suite."""

IMPORTED = "import"
"""Stands for the run that only imports all modules."""


class Test(NamedTuple):
    """What is known of a test."""

    suite: str
    name: str
    seconds: float
    lines: int
    """How many lines of the package it runs."""


class Reach:
    """The tests of some suites. A set of tests is an integer, one bit for each."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses
        self.tests: list[Test] = []
        self.unfit: set[str] = set()
        """Tests that fail without any change."""
        self._lines: dict[str, list[tuple[int, int]]] = {}
        """Of each file, tests and the lines that they run, one bit for each line."""
        self._imported: dict[str, int] = {}
        self._of_file: dict[str, int] = {}
        """Of each file of tests, its tests."""

    def add(self, suite: str, measured: dict[str, Any]) -> None:
        """Takes in what `measure` found of a suite."""
        offset = len(self.tests)
        self.tests += [Test(suite, *one) for one in measured["tests"]]
        for at, test in enumerate(self.tests[offset:], offset):
            file = test.name.partition("::")[0]
            self._of_file[file] = self._of_file.get(file, 0) | 1 << at
        self.unfit.update(measured["unfit"])
        for file, lines in measured["lines"].items():
            found = [(int(test) + offset, int(bits, 16)) for test, bits in lines.items()]
            self._lines.setdefault(file, []).extend(found)
        for file, bits in measured["imported"].items():
            self._imported[file] = self._imported.get(file, 0) | int(bits, 16)

    def of(self, file: str, line: int) -> list[Test]:
        """The tests that reach what begins at a line, the likeliest to notice a change first.

        Those are the ones that have the module in their names, and those that run few lines, and fast. A line that runs
        when its module is imported is reached by every test that runs a function of the module, and after them by those
        that run one of a module that uses it, or are in a file that does.
        """
        functions = self._uses.function_lines(file)
        lines = [one for one in self._uses.statement(file, line) if (one in functions) == (line in functions)]
        direct = self._union(file, {line, *lines} & functions)
        wider = 0
        if line not in functions or self._imported.get(file, 0) >> line & 1:
            direct |= self._union(file, functions)
            for user in self._uses.users(file):
                if self._uses.is_test(user):
                    # What its tests look at may have been taken when it was imported.
                    wider |= self._of_file.get(user, 0)
                    continue
                imported = self._imported.get(user, 0)
                wider |= self._union(user, (one for one in self._uses.function_lines(user) if not imported >> one & 1))
        about = Path(file).stem.strip("_").replace("_", "-")
        return [*self._ordered(direct, about), *self._ordered(wider & ~direct, about)]

    def known(self, suite: str) -> list[str]:
        """The names of all tests of a suite."""
        return [test.name for test in self.tests if test.suite == suite]

    def _union(self, file: str, lines: Iterable[int]) -> int:
        wanted, found = 0, 0
        for line in lines:
            wanted |= 1 << line
        for test, bits in self._lines.get(file, ()):
            if bits & wanted:
                found |= 1 << test
        return found

    def _ordered(self, tests: int, about: str) -> list[Test]:
        found = [test for at, test in enumerate(self.tests) if tests >> at & 1 and test.name not in self.unfit]
        suites = list(SUITES)

        def first(test: Test) -> tuple[int, bool, float, str]:
            named = about in test.name.replace("_", "-")
            return suites.index(test.suite), not named, test.lines * (test.seconds + 0.2), test.name

        return sorted(found, key=first)


def measured(
    project: Project, suite: str, workers: int, cache: Path, scratch: Path, until: float | None = None
) -> dict[str, Any]:
    """What is known of a suite: from the cache, or by running it. Raises subprocess.TimeoutExpired if that is not done
    by `until`.
    """
    kept = cache / f"{project.digest()}-{suite}.json"
    if not kept.exists():
        found = _measure(project, suite, workers, scratch, until)
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(kept)
    read: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return read


def _measure(project: Project, suite: str, workers: int, scratch: Path, until: float | None) -> dict[str, Any]:
    records = scratch / f"records-{suite}"
    records.mkdir()
    records.chmod(0o1777)  # some children are another user
    folder = scratch / f"measured-{suite}"
    start = (str(records), str(folder), project.package, project.omitted)
    checkout = Checkout(project, folder, _START.format(start=start))
    env = Pytest.environment(checkout) | {"MUTATION_PACKAGE": project.package}
    subprocess.run([sys.executable, "-c", _IMPORT_ALL, project.package], env=env, cwd=folder, check=True)
    (records / "records.jsonl").rename(records / "imported.jsonl")
    options = ["-p", "mutation_measure", "-n", str(workers), *SUITES[suite], f"--ignore={project.own_tests}"]
    done = subprocess.run(
        [*Pytest.COMMAND, *options, "--tb=no"],
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        timeout=None if until is None else max(0.0, until - time.monotonic()),
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest ended with {done.returncode} while the tests were measured:\n{done.stdout[-3000:]}")
    found = _digested(_records(records / "records.jsonl"), _records(records / "imported.jsonl"))
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(records, ignore_errors=True)
    failed = found.pop("failed")
    # Measuring makes everything slower, and a module more is loaded: what failed gets a chance without.
    found["unfit"] = []
    if failed:
        plain = Checkout(project, scratch / f"plain-{suite}")
        found["unfit"] = Pytest(plain, scratch / f"again-{suite}").failing(
            suite, failed, [name for name, *_ in found["tests"]]
        )
        shutil.rmtree(plain.folder, ignore_errors=True)
    return found


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            record: dict[str, Any] = json.loads(line)
            yield record


def _digested(records: Iterator[dict[str, Any]], imported: Iterator[dict[str, Any]]) -> dict[str, Any]:
    by_context: dict[str, dict[str, int]] = {}
    tests: dict[str, dict[str, Any]] = {}
    for record in records:
        tests |= record.get("tests", {})
        _add(by_context.setdefault(record.get("context", ""), {}), record)
    lines_of: dict[str, dict[int, str]] = {}
    known = []
    for at, (name, test) in enumerate(sorted(tests.items())):
        reached: dict[str, int] = {}
        for context in (name, *test["shares"]):
            for file, bits in by_context.get(context, {}).items():
                reached[file] = reached.get(file, 0) | bits
        for file, bits in reached.items():
            lines_of.setdefault(file, {})[at] = f"{bits:x}"
        known.append((name, round(test["seconds"], 3), sum(bits.bit_count() for bits in reached.values())))
    at_import: dict[str, int] = {}
    for record in imported:
        _add(at_import, record)
    return {
        "tests": known,
        "failed": sorted(name for name, test in tests.items() if test["failed"]),
        "lines": lines_of,
        "imported": {file: f"{bits:x}" for file, bits in at_import.items()},
    }


def _add(table: dict[str, int], record: dict[str, Any]) -> None:
    for file, bits in record.get("lines", {}).items():
        table[file] = table.get(file, 0) | int(bits, 16)


_START = """
try:
    import mutation_trace as _trace
    _trace.start(*{start!r})
except ImportError:
    pass  # another Python, without coverage.py
"""

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
