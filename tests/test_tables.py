"""What the tables of the rules and the screen say is held against who knows it: botocore's own data, the list of
surroundings, and each other.
"""

from __future__ import annotations

import botocore.session
import pytest
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

from whoami_aws import platform
from whoami_aws.render import text_footer
from whoami_aws.rules import option_names, regions

UNLISTED = {"container", "tox", "sudo"}
"""Surroundings that are called by their own name."""


def _regions() -> set[str]:
    session = botocore.session.get_session()
    found: set[str] = set()
    # Partitions for secret and top secret data have no names that anybody types by mistake.
    for partition in ("aws", "aws-cn", "aws-us-gov", "aws-eusc"):
        found |= set(session.get_available_regions("sts", partition, allow_non_regional=False))
    return found


def test_every_region_is_known() -> None:
    known = set(regions.KNOWN)
    assert sorted(_regions() - known) == [], "botocore knows it"
    assert sorted(name for name in known if not regions.is_region(name)) == []
    assert sorted(set(regions.OPT_IN) - known) == []
    assert sorted(known) == regions.KNOWN, "in order, once each"


@pytest.mark.parametrize("place", regions._COUNTRIES)
def test_a_place_is_called_like_a_region_that_there_is(place: str) -> None:
    assert regions._COUNTRIES[place] in regions.KNOWN


def test_all_surroundings_have_a_name() -> None:
    kinds = {
        value
        for name, value in vars(platform).items()
        if name.isupper() and isinstance(value, str) and "/" not in value
    }
    assert set(text_footer._PLACES) | UNLISTED == kinds
    assert not set(text_footer._PLACES) & UNLISTED


@pytest.mark.parametrize("written", option_names.SAME)
def test_what_is_mistaken_for_an_option_is_none(written: str) -> None:
    assert option_names.SAME[written] in option_names.KNOWN
    assert written not in option_names.KNOWN


def test_every_option_of_botocore_is_known() -> None:
    names = {names[0] for names in BOTOCORE_DEFAUT_SESSION_VARIABLES.values() if names[0]}
    # Some are sections of their own, with options below.
    flat = {part for name in names for part in (name if isinstance(name, tuple) else (name,))}
    assert sorted(flat - option_names.KNOWN) == []
    assert sorted(set(option_names.KEYS) - option_names.KNOWN) == []


@pytest.mark.parametrize("beginning", option_names.OTHERS)
def test_options_of_other_tools_are_in_small_letters(beginning: str) -> None:
    """As the reader of the files gives them."""
    assert beginning == beginning.lower() and beginning.strip("_")
    assert beginning not in option_names.SAME


def test_every_region_is_of_its_partition() -> None:
    session = botocore.session.get_session()
    partitions = {
        name: partition
        for partition in session.get_available_partitions()
        for name in session.get_available_regions("sts", partition, allow_non_regional=False)
    }
    assert {name: regions.partition_of(name) for name in partitions} == partitions
    assert set(partitions.values()) <= regions.PARTITIONS
