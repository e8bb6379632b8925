"""Which lines and branches of `whoami_aws/rules/` the scenarios reach, by themselves: `python -m tests.rule_coverage`.

Every scenario is laid out and recorded, and each record is judged again under coverage.py in this process. Rules are
pure, so the replay runs exactly what the live run ran (`test_scenarios.py` holds the two reports against each other).
The exit code is 1 if something is not reached that `rule_coverage_exceptions.py` does not list, or if something is
reached that it lists. Confidences (`sure`, `likely`) are held against what the code can produce in the same way.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import coverage

from tests.forkserver import ForkServer
from tests.rule_coverage_exceptions import CONFIDENCES, FILES, PLACES
from tests.rule_severities import produced
from tests.scenario import GUARD, Scenario, all_scenarios, lay_out

RULES = Path(__file__).parents[1] / "whoami_aws" / "rules"
WORKERS = 3
"""Hosts that are laid out at the same time: many of them wait for endpoints that are slow on purpose."""


class Record(NamedTuple):
    """A scenario's recorded host, the options that it was asked with, and the SDKs that are compared, if any are."""

    name: str
    sdks: list[str]
    host: dict[str, Any]
    argv: list[str]


class Gap(NamedTuple):
    """A branch that is never taken, or the first of the statements that never run where no branch leads to them."""

    file: str
    line: int
    function: str
    source: str
    target: str = ""

    @property
    def place(self) -> str:
        """As the list of exceptions names it: by the text, for the numbers of lines change."""
        return f"{self.file} {self.function}: {self.source}" + (f" → {self.target}" if self.target else "")


class Measured(NamedTuple):
    """What was reached."""

    gaps: list[Gap]
    """Statements and branches that were not."""
    counts: dict[str, tuple[int, int]]
    """By file, how many branches were reached, and how many there are."""
    confidences: set[tuple[str, str]]
    """Rule and confidence of all findings."""


def record(scenarios: Iterable[Scenario], kept: Path | None = None) -> Iterator[Record]:
    """Lays the scenarios out, several at a time. `kept` is a folder with records of an earlier run: of a scenario that
    has not changed since, the record there is taken.
    """
    with tempfile.TemporaryDirectory(prefix="rule-coverage-") as folder, ThreadPoolExecutor(WORKERS) as pool:
        todo = list(scenarios)
        parts = [todo[first::WORKERS] for first in range(WORKERS)]
        roots = [Path(folder) / str(number) for number in range(WORKERS)]
        for part in pool.map(_record_part, parts, roots, [kept] * WORKERS):
            yield from part


def _record_part(scenarios: list[Scenario], root: Path, kept: Path | None) -> list[Record]:
    env = {**os.environ, "PYTHONPATH": f"{GUARD}:{Path(__file__).parents[1]}", "PYTHONWARNINGS": "ignore"}
    with closing(ForkServer("tests.explain_client", env)) as nursery:
        asked: list[tuple[Scenario, list[str]]] = [(scenario, []) for scenario in scenarios]
        asked += [(scenario, scenario.compared) for scenario in scenarios if scenario.compared]
        return [_record_one(scenario, sdks, root, nursery, kept) for scenario, sdks in asked]


def _record_one(scenario: Scenario, sdks: list[str], root: Path, nursery: ForkServer, kept: Path | None) -> Record:
    file = kept and kept / f"{scenario.digest}{'-compared' if sdks else ''}.json"
    if file and file.exists():
        return Record(scenario.name, sdks, *json.loads(file.read_text(encoding="utf-8")))
    with lay_out(scenario.host, root) as laid:
        job = {
            "env": laid.env,
            "cwd": str(laid.home if laid.home.is_dir() else laid.root),
            "root": str(laid.root),
            "home": scenario.host.get("passwd_home") or str(laid.home),
            "words": [*laid.argv, *laid.trust],
            "sdks": sdks,
        }
        said = nursery.ask(job)
        argv = list(laid.argv)
    if "crash" in said:
        raise RuntimeError(f"{scenario.name}: {said['crash']}")
    if file:
        file.write_text(json.dumps([said["host"], argv]), encoding="utf-8")
    return Record(scenario.name, sdks, said["host"], argv)


