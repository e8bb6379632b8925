"""AWS SDK for C++: `DefaultAWSCredentialsProviderChain`, as pyarrow carries it. Whatever fails, the next is tried."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.crt import FILES, PROFILE
from whoami_aws.chain.sdks.dialect import Chain

# Run as of 1.11.900 in pyarrow 26.0.1; its profile link is the Common Runtime's.
_DIALECT = d.Dialect(
    needs_region=("web-identity",),
    files=FILES,
    selection=d.Selection(empty_is_name=True),
    # ProfileCredentialsProvider gives the Common Runtime no client bootstrap: no role is ever asked for
    profile=PROFILE._replace(roles=False, token_crashes=True, sso_times="zoned", sso_doubled="differ"),
    web_identity=d.WebIdentity(profile="each"),
    process=d.Answer(times="any", number_time=True, versions="any"),
    container=d.Container(line_end="stripped", answer=d.Answer(times="any"), instead_of_metadata=True),
    metadata=d.Metadata(
        bare_endpoint=True,
        direct=True,
        v1_off="never",
        modes="(?i:ipv[46])?",
        mode_in_profile=False,
        answer=d.Answer(times="any", number_time=True),
    ),
    stops_on=("profile: crash",),
    parts=(("sso", ("sso",)),),
)

CHAIN = Chain(
    id="cpp",
    title="AWS SDK for C++",
    # AWSCredentialsProviderChain.cpp
    links=("env", "profile", "assume-role-with-web-identity", "sso", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=(),
    walk=Fetching(_DIALECT),
)
