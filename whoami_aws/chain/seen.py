"""A Host that was gathered for one SDK, as another one has it."""

from __future__ import annotations

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.facts import IdentityNeed
from whoami_aws.host.host import Host


def seen_by(host: Host, chain: Chain) -> Host:
    """The host as the SDK with this chain has it: STS's answers count only if it takes the same credentials."""
    if host.sdk.id == chain.id:
        return host
    # A recorded host may name an SDK whose chain is not known here.
    its = judge(host, CHAINS[host.sdk.id]).winning_link if host.sdk.id in CHAINS else None
    other = host._replace(sdk=host.sdk._replace(id=chain.id, version=None))
    mine = judge(other, chain).winning_link
    same = mine is not None and its is not None and mine.link == its.link and mine.probe == its.probe
    keep = mine.link if same and mine is not None else None
    facts = {
        key: fact for key, fact in other.facts.items() if not isinstance(key[1], IdentityNeed) or key[1].link == keep
    }
    return other._replace(facts=facts)
