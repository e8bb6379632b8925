"""AWS SDK for Kotlin: `DefaultChainCredentialsProvider`. Whatever a link throws, the next one is tried."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env, properties
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, login, process, web_identity
from whoami_aws.chain.blocks.profile_validation import (
    LOGIN_KEYS,
    PAIR_KEYS,
    PROCESS_KEYS,
    ROLE_KEYS,
    SSO_KEYS,
    WEB_IDENTITY_KEYS,
    block,
)
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# Read from aws-sdk-kotlin 1.5.43 and at 6373a5f7.
# JsonCredentialsDeserializer
_ANSWER = d.Answer(
    d.ALL_FOUR,
    times="dated",
    code="in-any-case",
    null_hides=False,
    forgives=("undecodable", "blanks", "rest"),
    spelled=("number", "boolean"),
)
_DIALECT = d.Dialect(
    env=(d.Pair(blank_is_empty=True),),
    properties=d.Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",)),
    files=d.Files(
        grammar=g.Grammar(
            # AwsConfigParser.kt, ParseFn.kt: what continues a setting that does not count throws, and so does a block
            # where one value is read (ConfigSection.kt)
            header=g.SLICED,
            sections=r"\S*",
            keys=r"\S+",
            checks_skipped=True,
            drops_bad_inner=True,
            blocks=g.NESTED,
            indent=g.CONTINUES,
            junk=g.REFUSED,
            homeless=g.REFUSED,
            undecodable=g.IGNORED,
            carriage_returns=True,
            unicode_blanks=True,
        ),
        empty_path="nowhere",
        home="java",
        config_sections=r"default|(?!default )\S+ \S+",
        credentials_refused=r"\[[^=]*sso-session[^=]*\]",
        directory=d.STOP,
        config_variables=("-Daws.configFile", "AWS_CONFIG_FILE"),
        credentials_variables=("-Daws.sharedCredentialsFile", "AWS_SHARED_CREDENTIALS_FILE"),
        broken=d.STOP,
    ),
    selection=d.Selection(properties=("aws.profile",), empty_is_name=True),
    # JsonCredentialsDeserializer.kt deserializeJsonProcessCredentials: a token is required, as of an endpoint
    process=d.Program(
        ("AccessKeyId", "SecretAccessKey", "SessionToken"),
        empty_id=True,
        versions="whole",
        forgives=("undecodable", "blanks", "rest"),
        null_hides=False,
        spelled=("number", "boolean"),
        limit=64 * 1024,
        input_open=True,
    ),
    container=d.Container(
        unread=("parameter", "dots", "escape", "numbers"),
        set_means="not-blank",
        auth_set_means="present",
        readings=("right-stripped",),
        illegal=r"^\s|//[^/]*@|//[^/]*:(/|$)",
        trimmed_token=True,
        answer=_ANSWER._replace(empty_id=True),
    ),
    metadata=d.Metadata(
        unread=("fragment", "control", "dots", "escape"),
        endpoint_readings=(),
        v1=False,
        endpoint_in=d.BOTH,
        needs_files=True,
        empty_endpoint="breaks",
        modes="(?i:ipv[46])",
        role="trimmed",
        answer=_ANSWER,
    ),
    client_settings=(
        d.Setting("AWS_MAX_ATTEMPTS", r"\s*[+-]?\d+\s*", key="max_attempts"),
        d.Setting("AWS_RETRY_MODE", "legacy|standard|adaptive(_v2)?", key="retry_mode"),
    ),
    # config/endpoints/Resolvers.kt
    endpoint=d.Endpoint(
        r"[A-Za-z][\w+.-]*://.+", missing_services=True, services_line="breaks", empty_variable=True, empty_setting=True
    ),
    reads_properties=True,
    region_property="aws.region",
    # runtime.region DefaultRegionProviderChain, ImdsRegionProvider
    region=d.Region(empty="is", empty_setting="is", metadata=True),
)

_ROLES = Roles(without_source="breaks", client_of="variables")
_SSO = d.Sso(("sso_account_id", "sso_role_name", "sso_session"), times="zoned", doubled="differ")


def _profile(step: Step) -> Probe | None:
    """ProfileChain.kt: keys first, also before a role. What is read where one value is wanted is not a block."""
    found = block(step, PAIR_KEYS) or keys(step, empty_counts=True)
    if found is None and not step.is_own_source:
        found = block(step, ROLE_KEYS) or role(step, _ROLES)
    return (
        found
        or block(step, WEB_IDENTITY_KEYS)
        or web_identity(step)
        or block(step, SSO_KEYS)
        or sso(step, _SSO)
        or block(step, LOGIN_KEYS)
        or login(step)
        or block(step, PROCESS_KEYS)
        or process(step)
    )


# DefaultChainCredentialsProvider.kt
_LINKS: dict[str, Link] = {
    "system-properties": properties,
    "env": env,
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight), needs_files=True),
    "profile": lambda sight: of_profile(sight, Steps(_profile, _profile, empty_counts=True)),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="kotlin",
    title="AWS SDK for Kotlin",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION",),
    removed_by_profile=(),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "login", "process")),
)
