"""What came to a chain only with some version, and with which: the one place that compares versions."""

from __future__ import annotations

import re
from functools import cache

ACCOUNT_ID = "account-id"
HTTPS_CONTAINER = "https-container"
LOGIN = "login"
SSO_EXPIRY = "sso-expiry"
STS_REGIONAL = "sts-regional"
EUSC = "eusc-"

# Read from botocore 1.34.162, 1.38.46, 1.41.6 and 1.44.8; the versions between from its history.
_BOTOCORE: dict[str, tuple[int, ...]] = {
    # botocore/credentials.py: AWS_ACCOUNT_ID, aws_account_id, and the AccountId of programs and containers
    ACCOUNT_ID: (1, 37, 0),
    # botocore/data/partitions.json: the regions of this prefix have a domain of their own
    EUSC: (1, 37, 27),
    # botocore/credentials.py SSOCredentialFetcher._get_credentials: the end of a token of the legacy form is looked at
    SSO_EXPIRY: (1, 39, 15),
    # botocore/configprovider.py sts_regional_endpoints: `regional` where nothing says otherwise, no more `legacy`
    STS_REGIONAL: (1, 40, 0),
    # botocore/credentials.py LoginProvider: the link of this name
    LOGIN: (1, 41, 0),
    # botocore/utils.py ContainerMetadataFetcher._validate_allowed_url: https goes anywhere
    HTTPS_CONTAINER: (1, 42, 5),
}

SINCE: dict[str, dict[str, tuple[int, ...]]] = {"boto3": _BOTOCORE}
"""Chain -> feature -> the first version with it. Only boto3's chain is that of the botocore that a Host names: the
AWS CLIs have one of their own, of the version that their chain was read from.
"""


def has(chain: str, botocore: str | None, feature: str) -> bool:
    """Whether a chain has a feature, or a link. All that is not in the table; all where no version is known."""
    since = SINCE.get(chain, {}).get(feature)
    version = _parsed(botocore)
    return since is None or version is None or version >= since


@cache
def _parsed(version: str | None) -> tuple[int, ...] | None:
    found = re.match(r"\d+(?:\.\d+)+", version or "")
    return tuple(int(part) for part in found[0].split(".")) if found else None
