"""AWS SDK for C++: `DefaultAWSCredentialsProviderChain`, as pyarrow carries it. Whatever fails, the next is tried."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import process
from whoami_aws.chain.blocks.roles import role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import by_either, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe, SdkError, breaks, removal_of
from whoami_aws.chain.sdks.crt import ENDPOINT, FILES, PROGRAM, ROLES, pair
from whoami_aws.host.ini import grammar as g

# AWSConfigFileProfileConfigLoader.cpp: a line that is none ends it, and its section with it
_OWN = d.Files(
    reads=("config",),
    expands_home=False,
    grammar=g.Grammar(
        junk=g.ENDS,
        undecodable=g.IGNORED,
        header=g.ANYWHERE,
        sections="default|(profile|sso-session) [A-Za-z0-9_./%@:+-]+",
    ),
)
# core/utils/json/JsonSerializer.cpp GetString: what is not text is an empty one
_ANSWER = d.Answer(
    empty_secret=False,
    times="any",
    code="unread",
    first=True,
    forgives=("undecodable", "mark", "blanks", "control"),
    absent=d.NO_TEXTS,
)
# Run as of 1.11.900 in pyarrow 26.0.1; its profile link is the Common Runtime's.
_DIALECT = d.Dialect(
    # core/client/ClientConfiguration.cpp; pyarrow asks no metadata service for it
    region=d.Region(within=("config",), default="us-east-1"),
    needs_region=("web-identity",),
    files=FILES,
    endpoint=ENDPOINT,
    selection=d.Selection(empty_is_name=True),
    process=PROGRAM,
    # GeneralHTTPCredentialsProvider.cpp
    container=d.Container(
        unread=("parameter", "fragment", "dots", "schemeless", "numbers"),
        readings=("left-stripped",),
        path_readings=(),
        illegal=r"[\x00-\x1f]|//[^/]*@|//[^/]*:(/|$)",
        trimmed_token=True,
        line_end="stripped",
        variable_line_end="lf-stripped",
        inner_line_end="sent",
        blank_auth="breaks",
        answer=_ANSWER,
        instead_of_metadata=True,
    ),
    metadata=d.Metadata(
        unread=("dots",),
        endpoint_readings=("left-stripped",),
        bare_endpoint=True,
        direct=True,
        v1_off="never",
        modes="(?i:ipv[46])?",
        mode_in=(),
        role="trimmed-first-line",
        answer=_ANSWER,
    ),
    stops_on=("profile: crash",),
)

_ROLES = ROLES._replace(possible=False)
# SSOCredentialsProvider.cpp, SSOBearerTokenProvider.cpp
_SSO = d.Sso(within=("config",), session_needs=("sso_region",), doubled="differ", times="whole", renewed="always")
# GetConfigProfileName
_SELECTION = d.Selection(("AWS_DEFAULT_PROFILE", "AWS_PROFILE"))


def _own(link: Link) -> Link:
    """A link that reads the files with the SDK's own reader."""
    return lambda sight: link(SdkView(sight.view, sight.dialect._replace(files=_OWN, selection=_SELECTION)))


def _token(step: Step) -> Probe | None:
    """A token file and a role end the program."""
    file = step.value("web_identity_token_file")
    if file is None or step.value("role_arn") is None:
        return None
    text = f"{file.origin} ends the program"
    return breaks("crash", text, SdkError("abort", text), removal_of(file))


def _profile(step: Step) -> Probe | None:
    """ProfileCredentialsProvider gives the Common Runtime no client bootstrap: no role is ever asked for."""
    return role(step, _ROLES) or _token(step) or pair(step) or process(step)


def _source(step: Step) -> Probe | None:
    """What a source has comes to nothing."""
    return pair(step) if step.is_own_source else pair(step) or role(step, _ROLES) or process(step)


# AWSCredentialsProviderChain.cpp
_LINKS: dict[str, Link] = {
    "env": env,
    "profile": lambda sight: of_profile(sight, Steps(_profile, _source, empty_counts=True)),
    "assume-role-with-web-identity": _own(lambda sight: web_identity_link(sight, by_either(sight, ("config",)))),
    "sso": _own(lambda sight: of_profile(sight, Steps(lambda step: sso(step, _SSO), _source, empty_counts=True))),
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="cpp",
    title="AWS SDK for C++",
    links=tuple(_LINKS),
    region_variables=("AWS_DEFAULT_REGION", "AWS_REGION"),
    removed_by_profile=(),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "process")),
)
