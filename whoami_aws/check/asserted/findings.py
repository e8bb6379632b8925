"""What the rules say, and whether the SDKs say the same."""

from __future__ import annotations

from collections.abc import Mapping

from whoami_aws.chain.verdict import UNKNOWN
from whoami_aws.check import outcome as o
from whoami_aws.check.winner import may_change
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
            settled = not may_change(report)
            return o.fails(f"{finding.hit.severity} {finding.rule}", finding.hit.subject, settled)
    return o.Answer(o.HOLDS, "not found")


@o.assertion("fail-on", "last", check=_wrong_level)
def fail_on(values: tuple[str, ...], report: Report) -> o.Answer:
    """No finding stands that is as bad as this, or worse."""
    bad = LEVELS[: LEVELS.index(values[0]) + 1]
    found = [finding for finding in report.findings if finding.hit.severity in bad]
    if not found:
        return o.Answer(o.HOLDS, "no such finding")
    names = ", ".join(dict.fromkeys(finding.rule for finding in found))
    return o.fails(names, found[0].hit.subject, settled=not may_change(report))


@o.assertion_of_all("all-sdks-agree")
def all_sdks_agree(_: tuple[str, ...], reports: Mapping[str, Report]) -> o.Answer:
    """Every SDK gets the same credentials on this host."""
    if open_ := [id_ for id_, report in reports.items() if report.diagnosis.verdict.outcome == UNKNOWN]:
        return o.unknown(f"what {', '.join(open_)} would get cannot be told")
    said: dict[tuple[str, ...], list[str]] = {}
    for id_, report in reports.items():
        said.setdefault(_gets(report), []).append(id_)
    if len(said) == 1:
        return o.Answer(o.HOLDS, f"{_told(next(iter(said)))} for {', '.join(reports)}")
    text = "; ".join(f"{', '.join(ids)}: {_told(gets)}" for gets, ids in said.items())
    return o.fails(text, settled=not any(map(may_change, reports.values())))


def _gets(report: Report) -> tuple[str, ...]:
    """What tells credentials apart: how the walk ends, at which link, with which key or role, from which place.

    Where they are the same but stand in two places, two programs agree only until one of the places changes.
    """
    verdict = report.diagnosis.verdict
    row = verdict.winning
    if row is None or row.probe.credentials is None:
        return verdict.outcome, verdict.winner or verdict.error_link or ""
    credentials = row.probe.credentials
    key = credentials.key_id
    where = str(key.origin) if key else ""
    return verdict.outcome, row.link, str(key.reading) if key else "", credentials.role or "", where, *row.probe.hops


def _told(gets: tuple[str, ...]) -> str:
    outcome, link, *rest = gets
    if outcome != "resolved":
        return f"{outcome} at {link}" if link else outcome
    shown = next((text for text in (rest[1:3] if rest else ()) if text), "")
    return f"{link} ({shown})" if shown else link
