"""What a text in place of a region is taken for, held against botocore's regions and what AWS calls them."""

from __future__ import annotations

import re

import botocore.loaders
import pytest

from whoami_aws.rules import regions

_ENDPOINTS = botocore.loaders.Loader().load_data("endpoints")
PARTITIONS = {region: one["partition"] for one in _ENDPOINTS["partitions"] for region in one["regions"]}
PLACES = {
    re.sub(r".*\((.*)\)", r"\1", said["description"]).lower().replace(" ", "-"): region
    for one in _ENDPOINTS["partitions"]
    if one["partition"] == "aws"
    for region, said in one["regions"].items()
}
"""What AWS calls a region, without the part of the world."""
SHORT = {
    "virginia": "us-east-1",
    "us-east-(n.-virginia)": "us-east-1",
    "california": "us-west-1",
    "eu": "eu-west-1",
}
"""What people write besides: a part of such a name, all of it, what S3 called its first region in Europe."""


@pytest.mark.parametrize("region", PARTITIONS)
def test_a_region_of_botocore(region: str) -> None:
    partition = PARTITIONS[region]
    assert regions.partition_of(region) == partition
    assert regions.is_region(region) and not regions.is_region(f"{region}00")
    for name in (f"fips-{region}", f"{region}-fips"):
        assert regions.is_region(name) and regions.plain(name) == region
    for written in (region, region.upper(), f" {region}\n", f"'{region}'", f'"{region}"', f'" {region} "'):
        assert regions.nearest(written) == region
    for written in (region.replace("-", "_"), region.replace("-", " "), f"{region}a"):
        assert regions.nearest(written) == region
    assert regions.why_not(f"{region}a") == "an availability zone, not a region"
    assert regions.why_not(region.upper()) == "written in capital letters, and names of regions are in small ones"


@pytest.mark.parametrize("region", regions.KNOWN)
def test_a_region_without_its_dashes(region: str) -> None:
    assert regions.nearest(region.replace("-", "")) == region


def test_a_region_of_each_partition() -> None:
    for partition, region in regions.FIRST.items():
        assert PARTITIONS[region] == partition
    assert {"aws", "aws-cn", "aws-us-gov", "aws-eusc"} <= set(regions.FIRST)


def test_places_are_called_as_aws_calls_them() -> None:
    for place, region in regions._COUNTRIES.items():
        assert {**PLACES, **SHORT}.get(place) == region, place
    assert set(SHORT) <= set(regions._COUNTRIES)


@pytest.mark.parametrize(
    ("text", "why", "meant"),
    [
        ("", "empty", None),
        (" us-east-1", "a region with white space around it", "us-east-1"),
        ("us-east-1\n", "a region with white space around it", "us-east-1"),
        (" nowhere ", "no region", None),
        ('"us-east-1"', "in quotes, which are taken as part of it", "us-east-1"),
        ("'nowhere'", "in quotes, which are taken as part of it", None),
        ("Us-East-1", "written in capital letters, and names of regions are in small ones", "us-east-1"),
        ("US-EAST-1A", "an availability zone, not a region", "us-east-1"),
        ("use1-az1", "an availability zone, not a region", None),
        ("USE1-AZ12", "an availability zone, not a region", None),
        ("us-west-2-lax-1a", "an availability zone, not a region", "us-west-2"),
        ("us-west-2-lax-1", "a Local Zone, not a region", "us-west-2"),
        ("US-West-2-LAX-1", "a Local Zone, not a region", "us-west-2"),
        ("Ireland", "a place, not the name of a region", "eu-west-1"),
        ("N. Virginia", "no region", "us-east-1"),
        ("US East (N. Virginia)", "no region", "us-east-1"),
        ("nowhere", "no region", None),
    ],
)
def test_what_is_wrong_and_what_was_meant(text: str, why: str, meant: str | None) -> None:
    assert (regions.why_not(text), regions.nearest(text)) == (why, meant)


def test_names_of_partitions_that_regions_may_stand_for() -> None:
    for name in ("aws-global", "aws-cn-global", "aws-us-gov-global"):
        assert regions.is_region(name)
    assert not regions.is_region("aws-eu-global") and not regions.is_region("")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1", True),
        ("http://127.9.9.9:8080/a", True),
        ("http://[::1]:80/", True),
        ("http://128.0.0.1", False),
        ("http://localhost", False),
        ("http://[::2]", False),
        ("http://[", False),
        ("127.0.0.1", False),
    ],
)
def test_addresses_of_this_machine(url: str, expected: bool) -> None:
    assert regions.is_loopback(url) is expected
