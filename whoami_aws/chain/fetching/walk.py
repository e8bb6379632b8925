"""The walk of an SDK that fetches: link by link, until one gives credentials or ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from whoami_aws.chain import verdict as v
from whoami_aws.chain.fetching import container, metadata, pair, profile, settings, token
from whoami_aws.chain.fetching.dialect import Dialect
from whoami_aws.chain.fetching.region import region
from whoami_aws.chain.fetching.region import wants as wants_for_region
from whoami_aws.chain.fetching.selected import is_on, selected
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.probe import BREAKS, DECLINES, OFFERS, PROMISES, UNASKED, Probe, Reason, SdkError, breaks
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.chain.session import FilesMissing, SessionError, unread_file
from whoami_aws.chain.verdict import Row, Verdict
from whoami_aws.chain.view import View
from whoami_aws.host.facts import UNSAFE, ImdsNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value

LINKS: dict[str, Callable[[Sight], Probe]] = {
    "system-properties": pair.properties,
    "env": pair.env,
    "assume-role-with-web-identity": token.probe,
    "profile": profile.profile,
    "container-role": container.probe,
    "iam-role": metadata.probe,
}


@dataclass(frozen=True)
class Fetching:
    """The walk of an SDK with this dialect, as `Chain.walk` wants it.

    `refused` are the links that a service is taken to refuse, where they are left to its answer: what comes then.
    `garbled`: it does so by an answer that is none, as a portal's page.
    """

    dialect: Dialect
    refused: frozenset[str] = frozenset()
    garbled: bool = False

    def __call__(self, host: Host, chain: Chain) -> Verdict:
        """The verdict of this chain on this host."""
        return walk(host, chain, self.dialect, self.refused, self.garbled)

    def selected(self, host: Host) -> Value | None:
        """What selects the profile."""
        return selected(host, self.dialect, is_on(host, self.dialect.files))

    def metadata(self, host: Host, chain: Chain) -> ImdsNeed | None:
        """What the metadata service is asked for."""
        return metadata.need_of(Sight(View(host, chain), self.dialect))

    def reads(self, variable: str) -> bool:
        """Whether keys, a profile or a file come by this variable."""
        own = self.dialect
        pairs = [names for pair in (own.env, *own.more_env) for names in (pair.key, pair.secret, pair.token)]
        files = (own.files.config_variables, own.files.credentials_variables)
        return any(variable in names for names in (*pairs, *files, own.selection.variables, own.selection.switched))

    def holds(self, kind: str) -> bool:
        """Whether a profile may hold something for this SDK."""
        parts = [kinds for _, kinds in self.dialect.parts]
        return any(kind in kinds for kinds in (self.dialect.profile.order, *parts))

    def region(self, host: Host, chain: Chain) -> Value | None:
        """The region of a client that is told none."""
        return region(Sight(View(host, chain), self.dialect))


def walk(
    host: Host, chain: Chain, dialect: Dialect, refused: frozenset[str] = frozenset(), garbled: bool = False
) -> Verdict:
    """The verdict of a chain on a host."""
    sight = Sight(View(host, chain), dialect)
    probes = [(link, _probe(sight, link)) for link in _links(sight, chain)]
    probes = [(link, _refused(dialect, link, probe, garbled) if link in refused else probe) for link, probe in probes]
    wants = tuple(
        dict.fromkeys(
            (*(need for _, probe in probes for need in probe.wants), *sight.behind_switch, *wants_for_region(sight))
        )
    )
    taken_out = chain.removed_by_profile if sight.explicit else ()
    rows = partial(_rows, probes, dialect, taken_out)
    problem = _before(sight)
    if isinstance(problem, FilesMissing):
        wants = tuple(dict.fromkeys((*wants, *problem.wants)))
        said = problem.reason
        return Verdict(v.UNKNOWN, None, rows(v.UNKNOWN, ""), unknown_because=said, deciding=problem.wants, wants=wants)
    if problem is not None:
        return Verdict(v.ERROR, None, rows(v.STOPPED, ""), problem.error, None, problem, wants=wants)
    for link, probe in probes:
        if probe.kind == DECLINES or link in taken_out:
            continue
        if probe.kind == UNASKED:
            return Verdict(
                v.UNKNOWN,
                None,
                rows(v.UNKNOWN, link),
                unknown_because=probe.reason,
                deciding=probe.wants,
                wants=wants,
            )
        if _gives(probe):
            return Verdict(v.RESOLVED, link, rows(v.WINS, link), wants=wants)
        if ends(dialect, link, probe):
            error = probe.error or probe.use.error or SdkError("Error", probe.reason.text)
            return Verdict(v.ERROR, None, rows(v.STOPPED, link), error, link, wants=wants)
    return Verdict(v.NONE, None, rows(v.NONE, ""), wants=wants)


def _before(sight: Sight) -> SessionError | FilesMissing | None:
    """What fails before any link is asked: a setting, or what the files say of the profile."""
    for file in (*sight.files, *sight.others):
        if file.fact is not None and (unread := unread_file(file.fact.state, file.shown, UNSAFE)) is not None:
            return unread
    if (problem := settings.refused(sight)) is not None:
        return problem
    if not sight.dialect.stops_all:
        return None
    first = profile.profile(sight)
    if first.kind != BREAKS or first.reason.code not in sight.dialect.stops_all:
        return None
    return SessionError(first.error or SdkError("Error", first.reason.text), first.reason, first.inputs, first.triggers)


def _links(sight: Sight, chain: Chain) -> tuple[str, ...]:
    links = sight.dialect.explicit_links or chain.links if sight.explicit else chain.links
    first = ("assume-role-with-web-identity",) if token.goes_first(sight) else ()
    return (*first, *(link for link in links if link not in first))


def _probe(sight: Sight, link: str) -> Probe:
    kinds = dict(sight.dialect.parts).get(link)
    for own in sight.dialect.readers:
        if link in own.links:
            sight = Sight(sight.view, sight.dialect._replace(files=own.files, selection=own.selection))
    return LINKS[link](sight) if kinds is None else profile.profile(sight, kinds)


def _refused(dialect: Dialect, link: str, probe: Probe, garbled: bool) -> Probe:
    """What a link says whose service does not give the promised credentials. An answer that is none is as a refusal,
    if `stops_on` knows of no difference.
    """
    left = probe.kind == PROMISES and probe.use.state == "unknown"
    if not left and probe.reason.code != container.UNSENDABLE:
        return probe
    how, what = "refused", "the service refuses"
    if garbled and f"{link}: {probe.reason.code}-garbled" in dialect.stops_on:
        how, what = "garbled", "the service's answer is none"
    text = f"{probe.reason.text}: {what}"
    return breaks(f"{probe.reason.code}-{how}", text, SdkError("ServiceError", text), probe.triggers, *probe.inputs)


def _gives(probe: Probe) -> bool:
    return probe.kind in (OFFERS, PROMISES) and probe.use.state != "fails"


def ends(dialect: Dialect, link: str, probe: Probe) -> bool:
    """Whether a link that fails ends the walk."""
    reason = f"{link}: {probe.reason.code}"
    if dialect.selects or reason in dialect.stops_on:
        return True
    return link in dialect.stops_on and reason not in dialect.passes_on


def _taken_out(probe: Probe) -> Probe:
    return probe._replace(reason=Reason("explicit-profile", "an explicit profile takes this link out of the chain"))


def _rows(
    probes: list[tuple[str, Probe]], dialect: Dialect, taken_out: tuple[str, ...], decided: str, decider: str
) -> tuple[Row, ...]:
    # What fails before any link is asked stops them all; and where that is not known, they all stand behind it.
    rows, after = [], decided in (v.STOPPED, v.UNKNOWN) and not decider
    for position, (link, probe) in enumerate(probes, 1):
        if link in taken_out:
            status, probe = v.REMOVED, _taken_out(probe)
        elif link == decider:
            status, after = {v.UNKNOWN: v.NOT_PROBED}.get(decided, decided), True
        elif probe.kind == UNASKED:
            status = v.NOT_PROBED
        elif probe.kind == DECLINES:
            status = v.DECLINED
        elif after and _gives(probe):
            status = v.BLOCKED if decided == v.STOPPED else v.SHADOWED
        else:
            # What is broken above was passed over, since the walk came further.
            status = v.WOULD_STOP if after and ends(dialect, link, probe) else v.FAILED
        rows.append(Row(position, link, status, probe))
    return tuple(rows)
