"""Regions and partitions by their names: what a region looks like, which are known, and what one is near to."""

from __future__ import annotations

import difflib
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

KNOWN = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
]
OPT_IN = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
]
"""Regions that an account has to switch on; tokens of the global STS endpoint are not good there by default."""

_REGION = r"(us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc)(-[a-z]+){1,2}-[1-9][0-9]?"
_ZONE = r"([a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]+)(?:-[a-z]{3}-[0-9]+)?[a-z]"
_LOCAL_ZONE = r"([a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]+)-[a-z]{3,4}-[0-9]+"
_ZONE_ID = re.compile(r"[a-z]{3,5}[0-9]+-az[0-9]+")
_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
)
FIRST = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-eusc": "eusc-de-east-1",
}
"""A region of each partition, to try."""


PARTITIONS = frozenset(("aws", *dict(_PARTITIONS).values()))
"""Partitions that are known."""


def partition_of(region: str) -> str:
    """The partition that a region's name says."""
    return next((partition for prefix, partition in _PARTITIONS if region.startswith(prefix)), "aws")


def plain(region: str) -> str:
    """The name without a mark of FIPS."""
    return region.replace("fips-", "").replace("-fips", "")


def is_region(text: str) -> bool:
    """Whether it looks like a region; also one that is newer than this."""
    return bool(re.fullmatch(_REGION, plain(text)) or text in ("aws-global", "aws-cn-global", "aws-us-gov-global"))


def why_not(text: str) -> str:
    """What is wrong with a text that is not a region."""
    if text == "":
        return "empty"
    if text.strip() != text:
        return "a region with white space around it" if is_region(text.strip()) else "no region"
    if text.strip("\"'") != text:
        return "in quotes, which are taken as part of it"
    if text.lower() != text and is_region(text.lower()):
        return "written in capital letters, and names of regions are in small ones"
    if re.fullmatch(_ZONE, text.lower()) or _ZONE_ID.fullmatch(text.lower()):
        return "an availability zone, not a region"
    if re.fullmatch(_LOCAL_ZONE, text.lower()):
        return "a Local Zone, not a region"
    if text.lower() in _COUNTRIES:
        return "a place, not the name of a region"
    return "no region"


def nearest(text: str) -> str | None:
    """The region that was meant, if one can tell."""
    bare = text.strip().strip("\"'").strip().lower().replace("_", "-").replace(" ", "-")
    if is_region(bare):
        return bare
    if zone := re.fullmatch(_ZONE, bare) or re.fullmatch(_LOCAL_ZONE, bare):
        return zone[1]
    if bare in _COUNTRIES:
        return _COUNTRIES[bare]
    close = difflib.get_close_matches(bare, KNOWN, 1, 0.7)
    if close:
        return close[0]
    squeezed = {name.replace("-", ""): name for name in KNOWN}
    return squeezed.get(bare.replace("-", ""))


_COUNTRIES = {
    "virginia": "us-east-1",
    "n.-virginia": "us-east-1",
    "us-east-(n.-virginia)": "us-east-1",
    "ohio": "us-east-2",
    "california": "us-west-1",
    "oregon": "us-west-2",
    "ireland": "eu-west-1",
    "london": "eu-west-2",
    "paris": "eu-west-3",
    "frankfurt": "eu-central-1",
    "stockholm": "eu-north-1",
    "tokyo": "ap-northeast-1",
    "seoul": "ap-northeast-2",
    "singapore": "ap-southeast-1",
    "sydney": "ap-southeast-2",
    "mumbai": "ap-south-1",
    "eu": "eu-west-1",
}


def is_loopback(url: str) -> bool:
    """Whether a URL's host is an address of this machine, in figures."""
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False
