"""What each chain was proven by: the SDK's version, and how often the model says what that SDK answered.

`PROVEN` is made by `python -m tests.conformance.model --write`; a chain that is not here was never run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from whoami_aws.chain.model import Chain
    from whoami_aws.host.host import Host


class ConformanceResult(NamedTuple):
    """`version` of the SDK that was asked, and when (`date`). Of the `states` that it was asked about, `agreeing` are
    those on which the model says the same, and `on_service` those that hang on a service's refusal, which no host
    tells, or on an oddly written address, of which the model says that it does not know how it is read.
    """

    version: str
    date: str
    states: int
    agreeing: int
    on_service: int


BY_GENERATED_HOSTS: Mapping[str, ConformanceResult] = {
    "boto3": ConformanceResult("1.44.8", "2026-11-28", 10000, 10000, 0),
    "aws-cli": ConformanceResult("2.36.7", "2026-11-28", 300, 300, 0),
    "aws-cli-v1": ConformanceResult("1.46.3", "2026-11-28", 300, 300, 0),
}
"""By `python -m tests.differential` and `python -m tests.differential.cli`, on hosts made for each run."""


def proof_of(sdk: str) -> ConformanceResult | None:
    """What proves a chain; None for one that was only read."""
    return BY_GENERATED_HOSTS.get(sdk) or PROVEN.get(sdk)


def proof_for(chain: Chain, host: Host) -> ConformanceResult | None:
    """What proves a chain with the parts that it is taken to have on this host; None for what was only read."""
    said = [(part.assumed, host.assumes(chain.id, part.name)) for part in chain.parts]
    changed = [given for assumed, given in said if assumed is not None and given is not None and given != assumed]
    if not changed:
        return proof_of(chain.id)
    return proof_of(chain.bare) if chain.bare is not None and len(changed) == len(said) else None


PROVEN: Mapping[str, ConformanceResult] = {
    "java-v1": ConformanceResult("1.12.797", "2026-11-28", 1553, 1508, 45),
    "java-v2": ConformanceResult("2.57.8", "2026-11-28", 1553, 1495, 58),
    "kotlin": ConformanceResult("1.8.12", "2026-11-28", 1553, 1497, 56),
    "go-v1": ConformanceResult("1.55.8", "2026-11-28", 1553, 1529, 24),
    "go-v2": ConformanceResult("1.33.16", "2026-11-28", 1553, 1503, 50),
    "js-v2": ConformanceResult("2.1693.0", "2026-11-28", 1553, 1526, 27),
    "js-v3": ConformanceResult("3.972.98", "2026-11-28", 1553, 1496, 57),
    "rust": ConformanceResult("1.13.0", "2026-11-28", 1553, 1497, 56),
    "cpp": ConformanceResult("1.11.900 in pyarrow 26.0.1", "2026-11-28", 1492, 1457, 35),
    "crt": ConformanceResult("awscrt 0.38.1", "2026-11-28", 1553, 1500, 53),
    "ruby": ConformanceResult("3.211.0", "2026-11-28", 1553, 1486, 67),
    "python-v4": ConformanceResult("0.12.0", "2026-11-28", 1553, 1518, 35),
    "java-v2-core": ConformanceResult("2.57.8", "2026-11-28", 1553, 1541, 12),
    "python-v4-core": ConformanceResult("0.12.0", "2026-11-28", 1553, 1553, 0),
}
