"""AWS SDK for JavaScript v3: `fromNodeProviderChain`. Errors that say so let the next link try; others end it."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from @aws-sdk/credential-provider-node 3.972.98 and what it brings.
_DIALECT = d.Dialect(
    files=d.Files(
        # @smithy/core config parseIni
        grammar=g.Grammar(empty_opens_block=True),
        names=r"[\w./%@:+-]+",
        quoted_names=True,
    ),
    # credential-provider-ini resolveProfileData
    profile=d.OneProfile(
        order=("role", "keys", "web-identity", "process", "sso", "login"),
        both_sources="ignored",
        mfa="breaks",
    ),
    # credential-provider-http fromHttp
    container=d.Container(
        required=("AccessKeyId", "SecretAccessKey", "Token", "Expiration"), line_end="dropped", instead_of_metadata=True
    ),
    metadata=d.Metadata(off="not-exact-false", v1_off="not-exact-false"),
    env_skipped_by_profile=True,
    stops_on=(
        "assume-role-with-web-identity",
        "profile: mfa",
        "profile: sso-incomplete",
        "profile: sso-session-missing",
        "profile: sso-token-missing",
        "profile: sso-token-expired",
        "profile: login-missing",
        "profile: web-identity",
    ),
)

CHAIN = Chain(
    id="js-v3",
    title="AWS SDK for JavaScript v3",
    # credential-provider-node defaultProvider, remoteProvider
    links=("env", "profile", "assume-role-with-web-identity", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION",),
    walk=fetching(_DIALECT),
)
