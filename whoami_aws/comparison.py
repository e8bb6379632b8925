"""Several SDKs on one host: whether they pick the same identity, and if not, which input splits them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED, UNKNOWN, Verdict, judge
from whoami_aws.host.host import Change
from whoami_aws.report import Report

_MOST_INPUTS = 10
"""So many inputs are tried two by two: a host with more has more than one thing to mend first."""


class Group(NamedTuple):
    """SDKs that pick the same."""

    sdks: tuple[str, ...]
    reports: tuple[Report, ...]


class Comparison(NamedTuple):
    """`reports` in the order that was asked for; `groups` of those that pick the same, the largest first. `split_by`
    is the smallest change after which all agree; empty if they do, or if no removal makes them.
    """

    reports: tuple[Report, ...]
    groups: tuple[Group, ...]
    split_by: tuple[Change, ...]
    after: str

    @property
    def untold(self) -> tuple[str, ...]:
        """SDKs of which it cannot be told what they pick, for want of an answer."""
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
            return f"what {', '.join(self.untold)} would pick hangs on what was not asked"
        if self.agree:
            return f"all {count} SDKs pick the same: {_what(self.reports[0])}"
        told = "; ".join(f"{', '.join(group.sdks)}: {_what(group.reports[0])}" for group in self.groups)
        if not self.split_by:
            return f"{count} SDKs pick {len(self.groups)} different identities: {told}"
        names = " and ".join(str(change) for change in self.split_by)
        return f"{names} splits them: {told}"


def compare(reports: Sequence[Report]) -> Comparison:
    """The comparison of reports on one host, each with its own SDK's chain."""
    by_pick: dict[tuple[str, ...], list[Report]] = {}
    for report in reports:
        by_pick.setdefault(pick(report.diagnosis.verdict), []).append(report)
    groups = [Group(tuple(report.diagnosis.chain.id for report in same), tuple(same)) for same in by_pick.values()]
    groups.sort(key=lambda group: -len(group.sdks))
    split, after = _split(reports) if len(groups) > 1 else ((), "")
    return Comparison(tuple(reports), tuple(groups), split, after)


def pick(verdict: Verdict) -> tuple[str, ...]:
    """Whose credentials a verdict comes to, as far as it can be told without asking: two that are equal are one
    identity. Errors are equal whatever their class: nobody gets credentials.
    """
    if verdict.outcome != RESOLVED or verdict.winning is None:
        return ("nobody",) if verdict.outcome in (NONE, ERROR) else (verdict.outcome,)
    credentials = verdict.winning.probe.credentials
    if credentials is None:
        return (verdict.winning.link,)
    if credentials.role is not None and (credentials.key_id is None or credentials.role.startswith("arn:")):
        return ("role", credentials.role, credentials.account or "")
    key = credentials.key_id
    if key is None:
        return (verdict.winning.link, credentials.account or "")
    return ("key", key.text or key.shape.fingerprint, "token" if credentials.has_token else "")


def _what(report: Report) -> str:
    verdict = report.diagnosis.verdict
    identity = report.diagnosis.identity
    if verdict.outcome == RESOLVED and verdict.winning is not None:
        who = identity.arn.split(":", 5)[-1] if identity is not None and identity.arn else ""
        return f"{verdict.winner} ({who or verdict.winning.probe.reason.text})"
    if verdict.outcome == NONE:
        return "no credentials"
    return f"{verdict.error.type} at {verdict.error_link or 'the start'}" if verdict.error else verdict.outcome


def _split(reports: Sequence[Report]) -> tuple[tuple[Change, ...], str]:
    """The smallest set of inputs without which all agree on somebody, and what they agree on."""
    inputs = _inputs(reports)
    for size in (1, 2):
        for changes in combinations(inputs[:_MOST_INPUTS] if size > 1 else inputs, size):
            flat = tuple(change for group in changes for change in group)
            verdicts = [judge(one.host.changed(flat), one.chain) for one in (report.diagnosis for report in reports)]
            picks = {pick(verdict) for verdict in verdicts}
            if len(picks) == 1 and verdicts[0].outcome == RESOLVED:
                return flat, str(verdicts[0].winner)
    return (), ""


def _inputs(reports: Iterable[Report]) -> list[tuple[Change, ...]]:
    """What decided in one of them, each with what belongs to it, and each for itself."""
    found: dict[tuple[Change, ...], None] = {}
    for report in reports:
        diagnosis = report.diagnosis
        if (selected := diagnosis.view.selected) is not None and selected.origin.kind == "env":
            found[(Change("unset", selected.origin.name),)] = None
        whole = diagnosis.verdict.removable
        for change in whole:
            found[(change,)] = None
        if len(whole) > 1:
            found[whole] = None
    return list(found)
