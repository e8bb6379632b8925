"""`python -m tests.differential --states 10000 --seed N`: as many states as one likes, and what they were."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from .bench import Bench, Result
from .census import census, table
from .shrink import smallest
from .states import state_of

_CHUNK = 25


def run_chunk(seed: str, numbers: list[int]) -> list[tuple[int, Result]]:
    """The results of some states of a seed."""
    with Bench() as bench:
        return [(number, bench.run_safely(state_of(seed, number))) for number in numbers]


def main() -> int:
    """Prints the distribution and every disagreement with its smallest state; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--states", type=int, default=1000)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="this state of the seed alone")
    parser.add_argument("--no-shrink", action="store_true")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    numbers = [asked.only] if asked.only is not None else list(range(asked.states))
    chunks = [numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK)]
    counts: Counter[str] = Counter()
    hops: Counter[int] = Counter()
    steps, bad = 0, []
    start = time.monotonic()
    with ProcessPoolExecutor(asked.workers) as pool:
        for results in pool.map(run_chunk, [asked.seed] * len(chunks), chunks):
            for number, result in results:
                counts[_label(result.oracle)] += 1
                hops[len(result.model.get("hops") or ())] += 1
                steps += result.steps
                if result.disagreements:
                    bad.append(number)
                    print(f"state {number}: {result.disagreements[0][:600]}", flush=True)
    seconds = time.monotonic() - start
    for label, count in sorted(counts.items()):
        print(f"{count:6} {label}")
    print("\n".join(table(census(state_of(asked.seed, number) for number in numbers))))
    print("role hops:", ", ".join(f"{length}: {count}" for length, count in sorted(hops.items()) if length))
    print(f"{len(numbers)} states and {steps} what-ifs in {seconds:.1f} s; {len(bad)} disagreements")
    for number in bad[:20] if not asked.no_shrink else ():
        _show(asked.seed, number)
    return 1 if bad else 0


def _label(oracle: Any) -> str:
    if oracle.get("outcome") == "error":
        return f"error {oracle['error_link'] or 'session'} {oracle['error']}"
    use = f" {oracle['use']} {oracle.get('use_error') or ''}".rstrip() if "use" in oracle else ""
    return f"{oracle.get('outcome')} {oracle.get('winner') or ''}{use}"


def _show(seed: str, number: int) -> None:
    with Bench() as bench:
        state, result = smallest(bench, state_of(seed, number))
    print(f"\n--- state {number} of seed {seed}\n{json.dumps(state, indent=1, ensure_ascii=False)}")
    for text in result.disagreements:
        print(f"  {text}")


if __name__ == "__main__":
    sys.exit(main())
