"""An SDK's chain: its links in order, and the engine that asks them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from whoami_aws.chain.probe import Input, Probe, Reason, SdkError
from whoami_aws.chain.traits import Traits
from whoami_aws.host.facts import UNSAFE, FileState, Need
from whoami_aws.host.host import Change
from whoami_aws.host.values import Origin, Value

if TYPE_CHECKING:
    from whoami_aws.chain.view import BotocoreView
    from whoami_aws.host.facts import ImdsNeed
    from whoami_aws.host.host import Host

Effect = Literal["wins", "stops", "passes"]
"""What an answer that is not "nothing here" does to the chain: its credentials are taken, the chain ends there with an
error, or the next link is asked.
"""


class SessionError(NamedTuple):
    """What fails before any link is asked."""

    error: SdkError
    reason: Reason
    inputs: tuple[Input, ...]
    """What it was about."""
    triggers: tuple[Change, ...]
    """The changes after which it does not fail."""


class FilesMissing(NamedTuple):
    """The shared files were not gathered, or are too large to be: nothing can be said."""

    reason: Reason
    wants: tuple[Need, ...]


def unread_file(state: FileState, shown: str, unsafe: Collection[str]) -> FilesMissing | None:
    """Why nothing can be said, if a file is there, of one of these kinds or not readable, and its content unknown."""
    if state.kind not in (*unsafe, "failed"):
        return None
    what = "could not be read here" if state.kind == "failed" else UNSAFE[state.kind]
    return FilesMissing(Reason(f"file-{state.kind}", f"{shown} {what}"), ())


class Selection(NamedTuple):
    """The profile in force."""

    by: Value | None
    """What selects it; None where nothing does."""
    profile: str
    """Its name, as the SDK looks it up."""


class Endpoint(NamedTuple):
    """Where a service is asked."""

    url: str
    origin: Origin
    """Whose word that is."""


class Asked(NamedTuple):
    """What the links of a chain say on a host, before it is judged which of them counts."""

    probes: tuple[tuple[str, Probe], ...]
    """Each link with its answer, in order."""
    removed: tuple[str, ...] = ()
    """The links that an explicit profile takes out of the chain."""
    problem: SessionError | FilesMissing | None = None
    """What comes before all links."""
    wants: tuple[Need, ...] = ()
    """Facts that would make the picture whole, besides those that the probes want."""


class Clients(NamedTuple):
    """What making a client comes to."""

    sts: Endpoint
    """Where STS is asked. Its URL is "" where there is no such endpoint."""
    imds: Endpoint | None
    """Where the metadata service is asked; None where a setting is bad."""
    error: SdkError | None
    """What making any client raises."""


class Engine(Protocol):
    """How the links of a chain are asked, and what is known of the SDK besides its links."""

    @property
    def traits(self) -> Traits:
        """How botocore's code is to be read, where rules look at the host as botocore does."""

    @property
    def profile_variables(self) -> tuple[str, ...]:
        """The variables that select a profile; the first that is set counts."""

    @property
    def reads_as_botocore(self) -> bool:
        """Whether what botocore's code says of files and settings holds for this SDK."""

    @property
    def passes_failures(self) -> bool:
        """Whether a link that fails may be passed over, so that it has to be said which of them end the chain."""

    def ask(self, view: BotocoreView, /) -> Asked:
        """What each link says."""

    def effect(self, link: str, probe: Probe, /) -> Effect:
        """What an answer other than "declines" and "unasked" does to the chain."""

    def select(self, host: Host, /) -> Selection:
        """The profile in force."""

    def imds_need(self, view: BotocoreView, /) -> ImdsNeed | None:
        """What the metadata service is asked for; None where it cannot be asked."""

    def region(self, view: BotocoreView, /) -> Value | None:
        """The region of a client that is told none; None if there is none."""

    def clients(self, view: BotocoreView, /) -> Clients | None:
        """What making a client comes to; None where that is not modelled."""

    def reads(self, variable: str, /) -> bool:
        """Whether keys, a profile or a file come by this variable."""

    def holds(self, kind: str, /) -> bool:
        """Whether a profile may hold something for this SDK: `sso`, `login`, `process`, …"""


class Part(NamedTuple):
    """A part of an SDK that a program may lack: a module, a feature."""

    name: str
    kinds: tuple[str, ...]
    """What of a profile needs it (see `chain.blocks.profile_path`), `web-identity` also as a link of its own,
    `sso-session`, and the links `container` and `metadata`.
    """
    assumed: bool | None = True
    """Whether it is taken to be there; None where that is looked up on the host."""


class Chain(NamedTuple):
    """One SDK's chain as data; each value says where the SDK's code has it."""

    id: str
    title: str
    links: tuple[str, ...]
    """In the order in which they are asked."""
    region_variables: tuple[str, ...]
    """The first that is set counts."""
    engine: Engine
    removed_by_profile: tuple[str, ...] = ("env",)
    """The links that an explicit profile takes out."""
    parts: tuple[Part, ...] = ()
    """Those that a program may lack; `--assume` says so."""
    bare: str | None = None
    """The id of the record that proves the chain without any of its parts."""

    def assumptions(self, host: Host) -> dict[str, bool]:
        """The parts by name, and whether they are taken to be there; without those that are looked up on the host."""
        said = {part.name: host.assumes(self.id, part.name) for part in self.parts}
        known = {part.name: part.assumed if said[part.name] is None else said[part.name] for part in self.parts}
        return {name: there for name, there in known.items() if there is not None}
