"""AWS SDK for Ruby: `CredentialProviderChain`. Each link looks into the credentials file, then into the config file."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.model import Chain
from whoami_aws.host import grammar as g

# Read from aws-sdk-core 3.211.0.
# credentials.rb set?
_ANSWER = d.Answer(
    empty_secret=False,
    times="zoneless",
    code="unread",
    forgives=("undecodable", "comment"),
    taken=(
        ("AccessKeyId", ("list", "object")),
        ("SecretAccessKey", ("list", "object")),
        ("Token", d.NO_TEXTS),
    ),
)
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
        spellings="merged",
        grammar=g.Grammar(
            indented_comments=False,
            inline=";",
            indent=g.NESTED,
            names_trimmed="none",
            drops_empty=True,
            keeps_blank=True,
            blocks=g.NESTED,
        ),
        # File.expand_path
        empty_path="here",
        tilde_names="refused",
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
        source_order=("keys", "role-of-profile", "web-identity", "process", "sso"),
        identity_within=("config",),
        blocks=("role", "web-identity", "process", "sso"),
        # the parameter is converted where that is possible, and then checked
        durations=r"\s*[+-]?\d[\d_]*\s*",
        checks=("sso-token",),
        role_without_source="breaks",
        source_without_role="breaks",
        sources=("Ec2InstanceMetadata", "EcsContainer"),
        identity_without_role="ignored",
        # sso_credentials_from_profile, sso_session
        sso=d.Sso(
            ("sso_account_id", "sso_role_name"),
            needs_config=True,
            sessions_in=("same",),
            session_needs=("sso_region",),
            quotes="'",
            doubled="differ",
        ),
    ),
    # credential_provider_chain.rb assume_role_web_identity_credentials, shared_config.rb determine_profile
    web_identity=d.WebIdentity(
        "both", ("config",), d.NEXT, set_means="present", selected_by=("AWS_PROFILE",), first_if_explicit=True
    ),
    # process_credentials.rb: the pipe is read only when the program has ended
    process=d.Program(
        versions="equal",
        times="zoneless",
        forgives=("undecodable", "comment"),
        taken=(
            ("AccessKeyId", ("list", "object")),
            ("SecretAccessKey", ("list", "object")),
            ("SessionToken", d.NO_TEXTS),
            ("AccountId", d.NO_TEXTS),
        ),
        limit=64 * 1024,
        beyond="waits",
    ),
    # ecs_credentials.rb
    container=d.Container(
        unread=("parameter",),
        set_means="present",
        auth_set_means="present",
        empty_relative="breaks",
        readings=("numbers", "path-of-url"),
        illegal=d.BLANKS,
        line_end="stripped",
        crlf="stripped",
        # Net::HTTP refuses a line end alone
        raw_path=r"[^\r\n]*[\x00-\x20\x7f][^\r\n]*",
        answer=_ANSWER,
        instead_of_metadata=True,
    ),
    # instance_profile_credentials.rb
    metadata=d.Metadata(
        unread=("control", "no-scheme"),
        endpoint_readings=("no-user", "origin"),
        v1_off_in_profile="true",
        endpoint_in=("config", "credentials"),
        empty_endpoint="breaks",
        bare_endpoint=True,
        modes="(?i:ipv[46])",
        role="first-line-trimmed",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
    ),
    parts=(
        ("sso", ("sso",)),
        ("assume-role", ("role",)),
        ("shared-credentials-file", ("keys",)),
        ("custom-process", ("process",)),
    ),
    settings=(
        # plugins/retry_errors.rb: `to_i` takes the number that a text begins with
        d.Setting("AWS_MAX_ATTEMPTS", r"(?s)\s*\+?(0_?)*[1-9].*", empty=False, key="max_attempts"),
        d.Setting("AWS_RETRY_MODE", "legacy|standard|adaptive", False, empty=False, key="retry_mode"),
    ),
    # plugins/regional_endpoint.rb resolve_custom_config_endpoint, seahorse client/plugins/endpoint.rb
    endpoint=d.Endpoint(
        r"(?i:https?)://\S+",
        empty_variable=True,
        within=("config",),
        comes_first=True,
        # seahorse client/plugins/net_http.rb, and shared_config.rb assume_role_from_profile for whose it is
        trust=d.Setting("AWS_CA_BUNDLE", key="ca_bundle", empty=False),
        trust_of="source",
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
    region_variables=("AWS_REGION", "AMAZON_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=(),
    engine=Fetching(_DIALECT),
)
