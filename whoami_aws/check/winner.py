"""What assertions ask about the credentials that win: are they there, can they be used, and may that still change."""

from __future__ import annotations

from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED, UNKNOWN, Row
from whoami_aws.check import outcome as o
from whoami_aws.host.values import Origin
from whoami_aws.report import Report

_LATE_ERRORS = frozenset(
    [
        "ConnectTimeoutError",
        "CredentialRetrievalError",
        "FileNotFoundError",
        "IDPCommunicationErrorException",
        "MetadataRetrievalError",
        "ReadTimeoutError",
    ]
)
"""What using credentials raises while an agent, an endpoint, a token file or an identity provider is not there yet."""


def origin(report: Report) -> Origin | None:
    """Where the credentials come from: the key id, else the first input that is there."""
    row = report.diagnosis.verdict.winning
    if row is None:
        return None
    key = row.probe.credentials.key_id if row.probe.credentials else None
    if key is not None:
        return key.origin
    return next((one.origin for one in row.probe.inputs if one.state != "absent"), None)


def winner(report: Report) -> Row | o.Answer:
    """The row that wins with credentials that nothing speaks against, or why an assertion about them does not hold."""
    diagnosis, verdict = report.diagnosis, report.diagnosis.verdict
    if verdict.outcome == UNKNOWN:
        return o.unknown(f"it cannot be told who wins: {report.because}")
    if verdict.outcome != RESOLVED or verdict.winner is None:
        what = "the chain stops" if verdict.outcome == ERROR else "there are no credentials"
        return o.fails(f"{what}: {report.because}")
    use = diagnosis.use
    if use is not None and use.state == "fails":
        error = f" ({use.error.type})" if use.error else ""
        text = f"{verdict.winner} wins with credentials that cannot be used: {use.because}{error}"
        return o.fails(text, origin(report))
    row = verdict.winning
    return row if row is not None else o.unknown(f"{verdict.winner} wins, by the SDK's word alone")


def may_change(report: Report) -> bool:
    """Whether asking again could give another answer: something is late, throttled, or only on its way.

    A wrong identity, a broken variable, a rejected key stay what they are.
    """
    verdict, use = report.diagnosis.verdict, report.diagnosis.use
    if report.diagnosis.host.budget.network == "none" and verdict.outcome == UNKNOWN:
        return False
    if verdict.outcome in (NONE, UNKNOWN):
        return True
    if verdict.outcome == ERROR:
        # What variables say is the same until the process ends; files and endpoints come late.
        return verdict.error_link != "env"
    if use is None or use.state == "works":
        return False
    if use.state == "unknown":
        return True
    return use.error is not None and use.error.type in _LATE_ERRORS
