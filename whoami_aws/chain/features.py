"""What came to a chain only with some version, and with which: the one place that compares versions."""

from __future__ import annotations

import re
from functools import cache

ACCOUNT_ID = "account-id"
AUTH_TOKEN_FILE = "auth-token-file"
EARLY_TOKEN = "early-token"
ENDPOINT_VARIABLES = "endpoint-variables"
EUSC = "eusc-"
HTTPS_CONTAINER = "https-container"
IMDS_SLASH = "imds-slash"
LOGIN = "login"
REGION_REFUSED = "region-refused"
SSO_EXPIRY = "sso-expiry"
SSO_OF_SOURCE = "sso-of-source"
STS_REGIONAL = "sts-regional"
V1_DISABLED = "v1-disabled"

Since = dict[str, tuple[int, ...]]

# Read from botocore 1.34.162, 1.38.46, 1.41.6 and 1.44.8; the versions between from its history.
_BOTOCORE: Since = {
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

# Read from 2.9.19 and 2.36.7; the versions between from the history of the branch v2.
_AWS_CLI: Since = {
    # awscli/botocore/tokens.py SSOTokenProvider: `profile_name`, before which a source profile's token was not its own
    SSO_OF_SOURCE: (2, 10, 2),
    # awscli/botocore/configprovider.py ConfiguredEndpointProvider: AWS_ENDPOINT_URL*, endpoint_url, services
    ENDPOINT_VARIABLES: (2, 13, 0),
    # awscli/botocore/credentials.py ContainerProvider, awscli/botocore/utils.py ContainerMetadataFetcher: the token's
    # file and its check, the hosts of EKS, all of loopback, and words that do not speak of ECS
    AUTH_TOKEN_FILE: (2, 15, 0),
    # awscli/botocore/utils.py IMDSFetcher._assert_v1_enabled
    V1_DISABLED: (2, 15, 1),
    # awscli/utils.py InstanceMetadataRegionFetcher.retrieve_region: a token request that is refused with 400 is caught
    REGION_REFUSED: (2, 21, 1),
    ACCOUNT_ID: (2, 25, 0),
    SSO_EXPIRY: (2, 25, 3),
    EUSC: (2, 25, 10),
    # awscli/botocore/utils.py IMDSFetcher._construct_url: the slash is put between, before which it had to be there
    IMDS_SLASH: (2, 28, 3),
    LOGIN: (2, 32, 0),
    HTTPS_CONTAINER: (2, 33, 2),
}

# What setup.py of each version pins as its botocore, until 1.45.55 brought one of its own. Read from 1.46.3.
_AWS_CLI_V1: Since = {
    ACCOUNT_ID: (1, 38, 0),
    EUSC: (1, 38, 27),
    SSO_EXPIRY: (1, 41, 15),
    STS_REGIONAL: (1, 42, 0),
    LOGIN: (1, 43, 0),
    HTTPS_CONTAINER: (1, 43, 11),
    # awscli/botocore/credentials.py AssumeRoleWithWebIdentityCredentialFetcher._cache_key_args
    EARLY_TOKEN: (1, 45, 55),
}

SINCE: dict[str, Since] = {"boto3": _BOTOCORE, "aws-cli": _AWS_CLI, "aws-cli-v1": _AWS_CLI_V1}
"""Chain -> feature -> the first version with it: of botocore for boto3, of themselves for the AWS CLIs, whose botocore
is their own.
"""


def has(chain: str, version: str | None, feature: str) -> bool:
    """Whether a chain has a feature, or a link. All that is not in the table; all where no version is known."""
    since = SINCE.get(chain, {}).get(feature)
    known = _parsed(version)
    return since is None or known is None or known >= since


@cache
def _parsed(version: str | None) -> tuple[int, ...] | None:
    found = re.match(r"\d{1,9}(?:\.\d{1,9})+", version or "")
    return tuple(int(part) for part in found[0].split(".")) if found else None
