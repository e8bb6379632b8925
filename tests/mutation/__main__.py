"""`python -m tests.mutation --sample 300 --seed 1` changes the code in one place at a time, and runs the tests that
reach the place until one fails.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .trial import Result

ROOT = Path(__file__).parents[2]
_ENOUGH = 0.25
"""Of the changes, how many must have been tried for the rate to say something."""


def main(words: Sequence[str] | None = None) -> int:
    """1 if fewer are killed than `--least` wants, or fewer than a quarter could be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders of the package (default: all)")
    parser.add_argument("--sample", type=int, default=300, metavar="N", help="try so many changes (default: 300)")
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)), help="which ones are drawn")
    parser.add_argument("--since", type=int, metavar="N", help="only files that the last N commits changed")
    parser.add_argument("--slow", action="store_true", help="run the slow suite too")
    parser.add_argument("--netns", action="store_true", help="run the suite in a network namespace too (root)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="side by side")
    parser.add_argument("--minutes", type=float, metavar="M", help="leave the rest after so long")
    parser.add_argument("--least", type=float, metavar="PERCENT", help="fail if fewer are killed")
    parser.add_argument("--list", action="store_true", help="print the drawn changes and try none")
    asked = parser.parse_args(words)
    try:
        from . import equivalent, report, run
        from .checkout import Project
    except ImportError as missing:
        print(f"python -m tests.mutation needs the extra `mutation` ({missing}): pip install -e '.[test,mutation]'")
        return 2
    project = Project(ROOT, "whoami_aws", ("whoami_aws/fakes", "whoami_aws/demo"))
    files = _chosen(project.files, asked.paths)
    if asked.since is not None:
        changed = _changed(asked.since)
        files = [file for file in files if file in changed]
    print(f"seed {asked.seed}, {asked.sample} changes in {len(files)} files", flush=True)
    if not files:
        return 0
    suites = ["default", *(suite for suite in ("slow", "netns") if getattr(asked, suite))]
    plan = run.Plan(
        files, asked.sample, asked.seed, asked.workers, _cache(), suites, equivalent.read(), minutes=asked.minutes
    )
    if asked.list:
        for mutant in run.drawn(project, plan):
            print(f"{mutant.file}:{mutant.line}\n{mutant.diff}\n")
        return 0
    start, tried = time.monotonic(), 0

    def tell(result: Result) -> None:
        nonlocal tried
        tried += 1
        if result.fate in ("survived", "unreached"):
            print(report.survivor(result), flush=True)
        if sys.stderr.isatty():
            print(f"{tried} of {asked.sample}", end="\r", file=sys.stderr, flush=True)

    outcome = run.examine(project, plan, tell)
    for name in outcome.unfit:
        print(f"left out, because it fails without any change: {name}")
    results, rate = outcome.results, report.rate(outcome.results)
    print(report.table(results))
    late = sum(result.fate == "not tried" for result in results)
    print(
        f"{rate:.1f} % of {len(results) - late} killed in {time.monotonic() - start:.0f} s; {late} not tried;"
        f" {len(outcome.aside)} set aside as equivalent; seed {asked.seed}"
    )
    if len(results) - late < _ENOUGH * len(results):
        print("fewer than a quarter could be tried")
        return 1
    return 1 if asked.least is not None and rate < asked.least else 0


def _chosen(files: Sequence[str], paths: Sequence[str]) -> list[str]:
    wanted = [Path(path).resolve() for path in paths]
    for path in wanted:
        if not any((ROOT / file).is_relative_to(path) for file in files):
            raise SystemExit(f"python -m tests.mutation: {path} has no file of the package that can be changed")
    return [file for file in files if not wanted or any((ROOT / file).is_relative_to(path) for path in wanted)]


def _changed(commits: int) -> set[str]:
    command = ["git", "log", f"--max-count={commits}", "--format=", "--name-only"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n"))


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whoami-aws-mutation"


if __name__ == "__main__":
    sys.exit(main())
