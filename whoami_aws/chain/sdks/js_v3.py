"""AWS SDK for JavaScript v3: `fromNodeProviderChain`. Errors that say so let the next link try; others end it."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from @aws-sdk/credential-provider-node 3.972.98 and what it brings.
_DIALECT = d.Dialect(
    files=d.Files(
        empty_home="relative",
        # @smithy/core config parseIni
        grammar=g.Grammar(
            empty_opens_block=True,
            drops_empty=True,
            names_trimmed="none",
            byte_order_mark=g.IGNORED,
            undecodable=g.IGNORED,
            unicode_blanks=True,
        ),
        names=r"\S+",
        prefix=r"profile\s",
        quoted_names=True,
    ),
    # credential-provider-ini resolveProfileData
    profile=d.OneProfile(
        order=("role", "keys", "web-identity", "process", "sso", "login"),
        source_order=("keys", "role", "web-identity", "process", "sso", "login"),
        both_sources="ignored",
        mfa="breaks",
    ),
    # credential-provider-http fromHttp
    container=d.Container(line_end="dropped", answer=d.Answer(d.ALL_FOUR, empty_id=True), instead_of_metadata=True),
    # credential-provider-process getValidatedProcessCredentials
    process=d.Answer(empty_id=True, times="any", expired=False, versions="equal"),
    # @smithy/credential-provider-imds
    metadata=d.Metadata(
        off="not-exact-false",
        off_for_source=False,
        direct=True,
        v1_off="not-exact-false",
        v1_off_in_profile="not-exact-false",
        endpoint_in=("config", "credentials"),
        modes="IPv[46]",
        answer=d.Answer(d.ALL_FOUR, times="any"),
    ),
    env_skipped_by_profile=True,
    passes_on=("assume-role-with-web-identity: no-role",),
    # a profile whose role or keys fail may have a program too, which is a link of its own
    parts=(("custom-process", ("process",)),),
    stops_on=(
        "assume-role-with-web-identity",
        "profile: mfa",
        "profile: role-refused",
        "profile: role-empty",
        "profile: sso-refused",
        "profile: sso-half",
        "profile: sso-session-incomplete",
        "profile: web-identity-refused",
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
    links=("env", "profile", "custom-process", "assume-role-with-web-identity", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION",),
    walk=Fetching(_DIALECT),
)
