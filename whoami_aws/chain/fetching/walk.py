"""The walk of an SDK that fetches: link by link, until one gives credentials or ends it."""

from __future__ import annotations

from collections.abc import Callable

from whoami_aws.chain import verdict as v
from whoami_aws.chain.fetching import container, metadata, pair, profile, token
from whoami_aws.chain.fetching.dialect import Dialect
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import DECLINES, OFFERS, PROMISES, UNASKED, Probe, SdkError
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.chain.verdict import Row, Verdict
from whoami_aws.chain.view import View
from whoami_aws.host.host import Host

LINKS: dict[str, Callable[[Sight], Probe]] = {
    "system-properties": pair.properties,
    "env": pair.env,
    "assume-role-with-web-identity": token.probe,
    "profile": profile.profile,
    "container-role": container.probe,
    "iam-role": metadata.probe,
}


def fetching(dialect: Dialect) -> Callable[[Host, Chain], Verdict]:
    """The walk of an SDK with this dialect, as `Chain.walk` wants it."""
    return lambda host, chain: walk(host, chain, dialect)


def walk(host: Host, chain: Chain, dialect: Dialect) -> Verdict:
    """The verdict of this chain on this host."""
    sight = Sight(View(host, chain), dialect)
    probes = [(link, LINKS[link](sight)) for link in chain.links]
    wants = tuple(dict.fromkeys(need for _, probe in probes for need in probe.wants))
    for link, probe in probes:
        if probe.kind == DECLINES:
            continue
        if probe.kind == UNASKED:
            rows = _rows(probes, dialect, v.UNKNOWN, link)
            return Verdict(v.UNKNOWN, None, rows, unknown_because=probe.reason, deciding=probe.wants, wants=wants)
        if _gives(probe):
            return Verdict(v.RESOLVED, link, _rows(probes, dialect, v.WINS, link), wants=wants)
        if ends(dialect, link, probe):
            error = probe.error or probe.use.error or SdkError("Error", probe.reason.text)
            return Verdict(v.ERROR, None, _rows(probes, dialect, v.STOPPED, link), error, link, wants=wants)
    return Verdict(v.NONE, None, _rows(probes, dialect, v.NONE, ""), wants=wants)


def _gives(probe: Probe) -> bool:
    return probe.kind in (OFFERS, PROMISES) and probe.use.state != "fails"


def ends(dialect: Dialect, link: str, probe: Probe) -> bool:
    """Whether a link that fails ends the walk."""
    return dialect.selects or link in dialect.stops_on or f"{link}: {probe.reason.code}" in dialect.stops_on


def _rows(probes: list[tuple[str, Probe]], dialect: Dialect, decided: str, decider: str) -> tuple[Row, ...]:
    rows, after = [], False
    for position, (link, probe) in enumerate(probes, 1):
        if link == decider:
            status, after = {v.UNKNOWN: v.NOT_PROBED}.get(decided, decided), True
        elif probe.kind == UNASKED:
            status = v.NOT_PROBED
        elif probe.kind == DECLINES or not after:
            status = v.DECLINED
        elif _gives(probe):
            status = v.BLOCKED if decided == v.STOPPED else v.SHADOWED
        else:
            status = v.WOULD_STOP if ends(dialect, link, probe) else v.DECLINED
        rows.append(Row(position, link, status, probe))
    return tuple(rows)
