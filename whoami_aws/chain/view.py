"""What a link may look at: the host through one SDK's eyes, for one profile."""

from __future__ import annotations

from copy import copy

from whoami_aws.chain import features
from whoami_aws.chain.model import Chain
from whoami_aws.chain.profiles import Profile, Profiles, Setting
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin, Value
from whoami_aws.host.variables import CONFIG_FILE, CREDENTIALS_FILE


class BotocoreView:
    """`profile` is the name in force and `selected` what selected it (None: nothing did, it is `default`). `scope`
    is the profile whose settings count: another one only where a profile called '' is selected.

    `use_env` is off where the SDK ignores the variables of a link: for an explicit profile, and below a
    `source_profile`.
    """

    def __init__(self, host: Host, chain: Chain) -> None:
        self.host = host
        self.chain = chain
        self.profiles = Profiles(
            host,
            host.variable(CONFIG_FILE) or Value("~/.aws/config", Origin("default", "~/.aws/config")),
            host.variable(CREDENTIALS_FILE) or Value("~/.aws/credentials", Origin("default", "~/.aws/credentials")),
        )
        self.traits = chain.engine.traits
        self.selected, self.profile = chain.engine.select(host)
        self.explicit = self.selected is not None and self.selected.origin.kind == "option"
        # botocore/session.py get_scoped_config has no such `or`.
        self.scope = "default" if self.selected is None else self.selected.text or ""
        self.use_env = not self.explicit

    def below(self, profile: str) -> BotocoreView:
        """The view of a source profile: that profile, and no variables."""
        view = copy(self)
        view.profile, view.use_env = profile, False
        return view

    def uncached(self) -> BotocoreView:
        """The same view for links that are given no cache of role keys."""
        view = copy(self)
        view.traits = self.traits._replace(role_cache=None)
        return view

    def has(self, feature: str) -> bool:
        """Whether the chain, in the version that the host has, knows a feature or a link (see `features`)."""
        return features.has(self.chain.id, self._version, feature)

    @property
    def _version(self) -> str | None:
        """Of what the chain depends on; None (the newest) for a command line of which the host knows nothing."""
        sdk = self.host.sdk
        if not self.traits.brings_botocore:
            return sdk.botocore
        return sdk.version if sdk.id == self.chain.id else None

    @property
    def links(self) -> tuple[str, ...]:
        """The links of the chain in this version, in order."""
        return tuple(link for link in self.chain.links if self.has(link))

    @property
    def settings(self) -> Profile:
        """The merged profile in force."""
        return self.profiles.merged(self.profile)

    def setting(self, variable: str, key: str) -> Setting | Value | None:
        """A configuration variable: the environment's, if it is set at all (also empty), else the profile's.

        (botocore/configprovider.py ChainProvider over EnvironmentProvider and ScopedConfigProvider, 1.44.8.)
        """
        return self.host.variable(variable) or self.profiles.merged(self.scope).get(key)

    @property
    def place(self) -> str:
        """The profile and where it stands, for sentences."""
        section = self.profiles.section_of(self.profile)
        document = self.profiles.config.document
        if section is not None and document is not None:
            return f"[{section}] at {self.profiles.config.shown}:{document.sections[section].line}"
        document = self.profiles.credentials.document
        if document is not None and self.profile in document.sections:
            return f"[{self.profile}] at {self.profiles.credentials.shown}:{document.sections[self.profile].line}"
        return f"profile {self.profile}"
