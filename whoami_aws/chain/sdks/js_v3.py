"""AWS SDK for JavaScript v3: `fromNodeProviderChain`. Errors that say so let the next link try; others end it."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, login, process, web_identity
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe, declines
from whoami_aws.host.ini import grammar as g

_NAME = "[A-Za-z0-9_@+.%:/-]+"
# Read from @aws-sdk/credential-provider-node 3.972.98 and what it brings.
_DIALECT = d.Dialect(
    # @smithy/core config-resolver NODE_REGION_CONFIG_OPTIONS
    region=d.Region(empty="is", metadata=True, needs_token=True),
    files=d.Files(
        empty_home="relative",
        # @smithy/core config parseIni
        grammar=g.Grammar(
            empty_opens_block=True,
            drops_empty=True,
            names_trimmed="none",
            byte_order_mark=g.IGNORED,
            undecodable=g.IGNORED,
            unicode_blanks=True,
        ),
        # prefixKeyRegex: what has another prefix than the known ones is dropped, what does not match stays as it is
        names=rf"(?![A-Za-z0-9_-]+\s({_NAME}|\"{_NAME}\"|'{_NAME}')$)(?s:.*)",
        prefix=rf"profile(\.|\s(?=({_NAME}|\"{_NAME}\"|'{_NAME}')$))",
        quoted_names=True,
        spellings="merged",
        quotes="\"'",
    ),
    # credential-provider-http fromHttp
    container=d.Container(
        unread=("parameter", "control", "dots", "escape", "no-slashes", "other-scheme", "numbers"),
        # WHATWG's URL
        readings=("left-stripped", "right-stripped"),
        path_readings=("right-stripped",),
        undecodable_auth="breaks",
        answer=d.Answer(d.ALL_FOUR, empty_id=True),
        instead_of_metadata=True,
        # @smithy/credential-provider-imds fromContainerMetadata
        second=d.Container(
            unread=("parameter", "control", "dots", "escape", "no-slashes", "numbers"),
            readings=("left-stripped", "right-stripped"),
            path_readings=("right-stripped",),
            plain_hosts=("localhost", "127.0.0.1"),
            loopback=False,
            loopback_names=False,
            tls_anywhere=False,
            auths=("variable",),
            answer=d.Answer(d.ALL_FOUR, empty_id=True),
        ),
    ),
    # credential-provider-process resolveProcessCredentials: `JSON.parse(stdout.trim())`
    process=d.Program(
        empty_id=True,
        times="any",
        expired=False,
        versions="equal",
        forgives=("undecodable", "mark", "blanks", "unicode-blanks"),
        taken=d.TYPELESS,
        # child_process.exec
        limit=1024 * 1024,
        input_open=True,
    ),
    # @smithy/credential-provider-imds
    metadata=d.Metadata(
        unread=("escape", "no-slashes"),
        endpoint_readings=("left-stripped", "right-stripped", "no-user", "origin"),
        off="not-exact-false",
        off_for_source=False,
        direct=True,
        v1_off="not-exact-false",
        v1_off_in_profile="not-exact-false",
        endpoint_in=("credentials", "config"),
        modes="IPv[46]",
        role="trimmed",
        illegal_role=r"[^!-ÿ]",
        answer=d.Answer(d.ALL_FOUR, times="any", code="unread"),
    ),
    # @aws-sdk/middleware-endpoint getEndpointFromConfig, and `new URL`
    endpoint=d.Endpoint(r"[A-Za-z][\w+.-]*:.+"),
    passes_on=("assume-role-with-web-identity: no-role",),
    stops_on=(
        "assume-role-with-web-identity",
        "profile: mfa",
        "profile: role-refused",
        "profile: role-empty",
        "profile: no-endpoint",
        "profile: sso-refused",
        "profile: sso-half",
        "profile: sso-session-incomplete",
        "profile: web-identity-refused",
        "profile: sso-incomplete",
        "profile: sso-session-missing",
        "profile: sso-token-missing",
        "profile: sso-token-expired",
        "profile: login-missing",
        "profile: web-identity",
    ),
)

_ROLES = Roles(both_sources="ignored", mfa="breaks", client_of="variables")
_SSO = d.Sso()


def _env(sight: SdkView) -> Probe:
    """credential-provider-node defaultProvider: a profile that is named takes the place of keys in the environment."""
    if sight.selected is not None and not sight.selected.empty:
        text = f"{sight.selected.origin} selects a profile, which takes the place of keys in the environment"
        return declines("profile-selected", text)
    return env(sight)


def _profile(step: Step) -> Probe | None:
    """credential-provider-ini resolveProfileData."""
    if step.is_own_source:
        return keys(step)
    found = keys(step) or role(step, _ROLES) if step.is_source else role(step, _ROLES) or keys(step)
    return found or web_identity(step) or process(step) or sso(step, _SSO) or login(step)


# credential-provider-node defaultProvider, remoteProvider
_LINKS: dict[str, Link] = {
    "env": _env,
    "profile": lambda sight: of_profile(sight, Steps(_profile, _profile)),
    # A profile whose role or keys fail may have a program too, which is a link of its own.
    "custom-process": lambda sight: of_profile(sight, Steps(process, _profile)),
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight)),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="js-v3",
    title="AWS SDK for JavaScript v3",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION",),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "login", "process")),
)
