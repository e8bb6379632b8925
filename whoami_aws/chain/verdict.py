"""Judges a chain over a host: who wins, that nobody does, where it stops, or that this cannot be told."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.links.registry import LINKS
from whoami_aws.chain.probe import (
    DECLINES,
    PROMISES,
    UNASKED,
    Probe,
    Reason,
    SdkError,
    Use,
    breaks,
)
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.chain.session import FilesMissing, SessionError, session_state
from whoami_aws.chain.view import View
from whoami_aws.host.facts import Need
from whoami_aws.host.host import Change, Host

RESOLVED, NONE, ERROR, UNKNOWN = "resolved", "none", "error", "unknown"

WINS, SHADOWED, DECLINED, FAILED, STOPPED, WOULD_STOP, BLOCKED, REMOVED, NOT_PROBED = (
    "wins",
    "shadowed",
    "declined",
    "failed",
    "stopped",
    "would-stop",
    "blocked",
    "removed",
    "not-probed",
)


class Row(NamedTuple):
    """One link with what it does to this chain. `position` counts from 1."""

    position: int
    link: str
    status: str
    probe: Probe


class Verdict(NamedTuple):
    """`outcome`: `resolved`, `none`, `error`, or `unknown` where a link that may not be asked could decide.

    `deciding` are the facts without which the outcome cannot be told, `wants` all that would make the picture whole.
    `error_link` is None for what fails before any link is asked; then `session` says what.
    """

    outcome: str
    winner: str | None
    rows: tuple[Row, ...]
    error: SdkError | None = None
    error_link: str | None = None
    session: SessionError | None = None
    unknown_because: Reason | None = None
    deciding: tuple[Need, ...] = ()
    wants: tuple[Need, ...] = ()

    def row(self, link: str | None) -> Row | None:
        """The row of a link; None for None and for a link that is not in this chain."""
        return next((row for row in self.rows if row.link == link), None)

    @property
    def winning(self) -> Row | None:
        """The winner's row."""
        return self.row(self.winner)

    @property
    def use(self) -> Use | None:
        """Whether the winner's credentials can be used, as far as the host tells."""
        return self.winning.probe.use if self.winning else None

    @property
    def removable(self) -> tuple[Change, ...]:
        """The inputs of what decided: the winner's, or those of the error."""
        if self.session is not None:
            return self.session.triggers
        row = self.row(self.winner or self.error_link)
        return row.probe.triggers if row else ()


def judge(host: Host, chain: Chain) -> Verdict:
    """The verdict of this chain on this host."""
    if chain.walk is not None:
        return chain.walk(host, chain)
    view = View(host, chain)
    state = session_state(view)
    if isinstance(state, FilesMissing):
        rows = tuple(
            Row(number, link, NOT_PROBED, Probe(UNASKED, state.reason)) for number, link in enumerate(view.links, 1)
        )
        return Verdict(UNKNOWN, None, rows, unknown_because=state.reason, deciding=state.wants, wants=state.wants)
    probes = [(link, _probe(view, link)) for link in view.links]
    wants = tuple(dict.fromkeys(need for _, probe in probes for need in probe.wants))
    if isinstance(state, SessionError):
        rows = _rows(probes, chain, view, decided=STOPPED)
        return Verdict(ERROR, None, rows, state.error, None, state, wants=wants)
    if (error := view.profiles.error) is not None:
        # Nobody has opened the files yet; the first link that looks for a profile does.
        probes = [(link, _unparsable(view, error) if link == FIRST_OF_PROFILE else probe) for link, probe in probes]
    return _walk(probes, chain, view, wants)


FIRST_OF_PROFILE = "assume-role"


def _unparsable(view: View, error: SdkError) -> Probe:
    file = view.profiles.config if view.profiles.config.error else view.profiles.credentials
    return breaks("unparsable-file", f"{file.shown} cannot be parsed", error, (Change("drop-file", file.shown),))


def _probe(view: View, link: str) -> Probe:
    return LINKS[link](view)


def _walk(probes: list[tuple[str, Probe]], chain: Chain, view: View, wants: tuple[Need, ...]) -> Verdict:
    for link, probe in probes:
        if _removed(link, chain, view) or probe.kind == DECLINES:
            continue
        if probe.kind == UNASKED:
            rows = _rows(probes, chain, view, decided=UNKNOWN, decider=link)
            return Verdict(UNKNOWN, None, rows, unknown_because=probe.reason, deciding=probe.wants, wants=wants)
        if probe.kind in chain.stops_on:
            rows = _rows(probes, chain, view, decided=STOPPED, decider=link)
            return Verdict(ERROR, None, rows, probe.error, link, wants=wants)
        if probe.kind in chain.wins_on:
            rows = _rows(probes, chain, view, decided=WINS, decider=link)
            deciding = probe.wants if probe.kind == PROMISES else ()
            return Verdict(RESOLVED, link, rows, deciding=deciding, wants=wants)
    return Verdict(NONE, None, _rows(probes, chain, view, decided=NONE), wants=wants)


def _removed(link: str, chain: Chain, view: View) -> bool:
    return view.explicit and link in chain.removed_by_profile


def _taken_out(probe: Probe) -> Probe:
    return probe._replace(reason=Reason("explicit-profile", "an explicit profile takes this link out of the chain"))


def _rows(
    probes: list[tuple[str, Probe]], chain: Chain, view: View, decided: str, decider: str | None = None
) -> tuple[Row, ...]:
    """The rows, given what decided (`wins`, `stopped`, `unknown`, `none`) and at which link.

    An error of the session (`stopped` without a link) lies before all links.
    """
    rows = []
    after = decided == STOPPED and decider is None
    for number, (link, probe) in enumerate(probes, 1):
        if _removed(link, chain, view):
            status, probe = REMOVED, _taken_out(probe)
        elif link == decider and decided in (WINS, STOPPED):
            status = decided
        elif probe.kind == UNASKED:
            status = NOT_PROBED
        elif probe.kind == DECLINES:
            status = DECLINED
        elif probe.kind in chain.stops_on:
            status = WOULD_STOP
        else:
            # Below a link that was not asked nobody can say whether this one is shadowed; it stands behind it.
            status = SHADOWED if after and decided in (WINS, UNKNOWN) else BLOCKED
        rows.append(Row(number, link, status, probe))
        after = after or link == decider
    return tuple(rows)
