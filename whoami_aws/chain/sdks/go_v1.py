"""AWS SDK for Go v1: `session.NewSession`, which reads the config file only with AWS_SDK_LOAD_CONFIG."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, process, web_identity
from whoami_aws.chain.blocks.profile_validation import needs_role, one_type, source_has_some, sso_session
from whoami_aws.chain.blocks.roles import SOURCES, Roles, credential_source, remote, source_profile, with_role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.endpoints import RELATIVE
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe, SdkError, breaks, input_of
from whoami_aws.host.ini import grammar as g

# Read from aws-sdk-go 1.55.8.
# encoding/json Decoder, which reads no further than the value
_ANSWER = d.Answer(required=(), empty_id=True, any_case=True, null_hides=False, forgives=("undecodable", "rest"))
_DIALECT = d.Dialect(
    # aws/session/env_config.go regionKeys
    region=d.Region(switched=("AWS_DEFAULT_REGION",)),
    # aws/session/env_config.go
    env=(d.Pair(("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")),),
    # aws/session/shared_config.go setFromIniFile, internal/ini
    files=d.Files(
        grammar=g.Grammar(
            delimiters="=:",
            quotes='"',
            empty_opens_block=True,
            drops_empty=True,
            # internal/ini visitor.go VisitStatement
            repeated_section=g.REPLACED,
            undecodable=g.IGNORED,
            after_header=g.IGNORED,
            # internal/ini: what begins no statement
            refused_lines="=.*|\\[[^\\]]*|\\[\\s*\\].*|[\ufeff\ufffd][^#;].*",
            unicode_blanks=True,
        ),
        switch="AWS_SDK_LOAD_CONFIG",
        switch_on="true",
        # loadSharedConfig with exOpts off
        unswitched_drops=(
            "role_arn",
            "source_profile",
            "credential_source",
            "mfa_serial",
            "sso_session",
            "sso_account_id",
            "sso_role_name",
            "sso_region",
            "sso_start_url",
            "ca_bundle",
            "region",
        ),
        expands_home=False,
        home="variable",
        config_prefix="optional",
        credentials_prefix="optional",
        default_prefixed="plain",
        merge="whole-pairs",
        broken=d.STOP,
        sessions_in=d.BOTH,
    ),
    selection=d.Selection(("AWS_PROFILE",), switched=("AWS_DEFAULT_PROFILE",)),
    # aws/credentials/processcreds: encoding/json, and no more than DefaultBufSize is read
    process=d.Program(any_case=True, null_hides=False, forgives=("undecodable",), limit=8 * 1024),
    # aws/defaults/defaults.go RemoteCredProvider
    container=d.Container(unread=("parameter", "mapped"), full_first=True, trimmed_token=True, answer=_ANSWER),
    # aws/ec2metadata/service.go
    metadata=d.Metadata(
        unread=("control",),
        endpoint_readings=("no-user", "origin"),
        mode_in=(),
        modes=r"\s*(?i:ipv[46])?\s*",
        answer=_ANSWER,
    ),
    # aws/session/env_config.go loadEnvConfig
    settings=(
        d.Setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", r"\s*(ipv[46])?\s*"),
        d.Setting("AWS_USE_FIPS_ENDPOINT", "true|false"),
        d.Setting("AWS_STS_REGIONAL_ENDPOINTS", "legacy|regional"),
        # aws/session/session.go setTLSOptions
        d.Setting("AWS_CA_BUNDLE", key="ca_bundle", certificates=True),
    ),
    stops_all=("unparsable-file", "no-role", "two-sources", "source-empty", "source-missing", "sso-session-missing"),
    selects=True,
)


def _container_source(sight: SdkView) -> Probe:
    """aws/session/credentials.go resolveCredsFromSource: the path is wanted, whatever else is set."""
    path = sight.host.variable(RELATIVE)
    if path is None or path.empty:
        text = f"credential_source = EcsContainer needs {RELATIVE}"
        return breaks("source-unset", text, SdkError("NoCredentials", text), (), input_of(RELATIVE, path))
    return container.probe(sight)


_ROLES = Roles(mfa="breaks", sources={**SOURCES, "EcsContainer": _container_source})
_SSO = d.Sso()


def _profile(step: Step) -> Probe | None:
    """aws/session/shared_config.go setFromFile, then aws/session/credentials.go resolveCredsFromProfile."""
    refused = needs_role(step) or one_type(step) or source_has_some(step) or sso_session(step)
    if refused is not None:
        return refused
    if step.is_own_source:
        return with_role(step, _ROLES, keys(step))
    found = source_profile(step) or keys(step) or credential_source(step, _ROLES)
    if found is None and (by_token := web_identity(step)) is not None:
        return by_token
    return with_role(step, _ROLES, found or sso(step, _SSO) or process(step) or remote(step))


def _from_profile(sight: SdkView) -> Probe:
    return of_profile(sight, Steps(_profile, _profile))


# aws/session/credentials.go resolveCredentials
_LINKS: dict[str, Link] = {
    "env": env,
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight)),
    "profile": _from_profile,
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="go-v1",
    title="AWS SDK for Go v1",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity"),
    engine=SdkEngine(_DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "process"), read_before=_from_profile),
)
