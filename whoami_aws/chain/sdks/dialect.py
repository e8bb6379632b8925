"""What may differ from one SDK's chain to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from whoami_aws.chain.probe import BREAKS, OFFERS, PROMISES

if TYPE_CHECKING:
    from whoami_aws.chain.verdict import Verdict
    from whoami_aws.host.host import Host


class Chain(NamedTuple):
    """One SDK's chain as data; each field says where the SDK's code has it.

    `links` in order. `wins_on` and `stops_on` say what a probe's kind does to the walk. `removed_by_profile` are the
    links that an explicit profile takes out. Of the variables, the first that is set counts.
    `brings_botocore`: what the chain knows hangs on the version of the SDK itself, not on that of botocore beside us.
    `walk` is how an SDK with links of its own judges a host; None: as botocore, by the fields here.
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
    walk: Callable[[Host, Chain], Verdict] | None = None
