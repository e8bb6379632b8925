"""AWS SDK for C++: `DefaultAWSCredentialsProviderChain`, as pyarrow carries it. Whatever fails, the next is tried."""

from __future__ import annotations

from whoami_aws.chain.fetching import dialect as d
from whoami_aws.chain.fetching.engine import Fetching
from whoami_aws.chain.model import Chain
from whoami_aws.chain.sdks.crt import ENDPOINT, FILES, PROFILE, PROGRAM
from whoami_aws.host import grammar as g

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
# core/utils/json/JsonSerializer.cpp GetString: what is no text is an empty one
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
    # GetConfigProfileName
    readers=(
        d.Reader(("assume-role-with-web-identity", "sso"), _OWN, d.Selection(("AWS_DEFAULT_PROFILE", "AWS_PROFILE"))),
    ),
    endpoint=ENDPOINT,
    selection=d.Selection(empty_is_name=True),
    # ProfileCredentialsProvider gives the Common Runtime no client bootstrap: no role is ever asked for
    profile=PROFILE._replace(
        # what a source has comes to nothing
        source_order=("keys", "role", "process"),
        roles=False,
        token_crashes=True,
        # SSOCredentialsProvider.cpp, SSOBearerTokenProvider.cpp
        sso=d.Sso(within=("config",), session_needs=("sso_region",), doubled="differ", times="whole", renewed="always"),
    ),
    web_identity=d.WebIdentity(profile="each", profile_in=("config",)),
    process=PROGRAM,
    # GeneralHTTPCredentialsProvider.cpp
    container=d.Container(
        unread=("parameter", "fragment", "dots"),
        readings=("left-stripped", "bare", "numbers"),
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
    parts=(("sso", ("sso",)),),
)

CHAIN = Chain(
    id="cpp",
    title="AWS SDK for C++",
    # AWSCredentialsProviderChain.cpp
    links=("env", "profile", "assume-role-with-web-identity", "sso", "container-role", "iam-role"),
    profile_variables=("AWS_PROFILE",),
    region_variables=("AWS_DEFAULT_REGION", "AWS_REGION"),
    removed_by_profile=(),
    engine=Fetching(_DIALECT),
)
