"""AWS SDK for Python v4, a preview: `smithy_aws_core` with all packages that are part of its chain.

What is configured is the answer, whatever comes of it; the chain is that of a client, which reads the files before.
"""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.walk import Fetching
from whoami_aws.chain.sdks.dialect import Chain
from whoami_aws.host import grammar as g

_NAME = r"[A-Za-z0-9_/.%@:+-]+"
# Read from smithy-aws-core 0.12.0, aws-credentials-http, -imds and -sts 0.4.0.
_DIALECT = d.Dialect(
    files=d.Files(
        # smithy_aws_core/config/file_parser.py
        grammar=g.Grammar(
            indented_comments=False,
            indent=g.CONTINUES,
            blocks=g.NESTED,
            junk=g.REFUSED,
            homeless=g.REFUSED,
            keys=_NAME,
            fold_case=True,
            after_header=g.IGNORED,
            nameless=g.REFUSED,
            below_bad_key=g.IGNORED,
            carriage_returns=True,
            unicode_blanks=True,
        ),
        # config/context.py _resolve_config_paths; merged_config.py get
        empty_path="nowhere",
        tilde_names="refused",
        names=_NAME,
        broken=d.STOP,
        block_keys="none",
    ),
    # config/aws_config.py _resolve; validators.py validate_profile
    selection=d.Selection(empty_option_is_name=True, missing=d.STOP),
    stops_all=("profile-missing", "unparsable-file"),
    # config/validators.py
    settings=(
        d.Setting("AWS_RETRY_MODE", "standard|adaptive|legacy", any_case=False, key="retry_mode"),
        d.Setting("AWS_MAX_ATTEMPTS", r"\s*\+?0*[1-9][0-9]*\s*", key="max_attempts"),
    ),
    # identity/chain/providers/static.py, process.py; aws_credentials_sts/resolvers.py
    profile=d.OneProfile(
        order=("role", "keys", "process"),
        source_order=("keys", "role"),
        checks=("source-pair",),
        role_without_source="breaks",
        empty_keys=True,
        empty_counts=True,
        empty_process="ignored",
    ),
    # aws_credentials_http/providers.py, resolvers.py, client.py
    container=d.Container(
        set_means="present-if-any",
        auth_set_means="present",
        readings=("left-stripped", "right-stripped", "path-of-url"),
        # The brackets of an IPv6 address are lost on the way.
        illegal=r"[\x00-\x1f\x7f]|^[^/]*//\[",
        line_end="stripped",
        crlf="stripped",
        answer=d.Answer(empty_id=True, times="iso"),
    ),
    # aws_credentials_imds/providers.py, client.py, resolvers.py
    metadata=d.Metadata(
        off_key="disable_ec2_metadata",
        v1=False,
        endpoint_in=("config", "credentials"),
        modes="(?i:ipv[46])|",
        mode_beside_endpoint=True,
        direct=True,
        role_named=("AWS_EC2_INSTANCE_PROFILE_NAME", "ec2_instance_profile_name"),
        role="whole",
        illegal_role=r"[^!-~]",
        answer=d.Answer(empty_id=True, times="iso"),
    ),
    # identity/process.py
    process=d.Program(versions="python", empty_id=True, times="iso", forgives=("constant",), in_shell=False),
    # identity/chain/provider.py add_terminal_resolver
    selects=True,
    # config/resolvers.py EndpointUriResolver
    endpoint=d.Endpoint(r"https?://\S+", can_be_ignored=False),
)

CHAIN = Chain(
    id="python-v4",
    title="AWS SDK for Python v4 (preview)",
    # identity/chain/ordering.py; of its slots those that some package fills
    links=("env", "profile", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    walk=Fetching(_DIALECT),
)