def measure(records: Iterable[Record]) -> Measured:
    """Judges every record, with the rules imported under coverage.py."""
    loaded = [name for name in sys.modules if name.startswith("whoami_aws.rules")]
    if loaded:
        raise RuntimeError(f"already imported, so that their own statements would count as not reached: {loaded}")
    measuring = coverage.Coverage(data_file=None, branch=True, source=[str(RULES)], config_file=False)
    # No comment in the code hides a gap from this.
    measuring.clear_exclude("exclude")
    measuring.clear_exclude("partial")
    measuring.start()
    try:
        confidences = _judge(records)
    finally:
        measuring.stop()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.json"
        measuring.json_report(outfile=str(file))
        report = json.loads(file.read_text(encoding="utf-8"))
    return Measured(*_gaps(report["files"]), confidences)


def _judge(records: Iterable[Record]) -> set[tuple[str, str]]:
    from tests.argv import question
    from whoami_aws.ask.run_comparison import reports_on
    from whoami_aws.chain.sdks import CHAINS
    from whoami_aws.comparison import compare
    from whoami_aws.host.snapshot import decode
    from whoami_aws.report import report_of

    found: set[tuple[str, str]] = set()
    for one in records:
        host = decode(one.host)
        if one.sdks:
            findings = compare(tuple(reports_on(host, tuple(one.sdks), True, 0.0, ()).values())).findings
        else:
            asked = question(one.argv)
            findings = report_of(host, CHAINS[asked.sdk], asked.changes).findings
        found |= {(finding.rule, finding.confidence) for finding in findings}
    return found


def _gaps(files: dict[str, Any]) -> tuple[list[Gap], dict[str, tuple[int, int]]]:
    gaps: list[Gap] = []
    counts: dict[str, tuple[int, int]] = {}
    for name, found in sorted(files.items()):
        path = Path(name).resolve()
        file = path.relative_to(RULES).as_posix()
        if file in FILES:
            continue
        gaps += _gaps_of(file, path.read_text(encoding="utf-8"), found)
        counts[file] = (found["summary"]["covered_branches"], found["summary"]["num_branches"])
    return gaps, counts


def _gaps_of(file: str, source: str, found: dict[str, Any]) -> Iterator[Gap]:
    lines = [line.strip() for line in source.splitlines()]
    missing = set(found["missing_lines"])
    entered: set[int] = set()
    for line, target in sorted(found["missing_branches"]):
        if line not in missing:
            entered.add(target)
            there = lines[target - 1] if target > 0 else "the end"
            yield Gap(file, line, _function(source, line), lines[line - 1], there)
    run: list[int] = []
    for line in (*sorted({*missing, *found["executed_lines"]}), 0):
        if line in missing:
            run.append(line)
        elif run:
            if not entered & set(run):
                yield Gap(file, run[0], _function(source, run[0]), lines[run[0] - 1])
            run = []


def _function(source: str, line: int) -> str:
    """The innermost function around a line."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    around = [node for node in nodes if node.lineno <= line <= (node.end_lineno or 0)]
    return max(around, key=lambda node: node.lineno).name if around else "module"


def main() -> int:
    """Prints what is not reached, and what the list of exceptions says without need."""
    parser = argparse.ArgumentParser(prog="python -m tests.rule_coverage", description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep records here, and use those that are here")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    measured = measure(list(record(all_scenarios(), options.keep)))
    often = Counter(gap.place for gap in measured.gaps)
    open_ = [gap for gap in measured.gaps if gap.place not in PLACES or often[gap.place] > 1]
    rotten = sorted(set(PLACES) - {gap.place for gap in measured.gaps})
    for file, (reached, branches) in measured.counts.items():
        if reached < branches:
            print(f"{file}: {reached} of {branches} branches")
    for gap in open_:
        print(f"not reached, line {gap.line}: {gap.place}")
    for place in rotten:
        print(f"reached, or no longer there, and listed as an exception: {place}")
    can = {(rule, confidence) for rule, (_, confidences) in produced().items() for confidence in confidences}
    unsaid = sorted(can - measured.confidences - set(CONFIDENCES))
    for rule, confidence in unsaid:
        print(f"no scenario has this confidence: {rule} {confidence}")
    said = sorted(set(CONFIDENCES) - (can - measured.confidences))
    for rule, confidence in said:
        print(f"a scenario has this confidence, and it is listed as an exception: {rule} {confidence}")
    reached, branches = (sum(count[part] for count in measured.counts.values()) for part in (0, 1))
    print(f"{reached} of {branches} branches are reached, {len(PLACES)} exceptions are listed")
    return 1 if open_ or rotten or unsaid or said else 0


if __name__ == "__main__":
    sys.exit(main())
