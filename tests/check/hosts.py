"""Hosts for checks: a scenario laid out and run in a child, or recorded once and judged in this process."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.scenario import all_scenarios, child, gathered, lay_out
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import Asked, Outcome
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.check.result import Check, judge
from whoami_aws.host.values import Origin
from whoami_aws.report import Report, report_of

SCENARIOS = {one.name: one.host for one in all_scenarios()}
SHADOWED = "env-keys-shadow-instance-profile"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


@cache
def reports(scenario: str) -> dict[str, Report]:
    """What each SDK gets on a scenario's host, which is gathered once for boto3."""
    return reports_of(SCENARIOS[scenario])


def reports_of(described: dict[str, Any]) -> dict[str, Report]:
    """The same on a host that is no scenario."""
    with tempfile.TemporaryDirectory() as folder, lay_out(described, Path(folder) / "host") as laid:
        network = "none" if "--offline" in laid.argv else "full"
        # Where nobody is to answer not so long; elsewhere longer than a busy machine takes.
        seconds = 3.0 if "--timeout" in laid.argv else 30.0
        words = [*laid.trust, "--network", network, "--timeout", str(seconds)]
        host = gathered(laid, *words, sdks=CHAINS, v1=True)
    return {sdk: report_of(host, chain) for sdk, chain in CHAINS.items()}


def asked(name: str, *values: str) -> Asked:
    return Asked(name, values, Origin("option", f"--{name}"))


def checked(scenario: str, *assertions: Asked, sdks: tuple[str, ...] = ("boto3",)) -> Check:
    return judge(assertions, sdks, reports(scenario))


def outcome(scenario: str, name: str, *values: str, sdk: str = "boto3") -> Outcome:
    assert name in ASSERTIONS
    (one,) = checked(scenario, asked(name, *values), sdks=(sdk,)).outcomes
    return one


def run(
    laid: Any, *words: str, env: Mapping[str, str | None] | None = None, trust: bool = True
) -> CompletedProcess[str]:
    """`whoami-aws` on a laid-out host, with more variables; None takes one away. The host's own STS is trusted."""
    merged = {**laid.env, **(env or {})}
    asks = trust and words[0] in ("check", "explain", "compare")
    words = (words[0], *laid.trust, *words[1:]) if asks else words
    return child(dataclasses.replace(laid, env={k: v for k, v in merged.items() if v is not None}), *words)
