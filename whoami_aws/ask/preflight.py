"""A check on this host: gather once, judge every chain that is asked about, and again while waiting can help."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from whoami_aws.ask.explain import Question
from whoami_aws.ask.several import reports
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check import result
from whoami_aws.check.notes import Surroundings, notes
from whoami_aws.check.outcome import ASSERTIONS, Asked

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
    around: Surroundings,
    wait: float = 0.0,
    clock: Clock = Clock(),  # noqa: B008 - a value
    told: Callable[[str], None] = lambda _: None,
) -> result.Check:
    """The check, repeated within `wait` seconds while all that fails may still change. `told` hears why it waits."""
    start, tries, pause = clock.now(), 0, FIRST
    while True:
        left = start + wait - clock.now()
        tries += 1
        budget = question.budget
        if wait:
            budget = budget._replace(timeout=max(LEAST, min(budget.timeout, left)))
        done = result.judge(asked, sdks, reports(question._replace(budget=budget), _chains(asked, sdks)))
        spent = clock.now() - start
        step = min(clock.jitter(pause / 2, pause), wait - spent - LEAST)
        if done.ok or done.hopeless or step <= 0:
            break
        if tries == 1:
            told(f"waiting for up to {wait:g} s. {result.summary(done)}")
        clock.sleep(step)
        pause = min(LONGEST, pause * 2)
    waited = result.Waited(spent, tries) if wait else None
    return done._replace(waited=waited, notes=() if done.ok else notes(done.report, around))


def _chains(asked: tuple[Asked, ...], sdks: tuple[str, ...]) -> tuple[str, ...]:
    every = any(ASSERTIONS[one.name].all_ is not None for one in asked)
    return tuple(dict.fromkeys((*sdks, *CHAINS))) if every else sdks


def surroundings(environ: Mapping[str, str] | None = None) -> Surroundings:
    """The CI system that this process runs in, by what its environment says."""
    env = os.environ if environ is None else environ
    proxies = tuple(
        name
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy")
        if env.get(name)
    )
    if _true(env.get("GITHUB_ACTIONS")):
        # OWNER/NAME/.github/workflows/ci.yml@REF
        workflow = env.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].split("/", 2)[-1]
        may = bool(env.get("ACTIONS_ID_TOKEN_REQUEST_URL") and env.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
        root = env.get("GITHUB_WORKSPACE", "")
        return Surroundings("github", may, proxies, root, workflow if workflow.startswith(".github/") else "")
    if _true(env.get("GITLAB_CI")):
        config = env.get("CI_CONFIG_PATH") or ".gitlab-ci.yml"
        named = env.get("AWS_WEB_IDENTITY_TOKEN_FILE")
        may_not = False if named and not os.path.exists(named) else None
        return Surroundings("gitlab", may_not, proxies, env.get("CI_PROJECT_DIR", ""), config)
    return Surroundings(proxies=proxies)


def _true(text: str | None) -> bool:
    return (text or "").lower() in ("true", "1")
