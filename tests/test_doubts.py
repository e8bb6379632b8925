"""Why an identity is not confirmed is said for each reason in words of its own."""

from __future__ import annotations

import pytest

from whoami_aws import diagnosis as codes
from whoami_aws.diagnosis import Identity
from whoami_aws.report import aside, doubt, told_by

ARN = "arn:aws:iam::111122223333:user/alice"
PLACE = "http://127.0.0.1:1338"


def _identity(source: str, why: str, confirmed: bool = False, at_aws: bool = False) -> Identity:
    return Identity(ARN, "111122223333", None, source, confirmed, why, PLACE, at_aws)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("", ""),
        (codes.FOREIGN, f"{PLACE} is not an endpoint of AWS; if it is yours, pass --trust-endpoint {PLACE}"),
        (codes.NO_IDENTITY, "what STS answered is not an identity"),
        (codes.OVERRIDDEN, f"{PLACE} is not the metadata service's own address, and STS was not asked"),
        (codes.PROXIED, "the metadata service was asked through a proxy, and STS was not asked"),
        (codes.CONTRADICTED, "what the metadata service says is contradictory, and STS was not asked"),
        (codes.NOT_ASKED, "STS did not confirm it"),
    ],
)
def test_a_doubt(why: str, text: str) -> None:
    assert doubt(_identity("imds", why)) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("sts", "by STS"),
        ("imds", "by the metadata service"),
        ("config", "by configuration; not assumed yet"),
        ("key-id", "encoded in the key id"),
    ],
)
def test_whose_word_it_is(source: str, text: str) -> None:
    assert told_by(_identity(source, "", at_aws=True)) == text


def test_another_endpoint_is_named() -> None:
    assert told_by(_identity("sts", codes.FOREIGN)) == f"by STS at {PLACE}"
    assert aside(_identity("sts", codes.FOREIGN)) == f"(by STS at {PLACE}; not confirmed)"
    assert aside(_identity("sts", "", confirmed=True)) == f"(by STS at {PLACE})"
    assert aside(_identity("sts", "", at_aws=True)) == ""
    assert aside(None) == ""
