"""AWS SDK for Java 1.x: `DefaultAWSCredentialsProviderChain`. Whatever a link throws, the next one is tried."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env, properties
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import by_token, keys, process
from whoami_aws.chain.blocks.roles import Roles, Source, asked_for, source_of, unusable
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain, Part
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# Read from aws-java-sdk-core 1.12.797.
# BaseCredentialsFetcher; Jackson's JsonNode.asText(), where null is a word, and a list is empty
_ANSWER = d.Answer(
    empty_id=True,
    times="any",
    code="unread",
    forgives=("undecodable", "comment", "rest"),
    spelled=("number", "boolean", "null"),
    taken=tuple((name, ("list", "object")) for name in d.ALL_FOUR),
)
_DIALECT = d.Dialect(
    # EnvironmentVariableCredentialsProvider: the first that is there; trimmed
    env=(
        d.Pair(
            ("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"),
            ("AWS_SECRET_KEY", "AWS_SECRET_ACCESS_KEY"),
            set_means="present",
            stripped=True,
        ),
    ),
    properties=d.Pair(("aws.accessKeyId",), ("aws.secretKey",), ("aws.sessionToken",), stripped=True),
    # AwsProfileFileLocationProvider: one file; AbstractProfilesConfigFileScanner
    files=d.Files(
        grammar=g.Grammar(
            comments="#",
            inline="",
            junk=g.REFUSED,
            refused_junk="[^=]*",
            names_trimmed="ends",
            homeless=g.REFUSED,
            repeated_section=g.REPLACED,
            undecodable=g.IGNORED,
            after_header=g.REFUSED,
            carriage_returns=True,
            # java.util.Scanner
            more_ends="\x85\u2028\u2029",
        ),
        reads=("either",),
        credentials_variables=("AWS_CREDENTIAL_PROFILES_FILE",),
        config_variables=(),
        expands_home=False,
        home="passwd",
        default_prefixed="plain",
        prefix="profile ",
        config_prefix="fallback",
        credentials_prefix="fallback",
        broken=d.STOP,
    ),
    selection=d.Selection(
        properties=("aws.profile",), properties_first=False, stripped=True, empty_option_is_name=True
    ),
    # ProcessCredentialsProvider.getText
    process=d.Program(forgives=("undecodable", "comment", "rest"), absent=(), limit=64000, input_open=True),
    # EC2ContainerCredentialsProviderWrapper
    container=d.Container(
        unread=("parameter", "mapped", "numbers"),
        set_means="present",
        auth_set_means="present",
        plain_hosts=("169.254.170.2", "169.254.170.23"),
        path_auth="never",
        auths=("variable", "file"),
        illegal=d.BLANKS,
        # java.net HttpURLConnection checkMessageHeader refuses a line end, and no carriage return
        inner_line_end="cr-sent",
        answer=_ANSWER._replace(expired=False),
        instead_of_metadata=True,
    ),
    metadata=d.Metadata(
        unread=(),
        v1_stops_on=(400, 500, 502, 503, 504),
        v1_off_in_profile="true",
        v1_profile_beats=True,
        direct=True,
        empty_endpoint="breaks",
        mode_in=(),
        role="trimmed-first-line",
        illegal_role=r"[^!-~]",
        answer=_ANSWER,
    ),
    stops_on=("assume-role-with-web-identity: role-alone",),
    # internal/ConnectionUtils.java: an error of the class ends the program
    settings=(
        d.Setting(
            "AWS_METADATA_SERVICE_TIMEOUT",
            r"\s*\+?(?=[\d.]*[1-9])(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?\s*",
            explicit=False,
        ),
    ),
    # SDKGlobalConfiguration
    property_names=(
        ("AWS_EC2_METADATA_DISABLED", "com.amazonaws.sdk.disableEc2Metadata"),
        ("AWS_EC2_METADATA_V1_DISABLED", "com.amazonaws.sdk.disableEc2MetadataV1"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "com.amazonaws.sdk.ec2MetadataServiceEndpointOverride"),
    ),
    region_property="aws.region",
    # com.amazonaws.regions DefaultAwsRegionProviderChain, AwsProfileRegionProvider, InstanceMetadataRegionProvider
    region=d.Region(empty="is", within=("config",), metadata=True),
)

_ROLES = Roles(without_source="breaks", token_is_source=False, both_sources="source_profile", sources={})


def _role(step: Step) -> Probe | None:
    """ProfileAssumeRoleCredentialsProvider, STSProfileCredentialsService: a token file beside the role takes the place
    of its source, which must have keys all the same.
    """
    source = source_of(step, _ROLES)
    if not isinstance(source, Source):
        return source
    if "web_identity_token_file" in step.found and unusable(step, _ROLES, source) is None:
        return by_token(step, source.role, step.found["web_identity_token_file"].value)._replace(hops=source.below.hops)
    return asked_for(step, _ROLES, source)


def _keys(step: Step) -> Probe | None:
    """ProfileStaticCredentialsProvider."""
    return keys(step, half="breaks", empty_session="breaks")


def _profile(step: Step) -> Probe | None:
    """ProfileCredentialsProvider getCredentials, ProfilesConfigFile fromProfile."""
    return _role(step) or process(step) or _keys(step)


# DefaultAWSCredentialsProviderChain
_LINKS: dict[str, Link] = {
    "env": env,
    "system-properties": properties,
    "assume-role-with-web-identity": lambda sight: web_identity_link(
        sight, by_variables(sight, empty_counts=True), role_alone="breaks"
    ),
    "profile": lambda sight: of_profile(sight, Steps(_profile, _keys, empty_counts=True)),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="java-v1",
    title="AWS SDK for Java 1.x",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION",),
    removed_by_profile=("env", "system-properties", "assume-role-with-web-identity", "container-role", "iam-role"),
    # aws-java-sdk-sts, which is looked up by the name of a class
    parts=(Part("sts", ("role", "web-identity")),),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "process")),
)
