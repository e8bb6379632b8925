"""The link of the container's credentials endpoint where it raises: for the rules about it."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain import endpoints
from whoami_aws.chain.verdict import STOPPED, WOULD_STOP, LinkResult, Verdict
from whoami_aws.host.facts import ContainerAnswer, ContainerNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, INFO, Fix, unset


class Broken(NamedTuple):
    """The link that raises: how loud to be, the variable that it goes by, and what the endpoint said."""

    row: LinkResult
    severity: str
    variable: Origin
    answer: ContainerAnswer | None

    @property
    def code(self) -> str:
        """Why, as a stable word."""
        return self.row.probe.reason.code

    @property
    def unset(self) -> Fix:
        """The fix that removes the variables."""
        return unset(*(change.name for change in self.row.probe.triggers))


def broken_link(verdict: Verdict, host: Host) -> Broken | None:
    """The container's link, if it raises or would."""
    row = verdict.row("container-role")
    if row is None or row.status not in (STOPPED, WOULD_STOP):
        return None
    used = host.variable(endpoints.RELATIVE) or host.variable(endpoints.FULL)
    variable = used.origin if used else Origin("env", endpoints.FULL)
    needs = [need for _, need in host.facts if isinstance(need, ContainerNeed)]
    answer = next((found for need in needs if (found := host.container(need)) is not None), None)
    return Broken(row, ERROR if row.status == STOPPED else INFO, variable, answer)


def token_path(host: Host) -> str:
    """The path that the token's variable names, as a person would write it."""
    value = host.variable(endpoints.TOKEN_FILE)
    return host.shown((value.text or "") if value else "") or "''"
