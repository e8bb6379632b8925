"""AWS Common Runtime: `aws_credentials_provider_new_chain_default`. Whatever fails, the next link is tried."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

# Read from aws-c-auth 0.10.5 and aws-c-sdkutils, as awscrt 0.38.1 has them.
# aws-c-sdkutils source/aws_profile.c: a file that cannot be parsed is no file
FILES = d.Files(
    grammar=g.Grammar(
        indented_comments=False,
        indent=g.CONTINUES,
        junk=g.REFUSED,
        homeless=g.REFUSED,
        undecodable=g.IGNORED,
        after_header=g.IGNORED,
        sections="[A-Za-z0-9_./%@:+-]+",
        checks_skipped=True,
        refused_junk=r"=.*|[A-Za-z0-9_./%@:+-]+",
    ),
    config_sections="default|(profile|sso-session|services) [A-Za-z0-9_./%@:+-]+",
    empty_is_path=True,
    home="variable",
    names=r"[A-Za-z0-9_./%@:+-]+",
)
# aws-c-auth source/credentials_provider_profile.c
PROFILE = d.OneProfile(
    order=("role", "web-identity", "keys", "process"),
    source_order=("keys", "role", "web-identity", "process"),
    role_without_source="breaks",
    both_sources="source_profile",
    any_case=True,
    empty_counts=True,
    identity_without_role="ignored",
)
_DIALECT = d.Dialect(
    needs_region=("web-identity",),
    files=FILES,
    selection=d.Selection(empty_is_name=True),
    profile=PROFILE,
    # credentials_provider_sts_web_identity.c: each setting by itself
    web_identity=d.WebIdentity(profile="each"),
    # aws_credentials_utils.c: an Expiration is required of the endpoints, and not of a program
    process=d.Answer(times="any", number_time=True, versions="any"),
    container=d.Container(answer=d.Answer(("AccessKeyId", "SecretAccessKey", "Expiration")), instead_of_metadata=True),
    metadata=d.Metadata(
        off="not-false",
        off_for_source=False,
        direct=True,
        bare_endpoint=True,
        v1_off="never",
        mode_in_profile=False,
        answer=d.Answer(d.ALL_FOUR),
    ),
)

CHAIN = Chain(
    id="crt",
    title="AWS Common Runtime",
    # credentials_provider_default_chain.c
    links=("env", "profile", "assume-role-with-web-identity", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity", "container-role", "iam-role"),
    walk=Fetching(_DIALECT),
)
