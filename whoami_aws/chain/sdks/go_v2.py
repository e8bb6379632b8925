"""AWS SDK for Go v2: `config.LoadDefaultConfig` selects one source, and a later failure of that one is final."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from config v1.32.31, credentials v1.19.30, feature/ec2/imds v1.18.31.
_DIALECT = d.Dialect(
    # config/env_config.go: the aliases, first that is not empty, each for itself
    env=d.Pair(("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")),
    # config/shared_config.go, internal/ini
    files=d.Files(
        grammar=g.Grammar(delimiters="=:", fold_case=True, quotes=True),
        expands_home=False,
        merge="pairs",
        broken=d.STOP,
    ),
    # config/config.go: a missing profile is an error only for AWS_PROFILE
    selection=d.Selection(
        ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), missing=d.STOP, missing_for=("AWS_PROFILE", "--profile")
    ),
    # config/resolve_credentials.go resolveCredsFromProfile
    profile=d.OneProfile(
        order=("role", "keys", "web-identity", "sso", "login", "process"),
        source_keys_first=False,
        half_pair="breaks",
        mfa="breaks",
    ),
    selects=True,
)

CHAIN = Chain(
    id="go-v2",
    title="AWS SDK for Go v2",
    # config/resolve_credentials.go resolveCredentialChain
    links=("env", "assume-role-with-web-identity", "profile", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity"),
    walk=fetching(_DIALECT),
)
