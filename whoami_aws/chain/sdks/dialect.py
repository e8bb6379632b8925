"""What may differ from one SDK's chain to the next."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.probe import BREAKS, OFFERS, PROMISES


class Chain(NamedTuple):
    """One SDK's chain as data; each field says where the SDK's code has it.

    `links` in order. `wins_on` and `stops_on` say what a probe's kind does to the walk. `removed_by_profile` are the
    links that an explicit profile takes out. Of the variables, the first that is set counts.
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
