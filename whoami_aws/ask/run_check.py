"""A check on this host: gather once, judge every chain that is asked about, and again while waiting can help."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import NamedTuple

from whoami_aws.ask.question import Question
from whoami_aws.ask.run_comparison import reports
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check import result
from whoami_aws.check.assertion import Asked
from whoami_aws.check.assertions import ASSERTIONS, compares_sdks
from whoami_aws.check.notes import notes

FIRST, LONGEST, LEAST = 0.5, 8.0, 1.0
"""Seconds: the first pause, the longest one, and the least that a try gets: one that is cut short would end the check
with less than is known already.
"""


class Clock(NamedTuple):
    """What waiting needs of the world."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = random.uniform


def check(
    question: Question,
    asked: tuple[Asked, ...],
    sdks: tuple[str, ...],
    wait: float,
    clock: Clock = Clock(),  # noqa: B008 - a value
    told: Callable[[str], None] = lambda _: None,
    accepted: tuple[str, ...] = (),
    ignored: tuple[result.Ignored, ...] = (),
) -> result.Check:
    """The check, repeated within `wait` seconds while all that fails may still change. `told` hears why it waits.
    `accepted` is what `--accept` names, `ignored` are the rules whose findings are silenced.
    """
    start, tries, pause = clock.now(), 0, FIRST
    question = question._replace(
        v1=any(ASSERTIONS[one.name].asks_v1 for one in asked), ignore=tuple(one.rule for one in ignored)
    )
    while True:
        left = start + wait - clock.now()
        tries += 1
        budget = question.budget
        if wait:
            budget = budget._replace(timeout=max(LEAST, min(budget.timeout, left)))
        found = reports(question._replace(budget=budget), _chains(asked, sdks))
        done = result.judge(asked, sdks, found, accepted)._replace(ignored=result.counted(ignored, sdks, found))
        spent = clock.now() - start
        step = min(clock.jitter(pause / 2, pause), wait - spent - LEAST)
        if done.ok or done.hopeless or step <= 0:
            break
        if tries == 1:
            told(f"waiting for up to {wait:g} s. {result.summary(done)}")
        clock.sleep(step)
        pause = min(LONGEST, pause * 2)
    waited = result.Waited(spent, tries) if wait else None
    return done._replace(waited=waited, notes=() if done.ok else notes(done.report))


def _chains(asked: tuple[Asked, ...], sdks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sdks, *CHAINS))) if compares_sdks(asked) else sdks
