"""What a chain comes to on a host."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from whoami_aws.chain.model import SessionError
from whoami_aws.chain.probe import Probe, Reason, SdkError, Usability
from whoami_aws.host.facts import Need
from whoami_aws.host.host import Change

Outcome = Literal["resolved", "none", "error", "unknown"]
RESOLVED: Final = "resolved"
NONE: Final = "none"
ERROR: Final = "error"
UNKNOWN: Final = "unknown"
"""A link that may not be asked could decide."""

Status = Literal["wins", "shadowed", "declined", "failed", "stopped", "would-stop", "blocked", "removed", "not-probed"]
WINS: Final = "wins"
SHADOWED: Final = "shadowed"
"""It would answer, and a link above wins, or may win."""
DECLINED: Final = "declined"
FAILED: Final = "failed"
"""It fails, and the SDK asks the next link."""
STOPPED: Final = "stopped"
WOULD_STOP: Final = "would-stop"
"""It would end the chain with an error if the chain came that far."""
BLOCKED: Final = "blocked"
"""It would answer, and something above ends the chain with an error."""
REMOVED: Final = "removed"
NOT_PROBED: Final = "not-probed"


class LinkResult(NamedTuple):
    """One link with what it does to this chain. `position` counts from 1."""

    position: int
    link: str
    status: Status
    probe: Probe


class Verdict(NamedTuple):
    """`outcome`: `resolved`, `none`, `error`, or `unknown` where a link that may not be asked could decide.

    `deciding` are the facts without which the outcome cannot be told, `wants` all that would make the picture whole.
    `error_link` is None for what fails before any link is asked; then `session` says what.
    """

    outcome: Outcome
    winner: str | None
    rows: tuple[LinkResult, ...]
    error: SdkError | None = None
    error_link: str | None = None
    session: SessionError | None = None
    unknown_because: Reason | None = None
    deciding: tuple[Need, ...] = ()
    wants: tuple[Need, ...] = ()

    def row(self, link: str | None) -> LinkResult | None:
        """The row of a link; None for None and for a link that is not in this chain."""
        return next((row for row in self.rows if row.link == link), None)

    @property
    def winning_link(self) -> LinkResult | None:
        """The winner's row."""
        return self.row(self.winner)

    @property
    def use(self) -> Usability | None:
        """Whether the winner's credentials can be used, as far as the host tells."""
        return self.winning_link.probe.use if self.winning_link else None

    @property
    def removable_inputs(self) -> tuple[Change, ...]:
        """The inputs of what decided: the winner's, or those of the error."""
        if self.session is not None:
            return self.session.triggers
        row = self.row(self.winner or self.error_link)
        return row.probe.triggers if row else ()
