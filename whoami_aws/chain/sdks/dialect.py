"""What may differ from one SDK's chain to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from whoami_aws.chain.probe import BREAKS, OFFERS, PROMISES

if TYPE_CHECKING:
    from whoami_aws.chain.verdict import Verdict
    from whoami_aws.host.facts import ImdsNeed
    from whoami_aws.host.host import Host
    from whoami_aws.host.values import Value


class Walk(Protocol):
    """How an SDK with links of its own judges a host."""

    def __call__(self, host: Host, chain: Chain) -> Verdict:
        """The verdict."""

    def selected(self, host: Host) -> Value | None:
        """What selects the profile; None if nothing does, and it is the default one."""

    def metadata(self, host: Host, chain: Chain) -> ImdsNeed | None:
        """What the metadata service is asked for; None where nobody can be asked."""

    def reads(self, variable: str) -> bool:
        """Whether keys, a profile or a file come by this variable."""

    def holds(self, kind: str) -> bool:
        """Whether a profile may hold something for this SDK: `sso`, `login`, `process`, …"""

    def region(self, host: Host, chain: Chain) -> Value | None:
        """The region of a client that is told none; None if nobody says one."""


class Part(NamedTuple):
    """A part of an SDK that a program may lack: a module, a feature. `kinds`: what of a profile needs it (see
    `fetching.dialect.OneProfile`), `web-identity` also as a link of its own, `sso-session`, and the links `container`
    and `metadata`. `assumed`: whether it
    is taken to be there; None where that is looked up on the host.
    """

    name: str
    kinds: tuple[str, ...]
    assumed: bool | None = True


class Chain(NamedTuple):
    """One SDK's chain as data; each field says where the SDK's code has it.

    `links` in order. `wins_on` and `stops_on` say what a probe's kind does to the walk. `removed_by_profile` are the
    links that an explicit profile takes out. Of the variables, the first that is set counts.
    `brings_botocore`: what the chain knows hangs on the version of the SDK itself, not on that of botocore beside us.
    `walk` is how an SDK with links of its own judges a host; None: as botocore, by the fields here. `parts` are those
    that a program may lack; `--assume` says so. `bare`: what proves the chain without any of them.
    """

    id: str
    title: str
    links: tuple[str, ...]
    profile_variables: tuple[str, ...]
    region_variables: tuple[str, ...]
    removed_by_profile: tuple[str, ...] = ("env",)
    wins_on: tuple[str, ...] = (OFFERS, PROMISES)
    stops_on: tuple[str, ...] = (BREAKS,)
    empty_profile_option_counts: bool = True
    reads_data_path: bool = True
    region_from_imds: bool = False
    role_cache: str | None = None
    sso_role_cache: bool = True
    login_is_built_in: bool = False
    legacy_sts_endpoints: bool = True
    reads_token_early: bool = False
    brings_botocore: bool = False
    walk: Walk | None = None
    parts: tuple[Part, ...] = ()
    bare: str | None = None

    def assumptions(self, host: Host) -> dict[str, bool]:
        """The parts by name, and whether they are taken to be there; without those that are looked up on the host."""
        said = {part.name: host.assumes(self.id, part.name) for part in self.parts}
        known = {part.name: part.assumed if said[part.name] is None else said[part.name] for part in self.parts}
        return {name: there for name, there in known.items() if there is not None}
