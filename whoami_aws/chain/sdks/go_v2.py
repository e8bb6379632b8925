"""AWS SDK for Go v2: `config.LoadDefaultConfig` selects one source, and a later failure of that one is final."""

from __future__ import annotations

from whoami_aws.chain.blocks import container, imds
from whoami_aws.chain.blocks import dialect as d
from whoami_aws.chain.blocks.engine import Link, SdkEngine
from whoami_aws.chain.blocks.env_keys import env
from whoami_aws.chain.blocks.profile_path import Step, Steps, of_profile
from whoami_aws.chain.blocks.profile_sources import keys, login, process, web_identity
from whoami_aws.chain.blocks.profile_validation import needs_role, one_type, source_has_some, sso_session, whole_pair
from whoami_aws.chain.blocks.roles import Roles, credential_source, remote, source_profile, with_role
from whoami_aws.chain.blocks.sso import sso
from whoami_aws.chain.blocks.view import SdkView
from whoami_aws.chain.blocks.web_identity import by_variables, web_identity_link
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe
from whoami_aws.host.ini import grammar as g

# Read from config v1.32.31, credentials v1.19.30, feature/ec2/imds v1.18.31.
# encoding/json Decoder, which reads no further than the value
_ANSWER = d.Answer(required=(), empty_id=True, any_case=True, null_hides=False, forgives=("undecodable", "rest"))
_DIALECT = d.Dialect(
    needs_region=("role", "web-identity"),
    # config/env_config.go: the aliases, first that is not empty, each for itself
    env=(d.Pair(("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")),),
    # config/shared_config.go, internal/ini
    files=d.Files(
        grammar=g.Grammar(
            delimiters="=:",
            fold_case=True,
            quotes="\"'",
            empty_opens_block=True,
            undecodable=g.IGNORED,
            unicode_blanks=True,
        ),
        expands_home=False,
        home="variable",
        merge="pairs",
        broken=d.STOP,
        directory=d.STOP,
        sessions_in=d.BOTH,
    ),
    # config/config.go: a missing profile is an error only for AWS_PROFILE
    selection=d.Selection(
        ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), missing=d.STOP, missing_for=("AWS_PROFILE", "--profile")
    ),
    # credentials/processcreds: encoding/json
    process=d.Program(any_case=True, null_hides=False, forgives=("undecodable",)),
    # credentials/endpointcreds, credentials/ec2rolecreds: a field that is missing is empty
    container=d.Container(unread=("parameter", "mapped"), trimmed_token=True, answer=_ANSWER._replace(account=True)),
    metadata=d.Metadata(
        unread=("control",),
        endpoint_readings=("no-user", "origin"),
        empty_variable="unset",
        v1_off_in_profile="true",
        endpoint_in=d.BOTH,
        answer=_ANSWER._replace(code="any-case"),
    ),
    # config/resolve.go: what is said of all services has not been looked at when STS is asked
    endpoint=d.Endpoint(r"[A-Za-z][\w+.-]*://.+", of_all_services=False),
    # config/config.go LoadDefaultConfig: the files are read before anything is chosen
    # config/env_config.go NewEnvConfig
    settings=(
        d.Setting("AWS_MAX_ATTEMPTS", r"[+-]?[0-9]+", key="max_attempts", each=True, empty_setting=False),
        d.Setting("AWS_RETRY_MODE", "standard|adaptive", False, key="retry_mode", each=True, empty_setting=False),
        d.Setting("AWS_EC2_METADATA_V1_DISABLED", "true|false"),
        # feature/ec2/imds internal/config SetFromString
        d.Setting(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            r"\s*(ipv[46])?\s*",
            key="ec2_metadata_service_endpoint_mode",
            each=True,
        ),
        d.Setting("AWS_USE_FIPS_ENDPOINT", "true|false"),
        d.Setting("AWS_USE_DUALSTACK_ENDPOINT", "true|false"),
        d.Setting(
            "AWS_DEFAULTS_MODE",
            "legacy|standard|in-region|cross-region|mobile|auto",
            key="defaults_mode",
            each=True,
        ),
        # config/resolve.go resolveCustomCABundle
        d.Setting("AWS_CA_BUNDLE", key="ca_bundle", certificates=True),
    ),
    stops_all=(
        "unparsable-file",
        "partial",
        "no-role",
        "two-sources",
        "source-empty",
        "source-missing",
        "sso-session-missing",
        "profile-missing",
    ),
    selects=True,
)

_ROLES = Roles(mfa="breaks")
_SSO = d.Sso(times="zoned", doubled="differ")


def _profile(step: Step) -> Probe | None:
    """config/shared_config.go setFromIniSections, then config/resolve_credentials.go resolveCredsFromProfile."""
    refused = whole_pair(step) or needs_role(step) or one_type(step) or source_has_some(step) or sso_session(step)
    if refused is not None:
        return refused
    if step.is_own_source:
        found = keys(step)
    elif step.is_source:
        found = keys(step) or source_profile(step) or credential_source(step, _ROLES)
    else:
        found = source_profile(step) or keys(step) or credential_source(step, _ROLES)
    if found is None and not step.is_own_source:
        if (by_token := web_identity(step)) is not None:
            return by_token
        found = sso(step, _SSO) or login(step) or process(step) or remote(step)
    return with_role(step, _ROLES, found)


def _from_profile(sight: SdkView) -> Probe:
    return of_profile(sight, Steps(_profile, _profile))


# config/resolve_credentials.go resolveCredentialChain
_LINKS: dict[str, Link] = {
    "env": env,
    "assume-role-with-web-identity": lambda sight: web_identity_link(sight, by_variables(sight)),
    "profile": _from_profile,
    "container-role": container.probe,
    "iam-role": imds.probe,
}


CHAIN = Chain(
    id="go-v2",
    title="AWS SDK for Go v2",
    links=tuple(_LINKS),
    region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
    removed_by_profile=("env", "assume-role-with-web-identity"),
    engine=SdkEngine(
        _DIALECT, _LINKS, ("role", "keys", "web-identity", "sso", "login", "process"), read_before=_from_profile
    ),
)
