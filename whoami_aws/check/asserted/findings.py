"""What the rules say, and whether the SDKs say the same."""

from __future__ import annotations

from collections.abc import Mapping

from whoami_aws.chain.verdict import RESOLVED
from whoami_aws.check import outcome as o
from whoami_aws.comparison import compare
from whoami_aws.report import Report
from whoami_aws.rules import pages
from whoami_aws.rules.finding import RULES

LEVELS = ("error", "warning", "info")


def _wrong_rule(text: str) -> str:
    return "" if text in RULES else pages.unknown(text)


def _wrong_level(text: str) -> str:
    return "" if text in LEVELS else f"is none of {', '.join(LEVELS)}"


@o.assertion("no-finding", "each", check=_wrong_rule)
def no_finding(values: tuple[str, ...], report: Report) -> o.Answer:
    """This rule has nothing to say."""
    for finding in report.findings:
        if finding.rule in values:
            return o.fails(f"{finding.hit.severity} {finding.rule}", finding.hit.subject, rule=finding.rule)
    return o.Answer(o.HOLDS, "not found")


@o.assertion("fail-on", "last", check=_wrong_level)
def fail_on(values: tuple[str, ...], report: Report) -> o.Answer:
    """No finding stands that is as bad as this, or worse."""
    bad = LEVELS[: LEVELS.index(values[0]) + 1]
    found = [finding for finding in report.findings if finding.hit.severity in bad]
    if not found:
        return o.Answer(o.HOLDS, "no such finding")
    names = ", ".join(dict.fromkeys(finding.rule for finding in found))
    return o.fails(names, found[0].hit.subject, rule=found[0].rule)


@o.assertion_of_all("all-sdks-agree")
def all_sdks_agree(_: tuple[str, ...], reports: Mapping[str, Report]) -> o.Answer:
    """Every SDK gets the same credentials on this host."""
    compared = compare(tuple(reports.values()))
    if compared.agree is None:
        return o.unknown(compared.because)
    if all(report.diagnosis.verdict.outcome != RESOLVED for report in reports.values()):
        # That nobody gets anything is not the same credentials for everybody.
        return o.fails(f"none of {len(reports)} SDKs gets credentials")
    if compared.agree:
        return o.Answer(o.HOLDS, compared.because)
    # Which SDK picks what, the finding says.
    text = f"{len(reports)} SDKs pick {len(compared.groups)} different identities"
    return o.fails(text)._replace(finding=next(iter(compared.findings), None))
