"""The default assertions: credentials resolve and are usable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoami_aws.check import assertion as o
from whoami_aws.check.winner import known_bad, only_if_confirmed, origin, winner

if TYPE_CHECKING:
    from whoami_aws.report import Report


@o.assertion("resolves", None, "flag")
def resolves(_: tuple[str, ...], report: Report) -> o.Answer:
    """The chain gives credentials."""
    verdict = report.diagnosis.verdict
    if verdict.outcome == "resolved":
        return o.Answer(o.HOLDS, f"{verdict.winner} answers first", origin(report))
    if verdict.outcome == "unknown":
        return o.unknown(report.because)
    kind = f"{verdict.error.type}: " if verdict.outcome == "error" and verdict.error else ""
    return o.fails(f"{kind}{report.because}")


@o.assertion("usable", None, "flag")
def usable(_: tuple[str, ...], report: Report) -> o.Answer:
    """STS or a call of the SDK confirms that the credentials work."""
    row = winner(report)
    if isinstance(row, o.Answer):
        return row
    use, identity = report.diagnosis.use, report.diagnosis.identity
    good = o.Answer(o.HOLDS, "nothing speaks against them", origin(report))
    if use is None or use.state == "unknown":
        found = o.unknown(use.because if use and use.because else "no service was asked", origin(report))
        return found if known_bad(report) else found._replace(unconfirmed=good)
    if identity is not None and identity.source == "sts":
        where = f" at {identity.foreign}" if identity.foreign else ""
        return only_if_confirmed(report, good._replace(is_=f"STS{where} accepts them"))
    if identity is not None and identity.confirmed:
        return good._replace(is_="the metadata service gives them; STS was not asked")
    return only_if_confirmed(report, good)
