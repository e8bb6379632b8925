"""`python -m tests.differential.cli --cli v2 --states 300 --seed N`: the model against a real `aws`, on many states."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import Any

from tests.differential.bench import Result
from tests.differential.shrink import smallest

from .aws import Aws, find
from .bench import Bench
from .states import states


def _run(aws: Aws, whole: bool, state: dict[str, Any]) -> Result:
    return Bench(aws, whole).run_safely(state)


def main() -> int:
    """Prints what the states were, and every disagreement with its smallest state; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.cli", description=__doc__)
    parser.add_argument("--cli", choices=("v1", "v2"), required=True)
    parser.add_argument("--states", type=int, default=300)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sts-every", type=int, default=3, help="ask STS too in every n-th state; 0: in none")
    parser.add_argument("--shrink", type=int, default=5, help="how many disagreements to minimise")
    asked = parser.parse_args()
    aws = find(asked.cli)
    if isinstance(aws, str):
        print(aws)
        return 2
    print(f"{aws.path} {'.'.join(map(str, aws.version))}, seed {asked.seed}", flush=True)
    numbered = list(islice(states(asked.seed), asked.states))
    counts: Counter[str] = Counter()
    bad: list[tuple[int, dict[str, Any]]] = []
    start = time.monotonic()
    every = asked.sts_every
    whole = {number: every > 0 and place % every == 0 for place, (number, _) in enumerate(numbered)}
    with ProcessPoolExecutor(asked.workers) as pool:
        waiting = [(number, state, pool.submit(_run, aws, whole[number], state)) for number, state in numbered]
        for done, (number, state, future) in enumerate(waiting):
            result = future.result()
            if done and done % 50 == 0:
                print(f"{done} states, {len(bad)} of them disagree", flush=True)
            counts[" ".join(str(result.model.get(name) or "") for name in ("outcome", "winner", "error"))] += 1
            if result.disagreements:
                bad.append((number, state))
                print(f"state {number}: " + "\n  ".join(text[:700] for text in result.disagreements), flush=True)
    for label, count in sorted(counts.items()):
        print(f"{count:6} {label}")
    print(
        f"{len(numbered) - len(bad)} of {len(numbered)} states agree, {sum(whole.values())} of them with STS, in "
        f"{time.monotonic() - start:.0f} s"
    )
    for number, state in bad[: asked.shrink]:
        _show(Bench(aws, whole[number]), number, state)
    return 1 if bad else 0


def _show(bench: Any, number: int, state: dict[str, Any]) -> None:
    state, result = smallest(bench, state)
    print(f"\n--- state {number}\n{json.dumps(state, indent=1, ensure_ascii=False)}")
    for text in result.disagreements:
        print(f"  {text}")


if __name__ == "__main__":
    sys.exit(main())
