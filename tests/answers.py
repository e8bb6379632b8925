"""What each chain answers on a host, in a form that two gatherings of the same host share."""

from __future__ import annotations

from typing import Any

from whoami_aws.chain.agreement import pick
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.host.host import Host
from whoami_aws.report import report_without_findings


def answers(host: Host) -> dict[str, list[Any]]:
    """By the chain's id, as JSON has it."""
    return {sdk: list(answer(report_without_findings(host, chain).diagnosis.verdict)) for sdk, chain in CHAINS.items()}


def answer(verdict: Verdict) -> tuple[Any, ...]:
    """What a verdict says, without the fingerprints of secrets, which differ between two gatherings."""
    picked = pick(verdict)
    who = ("key", "hidden") if picked[0] == "key" and not picked[1].startswith(("A", "redacted")) else picked
    return verdict.outcome, verdict.winner, verdict.error and verdict.error.type, verdict.error_link, list(who)
