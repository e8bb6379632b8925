"""How botocore asks its links: boto3 and the AWS CLIs."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.botocore import region
from whoami_aws.chain.botocore.imds_settings import MetadataSettings, metadata_settings
from whoami_aws.chain.botocore.links import LINKS, env, instance
from whoami_aws.chain.botocore.session import session_state
from whoami_aws.chain.model import Asked, Clients, Effect, Endpoint, FilesMissing, Selection, SessionError
from whoami_aws.chain.probe import BREAKS, UNASKED, Probe, SdkError, breaks
from whoami_aws.chain.traits import Traits
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ImdsNeed
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin, Value
from whoami_aws.host.variables import CONFIG_FILE, CREDENTIALS_FILE

_FIRST_OF_PROFILE = "assume-role"
"""The first link that looks for a profile."""


class BotocoreEngine(NamedTuple):
    """The engine of a program with these traits (botocore/credentials.py `CredentialResolver.load_credentials`)."""

    traits: Traits

    @property
    def profile_variables(self) -> tuple[str, ...]:
        """The variables that select a profile."""
        return self.traits.profile_variables

    @property
    def reads_as_botocore(self) -> bool:
        """It is botocore."""
        return True

    @property
    def passes_failures(self) -> bool:
        """A link that raises ends the chain, whichever it is."""
        return False

    def ask(self, view: BotocoreView) -> Asked:
        """What each link says."""
        state = session_state(view)
        if isinstance(state, FilesMissing):
            return Asked(tuple((link, Probe(UNASKED, state.reason)) for link in view.links), problem=state)
        probes = tuple((link, LINKS[link].probe(view)) for link in view.links)
        removed = view.chain.removed_by_profile if view.explicit else ()
        if isinstance(state, SessionError):
            return Asked(probes, removed, state)
        if (error := view.profiles.error) is not None:
            # Nobody has opened the files yet; the first link that looks for a profile does.
            refused = _unparsable(view, error)
            probes = tuple((link, refused if link == _FIRST_OF_PROFILE else probe) for link, probe in probes)
        return Asked(probes, removed)

    def effect(self, _link: str, probe: Probe) -> Effect:
        """Credentials win whether or not they can be used, since that shows with the first call."""
        return "stops" if probe.kind == BREAKS else "wins"

    def select(self, host: Host) -> Selection:
        """The profile in force (botocore/session.py `Session.profile`)."""
        by = self._selects(host)
        # botocore/credentials.py create_credential_resolver: `… or 'default'`, so an empty name is the default here.
        return Selection(by, (by.text if by else None) or "default")

    def _selects(self, host: Host) -> Value | None:
        option = host.option_profile
        if option is not None and (option != "" or self.traits.empty_profile_option_counts):
            return Value(option, Origin("option", "--profile"))
        return next((value for name in self.profile_variables if (value := host.variable(name))), None)

    def imds_need(self, view: BotocoreView) -> ImdsNeed | None:
        """What the metadata service is asked for; None where a setting is bad."""
        return instance.need_of(view)

    def region(self, view: BotocoreView) -> Value | None:
        """The region of a client that is told none."""
        return region.region(view)

    def clients(self, view: BotocoreView) -> Clients:
        """What making a client comes to."""
        settings, imds = metadata_settings(view), None
        if isinstance(settings, MetadataSettings):
            imds = Endpoint(settings.base_url, settings.base_url_origin)
        return Clients(region.sts_endpoint(view), imds, region.client_error(view))

    def reads(self, variable: str) -> bool:
        """Whether keys, a profile or a file come by this variable."""
        return variable in (*env.VARIABLES, *self.profile_variables, CONFIG_FILE, CREDENTIALS_FILE)

    def holds(self, _kind: str) -> bool:
        """A profile may hold all that any SDK knows."""
        return True


def _unparsable(view: BotocoreView, error: SdkError) -> Probe:
    file = view.profiles.config if view.profiles.config.error else view.profiles.credentials
    return breaks("unparsable-file", f"{file.shown} cannot be parsed", error, (Change("drop-file", file.shown),))
