"""AWS SDK for Go v1: `session.NewSession`, which reads the config file only with AWS_SDK_LOAD_CONFIG."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.model import Chain
from whoami_aws.host import grammar as g

# Read from aws-sdk-go 1.55.8.
# encoding/json Decoder, which reads no further than the value
_ANSWER = d.Answer(required=(), empty_id=True, any_case=True, null_hides=False, forgives=("undecodable", "rest"))
_DIALECT = d.Dialect(
    # aws/session/env_config.go regionKeys
    region=d.Region(switched=("AWS_DEFAULT_REGION",)),
    # aws/session/env_config.go
    env=d.Pair(("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")),
    # aws/session/shared_config.go setFromIniFile, internal/ini
    files=d.Files(
        grammar=g.Grammar(
            delimiters="=:",
            quotes='"',
            empty_opens_block=True,
            drops_empty=True,
            # internal/ini visitor.go VisitStatement
            repeated_section=g.REPLACED,
            undecodable=g.IGNORED,
            after_header=g.IGNORED,
            # internal/ini: what begins no statement
            refused_lines="=.*|\\[[^\\]]*|\\[\\s*\\].*|[\ufeff\ufffd][^#;].*",
            unicode_blanks=True,
        ),
        switch="AWS_SDK_LOAD_CONFIG",
        switch_on="true",
        # loadSharedConfig with exOpts off
        unswitched_drops=(
            "role_arn",
            "source_profile",
            "credential_source",
            "mfa_serial",
            "sso_session",
            "sso_account_id",
            "sso_role_name",
            "sso_region",
            "sso_start_url",
            "ca_bundle",
            "region",
        ),
        expands_home=False,
        home="variable",
        config_prefix="optional",
        credentials_prefix="optional",
        default_prefixed="plain",
        merge="whole-pairs",
        broken=d.STOP,
    ),
    selection=d.Selection(("AWS_PROFILE",), switched=("AWS_DEFAULT_PROFILE",)),
    # aws/session/credentials.go resolveCredsFromProfile
    profile=d.OneProfile(
        order=("source", "keys", "named-source", "web-identity", "sso", "process", "remote"),
        source_order=("source", "keys", "named-source", "web-identity", "sso", "process", "remote"),
        checks=("needs-role", "one-type", "source-has-some", "sso-session"),
        role_on_top=True,
        sso=d.Sso(sessions_in=("config", "credentials")),
        # aws/session/credentials.go resolveCredsFromSource
        source_needs=(("EcsContainer", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),),
        mfa="breaks",
    ),
    # aws/credentials/processcreds: encoding/json, and no more than DefaultBufSize is read
    process=d.Program(any_case=True, null_hides=False, forgives=("undecodable",), limit=8 * 1024),
    # aws/defaults/defaults.go RemoteCredProvider
    container=d.Container(
        unread=("parameter",), readings=("mapped",), full_first=True, trimmed_token=True, answer=_ANSWER
    ),
    # aws/ec2metadata/service.go
    metadata=d.Metadata(
        unread=("control",),
        endpoint_readings=("no-user", "origin"),
        mode_in=(),
        modes=r"\s*(?i:ipv[46])?\s*",
        answer=_ANSWER,
    ),
    # aws/session/env_config.go loadEnvConfig
    settings=(
        d.Setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", r"\s*(ipv[46])?\s*"),
        d.Setting("AWS_USE_FIPS_ENDPOINT", "true|false"),
        d.Setting("AWS_STS_REGIONAL_ENDPOINTS", "legacy|regional"),
        # aws/session/session.go setTLSOptions
        d.Setting("AWS_CA_BUNDLE", key="ca_bundle", certificates=True),
    ),
    stops_all=("unparsable-file", "no-role", "two-sources", "source-empty", "source-missing", "sso-session-missing"),
    selects=True,
)

CHAIN = Chain(
    id="go-v1",
    title="AWS SDK for Go v1",
    # aws/session/credentials.go resolveCredentials
    links=("env", "assume-role-with-web-identity", "profile", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity"),
    engine=Fetching(_DIALECT),
)
