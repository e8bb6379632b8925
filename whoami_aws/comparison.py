"""Several SDKs on one host: whether they pick the same identity, and if not, which input splits them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whoami_aws.chain.agreement import Disagreement, Side, Subject, pick, smallest_change
from whoami_aws.chain.verdict import NONE, RESOLVED, UNKNOWN
from whoami_aws.host.arn import resource_of
from whoami_aws.host.host import Change
from whoami_aws.report import Report
from whoami_aws.rules.finding import Finding
from whoami_aws.rules.run import of_several


class Group(NamedTuple):
    """SDKs that pick the same."""

    sdks: tuple[str, ...]
    reports: tuple[Report, ...]


class Comparison(NamedTuple):
    """What several SDKs pick on one host."""

    reports: tuple[Report, ...]
    """In the order that was asked for."""
    groups: tuple[Group, ...]
    """Those that pick the same, the largest group first."""
    split_by: tuple[Change, ...] = ()
    """The smallest change after which all agree; empty if they do, or if none was found."""
    findings: tuple[Finding, ...] = ()

    @property
    def untold(self) -> tuple[str, ...]:
        """SDKs whose choice cannot be told, because an answer is missing."""
        return tuple(one.diagnosis.chain.id for one in self.reports if one.diagnosis.verdict.outcome == UNKNOWN)

    @property
    def agree(self) -> bool | None:
        """Whether all pick the same identity; None where that cannot be told. Two unknown ones are not the same."""
        if len(self.groups) - bool(self.untold) > 1:
            return False
        return None if self.untold else True

    @property
    def because(self) -> str:
        """One sentence."""
        count = len(self.reports)
        if self.agree is None:
            return f"what {', '.join(self.untold)} would pick depends on endpoints that were not queried"
        if self.agree:
            return f"all {count} SDKs pick the same: {_what(self.reports[0])}"
        said = "; ".join(f"{', '.join(group.sdks)}: {_what(group.reports[0])}" for group in self.groups)
        if not self.split_by:
            return f"{count} SDKs pick {len(self.groups)} different identities: {said}"
        names = " and ".join(str(change) for change in self.split_by)
        return f"{names} {'splits' if len(self.split_by) == 1 else 'split'} them: {said}"


def compare(reports: Sequence[Report]) -> Comparison:
    """The comparison of reports on one host, each with its own SDK's chain."""
    by_pick: dict[tuple[str, ...], list[Report]] = {}
    for report in reports:
        by_pick.setdefault(pick(report.diagnosis.verdict), []).append(report)
    groups = [Group(tuple(report.diagnosis.chain.id for report in same), tuple(same)) for same in by_pick.values()]
    found = Comparison(tuple(reports), tuple(sorted(groups, key=lambda group: -len(group.sdks))))
    if found.agree is not False:
        return found
    subjects = [Subject(one.host, one.chain, one.verdict) for one in (report.diagnosis for report in reports)]
    change, link = smallest_change(subjects)
    sides = tuple(Side(group.sdks, _what(group.reports[0])) for group in found.groups)
    findings = of_several(Disagreement(sides, change, link), tuple(one.host for one in subjects))
    return found._replace(split_by=change, findings=findings)


def _what(report: Report) -> str:
    """What an SDK picks, in a few words."""
    verdict = report.diagnosis.verdict
    identity = report.diagnosis.identity
    if verdict.outcome == RESOLVED and verdict.winning_link is not None:
        who = resource_of(identity.arn) if identity is not None and identity.arn else ""
        return f"{verdict.winner} ({who or verdict.winning_link.probe.reason.text})"
    if verdict.outcome == NONE:
        return "no credentials"
    return f"{verdict.error.type} at {verdict.error_link or 'the start'}" if verdict.error else verdict.outcome
