"""AWS SDK for Python v4, a preview: `smithy_aws_core` with all packages that are part of its chain.

What is configured is the answer, whatever comes of it; the chain is that of a client, which reads the files before.
"""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.model import Chain, Part
from whoami_aws.host import grammar as g

_NAME = r"[A-Za-z0-9_/.%@:+-]+"
# Read from smithy-aws-core 0.12.0, aws-credentials-http, -imds and -sts 0.4.0.
# json.loads, and nobody looks at what a value is
_ANSWER = d.Answer(
    empty_id=True, times="iso", code="unread", forgives=("constant",), taken=tuple(d.TYPELESS_ANSWER[:3])
)
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
            # str.splitlines
            more_ends="\v\f\x1c\x1d\x1e\x85\u2028\u2029",
            names_trimmed=g.ENDS,
            unicode_blanks=True,
        ),
        # config/context.py _resolve_config_paths; merged_config.py get
        empty_path="nowhere",
        tilde_names="refused",
        names=_NAME,
        prefix=r"profile[ \t]\s*",
        broken=d.STOP,
        block_keys="none",
        spellings="merged",
    ),
    # config/aws_config.py _resolve; validators.py validate_profile
    selection=d.Selection(empty_option_is_name=True, missing=d.STOP),
    stops_all=("profile-missing", "unparsable-file"),
    # config/validators.py
    settings=(
        d.Setting("AWS_RETRY_MODE", "standard|adaptive|legacy", any_case=False, key="retry_mode", empty_is_unset=True),
        # What Python's `int` takes, and is more than nothing
        d.Setting("AWS_MAX_ATTEMPTS", r"\s*\+?(?=[\d_]*[^\W_0])\d(_?\d)*\s*", key="max_attempts", empty_is_unset=True),
    ),
    # identity/chain/providers/static.py, process.py; aws_credentials_sts/resolvers.py
    profile=d.OneProfile(
        order=("role", "keys-without-role", "process"),
        source_order=("keys", "role"),
        checks=("source-pair",),
        role_without_source="breaks",
        empty_keys=True,
        empty_counts=True,
        empty_process="ignored",
        without_part="ignored",
        # resolvers.py _assume_role resolves the settings of a client anew, and says nothing of a profile
        client_of="variables",
    ),
    # aws_credentials_http/providers.py, resolvers.py, client.py
    container=d.Container(
        unread=("control",),
        set_means="present-if-any",
        auth_set_means="present",
        readings=("left-stripped", "right-stripped"),
        path_readings=("path-of-url",),
        raw_path=r"[^\r\n]*[\x00-\x20\x7f][^\r\n]*",
        # The brackets of an IPv6 address are lost on the way.
        illegal=r"[\x00-\x1f\x7f]|^[^/]*//\[",
        line_end="stripped",
        crlf="stripped",
        undecodable_auth="breaks",
        answer=_ANSWER,
    ),
    # aws_credentials_imds/providers.py, client.py, resolvers.py
    metadata=d.Metadata(
        unread=(),
        off_key="disable_ec2_metadata",
        v1=False,
        endpoint_in=("config", "credentials"),
        empty_endpoint="breaks",
        empty_variable="unset",
        # urllib.parse.urlsplit
        endpoint_readings=("left-stripped", "joined", "no-user", "origin", "no-brackets"),
        modes="(?i:ipv[46])",
        mode_beside_endpoint=True,
        direct=True,
        role_named=("AWS_EC2_INSTANCE_PROFILE_NAME", "ec2_instance_profile_name"),
        # resolvers.py _create_resolver_from_credential_source gives the provider no files
        source_reads_profile=False,
        role="whole",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
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
    # The packages `aws-credentials-…`, each of which is found by an entry point: identity/chain/__init__.py
    parts=(Part("http", ("container",)), Part("imds", ("metadata",)), Part("sts", ("role",))),
    bare="python-v4-core",
    engine=Fetching(_DIALECT),
)
