"""What may differ between SDKs that fetch credentials while they walk their chain; each value is one SDK's habit.

The defaults are what most of them do; a chain's file names what its SDK does otherwise, and where its code says so.
"""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.blocks.dialect.answers import ALL_FOUR as ALL_FOUR
from whoami_aws.chain.blocks.dialect.answers import NO_TEXTS as NO_TEXTS
from whoami_aws.chain.blocks.dialect.answers import TYPELESS as TYPELESS
from whoami_aws.chain.blocks.dialect.answers import TYPELESS_ANSWER as TYPELESS_ANSWER
from whoami_aws.chain.blocks.dialect.answers import Answer as Answer
from whoami_aws.chain.blocks.dialect.answers import Kind as Kind
from whoami_aws.chain.blocks.dialect.answers import Program as Program
from whoami_aws.chain.blocks.dialect.answers import Times as Times
from whoami_aws.chain.blocks.dialect.container import BLANKS as BLANKS
from whoami_aws.chain.blocks.dialect.container import Container as Container
from whoami_aws.chain.blocks.dialect.files import BOTH as BOTH
from whoami_aws.chain.blocks.dialect.files import NEXT as NEXT
from whoami_aws.chain.blocks.dialect.files import STOP as STOP
from whoami_aws.chain.blocks.dialect.files import Files as Files
from whoami_aws.chain.blocks.dialect.files import Which as Which
from whoami_aws.chain.blocks.dialect.imds import Metadata as Metadata
from whoami_aws.chain.blocks.dialect.imds import Off as Off
from whoami_aws.chain.blocks.dialect.key_pair import Pair as Pair
from whoami_aws.chain.blocks.dialect.selection import Region as Region
from whoami_aws.chain.blocks.dialect.selection import Selection as Selection
from whoami_aws.chain.blocks.dialect.settings import Endpoint as Endpoint
from whoami_aws.chain.blocks.dialect.settings import Setting as Setting
from whoami_aws.chain.blocks.dialect.sso import Sso as Sso


class Dialect(NamedTuple):
    """How one SDK reads what its links look at."""

    env: tuple[Pair, ...] = (Pair(),)
    """The pairs of variables that are looked for in turn."""
    properties: Pair = Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",))
    files: Files = Files()
    selection: Selection = Selection()
    process: Program = Program()
    container: Container = Container()
    metadata: Metadata = Metadata()
    region: Region = Region()
    endpoint: Endpoint = Endpoint()
    reads_properties: bool = False
    """Whether system properties of the Java virtual machine come before variables."""
    property_names: tuple[tuple[str, str], ...] = ()
    """The properties of a variable alone, where they have names of their own."""
    region_property: str | None = None
    """That of the region, before or after its variable as that of the profile is."""
    stops_on: tuple[str, ...] = ()
    """The reasons for which a link that fails ends the chain: `link: reason`, or the link alone."""
    passes_on: tuple[str, ...] = ()
    """Those for which a link in `stops_on` does not end it."""
    selects: bool = False
    """Whether the first link that is configured is the answer, whatever comes of it."""
    needs_region: tuple[str, ...] = ()
    """For these, of `role` and `web-identity`, STS is not asked without a region."""
    stops_all: tuple[str, ...] = ()
    """Reasons of the profile for which no link is asked at all, since files are read before."""
    settings: tuple[Setting, ...] = ()
    """Those for which no link is asked at all."""
    client_settings: tuple[Setting, ...] = ()
    """Those for which a role cannot be asked for."""
