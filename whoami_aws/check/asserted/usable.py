"""That there are credentials at all, and that they can be used."""

from __future__ import annotations

from whoami_aws.chain.verdict import ERROR, RESOLVED, UNKNOWN
from whoami_aws.check import outcome as o
from whoami_aws.check.winner import origin, winner
from whoami_aws.report import Report


@o.assertion("resolves", "flag")
def resolves(_: tuple[str, ...], report: Report) -> o.Answer:
    """The chain gives credentials."""
    verdict = report.diagnosis.verdict
    if verdict.outcome == RESOLVED:
        return o.Answer(o.HOLDS, f"{verdict.winner} answers first", origin(report))
    if verdict.outcome == UNKNOWN:
        return o.unknown(report.because)
    kind = f"{verdict.error.type}: " if verdict.outcome == ERROR and verdict.error else ""
    return o.fails(f"{kind}{report.because}")


@o.assertion("usable", "flag")
def usable(_: tuple[str, ...], report: Report) -> o.Answer:
    """Whoever can tell says that the credentials work."""
    row = winner(report)
    if isinstance(row, o.Answer):
        return row
    use, identity = report.diagnosis.use, report.diagnosis.identity
    if use is None or use.state == "unknown":
        return o.unknown(use.because if use and use.because else "nobody was asked", origin(report))
    asked = identity is not None and identity.source == "sts"
    text = "STS accepts them" if asked else "nothing speaks against them; STS was not asked"
    return o.Answer(o.HOLDS, text, origin(report))
