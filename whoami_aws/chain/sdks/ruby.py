"""AWS SDK for Ruby: `CredentialProviderChain`. Each link looks into the credentials file, then into the config file."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Block, Step, Steps, in_each_file, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, process, web_identity
from whoami_aws.chain.blocks.profile_validation import (
    PROCESS_KEYS,
    ROLE_KEYS,
    SSO_KEYS,
    WEB_IDENTITY_KEYS,
    block,
    source_needs_role,
)
from whoami_aws.chain.blocks.roles import SOURCES, Roles, role
from whoami_aws.chain.blocks.sso import bearer, sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import Token, by_profile, by_variables, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

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
    env=(
        d.Pair(
            ("AWS_ACCESS_KEY_ID", "AMAZON_ACCESS_KEY_ID", "AWS_ACCESS_KEY"),
            ("AWS_SECRET_ACCESS_KEY", "AMAZON_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"),
            ("AWS_SESSION_TOKEN", "AMAZON_SESSION_TOKEN"),
            set_means="present",
        ),
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
        sessions_in=("same",),
        quotes="'",
    ),
    selection=d.Selection(("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), empty_is_name=True),
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
        unread=("parameter", "numbers"),
        set_means="present",
        auth_set_means="present",
        empty_relative="breaks",
        readings=("path-of-url",),
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
        endpoint_in=d.BOTH,
        empty_endpoint="breaks",
        bare_endpoint=True,
        modes="(?i:ipv[46])",
        role="first-line-trimmed",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
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
    stops_on=("assume-role-with-web-identity", "sso", "assume-role", "custom-process"),
)

_ROLES = Roles(
    without_source="breaks",
    token_is_source=False,
    sources={name: ask for name, ask in SOURCES.items() if name != "Environment"},
    # The parameter is converted where that is possible, and then checked.
    durations=r"\s*[+-]?\d[\d_]*\s*",
)
# shared_config.rb sso_credentials_from_profile, sso_session
_SSO = d.Sso(("sso_account_id", "sso_role_name"), needs_config=True, session_needs=("sso_region",), doubled="differ")


@in_each_file
def _role(step: Step) -> Probe | None:
    return block(step, ROLE_KEYS) or role(step, _ROLES) or source_needs_role(step)


@in_each_file
def _role_of_profile(step: Step) -> Probe | None:
    if step.value("source_profile") is None:
        return None
    return role(step, _ROLES) or source_needs_role(step)


@in_each_file
def _token_file(step: Step) -> Probe | None:
    return block(step, WEB_IDENTITY_KEYS) or web_identity(step, without_role="ignored", within=("config",))


@in_each_file
def _process(step: Step) -> Probe | None:
    return block(step, PROCESS_KEYS) or process(step)


@in_each_file
def _sso(step: Step) -> Probe | None:
    return block(step, SSO_KEYS) or sso(step, _SSO)


def _source(step: Step) -> Probe | None:
    """shared_config.rb assume_role_from_profile, resolve_source_profile."""
    if step.is_own_source:
        return keys(step)
    return keys(step) or _role_of_profile(step) or _token_file(step) or _process(step) or _sso(step)


def _from_profile(what: Block) -> Link:
    """A client builds its token provider first: sso_token_provider.rb."""
    return lambda sight: of_profile(sight, Steps(lambda step: bearer(step, _SSO) or what(step), _source))


_CONFIG = ("config",)


def _token(sight: SdkView) -> Token:
    """credential_provider_chain.rb assume_role_web_identity_credentials, shared_config.rb determine_profile: what the
    profile has counts first where that is given in code, and AWS_DEFAULT_PROFILE selects none here.
    """
    by_name = sight.explicit or (sight.selected is not None and sight.selected.origin.name == "AWS_PROFILE")
    kept = by_profile(sight, sight.profile if by_name else "default", _CONFIG)
    token = by_variables(sight, empty_counts=True)
    complete = token.file is not None and token.role is not None
    return kept if _token_is_first(sight) or not complete else token


def _token_is_first(sight: SdkView) -> bool:
    """credential_provider_chain.rb static_profile_assume_role_web_identity_credentials."""
    kept = by_profile(sight, sight.profile, _CONFIG)
    return sight.explicit and kept.file is not None and kept.role is not None


def _order(sight: SdkView, links: tuple[str, ...]) -> tuple[str, ...]:
    """credential_provider_chain.rb providers: static_profile_* come before env."""
    first: tuple[str, ...] = ("assume-role-with-web-identity",) if _token_is_first(sight) else ()
    if sight.explicit:
        first += ("sso", "assume-role", "shared-credentials-file", "custom-process")
    return (*first, *(link for link in links if link not in first))


# credential_provider_chain.rb providers
_LINKS: dict[str, Link] = {
    "env": env,
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, _token(sight), role_missing="declines"),
    "sso": _from_profile(_sso),
    "assume-role": _from_profile(_role),
    "shared-credentials-file": _from_profile(keys),
    "custom-process": _from_profile(_process),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="ruby",
    title="AWS SDK for Ruby",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AMAZON_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=(),
    engine=SdkEngine(
        _DIALECT,
        _LINKS,
        ("role", "keys", "web-identity", "sso", "process"),
        order=_order,
        read_before=_from_profile(lambda step: _role(step) or keys(step) or _process(step)),
    ),
)
