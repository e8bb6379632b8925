"""AWS SDK for Python v4, a preview: `smithy_aws_core` with all packages that are part of its chain.

What is configured is the answer, whatever comes of it; the chain is that of a client, which reads the files before.
"""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, process
from whoami_aws.chain.blocks.profile_validation import source_pair
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.model import Chain, Part
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

_NAME = r"[A-Za-z0-9_/.%@:+-]+"
# Read from smithy-aws-core 0.12.0, aws-credentials-http, -imds and -sts 0.4.0.
# json.loads, and no value is checked
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
        endpoint_in=d.BOTH,
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

_ROLES = Roles(
    without_source="breaks",
    token_is_source=False,
    without_part="ignored",
    # resolvers.py _assume_role resolves the settings of a client again, and says nothing of a profile
    client_of="variables",
)


def _profile(step: Step) -> Probe | None:
    """identity/chain/providers/static.py, process.py; aws_credentials_sts/resolvers.py."""
    found = role(step, _ROLES)
    if found is None and step.value("role_arn") is None:
        found = keys(step, empty_counts=True)
    return found or process(step, empty="ignored")


def _source(step: Step) -> Probe | None:
    """aws_credentials_sts/resolvers.py _resolve_source_profile."""
    found = source_pair(step) or keys(step, empty_counts=True)
    return found if found is not None or step.is_own_source else role(step, _ROLES)


def _from_profile(sight: SdkView) -> Probe:
    return of_profile(sight, Steps(_profile, _source, empty_counts=True))


# identity/chain/ordering.py; of its slots those that some package fills
_LINKS: dict[str, Link] = {
    "env": env,
    "profile": _from_profile,
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="python-v4",
    title="AWS SDK for Python v4 (preview)",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    # The packages `aws-credentials-…`, each of which is found by an entry point: identity/chain/__init__.py
    parts=(Part("http", ("container",)), Part("imds", ("metadata",)), Part("sts", ("role",))),
    bare="python-v4-core",
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "process"), read_before=_from_profile),
)
