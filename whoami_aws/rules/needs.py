"""What a rule must know to speak, and what of it was not gathered on a host.

A rule that lacks something says nothing, which does not mean that nothing is wrong.
"""

from __future__ import annotations

from whoami_aws.chain.botocore.links import kind_of
from whoami_aws.chain.probe import UNASKED
from whoami_aws.chain.verdict import RESOLVED, UNKNOWN, LinkResult
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import ProcessNeed
from whoami_aws.rules.finding import CHAIN, COMPARISON, PROGRAM, STS, Need, Rule


def lacking(diagnosis: Diagnosis) -> dict[Need, str]:
    """What was not gathered, each with why."""
    found: dict[Need, str] = {COMPARISON: "the SDKs were not compared; assert --all-sdks-agree"}
    if why := _sts(diagnosis):
        found[STS] = why
    verdict = diagnosis.verdict
    decider = verdict.row(verdict.winner or verdict.error_link)
    for row in verdict.rows:
        runs_program = (
            any(isinstance(need, ProcessNeed) for need in row.probe.wants) or kind_of(row.link).programs == "always"
        )
        if runs_program and decider is not None and row.position > decider.position:
            continue  # the SDK would not start it either
        if row.probe.kind != UNASKED and not (runs_program and row is decider and row.probe.wants):
            continue
        for need in _needs_of(row, runs_program):
            found.setdefault(need, f"{row.link}: {row.probe.reason.text}")
    if verdict.outcome == UNKNOWN:
        because = verdict.unknown_because.text if verdict.unknown_because else "a link was not asked"
        found.setdefault(CHAIN, because)
    return found


def _needs_of(row: LinkResult, runs_program: bool) -> tuple[Need, ...]:
    endpoint = kind_of(row.link).endpoint
    found: tuple[Need, ...] = (CHAIN,) if endpoint is None else (CHAIN, endpoint)
    return (*found, PROGRAM) if runs_program else found


def _sts(diagnosis: Diagnosis) -> str:
    """Why STS's answer for the winner's credentials is not known; "" if it is, or where no credentials are found."""
    verdict, identity, use = diagnosis.verdict, diagnosis.identity, diagnosis.use
    if verdict.outcome == UNKNOWN:
        return "STS was not asked: it is not known which credentials are used"
    if verdict.outcome != RESOLVED or (use is not None and use.state == "fails"):
        return ""
    if identity is not None and identity.source == "sts":
        return "" if identity.confirmed else f"STS did not answer: {identity.endpoint or 'the endpoint'} is not AWS's"
    return f"STS did not answer: {use.because}" if use is not None and use.because else "STS was not asked"


def missing(one: Rule, diagnosis: Diagnosis, found: dict[Need, str] | None = None) -> tuple[Need, str] | None:
    """What this rule would need and was not gathered, with why; None if it could speak."""
    lacks = lacking(diagnosis) if found is None else found
    return next(((need, lacks[need]) for need in one.needs if need in lacks), None)
