"""The whole check: every assertion judged over the reports, what explains a failure, and the last line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from whoami_aws.check import assertion as o
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.check.winner import may_change
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin
from whoami_aws.report import Report, aside, report_of
from whoami_aws.rules.finding import INFO, Finding, Fix
from whoami_aws.rules.fixes import applied


class Waited(NamedTuple):
    """What `--wait` did: seconds until the last try, and how many tries."""

    seconds: float
    tries: int


class Ignored(NamedTuple):
    """A rule whose findings are silenced, why, and how many of them there are."""

    rule: str
    reason: str
    found: int = 0


class Check(NamedTuple):
    """`reports` by SDK, those that are asserted about first; `outcomes` in the order of asking. `accepted` is what
    `--accept` names, `ignored` what the file of expectations silences.
    """

    sdks: tuple[str, ...]
    reports: Mapping[str, Report]
    outcomes: tuple[o.Outcome, ...]
    notes: tuple[str, ...] = ()
    waited: Waited | None = None
    accepted: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def shown(self) -> tuple[o.Outcome, ...]:
        """What a person is told: what was asked for or does not hold; everything, if nothing was asked for."""
        loud = tuple(one for one in self.outcomes if not one.quiet)
        return loud if any(not one.asked.implied for one in self.outcomes) else self.outcomes

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was silenced, and what was accepted, in words."""
        found = [
            f"{one.found} finding{'s' if one.found != 1 else ''} of {one.rule} ignored: {one.reason}"
            for one in self.ignored
            if one.found
        ]
        if o.UNCONFIRMED in self.accepted:
            used = any(one.answer.accepted for one in self.outcomes)
            found.append(f"--accept {o.UNCONFIRMED} was {'used' if used else 'given, and was not needed'}")
        return tuple(found)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return all(one.state == o.HOLDS for one in self.outcomes)

    @property
    def exit_code(self) -> int:
        """0: all hold. 1: one does not, or that cannot be told."""
        return 0 if self.ok else 1

    @property
    def hopeless(self) -> bool:
        """Whether something fails that will not change by waiting."""
        return any(one.state != o.HOLDS and not one.may_change for one in self.outcomes)

    @property
    def report(self) -> Report:
        """The report of the first SDK."""
        return self.reports[self.sdks[0]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings about all SDKs together, and of those that are asserted about; each once."""
        of_all = [one.finding for one in self.outcomes if one.sdk is None and one.finding is not None]
        return tuple(dict.fromkeys((*of_all, *(one for sdk in self.sdks for one in self.reports[sdk].findings))))


DEFAULTS = (
    o.Asked("resolves", (), Origin("default", "resolves")),
    o.Asked("usable", (), Origin("default", "usable")),
    o.Asked("fail-on", ("error",), Origin("default", "fail-on")),
)
"""What is asserted where nothing is. The first two are asserted in every check."""


def with_defaults(asked: Iterable[o.Asked]) -> tuple[o.Asked, ...]:
    """What is asserted in the end."""
    given = tuple(asked)
    named = {one.name for one in given}
    always = tuple(one for one in DEFAULTS[:2] if one.name not in named)
    if all(one.name == "fail-on" for one in given):
        return (*always, *(given or DEFAULTS[2:]))
    return (*given, *always)


def judge(
    asked: Iterable[o.Asked], sdks: tuple[str, ...], reports: Mapping[str, Report], accepted: tuple[str, ...] = ()
) -> Check:
    """All assertions, for each of the SDKs. `accepted`: what `--accept` names."""
    outcomes: list[o.Outcome] = []
    for one in asked:
        declared = ASSERTIONS[one.name]
        if declared.all_ is not None:
            answer = declared.all_(one.values, reports)
            fix = answer.finding.fix if answer.finding else None
            outcomes.append(o.Outcome(one, None, answer, answer.finding, fix, _may_change(answer, reports.values())))
            continue
        # `each`: a value that fails must not hide behind one that holds.
        parts = [one._replace(values=(value,)) for value in one.values] if declared.takes == "each" else [one]
        for sdk in sdks:
            outcomes += [_outcome(part, declared, sdk, reports[sdk], accepted) for part in parts]
    return Check(sdks, reports, tuple(outcomes), accepted=accepted)


def counted(ignored: Iterable[Ignored], sdks: tuple[str, ...], reports: Mapping[str, Report]) -> tuple[Ignored, ...]:
    """What is ignored, each with how many findings it silences."""
    found = {one for sdk in sdks for one in reports[sdk].ignored}
    return tuple(one._replace(found=sum(other.rule == one.rule for other in found)) for one in ignored)


def _accepting(answer: o.Answer, accepted: tuple[str, ...]) -> o.Answer:
    if answer.unconfirmed is None or o.UNCONFIRMED not in accepted:
        return answer
    text = f"{answer.unconfirmed.is_}, not confirmed; accepted by --accept {o.UNCONFIRMED}"
    return answer.unconfirmed._replace(is_=text, accepted=True)


def _outcome(asked: o.Asked, declared: o.Assertion, sdk: str, report: Report, accepted: tuple[str, ...]) -> o.Outcome:
    assert declared.one is not None  # noqa: S101 - one of the two is given
    answer = _accepting(declared.one(asked.values, report), accepted)
    if answer.state == o.HOLDS:
        return o.Outcome(asked, sdk, answer)
    finding = _to_blame(answer, report)
    fix = finding.fix if finding else _by_removal(asked, declared, report)
    return o.Outcome(asked, sdk, answer, finding, fix, _may_change(answer, (report,)))


def _may_change(answer: o.Answer, reports: Iterable[Report]) -> bool:
    if answer.state == o.HOLDS:
        return False
    return any(map(may_change, reports)) if answer.settled is None else not answer.settled


def _to_blame(answer: o.Answer, report: Report) -> Finding | None:
    """The finding of the rule that the answer names; else the worst one that is more than a note."""
    if answer.rule is not None:
        return next((finding for finding in report.findings if finding.rule == answer.rule), None)
    return next((finding for finding in report.findings if finding.severity != INFO), None)


def _by_removal(asked: o.Asked, declared: o.Assertion, report: Report) -> Fix | None:
    """What would have to go for the assertion to hold, where the report's what-ifs show it."""
    assert declared.one is not None  # noqa: S101
    diagnosis = report.diagnosis
    for step in diagnosis.what_ifs:
        after = report_of(diagnosis.host, diagnosis.chain, step.remove)
        # STS cannot be asked about the credentials of a changed host.
        if _accepting(declared.one(asked.values, after), (o.UNCONFIRMED,)).state == o.HOLDS:
            names = ", ".join(str(change) for change in step.remove)
            text = f"remove {names}: then {after.diagnosis.verdict.winner} wins"
            return applied(text, step.remove, diagnosis.host)
    return None


def summary(check: Check) -> str:
    """One line that says it all."""
    who = _who(check.report)
    waited = check.waited
    after = f", after {waited.seconds:.1f} s and {waited.tries} tries" if waited and waited.tries > 1 else ""
    outcomes = check.shown
    count = len(outcomes)
    after += "".join(f"; {one}" for one in check.remarks)
    if check.ok:
        return f"Check passed: {who}; {'the assertion holds' if count == 1 else f'all {count} assertions hold'}{after}"
    parts = []
    for state, verb, verbs in ((o.FAILS, "fails", "fail"), (o.UNKNOWN, "cannot be told", "cannot be told")):
        found = [one.wanted for one in outcomes if one.state == state]
        if found:
            names = ", ".join(dict.fromkeys(found))
            parts.append(f"{len(found)} of {count} {verb if len(found) == 1 else verbs} ({names})")
    return f"Check failed: {who}; {', '.join(parts)}{after}"


def _who(report: Report) -> str:
    verdict, identity = report.diagnosis.verdict, report.diagnosis.identity
    if verdict.winner is None:
        return {"none": "no credentials found", "error": "the SDK raises an exception"}.get(
            verdict.outcome, "who wins is not known"
        )
    credentials = verdict.winning_link.probe.credentials if verdict.winning_link else None
    key = credentials.key_id.text if credentials and credentials.key_id else None
    name = (
        (identity.arn or f"account {identity.account}")
        if identity
        else masked(key.strip())
        if key
        else "an unknown identity"
    )
    return " ".join(filter(None, (name, aside(identity), f"from {verdict.winner}")))
