"""What would happen with the inputs of the winner, or of the error, removed: the same judge over a changed host."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.verdict import BLOCKED, SHADOWED, WOULD_STOP, Verdict
from whoami_aws.host.host import Change, Host

MAX_STEPS = 6


class WhatIf(NamedTuple):
    """The verdict after the changes. Each further step removes also what the step before uncovered."""

    remove: tuple[Change, ...]
    verdict: Verdict


def what_ifs(host: Host, chain: Chain, verdict: Verdict) -> tuple[WhatIf, ...]:
    """One step after the other, until nothing is below what decides, or it has no inputs to remove."""
    steps: list[WhatIf] = []
    removed: tuple[Change, ...] = ()
    while len(steps) < MAX_STEPS and verdict.removable_inputs and _uncovers(verdict):
        more = tuple(change for change in verdict.removable_inputs if change not in removed)
        if not more:
            break
        removed += more
        verdict = judge(host.changed(removed), chain)
        steps.append(WhatIf(removed, verdict))
    return tuple(steps)


def _uncovers(verdict: Verdict) -> bool:
    """An error is always worth removing; a winner only if something is below it."""
    if verdict.error is not None:
        return True
    return any(row.status in (SHADOWED, BLOCKED, WOULD_STOP) for row in verdict.rows)
