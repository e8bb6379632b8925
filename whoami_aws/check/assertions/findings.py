"""What the rules say, and whether the SDKs say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from whoami_aws.check import assertion as o
from whoami_aws.check.winner import known_bad

if TYPE_CHECKING:
    from whoami_aws.report import Report

LEVELS = ("error", "warning", "info")


@o.assertion_of_all("all-sdks-agree", o.Option("", "All known SDKs get the same credentials."))
def all_sdks_agree(_: tuple[str, ...], reports: Mapping[str, Report]) -> o.Answer:
    """Every SDK gets the same credentials on this host."""
    from whoami_aws.comparison import compare

    compared = compare(tuple(reports.values()))
    if compared.agree is None:
        return o.unknown(compared.because)
    if all(report.diagnosis.verdict.outcome != "resolved" for report in reports.values()):
        # No credentials for any SDK does not count as the same credentials for all.
        return o.fails(f"none of {len(reports)} SDKs gets credentials")
    if compared.agree:
        return o.Answer(o.HOLDS, compared.because)
    # Which SDK picks what, the finding says.
    text = f"{len(reports)} SDKs pick {len(compared.groups)} different identities"
    return o.fails(text)._replace(finding=next(iter(compared.findings), None))


def _rules() -> Iterable[str]:
    from whoami_aws.rules import pages

    return pages.names()


def _wrong_rule(text: str) -> str:
    from whoami_aws.rules import pages

    return "" if _current(text) in pages.names() else f"is not a rule. {pages.close_to(text)}"


def _current(text: str) -> str:
    from whoami_aws.rules.finding import current_id

    return current_id(text)


def _wrong_level(text: str) -> str:
    return "" if text in LEVELS else f"is not one of {', '.join(LEVELS)}"


@o.assertion(
    "no-finding",
    o.Option("RULE", "Fail if this rule reports anything."),
    "each",
    check=_wrong_rule,
    read=_current,
    known=_rules,
)
def no_finding(values: tuple[str, ...], report: Report) -> o.Answer:
    """This rule has nothing to say, and knew all that it needs to."""
    from whoami_aws.rules.finding import RULES
    from whoami_aws.rules.needs import missing

    for finding in (*report.findings, *report.followed):
        if finding.rule in values:
            return o.fails(f"{finding.severity} {finding.rule}", finding.subject, rule=finding.rule)
    for value in values:
        if value in report.crashed:
            return o.unknown("the rule failed to run", rule="")
        if (gap := missing(RULES[value], report.diagnosis)) is not None:
            return o.unknown(f"the rule lacks what it needs ({gap[0]}): {gap[1]}", rule="")
    return o.Answer(o.HOLDS, "not found")


def _crashed(report: Report) -> str:
    many = len(report.crashed) > 1
    return f"{len(report.crashed)} rule{'s' if many else ''} failed to run: {', '.join(report.crashed)}"


@o.assertion(
    "fail-on",
    o.Option("<error|warning|info>", "Fail on this severity or worse."),
    "last",
    check=_wrong_level,
    known=lambda: LEVELS,
)
def fail_on(values: tuple[str, ...], report: Report) -> o.Answer:
    """There is no finding as bad as this, or worse, and the rules knew all that they need to."""
    from whoami_aws.rules.finding import COMPARISON, RULES, STS
    from whoami_aws.rules.needs import lacking, missing
    from whoami_aws.rules.run import is_about

    bad = LEVELS[: LEVELS.index(values[0]) + 1]
    found = [finding for finding in report.findings if finding.severity in bad]
    if found:
        names = ", ".join(dict.fromkeys(finding.rule for finding in found))
        return o.fails(names, found[0].subject, rule=found[0].rule)
    if report.crashed:
        return o.unknown(_crashed(report), rule="")
    lacks = lacking(report.diagnosis)
    silenced = {one.rule for one in report.ignored}
    gaps = {
        gap[0]: gap[1]
        for one in RULES.values()
        if one.severity in bad and one.name not in silenced and is_about(one, report.diagnosis)
        if COMPARISON not in one.needs and (gap := missing(one, report.diagnosis, lacks)) is not None
    }
    good = o.Answer(o.HOLDS, "no such finding")
    if not gaps:
        return good
    answer = o.unknown("rules lack what they need: " + "; ".join(dict.fromkeys(gaps.values())), rule="")
    # Without STS's answer on the credentials, the rules that need it cannot speak.
    return answer._replace(unconfirmed=good) if gaps.keys() == {STS} and not known_bad(report) else answer
