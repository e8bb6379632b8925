"""AWS SDK for Kotlin: `DefaultChainCredentialsProvider`. Whatever a link throws, the next one is tried."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from aws-sdk-kotlin 1.5.43 and at 6373a5f7.
_DIALECT = d.Dialect(
    env=d.Pair(blank_is_empty=True),
    properties=d.Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",)),
    files=d.Files(
        grammar=g.Grammar(
            indent=g.CONTINUES,
            junk=g.REFUSED,
            homeless=g.REFUSED,
            undecodable=g.IGNORED,
            carriage_returns=True,
            unicode_blanks=True,
        ),
        empty_is_path=True,
        home="java",
        names=r"\S+",
        directory=d.STOP,
        config_variables=("-Daws.configFile", "AWS_CONFIG_FILE"),
        credentials_variables=("-Daws.sharedCredentialsFile", "AWS_SHARED_CREDENTIALS_FILE"),
        broken=d.STOP,
    ),
    selection=d.Selection(properties=("aws.profile",), empty_is_name=True),
    # ProfileChain.kt: keys first, also before a role
    profile=d.OneProfile(
        order=("keys", "role", "web-identity", "sso", "login", "process"),
        empty_keys=True,
        half_pair="breaks",
        sso_times="zoned",
        sso_doubled="differ",
    ),
    # process: a token is required, as of an endpoint
    process=d.Answer(("AccessKeyId", "SecretAccessKey", "SessionToken"), versions="equal"),
    container=d.Container(auth_set_means="present", answer=d.Answer(d.ALL_FOUR, empty_id=True)),
    metadata=d.Metadata(
        v1=False,
        endpoint_in=("config", "credentials"),
        needs_files=True,
        empty_endpoint="breaks",
        modes="(?i:ipv[46])",
        answer=d.Answer(d.ALL_FOUR),
    ),
    web_identity=d.WebIdentity(needs_files=True),
    reads_properties=True,
)

CHAIN = Chain(
    id="kotlin",
    title="AWS SDK for Kotlin",
    # DefaultChainCredentialsProvider.kt
    links=("system-properties", "env", "assume-role-with-web-identity", "profile", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION",),
    removed_by_profile=(),
    walk=Fetching(_DIALECT),
)
