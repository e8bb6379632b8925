"""The report: a diagnosis with its findings and the one sentence that says why. It is all that renderers get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whoami_aws import diagnosis as codes
from whoami_aws.chain.model import Chain
from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED, Verdict
from whoami_aws.diagnosis import Diagnosis, Identity, diagnose
from whoami_aws.host.host import Change, Host
from whoami_aws.rules.finding import Finding
from whoami_aws.rules.messages import PROFILE_LINKS
from whoami_aws.rules.run import CRASHED, findings_and_followed


class Report(NamedTuple):
    """`elapsed_ms` is what gathering took, and no part of what is compared between two reports. `ignored`: findings of
    rules whose findings are ignored. `followed`: findings that are not told, since another one names the
    cause.
    """

    diagnosis: Diagnosis
    because: str
    findings: tuple[Finding, ...]
    elapsed_ms: float = 0.0
    ignored: tuple[Finding, ...] = ()
    followed: tuple[Finding, ...] = ()

    @property
    def silenced(self) -> tuple[str, ...]:
        """The rules of what is ignored, one name for each finding."""
        return tuple(finding.rule for finding in self.ignored)

    @property
    def crashed(self) -> tuple[str, ...]:
        """Rules that failed, and so have said nothing."""
        return tuple(one.subject.name for one in self.findings if one.rule == CRASHED)

    @property
    def exit_code(self) -> int:
        """0: credentials resolve, and nothing says that they cannot be used. 1: they don't, or it cannot be told."""
        use = self.diagnosis.use
        return 0 if self.diagnosis.verdict.outcome == RESOLVED and use is not None and use.state != "fails" else 1


def report_of(
    host: Host, chain: Chain, asked: Iterable[Change] = (), elapsed_ms: float = 0.0, ignore: Iterable[str] = ()
) -> Report:
    """The report on a host, without the findings of the rules in `ignore`. Pure: equal hosts give equal reports."""
    diagnosis = diagnose(host, chain, asked)
    (found, followed), unwanted = findings_and_followed(diagnosis), frozenset(ignore)
    kept = tuple(finding for finding in found if finding.rule not in unwanted)
    ignored = tuple(finding for finding in found if finding.rule in unwanted)
    return Report(diagnosis, because(diagnosis), kept, elapsed_ms, ignored, followed)


def report_without_findings(host: Host, chain: Chain, asked: Iterable[Change] = (), elapsed_ms: float = 0.0) -> Report:
    """The report for those who compare verdicts alone."""
    diagnosis = diagnose(host, chain, asked)
    return Report(diagnosis, because(diagnosis), (), elapsed_ms)


_SAID = {
    "sts": "by STS",
    "imds": "by the metadata service",
    "config": "by configuration; not assumed yet",
    "key-id": "encoded in the key id",
}


def told_by(identity: Identity) -> str:
    """By whose word an identity is what it is. An endpoint that is not AWS's own is named."""
    return _SAID[identity.source] + (f" at {identity.foreign}" if identity.foreign else "")


def aside(identity: Identity | None) -> str:
    """What is added in brackets to an identity that another endpoint than AWS's told; "" for any other."""
    if identity is None or not identity.foreign:
        return ""
    return f"({told_by(identity)}{'' if identity.confirmed else '; not confirmed'})"


def doubt(identity: Identity) -> str:
    """Why an identity is not confirmed, and what to do; "" if it is."""
    match identity.doubt:
        case "":
            return ""
        case codes.FOREIGN:
            where = identity.endpoint
            return f"{where} is not an endpoint of AWS; if it is yours, pass --trust-endpoint {where}"
        case codes.NO_IDENTITY:
            return "what STS answered is not an identity"
        case codes.OVERRIDDEN:
            return f"{identity.endpoint} is not the metadata service's own address, and STS was not asked"
        case codes.PROXIED:
            return "the metadata service was asked through a proxy, and STS was not asked"
        case codes.CONTRADICTED:
            return "what the metadata service says is contradictory, and STS was not asked"
        case _:
            return "STS did not confirm it"


def because(diagnosis: Diagnosis) -> str:
    """One sentence: why this outcome."""
    verdict = diagnosis.verdict
    if verdict.outcome == RESOLVED and verdict.winning_link is not None:
        return f"{verdict.winner} answers first: {verdict.winning_link.probe.reason.text}{_selection(diagnosis)}"
    if verdict.outcome == RESOLVED:
        return f"{verdict.winner} answers first"
    if verdict.outcome == NONE:
        return f"none of the {len(verdict.rows)} links has credentials"
    if verdict.outcome == ERROR:
        return _stopped(verdict)
    return verdict.unknown_because.text if verdict.unknown_because else "a link that decides was not asked"


def _stopped(verdict: Verdict) -> str:
    if verdict.session is not None:
        return f"before any link is asked: {verdict.session.reason.text}"
    row = verdict.row(verdict.error_link)
    if row is None:  # only where the SDK itself says so, and the model does not know why
        return f"{verdict.error.type if verdict.error else 'an error'} stops the SDK before any link is asked"
    return f"{row.link} stops the chain: {row.probe.reason.text}"


def _selection(diagnosis: Diagnosis) -> str:
    """How the profile came to be, where that decides."""
    selected, winner = diagnosis.view.selected, diagnosis.verdict.winner
    if winner == "env":
        return ", and no --profile was given" if "env" in diagnosis.chain.removed_by_profile else ""
    if selected is not None and winner in PROFILE_LINKS:
        return f", for the profile that {selected.origin} names"
    return ""
