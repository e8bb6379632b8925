"""What assertions ask about the credentials that win: are they there, can they be used, and may that still change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoami_aws.check import assertion as o

if TYPE_CHECKING:
    from whoami_aws.chain.verdict import LinkResult
    from whoami_aws.diagnosis import Identity
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
    row = report.diagnosis.verdict.winning_link
    if row is None:
        return None
    key = row.probe.credentials.key_id if row.probe.credentials else None
    if key is not None:
        return key.origin
    return next((one.origin for one in row.probe.inputs if one.state != "absent"), None)


def winner(report: Report) -> LinkResult | o.Answer:
    """The row that wins with credentials that nothing speaks against, or why an assertion about them does not hold."""
    diagnosis, verdict = report.diagnosis, report.diagnosis.verdict
    if verdict.outcome == "unknown":
        return o.unknown(f"it cannot be told who wins: {report.because}")
    if verdict.outcome != "resolved" or verdict.winner is None:
        what = "the chain stops" if verdict.outcome == "error" else "there are no credentials"
        return o.fails(f"{what}: {report.because}")
    use = diagnosis.use
    if use is not None and use.state == "fails":
        error = f" ({use.error.type})" if use.error else ""
        text = f"{verdict.winner} wins with credentials that cannot be used: {use.because}{error}"
        return o.fails(text, origin(report))
    row = verdict.winning_link
    return row if row is not None else o.unknown(f"{verdict.winner} wins, by the SDK's word alone")


def identity_of(report: Report) -> Identity | o.Answer:
    """Whose the credentials that win are, or why an assertion about that does not hold."""
    row = winner(report)
    if isinstance(row, o.Answer):
        return row
    return report.diagnosis.identity or o.unknown(unconfirmed(report), origin(report))


def only_if_confirmed(report: Report, answer: o.Answer) -> o.Answer:
    """The answer, if STS or the instance's own metadata service confirms whose the credentials are; else that it cannot
    be told, which `--accept unconfirmed` accepts unless the credentials are known to be bad.
    """
    why = unconfirmed(report)
    if not why:
        return answer
    found = o.unknown(f"{answer.is_}, not confirmed: {why}", answer.origin)
    return found if known_bad(report) else found._replace(unconfirmed=answer)


def unconfirmed(report: Report) -> str:
    """Why the identity is not confirmed, and what to do; "" if it is."""
    from whoami_aws.diagnosis import NOT_ASKED, NOT_RUN
    from whoami_aws.report import doubt

    diagnosis, identity = report.diagnosis, report.diagnosis.identity
    if identity is not None and identity.doubt != NOT_ASKED:
        return doubt(identity)
    if diagnosis.use is not None and diagnosis.use.state == "unknown" and diagnosis.use.because:
        return diagnosis.use.because
    if diagnosis.host.budget.network != "full":
        return f"STS was not asked (--network {diagnosis.host.budget.network})"
    if diagnosis.chain.id != diagnosis.host.sdk.id or diagnosis.witness == NOT_RUN:
        return f"STS was not asked with the credentials that {diagnosis.chain.title} takes"
    return "STS was not asked"


def known_bad(report: Report) -> bool:
    """Whether the credentials that win are known not to work: refused, expired, or not complete."""
    from whoami_aws.rules.finding import RULES
    from whoami_aws.rules.topics import ABOUT_CREDENTIALS

    diagnosis, row = report.diagnosis, report.diagnosis.verdict.winning_link
    if row is None or diagnosis.use is None or diagnosis.use.state == "fails":
        return True
    credentials, answer = row.probe.credentials, diagnosis.host.identity(row.link)
    ends = (credentials.expires_at if credentials else None) or (answer.expires_at if answer else None)
    if ends is not None and ends <= now(report):
        return True
    return any(
        one.severity == "error" and one.rule in RULES and RULES[one.rule].topic in ABOUT_CREDENTIALS
        for one in (*report.findings, *report.followed, *report.ignored)
    )


_EXACT = 5.0
"""Seconds that a clock may differ by: the Date header has whole seconds, and takes its time to come."""


def now(report: Report) -> float:
    """The time by STS's clock, where its answer showed that this host's clock is wrong. That of an endpoint which is
    not trusted counts only where it leaves less time.
    """
    host, identity = report.diagnosis.host, report.diagnosis.identity
    offsets = [one.clock_offset for one in host.identities() if one.clock_offset is not None]
    offset = offsets[0] if offsets and abs(offsets[0]) > _EXACT else 0.0
    trusted = identity is not None and identity.confirmed and identity.source == "sts"
    return host.now + (offset if trusted else max(0.0, offset))


def may_change(report: Report) -> bool:
    """Whether asking again could give another answer: something is late, throttled, or only on its way.

    A wrong identity, a broken variable, a rejected key stay what they are.
    """
    verdict, use = report.diagnosis.verdict, report.diagnosis.use
    if report.diagnosis.host.budget.network == "none" and verdict.outcome == "unknown":
        return False
    if verdict.outcome in ("none", "unknown"):
        return True
    if verdict.outcome == "error":
        # What variables say is the same until the process ends; files and endpoints come late.
        return verdict.error_link != "env"
    if use is None or use.state == "works":
        return False
    if use.state == "unknown":
        return report.diagnosis.host.budget.network == "full" and not use.code
    return use.error is not None and use.error.type in _LATE_ERRORS
