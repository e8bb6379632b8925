"""AWS SDK for Java 2.x: `DefaultCredentialsProvider`. Whatever a link throws, the next one is tried."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env, properties
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, login, process, web_identity
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain, Part
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# HttpCredentialsLoader; protocols.jsoncore, whose JsonNode.text() has numbers and booleans as they are spelled
_ANSWER = d.Answer(
    ("AccessKeyId", "SecretAccessKey", "Expiration"),
    empty_secret=False,
    code="unread",
    forgives=("undecodable", "comment", "rest"),
    spelled=("number", "boolean"),
    absent=("null", "list", "object"),
)
_DIALECT = d.Dialect(
    # SystemSettingsCredentialsProvider: trimmed, empty is none
    env=(d.Pair(stripped=True),),
    properties=d.Pair(("aws.accessKeyId",), ("aws.secretAccessKey",), ("aws.sessionToken",), stripped=True),
    files=d.Files(
        # profiles ProfileFileReader
        grammar=g.Grammar(
            indented_comments=False,
            indent=g.CONTINUES,
            blocks=g.JOINED,
            junk=g.REFUSED,
            refused_blanks=r"\f",
            homeless=g.REFUSED,
            undecodable=g.IGNORED,
            carriage_returns=True,
            sections="[A-Za-z0-9_./%@:+-]+",
        ),
        config_variables=("-Daws.configFile", "AWS_CONFIG_FILE"),
        credentials_variables=("-Daws.sharedCredentialsFile", "AWS_SHARED_CREDENTIALS_FILE"),
        config_sections="default|(profile|sso-session|services) [A-Za-z0-9_./%@:+-]+",
        empty_path="nowhere",
        home="java",
        empty_home="relative",
        names=r"[A-Za-z0-9_./%@:+-]+",
        broken=d.STOP,
    ),
    selection=d.Selection(properties=("aws.profile",), empty_is_name=True, stripped=True),
    # ProcessCredentialsProvider: `JsonNode.text`, which is nothing for lists and objects
    process=d.Program(
        times="smart",
        forgives=("undecodable", "comment", "rest"),
        spelled=("number", "boolean"),
        absent=("null", "list", "object"),
        limit=64000,
        input_open=True,
    ),
    # HttpCredentialsLoader
    container=d.Container(
        unread=("parameter", "mapped", "numbers"),
        set_means="present",
        auth_set_means="present",
        auths=("variable", "file"),
        # SdkSystemSetting trims; InetAddress.getAllByName
        variable_line_end="stripped",
        # java.net HttpURLConnection checkMessageHeader refuses a line end, and no carriage return
        inner_line_end="cr-sent",
        readings=("left-stripped", "right-stripped"),
        illegal=d.BLANKS,
        blank_auth="none",
        answer=_ANSWER,
    ),
    # InstanceProfileCredentialsProvider, Ec2MetadataConfigProvider, Ec2MetadataDisableV1Resolver
    metadata=d.Metadata(
        unread=(),
        endpoint_readings=("left-stripped", "right-stripped", "no-user"),
        off="stripped-true",
        bad_switch=True,
        v1_off="stripped-true",
        v1_off_in_profile="stripped-true",
        endpoint_in=d.BOTH,
        empty_endpoint="breaks",
        modes=r"\s*(?i:ipv[46])\s*",
        timeouts=r"[\d.]+",
        needs_files=True,
        direct=True,
        role="trimmed-first-line",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
    ),
    client_settings=(
        d.Setting("AWS_MAX_ATTEMPTS", r"\s*[+-]?\d+\s*"),
        d.Setting("AWS_RETRY_MODE", "legacy|standard|adaptive(_v2)?", key="retry_mode"),
    ),
    # aws-core AwsClientEndpointProvider
    endpoint=d.Endpoint(r"[A-Za-z][\w+.-]*:\S+", empty_variable=True, empty_setting=True),
    reads_properties=True,
    region_property="aws.region",
    # regions.providers DefaultAwsRegionProviderChain, InstanceProfileRegionProvider
    region=d.Region(blank_is_empty=True, metadata=True),
)

_ROLES = Roles(any_case=True, client_of="variables")
_SSO = d.Sso(times="zoned", doubled="differ")


def _profile(step: Step) -> Probe | None:
    """ProfileCredentialsUtils.credentialsProvider."""
    return (
        web_identity(step, without_role="ignored")
        or sso(step, _SSO)
        or role(step, _ROLES)
        or login(step)
        or process(step)
        or keys(step)
    )


# DefaultCredentialsProvider.createChain
_LINKS: dict[str, Link] = {
    "system-properties": properties,
    "env": env,
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight), needs_files=True),
    "profile": lambda sight: of_profile(sight, Steps(_profile, _profile, empty_counts=True, own_source_breaks=True)),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="java-v2",
    title="AWS SDK for Java 2.x",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION",),
    removed_by_profile=(),
    # The modules of these names: WebIdentityCredentialsUtils and ProfileCredentialsUtils look them up by class
    parts=(
        Part("sts", ("role", "web-identity")),
        Part("sso", ("sso",)),
        Part("ssooidc", ("sso-session",)),
        Part("signin", ("login",)),
    ),
    bare="java-v2-core",
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "login", "process")),
)
