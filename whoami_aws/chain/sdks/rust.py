"""AWS SDK for Rust: `aws_config::defaults`. Only a link that had nothing to do lets the next one try."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, login, process, web_identity
from whoami_aws.chain.blocks.roles import Roles, credential_source, role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain, Part
from whoami_aws.chain.probe import OFFERS, Probe
from whoami_aws.host.ini import grammar as g

# Read from aws-config 1.13.0, aws-runtime 1.10.2.
# json_credentials.rs parse_json_credentials: what is not text is passed over
_ANSWER = d.Answer(
    d.ALL_FOUR,
    empty_id=True,
    code="if-there",
    aliases=(("SessionToken", "Token"), ("ExpiresAt", "Expiration")),
    any_case=True,
    null_hides=False,
    absent=d.NO_TEXTS,
)
_DIALECT = d.Dialect(
    # default_provider/region.rs, imds/region.rs
    region=d.Region(empty="is", empty_setting="is", metadata=True),
    # environment/credentials.rs: a blank variable is none
    env=(d.Pair(secret=("AWS_SECRET_ACCESS_KEY", "SECRET_ACCESS_KEY"), blank_is_empty=True),),
    files=d.Files(
        # aws-runtime env_config/parse.rs
        grammar=g.Grammar(
            indented_comments=False,
            indent=g.CONTINUES,
            junk=g.REFUSED,
            refused_blanks=r"\f",
            homeless=g.REFUSED,
            fold_case=True,
            undecodable=g.ABSENT,
        ),
        empty_path="nowhere",
        empty_home="relative",
        names=r"[A-Za-z0-9_./%@:+-]+",
        broken=d.STOP,
    ),
    selection=d.Selection(empty_is_name=True),
    # ecs.rs
    container=d.Container(
        unread=("parameter", "large-port", "port", "numbers"),
        set_means="present",
        auth_set_means="present",
        empty_relative="breaks",
        readings=("path-of-url",),
        illegal=d.BLANKS,
        early_token=True,
        answer=_ANSWER,
    ),
    # imds/client.rs, imds/credentials.rs
    metadata=d.Metadata(
        unread=("fragment", "large-port", "port"),
        v1=False,
        endpoint_in=d.BOTH,
        empty_endpoint="breaks",
        modes="(?i:ipv[46])",
        role="whole",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
    ),
    # credential_process.rs, json_credentials.rs
    process=d.Program(versions="equal", empty_id=True, any_case=True, null_hides=False, absent=d.NO_TEXTS),
    # meta/credentials/chain.rs: all but CredentialsNotLoaded
    stops_on=("profile", "assume-role-with-web-identity", "container-role", "iam-role"),
    passes_on=(
        "profile: profile-missing",
        "profile: source-missing",
        "profile: own-empty",
        "profile: sso-incomplete",
        "profile: sso-session-incomplete",
        "assume-role-with-web-identity: no-role",
    ),
    # default_provider/retry_config.rs
    settings=(
        d.Setting("AWS_MAX_ATTEMPTS", r"\+?0*[1-9][0-9]*", empty=False, key="max_attempts"),
        d.Setting("AWS_RETRY_MODE", r"\s*(standard|adaptive)\s*", empty=False, key="retry_mode"),
    ),
    # env_service_config.rs, aws-smithy-types endpoint.rs
    endpoint=d.Endpoint(r"[A-Za-z][\w+.-]*://\S+", empty_variable=True, empty_setting=True, can_be_ignored=False),
)

_ROLES = Roles(without_source="breaks", any_case=True, block_as_source="breaks")
_SSO = d.Sso(times="utc", doubled="breaks", expired="sent")


def _profile(step: Step) -> Probe | None:
    """profile/credentials/repr.rs resolve_chain, base_provider."""
    found = None
    if step.is_source:
        # Half a pair is looked for at the end, as in every profile.
        pair = keys(step, half="breaks", empty_counts=True)
        found = pair if pair is not None and pair.kind == OFFERS else None
    if found is None and not step.is_own_source and "web_identity_token_file" not in step.found:
        found = role(step, _ROLES)
    return (
        found
        or credential_source(step, _ROLES)
        or web_identity(step)
        or sso(step, _SSO)
        or login(step, times="utc")
        or process(step)
        or keys(step, half="breaks", empty_counts=True)
    )


# default_provider/credentials.rs
_LINKS: dict[str, Link] = {
    "env": env,
    "profile": lambda sight: of_profile(sight, Steps(_profile, _profile, empty_counts=True)),
    # web_identity_token.rs: what is there counts, also where it is empty
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight, empty_counts=True)),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="rust",
    title="AWS SDK for Rust",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=(),
    # Features of aws-config; profile/credentials/exec.rs. credentials-login is none of the default ones.
    parts=(
        Part("sso", ("sso",)),
        Part("credentials-process", ("process",)),
        Part("credentials-login", ("login",)),
    ),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "login", "process")),
)
