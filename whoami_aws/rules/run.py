"""Runs all rules over a diagnosis. A rule that crashes becomes a finding about itself."""

from __future__ import annotations

from whoami_aws.chain.agreement import Disagreement, pick
from whoami_aws.chain.judge import judge
from whoami_aws.chain.verdict import RESOLVED
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules import topics  # noqa: F401 - importing them registers the rules
from whoami_aws.rules.finding import ANY, BOTOCORE, ERROR, IF_FIX_HELPS, INFO, RULES, SURE, WARNING, Finding, Fix, Rule

_ORDER = {ERROR: 0, WARNING: 1, INFO: 2}

CRASHED = "check-crashed"


def inputs_of(diagnosis: Diagnosis) -> dict[str, object]:
    """What a rule may name as a parameter."""
    return {
        "diagnosis": diagnosis,
        "disagreement": None,
        "hosts": (diagnosis.host,),
        "host": diagnosis.host,
        "chain": diagnosis.chain,
        "view": diagnosis.view,
        "verdict": diagnosis.verdict,
        "winner": diagnosis.verdict.winning_link,
        "imds": diagnosis.imds,
        "surroundings": diagnosis.surroundings,
        "use": diagnosis.use,
        "answer": diagnosis.host.identity(diagnosis.verdict.winner) if diagnosis.verdict.winner else None,
    }


def findings_and_followed(diagnosis: Diagnosis) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """All findings, by severity and in the order of the rules, and those that are left out because another one names
    their cause.
    """
    inputs = inputs_of(diagnosis)
    found = [finding for one in RULES.values() if is_about(one, diagnosis) for finding in _run(one, inputs)]
    found = [finding for finding in found if _holds(finding, diagnosis)]
    loudest = {finding.rule: _ORDER[finding.severity] for finding in reversed(found)}
    explained = {finding.subject for finding in found if _explains_subject(finding)}
    kept: list[Finding] = []
    followed: list[Finding] = []
    for finding in found:
        by_subject = finding.subject in explained and not _explains_subject(finding)
        (followed if by_subject or _follows(finding, loudest) else kept).append(finding)
    return tuple(sorted(kept, key=_order)), tuple(followed)


def _order(finding: Finding) -> tuple[int, bool, bool]:
    return _ORDER[finding.severity], not _explains_subject(finding), finding.confidence != SURE


def _explains_subject(finding: Finding) -> bool:
    return finding.rule in RULES and RULES[finding.rule].explains_subject


def of_several(disagreement: Disagreement, hosts: tuple[Host, ...]) -> tuple[Finding, ...]:
    """What is found of several SDKs that do not agree. `hosts` is the one host as each of them reads it."""
    return tuple(_run(RULES["sdks-disagree"], {"disagreement": disagreement, "hosts": hosts}))


def is_about(one: Rule, diagnosis: Diagnosis) -> bool:
    """Whether a rule is about the SDK that is asked about."""
    return diagnosis.chain.engine.reads_as_botocore or one.sdks != BOTOCORE


def _holds(finding: Finding, diagnosis: Diagnosis) -> bool:
    """Whether what a rule says of botocore's reading is so for this SDK: its cure, carried out, changes who wins."""
    if (
        diagnosis.chain.engine.reads_as_botocore
        or finding.rule not in RULES
        or RULES[finding.rule].sdks != IF_FIX_HELPS
    ):
        return True
    verdict = diagnosis.verdict
    after = judge(diagnosis.host.changed(finding.fix.changes), diagnosis.chain)
    return after.outcome == RESOLVED and (after.winner, pick(after)) != (verdict.winner, pick(verdict))


def _follows(finding: Finding, loudest: dict[str, int]) -> bool:
    causes = RULES[finding.rule].suppressed_by if finding.rule in RULES else ()
    if causes == ANY:
        causes = tuple(name for name in loudest if name != finding.rule)
    return any(loudest.get(cause, len(_ORDER)) <= _ORDER[finding.severity] for cause in causes)


def _run(one: Rule, inputs: dict[str, object]) -> list[Finding]:
    code = one.function.__code__
    names = code.co_varnames[: code.co_argcount]
    try:
        found = list(one.function(**{name: inputs[name] for name in names}))
        return [finding._replace(rule=one.name, title=one.page.title) for finding in found]
    except Exception as error:  # noqa: BLE001 - one rule must never take the report down
        # Only the class: a message could repeat what it was looking at.
        message = f"The check {one.name} failed with {type(error).__name__}; what it looks for is not known here."
        fix = Fix("report this with the versions shown")
        return [Finding(WARNING, message, Origin("default", one.name), fix, rule=CRASHED, title="A check failed")]
