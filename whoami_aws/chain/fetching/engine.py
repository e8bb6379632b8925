"""How an SDK that fetches asks its links: each goes on to the next until one gives credentials or ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from whoami_aws.chain.fetching import container, metadata, pair, profile, settings, token
from whoami_aws.chain.fetching.dialect import Dialect
from whoami_aws.chain.fetching.region import region
from whoami_aws.chain.fetching.region import wants as wants_for_region
from whoami_aws.chain.fetching.selected import select
from whoami_aws.chain.fetching.sight import Sight
from whoami_aws.chain.model import Asked, Chain, Clients, Effect, FilesMissing, Selection, SessionError
from whoami_aws.chain.probe import BREAKS, OFFERS, PROMISES, Probe, SdkError, breaks
from whoami_aws.chain.session import unread_file
from whoami_aws.chain.traits import Traits
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


class Fetching(NamedTuple):
    """The engine of an SDK with this dialect."""

    dialect: Dialect
    refused: frozenset[str] = frozenset()
    """The links that a service is taken to refuse, where they are left to its answer: what comes then."""
    garbled: bool = False
    """Whether it refuses by an answer that is none, as a portal's page."""

    @property
    def traits(self) -> Traits:
        """Rules look at the files and settings as boto3 does."""
        return Traits()

    @property
    def reads_as_botocore(self) -> bool:
        """It has code of its own."""
        return False

    @property
    def passes_failures(self) -> bool:
        """Which links end the chain is the dialect's to say."""
        return True

    def ask(self, view: View) -> Asked:
        """What each link says."""
        sight, refused = Sight(view, self.dialect), self.refused
        probes = [(link, _probe(sight, link)) for link in _links(sight, view.chain)]
        probes = [(link, self._refused(link, probe) if link in refused else probe) for link, probe in probes]
        removed = view.chain.removed_by_profile if sight.explicit else ()
        return Asked(tuple(probes), removed, _before(sight), (*sight.behind_switch, *wants_for_region(sight)))

    def effect(self, link: str, probe: Probe) -> Effect:
        """Credentials win only if the SDK can use them; what fails ends the chain or not, as the dialect says."""
        if probe.kind in (OFFERS, PROMISES) and probe.use.state != "fails":
            return "wins"
        own, reason = self.dialect, f"{link}: {probe.reason.code}"
        ends = own.selects or reason in own.stops_on or (link in own.stops_on and reason not in own.passes_on)
        return "stops" if ends else "passes"

    def select(self, host: Host, _chain: Chain) -> Selection:
        """The profile in force."""
        return select(host, self.dialect)

    def imds_need(self, view: View) -> ImdsNeed | None:
        """What the metadata service is asked for; None where nobody can be asked."""
        return metadata.need_of(Sight(view, self.dialect))

    def region(self, view: View) -> Value | None:
        """The region of a client that is told none."""
        return region(Sight(view, self.dialect))

    def clients(self, _view: View) -> Clients | None:
        """It is not modelled where such an SDK sends its calls."""
        return None

    def reads(self, _chain: Chain, variable: str) -> bool:
        """Whether keys, a profile or a file come by this variable."""
        own = self.dialect
        pairs = [names for pair in (own.env, *own.more_env) for names in (pair.key, pair.secret, pair.token)]
        files = (own.files.config_variables, own.files.credentials_variables)
        return any(variable in names for names in (*pairs, *files, own.selection.variables, own.selection.switched))

    def holds(self, kind: str) -> bool:
        """Whether a profile may hold something for this SDK."""
        parts = [kinds for _, kinds in self.dialect.parts]
        return any(kind in kinds for kinds in (self.dialect.profile.order, *parts))

    def _refused(self, link: str, probe: Probe) -> Probe:
        """What a link says whose service does not give the promised credentials. An answer that is none is as a
        refusal, if `stops_on` knows of no difference.
        """
        left = probe.kind == PROMISES and probe.use.state == "unknown"
        if not left and probe.reason.code != container.UNSENDABLE:
            return probe
        how, what = "refused", "the service refuses"
        if self.garbled and f"{link}: {probe.reason.code}-garbled" in self.dialect.stops_on:
            how, what = "garbled", "the service's answer is none"
        text = f"{probe.reason.text}: {what}"
        return breaks(f"{probe.reason.code}-{how}", text, SdkError("ServiceError", text), probe.triggers, *probe.inputs)


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
