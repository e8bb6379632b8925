"""AWS SDK for JavaScript v2: `AWS.config.getCredentials`. Static keys are found when the SDK is loaded, before all."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.model import Chain
from whoami_aws.host import grammar as g

# Read from aws-sdk 2.1693.0.
_DIALECT = d.Dialect(
    # lib/node_loader.js: EnvironmentCredentials('AWS'), then ('AMAZON')
    more_env=(d.Pair(("AMAZON_ACCESS_KEY_ID",), ("AMAZON_SECRET_ACCESS_KEY",), ("AMAZON_SESSION_TOKEN",)),),
    # lib/util.js getProfilesFromSharedConfig, lib/shared-ini
    files=d.Files(
        empty_home="relative",
        grammar=g.Grammar(
            drops_empty=True,
            names_trimmed="none",
            undecodable=g.IGNORED,
            byte_order_mark=g.IGNORED,
            unicode_blanks=True,
        ),
        switch="AWS_SDK_LOAD_CONFIG",
        # lib/node_loader.js loadRegion
        unswitched_drops=("region",),
        # lib/node_loader.js loadConfig
        settings_in=("config",),
        paths_switched=True,
        needs_config=True,
        expands_home=False,
        config_prefix="optional",
        credentials_prefix="literal",
    ),
    # lib/credentials/shared_ini_file_credentials.js
    profile=d.OneProfile(
        order=("role", "keys"),
        source_order=("keys", "role"),
        role_without_source="breaks",
        sources=(),
        both_sources="source_profile",
        # lib/credentials/sso_credentials.js getToken
        sso=d.Sso(token_needs=("startUrl", "region", "accessToken", "expiresAt"), window=900),
    ),
    # lib/credentials/token_file_web_identity_credentials.js getParamsFromSharedConfig
    web_identity=d.WebIdentity(profile="both", through_sources=True),
    # lib/credentials/remote_credentials.js
    container=d.Container(
        unread=("parameter", "control", "large-port"),
        plain_hosts=("127.0.0.1", "localhost", "169.254.170.23"),
        loopback=False,
        loopback_names=False,
        auths=("variable", "file"),
        path_auth="with-others",
        readings=("right-stripped",),
        # Endpoint takes what does not begin with `http` for a host
        illegal=r"^(?!http|/)",
        undecodable_auth="breaks",
        # credsFormatIsValid, formatCreds
        answer=d.Answer(
            ("AccessKeyId", "SecretAccessKey", "Token"),
            empty_secret=False,
            empty_token=False,
            times="any",
            aliases=(
                ("accessKeyId", "AccessKeyId"),
                ("secretAccessKey", "SecretAccessKey"),
                ("sessionToken", "Token"),
                ("expiration", "Expiration"),
            ),
            forgives=("undecodable",),
            taken=d.TYPELESS_ANSWER,
        ),
    ),
    # lib/credentials/process_credentials.js
    process=d.Program(
        (),
        empty_id=True,
        times="any",
        expired=False,
        versions="equal",
        forgives=("undecodable",),
        taken=d.TYPELESS,
        # child_process.exec
        limit=1024 * 1024,
        input_open=True,
    ),
    # lib/metadata_service.js
    metadata=d.Metadata(
        unread=("control", "capitals"),
        endpoint_readings=("joined", "no-user"),
        off="non-empty",
        direct=True,
        v1_off="not-exact-false",
        v1_stops_on=(400, 500, 502, 503, 504),
        endpoint_in=("config",),
        mode_in=("config",),
        empty_endpoint="breaks",
        answer=d.Answer(
            empty_secret=False,
            times="any",
            expired=False,
            code="unread",
            forgives=("undecodable",),
            taken=(*d.TYPELESS_ANSWER, ("Expiration", d.NO_TEXTS)),
        ),
    ),
    # lib/metadata_service/get_endpoint_mode.js throws while the SDK is loaded
    settings=(
        d.Setting(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "IPv4|IPv6",
            any_case=False,
            empty=False,
            key="ec2_metadata_service_endpoint_mode",
            within=("config",),
            unless=("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"),
        ),
    ),
    # lib/credentials/remote_credentials.js throws out of the chain
    # and a circle of roles ends in want of memory
    stops_on=(
        "container-role: token-file",
        "container-role: token-line-end",
        "container-role: token-undecodable",
        "assume-role: role-loop",
        "assume-role: own-empty",
        # shared_ini_file_credentials.js, services/sts.js credentialsFrom: what has no Credentials is a TypeError
        "assume-role: role-garbled",
        "assume-role-with-web-identity: token-file-set-garbled",
        "assume-role-with-web-identity: role-garbled",
    ),
    parts=(
        ("shared-credentials-file", ("keys-without-role",)),
        ("sso", ("sso",)),
        ("assume-role", ("role",)),
        ("custom-process", ("process",)),
    ),
)

CHAIN = Chain(
    id="js-v2",
    title="AWS SDK for JavaScript v2",
    # lib/node_loader.js: `keys.credentials`, then CredentialProviderChain.defaultProviders
    links=(
        "env",
        "shared-credentials-file",
        "sso",
        "assume-role",
        "container-role",
        "custom-process",
        "assume-role-with-web-identity",
        "iam-role",
    ),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION", "AMAZON_REGION"),
    removed_by_profile=("env", "sso", "container-role", "custom-process", "assume-role-with-web-identity", "iam-role"),
    engine=Fetching(_DIALECT),
)
