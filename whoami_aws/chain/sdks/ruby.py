"""AWS SDK for Ruby: `CredentialProviderChain`. Each link looks into the credentials file, then into the config file."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from aws-sdk-core 3.211.0.
_DIALECT = d.Dialect(
    # credential_provider_chain.rb env_credentials: the first name that is there, also an empty one
    env=d.Pair(
        ("AWS_ACCESS_KEY_ID", "AMAZON_ACCESS_KEY_ID", "AWS_ACCESS_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "AMAZON_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"),
        ("AWS_SESSION_TOKEN", "AMAZON_SESSION_TOKEN"),
        set_means="present",
    ),
    # ini_parser.rb, shared_config.rb
    files=d.Files(
        grammar=g.Grammar(
            indented_comments=False, inline=";", indent=g.SWALLOWED, names_trimmed="none", drops_empty=True
        ),
        empty_is_path=True,
        config_prefix="optional",
        credentials_prefix="optional",
        default_prefixed="last",
        merge="none",
        broken=d.STOP,
        directory=d.STOP,
    ),
    selection=d.Selection(("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), empty_is_name=True),
    # shared_config.rb assume_role_from_profile, resolve_source_profile
    profile=d.OneProfile(
        order=("role", "keys", "process"),
        source_order=("keys", "role", "web-identity", "process", "sso"),
        checks=("sso-token",),
        role_without_source="breaks",
        source_without_role="breaks",
        sources=("Ec2InstanceMetadata", "EcsContainer"),
        identity_without_role="ignored",
        sso_doubled="differ",
        sso_marks=("sso_account_id", "sso_role_name"),
    ),
    web_identity=d.WebIdentity("both", ("config",), d.NEXT, set_means="present"),
    process=d.Answer(versions="equal", times="zoneless"),
    # ecs_credentials.rb
    container=d.Container(
        set_means="present",
        auth_set_means="present",
        empty_relative="breaks",
        line_end="stripped",
        answer=d.Answer(("AccessKeyId", "SecretAccessKey"), times="zoneless"),
        instead_of_metadata=True,
    ),
    # instance_profile_credentials.rb
    metadata=d.Metadata(
        v1_off_in_profile="true",
        endpoint_in=("config", "credentials"),
        empty_endpoint="breaks",
        bare_endpoint=True,
        modes="(?i:ipv[46])",
        answer=d.Answer(times="zoneless"),
    ),
    parts=(
        ("sso", ("sso",)),
        ("assume-role", ("role",)),
        ("shared-credentials-file", ("keys",)),
        ("custom-process", ("process",)),
    ),
    settings=(
        d.Setting("AWS_MAX_ATTEMPTS", r"0*[1-9]\d*"),
        d.Setting("AWS_RETRY_MODE", "legacy|standard|adaptive", False),
    ),
    # a client builds its token provider first: sso_token_provider.rb
    stops_all=(
        "unparsable-file",
        "sso-session-missing",
        "sso-session-incomplete",
        "sso-token-missing",
        "sso-token-expired",
    ),
    # static_profile_* come before env
    explicit_links=(
        "sso",
        "assume-role",
        "shared-credentials-file",
        "custom-process",
        "env",
        "assume-role-with-web-identity",
        "container-role",
        "iam-role",
    ),
    stops_on=("assume-role-with-web-identity", "sso", "assume-role", "custom-process"),
)

CHAIN = Chain(
    id="ruby",
    title="AWS SDK for Ruby",
    # credential_provider_chain.rb providers
    links=(
        "env",
        "assume-role-with-web-identity",
        "sso",
        "assume-role",
        "shared-credentials-file",
        "custom-process",
        "container-role",
        "iam-role",
    ),
    profile_variables=("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
    region_variables=("AWS_REGION",),
    removed_by_profile=(),
    walk=Fetching(_DIALECT),
)
