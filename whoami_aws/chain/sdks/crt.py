"""AWS Common Runtime: `aws_credentials_provider_new_chain_default`. Whatever fails, the next link is tried."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, process, web_identity
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.web_identity import by_either, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# Read from aws-c-auth 0.10.5 and aws-c-sdkutils, as awscrt 0.38.1 has them.
# aws-c-sdkutils source/aws_profile.c: a file that cannot be parsed is not a file
FILES = d.Files(
    grammar=g.Grammar(
        indented_comments=False,
        indent=g.CONTINUES,
        junk=g.REFUSED,
        homeless=g.REFUSED,
        undecodable=g.IGNORED,
        after_header=g.IGNORED,
        sections="[A-Za-z0-9_./%@:+-]+",
        keys="[A-Za-z0-9_./%@:+-]+",
        checks_skipped=True,
        refused_junk=r"=.*|[A-Za-z0-9_./%@:+-]+",
    ),
    config_sections="default|(profile|sso-session|services) [A-Za-z0-9_./%@:+-]+",
    empty_path="nowhere",
    home="variable",
    names=r"[A-Za-z0-9_./%@:+-]+",
)
# credentials_provider_process.c, credentials_utils.c; aws-c-common json.c, which is cJSON and looks at nothing behind
# the value. An Expiration is required of the endpoints, and not of a program.
PROGRAM = d.Program(
    times="any",
    versions="any",
    any_case=True,
    first=True,
    forgives=("undecodable", "mark", "blanks", "rest", "control"),
    absent=d.NO_TEXTS,
)
# credentials_utils.c aws_parse_credentials_from_json_document; empty ones end the program, or nothing comes of them
_ANSWER = d.Answer(
    ("AccessKeyId", "SecretAccessKey", "Expiration"),
    empty_secret=False,
    times="dated",
    code="unread",
    any_case=True,
    first=True,
    forgives=PROGRAM.forgives,
    absent=d.NO_TEXTS,
)
# aws-c-auth source/credentials_utils.c s_get_override_endpoint: the whole is taken for the name of a host
ENDPOINT = d.Endpoint(r"[^:/]+\.[^:/]+", beside_variables=False, can_be_ignored=False, services_line="crashes")
_DIALECT = d.Dialect(
    needs_region=("web-identity",),
    files=FILES,
    selection=d.Selection(empty_is_name=True),
    endpoint=ENDPOINT,
    process=PROGRAM,
    # credentials_provider_ecs.c: the host as getaddrinfo has it, and what is no https is http
    container=d.Container(
        unread=("parameter", "fragment", "port", "no-slashes", "no-host", "other-scheme", "schemeless", "numbers"),
        readings=("left-stripped",),
        path_readings=("path-of-url",),
        illegal=r"\S[\x00-\x20]",
        trimmed_token=True,
        answer=_ANSWER,
        instead_of_metadata=True,
    ),
    metadata=d.Metadata(
        unread=("port", "no-slashes", "other-scheme", "no-host"),
        endpoint_readings=("left-stripped", "no-user", "origin"),
        off="not-false",
        off_for_source=False,
        direct=True,
        bare_endpoint=True,
        v1_off="never",
        mode_in=(),
        role="whole",
        illegal_role=r"[^!-~]",
        answer=_ANSWER._replace(required=d.ALL_FOUR, empty_token=False),
    ),
)

ROLES = Roles(
    without_source="breaks",
    both_sources="source_profile",
    any_case=True,
    block_as_source="breaks",
    empty_session_name="breaks",
)


def pair(step: Step) -> Probe | None:
    """credentials_provider_profile.c: a key id or a secret alone is enough to be looked for there alone."""
    return keys(step, half="breaks", session_alone="none")


def _token(step: Step) -> Probe | None:
    """credentials_provider_sts_web_identity.c s_parameters_new."""
    return web_identity(step, without_role="ignored", by="variables")


def _profile(step: Step) -> Probe | None:
    """credentials_provider_profile.c aws_credentials_provider_new_profile_internal."""
    if step.is_own_source:
        return pair(step)
    found = pair(step) or role(step, ROLES) or _token(step) if step.is_source else role(step, ROLES) or _token(step)
    return found or pair(step) or process(step)


# credentials_provider_default_chain.c
_LINKS: dict[str, Link] = {
    "env": env,
    "profile": lambda sight: of_profile(sight, Steps(_profile, _profile, empty_counts=True)),
    # credentials_provider_sts_web_identity.c: each setting by itself, and of the files the config file alone
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_either(sight, ("config",))),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="crt",
    title="AWS Common Runtime",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity", "container-role", "iam-role"),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "process")),
)
