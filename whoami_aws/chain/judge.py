"""Judges a chain over a host: which link wins, that none does, where the chain stops, or that this cannot be told."""

from __future__ import annotations

from whoami_aws.chain.model import Asked, Chain, Engine, FilesMissing
from whoami_aws.chain.probe import DECLINES, PROMISES, UNASKED, Probe, Reason, SdkError
from whoami_aws.chain.verdict import (
    BLOCKED,
    DECLINED,
    ERROR,
    FAILED,
    NONE,
    NOT_PROBED,
    REMOVED,
    RESOLVED,
    SHADOWED,
    STOPPED,
    UNKNOWN,
    WINS,
    WOULD_STOP,
    LinkResult,
    Outcome,
    Status,
    Verdict,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Host

NOT_RECORDED = "not-recorded"
"""The code of a reason: a link needs a fact that was not gathered, since the host was gathered for other chains."""


def judge(host: Host, chain: Chain) -> Verdict:
    """The verdict of this chain on this host."""
    engine = chain.engine
    asked = engine.ask(BotocoreView(host, chain))
    if chain.id not in host.gathered_for:
        asked = _not_recorded(asked)
    wants = [need for _, probe in asked.probes for need in probe.wants] + list(asked.wants)
    if isinstance(problem := asked.problem, FilesMissing):
        rows, wants = _rows(asked, engine, UNKNOWN), [*wants, *problem.wants]
        verdict = Verdict(UNKNOWN, None, rows, unknown_because=problem.reason, deciding=problem.wants)
    elif problem is not None:
        verdict = Verdict(ERROR, None, _rows(asked, engine, ERROR), problem.error, session=problem)
    else:
        verdict = _walked(asked, engine)
    return verdict._replace(wants=tuple(dict.fromkeys(wants)))


def _not_recorded(asked: Asked) -> Asked:
    """The same answers on a host that was gathered for other chains: a fact that is missing was never asked for."""
    probes = tuple(
        (link, probe._replace(reason=_unrecorded(probe.reason)) if probe.kind == UNASKED and probe.wants else probe)
        for link, probe in asked.probes
    )
    problem = asked.problem
    if isinstance(problem, FilesMissing) and problem.wants:
        problem = problem._replace(reason=_unrecorded(problem.reason))
    return asked._replace(probes=probes, problem=problem)


def _unrecorded(reason: Reason) -> Reason:
    return Reason(NOT_RECORDED, f"{reason.text} when this host was recorded")


def _walked(asked: Asked, engine: Engine) -> Verdict:
    """The verdict where nothing fails before the links."""
    for link, probe in asked.probes:
        if link in asked.removed or probe.kind == DECLINES:
            continue
        if probe.kind == UNASKED:
            rows = _rows(asked, engine, UNKNOWN, link)
            return Verdict(UNKNOWN, None, rows, unknown_because=probe.reason, deciding=probe.wants)
        effect = engine.effect(link, probe)
        if effect == "wins":
            deciding = probe.wants if probe.kind == PROMISES else ()
            return Verdict(RESOLVED, link, _rows(asked, engine, RESOLVED, link), deciding=deciding)
        if effect == "stops":
            return Verdict(ERROR, None, _rows(asked, engine, ERROR, link), _error(probe), link)
    return Verdict(NONE, None, _rows(asked, engine, NONE))


def _error(probe: Probe) -> SdkError:
    return probe.error or probe.use.error or SdkError("Error", probe.reason.text)


_DECIDER: dict[Outcome, Status] = {RESOLVED: WINS, ERROR: STOPPED, UNKNOWN: NOT_PROBED}
"""The status of the link that decides."""


def _rows(asked: Asked, engine: Engine, outcome: Outcome, decider: str | None = None) -> tuple[LinkResult, ...]:
    """The rows, given the outcome and the link that decides it, if one does."""
    rows = []
    for position, (link, probe) in enumerate(asked.probes, 1):
        if link in asked.removed:
            because = Reason("explicit-profile", "an explicit profile takes this link out of the chain")
            rows.append(LinkResult(position, link, REMOVED, probe._replace(reason=because)))
        elif link == decider:
            rows.append(LinkResult(position, link, _DECIDER[outcome], probe))
        else:
            rows.append(LinkResult(position, link, _status(engine, link, probe, outcome), probe))
    return tuple(rows)


def overruled(
    rows: tuple[LinkResult, ...], engine: Engine, outcome: Outcome, decider: str | None
) -> tuple[LinkResult, ...]:
    """The rows where the SDK itself came to another outcome: the links above the decider had nothing for it."""
    found, after = [], decider is None and outcome == ERROR
    for row in rows:
        if row.link == decider:
            found.append(row._replace(status=_DECIDER[outcome]))
            after = True
        elif row.status == REMOVED:
            found.append(row)
        else:
            status = _status(engine, row.link, row.probe, outcome) if after else DECLINED
            found.append(row._replace(status=status))
    return tuple(found)


def _status(engine: Engine, link: str, probe: Probe, outcome: Outcome) -> Status:
    """The status of a link that does not decide. One whose credentials would win, or that would stop the chain, comes
    after what does.
    """
    if probe.kind == UNASKED:
        return NOT_PROBED
    if probe.kind == DECLINES:
        return DECLINED
    match engine.effect(link, probe):
        case "passes":
            return FAILED
        case "stops":
            return WOULD_STOP
        case "wins":
            return BLOCKED if outcome == ERROR else SHADOWED
