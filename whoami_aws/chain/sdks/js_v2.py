"""AWS SDK for JavaScript v2: `AWS.config.getCredentials`. Static keys are found when the SDK is loaded, before all."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Block, Step, Steps, filled, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, process
from whoami_aws.chain.blocks.roles import Roles, role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import Token, by_profile, by_variables, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# Read from aws-sdk 2.1693.0.
_DIALECT = d.Dialect(
    # lib/node_loader.js: EnvironmentCredentials('AWS'), then ('AMAZON')
    env=(
        d.Pair(),
        d.Pair(("AMAZON_ACCESS_KEY_ID",), ("AMAZON_SECRET_ACCESS_KEY",), ("AMAZON_SESSION_TOKEN",)),
    ),
    # lib/util.js getProfilesFromSharedConfig, lib/shared-ini
    files=d.Files(
        empty_home="relative",
        grammar=g.Grammar(
            drops_empty=True,
            names_trimmed="none",
            undecodable=g.IGNORED,
            byte_order_mark=g.IGNORED,
            unicode_blanks=True,
        ),
        switch="AWS_SDK_LOAD_CONFIG",
        # lib/node_loader.js loadRegion
        unswitched_drops=("region",),
        # lib/node_loader.js loadConfig
        settings_in=("config",),
        paths_switched=True,
        needs_config=True,
        expands_home=False,
        config_prefix="optional",
        credentials_prefix="literal",
    ),
    # lib/credentials/remote_credentials.js
    container=d.Container(
        unread=("parameter", "control", "large-port"),
        plain_hosts=("127.0.0.1", "localhost", "169.254.170.23"),
        loopback=False,
        loopback_names=False,
        auths=("variable", "file"),
        path_auth="with-others",
        readings=("right-stripped",),
        # Endpoint takes what does not begin with `http` for a host
        illegal=r"^(?!http|/)",
        undecodable_auth="breaks",
        # credsFormatIsValid, formatCreds
        answer=d.Answer(
            ("AccessKeyId", "SecretAccessKey", "Token"),
            empty_secret=False,
            empty_token=False,
            times="any",
            aliases=(
                ("accessKeyId", "AccessKeyId"),
                ("secretAccessKey", "SecretAccessKey"),
                ("sessionToken", "Token"),
                ("expiration", "Expiration"),
            ),
            forgives=("undecodable",),
            taken=d.TYPELESS_ANSWER,
        ),
    ),
    # lib/credentials/process_credentials.js
    process=d.Program(
        (),
        empty_id=True,
        times="any",
        expired=False,
        versions="equal",
        forgives=("undecodable",),
        taken=d.TYPELESS,
        # child_process.exec
        limit=1024 * 1024,
        input_open=True,
    ),
    # lib/metadata_service.js
    metadata=d.Metadata(
        unread=("control", "capitals"),
        endpoint_readings=("joined", "no-user"),
        off="non-empty",
        direct=True,
        v1_off="not-exact-false",
        v1_stops_on=(400, 500, 502, 503, 504),
        endpoint_in=("config",),
        mode_in=("config",),
        empty_endpoint="breaks",
        answer=d.Answer(
            empty_secret=False,
            times="any",
            expired=False,
            code="unread",
            forgives=("undecodable",),
            taken=(*d.TYPELESS_ANSWER, ("Expiration", d.NO_TEXTS)),
        ),
    ),
    # lib/metadata_service/get_endpoint_mode.js throws while the SDK is loaded
    settings=(
        d.Setting(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "IPv4|IPv6",
            any_case=False,
            empty=False,
            key="ec2_metadata_service_endpoint_mode",
            within=("config",),
            unless=("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"),
        ),
    ),
    # lib/credentials/remote_credentials.js throws out of the chain
    # and a circle of roles ends in want of memory
    stops_on=(
        "container-role: token-file",
        "container-role: token-line-end",
        "container-role: token-undecodable",
        "assume-role: role-loop",
        "assume-role: own-empty",
        # shared_ini_file_credentials.js, services/sts.js credentialsFrom: what has no Credentials is a TypeError
        "assume-role: role-garbled",
        "assume-role-with-web-identity: token-file-set-garbled",
        "assume-role-with-web-identity: role-garbled",
    ),
)

_ROLES = Roles(without_source="breaks", token_is_source=False, both_sources="source_profile", sources={})
# lib/credentials/sso_credentials.js getToken
_SSO = d.Sso(token_needs=("startUrl", "region", "accessToken", "expiresAt"), window=900)


def _source(step: Step) -> Probe | None:
    """lib/credentials/shared_ini_file_credentials.js loadRoleProfile."""
    return keys(step) if step.is_own_source else keys(step) or role(step, _ROLES)


def _from_profile(what: Block) -> Link:
    return lambda sight: of_profile(sight, Steps(what, _source))


def _keys(step: Step) -> Probe | None:
    """lib/credentials/shared_ini_file_credentials.js load: a role takes the place of keys."""
    return keys(step) if step.value("role_arn") is None else None


def _token(sight: SdkView) -> Token:
    """lib/credentials/token_file_web_identity_credentials.js getParamsFromSharedConfig: the profile has a token, or the
    one that its role comes from.
    """
    token = by_variables(sight)
    if token.file is not None and token.role is not None:
        return token
    name, roles, seen = sight.profile, [], set()
    while True:
        file, role_arn, _ = by_profile(sight, name, d.BOTH)
        roles.append(role_arn)
        seen.add(name)
        source = filled(sight.within(name, d.BOTH), "source_profile")
        name = (source.text or "") if source is not None else ""
        if file is not None or source is None or name in seen:
            # STS is asked for each of them in turn, and a request without a role is not even sent.
            return Token(file, None if None in roles else roles[-1], roles[0])


# lib/node_loader.js: `keys.credentials`, then CredentialProviderChain.defaultProviders
_LINKS: dict[str, Link] = {
    "env": env,
    "shared-credentials-file": _from_profile(_keys),
    "sso": _from_profile(lambda step: sso(step, _SSO)),
    "assume-role": _from_profile(lambda step: role(step, _ROLES)),
    "container-role": container.probe,
    "custom-process": _from_profile(process),
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, _token(sight)),
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="js-v2",
    title="AWS SDK for JavaScript v2",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AMAZON_REGION"),
    removed_by_profile=("env", "sso", "container-role", "custom-process", "assume-role-with-web-identity", "iam-role"),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "sso", "process")),
)
