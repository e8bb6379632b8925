"""How an SDK that fetches asks its links: each goes on to the next until one gives credentials or ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from whoami_aws.chain.blocks import container, imds, rejected_settings
from whoami_aws.chain.blocks.dialect import Dialect
from whoami_aws.chain.blocks.profile_selection import select
from whoami_aws.chain.blocks.region import region
from whoami_aws.chain.blocks.region import wants as wants_for_region
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.model import Asked, Clients, Effect, FilesMissing, Selection, SessionError, unread_file
from whoami_aws.chain.probe import BREAKS, OFFERS, PROMISES, Probe, Reason, SdkError, breaks
from whoami_aws.chain.traits import Traits
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import UNSAFE, ImdsNeed
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value

Link = Callable[[SdkView], Probe]


class SdkEngine(NamedTuple):
    """The engine of an SDK with this dialect."""

    dialect: Dialect
    links: Mapping[str, Link]
    """How each link of the chain is asked."""
    kinds: tuple[str, ...]
    """What a profile may hold: `role`, `keys`, `web-identity`, `sso`, `login`, `process`."""
    order: Callable[[SdkView, tuple[str, ...]], tuple[str, ...]] | None = None
    """The order of the links on a host, where it is not always that of the chain."""
    read_before: Link | None = None
    """What is read of the profile before any link is asked; for the reasons in `Dialect.stops_all` none is."""
    refused: frozenset[str] = frozenset()
    """The links that a service is taken to refuse, where they are left to its answer: what comes then."""
    garbled: bool = False
    """Whether it refuses by an answer of another form, as a portal's page."""

    @property
    def traits(self) -> Traits:
        """Rules look at the files and settings as boto3 does."""
        return Traits()

    @property
    def profile_variables(self) -> tuple[str, ...]:
        """The variables that select a profile."""
        return self.dialect.selection.variables

    @property
    def reads_as_botocore(self) -> bool:
        """It has code of its own."""
        return False

    @property
    def passes_failures(self) -> bool:
        """Which links end the chain is the dialect's to say."""
        return True

    def ask(self, view: BotocoreView) -> Asked:
        """What each link says."""
        sight, links = SdkView(view, self.dialect), view.chain.links
        names = links if self.order is None else self.order(sight, links)
        probes = [(link, self.links[link](sight)) for link in names]
        probes = [(link, self._refused(link, probe) if link in self.refused else probe) for link, probe in probes]
        removed = view.chain.removed_by_profile if sight.explicit else ()
        return Asked(tuple(probes), removed, self._before(sight), (*sight.behind_switch, *wants_for_region(sight)))

    def _before(self, sight: SdkView) -> SessionError | FilesMissing | None:
        """What fails before any link is asked: a setting, or what the files say of the profile."""
        if sight.missing:
            return FilesMissing(Reason("not-asked", "the shared files were not read"), sight.missing)
        for file in (*sight.files, *sight.others):
            if file.fact is not None and (bad := unread_file(file.fact.state, file.shown, UNSAFE)) is not None:
                return bad
        if (problem := rejected_settings.refused(sight)) is not None:
            return problem
        if self.read_before is None:
            return None
        first = self.read_before(sight)
        if first.kind != BREAKS or first.reason.code not in self.dialect.stops_all:
            return None
        error = first.error or SdkError("Error", first.reason.text)
        return SessionError(error, first.reason, first.inputs, first.triggers)

    def effect(self, link: str, probe: Probe) -> Effect:
        """Credentials win only if the SDK can use them; what fails ends the chain or not, as the dialect says."""
        if probe.kind in (OFFERS, PROMISES) and probe.use.state != "fails":
            return "wins"
        own, reason = self.dialect, f"{link}: {probe.reason.code}"
        ends = own.selects or reason in own.stops_on or (link in own.stops_on and reason not in own.passes_on)
        return "stops" if ends else "passes"

    def select(self, host: Host) -> Selection:
        """The profile in force."""
        return select(host, self.dialect)

    def imds_need(self, view: BotocoreView) -> ImdsNeed | None:
        """What the metadata service is asked for; None where it cannot be asked."""
        return imds.need_of(SdkView(view, self.dialect))

    def region(self, view: BotocoreView) -> Value | None:
        """The region of a client that is told none."""
        return region(SdkView(view, self.dialect))

    def clients(self, _view: BotocoreView) -> Clients | None:
        """It is not modelled where such an SDK sends its calls."""
        return None

    def reads(self, variable: str) -> bool:
        """Whether keys, a profile or a file come by this variable."""
        own = self.dialect
        pairs = [names for pair in own.env for names in (pair.key, pair.secret, pair.token)]
        files = (own.files.config_variables, own.files.credentials_variables)
        return any(variable in names for names in (*pairs, *files, own.selection.variables, own.selection.switched))

    def holds(self, kind: str) -> bool:
        """Whether a profile may hold something for this SDK."""
        return kind in self.kinds or kind in self.links

    def _refused(self, link: str, probe: Probe) -> Probe:
        """What a link says whose service does not give the promised credentials. An answer of another form is as a
        refusal, if `stops_on` knows of no difference.
        """
        left = probe.kind == PROMISES and probe.use.state == "unknown"
        if not left and probe.reason.code != container.UNSENDABLE:
            return probe
        how, what = "refused", "the service refuses"
        if self.garbled and f"{link}: {probe.reason.code}-garbled" in self.dialect.stops_on:
            how, what = "garbled", "the service's answer is not valid"
        text = f"{probe.reason.text}: {what}"
        return breaks(f"{probe.reason.code}-{how}", text, SdkError("ServiceError", text), probe.triggers, *probe.inputs)
