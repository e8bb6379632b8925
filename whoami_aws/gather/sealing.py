"""Which texts of a host may be kept, and which only as a shape. What is not known to be harmless is sealed."""

from __future__ import annotations

from whoami_aws.gather.vault import Vault
from whoami_aws.host import names
from whoami_aws.host.ini import Seal
from whoami_aws.host.values import Reading, seal_key_id, seal_url, shape_of

_CONFIG_TEXTS = frozenset(
    [
        "account_id_endpoint_mode",
        "api_versions",
        "aws_account_id",
        "ca_bundle",
        "cli_pager",
        "credential_source",
        "data_path",
        "defaults_mode",
        "disable_ec2_metadata",
        "duration_seconds",
        "ec2_instance_profile_name",
        "ec2_metadata_service_endpoint_mode",
        "ec2_metadata_v1_disabled",
        "external_id",
        "ignore_configured_endpoint_urls",
        "imds_use_ipv6",
        "login_session",
        "max_attempts",
        "metadata_service_num_attempts",
        "metadata_service_timeout",
        "mfa_serial",
        "output",
        "parameter_validation",
        "region",
        "retry_mode",
        "role_arn",
        "role_session_name",
        "services",
        "sigv4a_signing_region_set",
        "source_profile",
        "sso_account_id",
        "sso_region",
        "sso_registration_scopes",
        "sso_role_name",
        "sso_session",
        "sso_start_url",
        "sts_regional_endpoints",
        "tcp_keepalive",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "web_identity_token_file",
    ]
)
_CONFIG_URLS = frozenset({"endpoint_url", "ec2_metadata_service_endpoint"})

_VARIABLE_TEXTS = frozenset(
    [
        "AMAZON_REGION",
        "AWS_ACCOUNT_ID",
        "AWS_CA_BUNDLE",
        "AWS_CONFIG_FILE",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_CREDENTIAL_FILE",
        "AWS_DATA_PATH",
        "AWS_DEFAULTS_MODE",
        "AWS_DEFAULT_PROFILE",
        "AWS_DEFAULT_REGION",
        "AWS_EC2_INSTANCE_PROFILE_NAME",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "AWS_EC2_METADATA_V1_DISABLED",
        "AWS_EXECUTION_ENV",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_IMDS_USE_IPV6",
        "AWS_LOGIN_CACHE_DIRECTORY",
        "AWS_MAX_ATTEMPTS",
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        "AWS_METADATA_SERVICE_TIMEOUT",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_RETRY_MODE",
        "AWS_ROLE_ARN",
        "AWS_ROLE_SESSION_NAME",
        "AWS_SDK_LOAD_CONFIG",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_STS_REGIONAL_ENDPOINTS",
        "AWS_USE_DUALSTACK_ENDPOINT",
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "BOTO_CONFIG",
        "BOTO_DISABLE_CRT",
        "CI_COMMIT_REF_PROTECTED",
        "GITHUB_EVENT_NAME",
        "HOME",
        "KUBERNETES_SERVICE_HOST",
        "NO_PROXY",
        "REQUESTS_CA_BUNDLE",
        "SUDO_USER",
        "USER",
        "USERPROFILE",
        "no_proxy",
    ]
)
_MARKERS = frozenset(
    [
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "AWSUME_PROFILE",
        "AWS_VAULT",
        "BAZEL_TEST",
        "BUILDKITE",
        "BUILD_ID",
        "C9_PID",
        "C9_PROJECT",
        "C9_USER",
        "CI",
        "CIRCLECI",
        "CODEBUILD_BUILD_ARN",
        "CODEBUILD_BUILD_ID",
        "ECS_CONTAINER_METADATA_URI",
        "ECS_CONTAINER_METADATA_URI_V4",
        "GITHUB_ACTIONS",
        "GITLAB_CI",
        "GRANTED_SSO",
        "INVOCATION_ID",
        "JENKINS_HOME",
        "JENKINS_URL",
        "NIX_BUILD_TOP",
        "RUNNER_ENVIRONMENT",
        "TF_BUILD",
        "TOX_ENV_NAME",
        "TOX_WORK_DIR",
        "TRAVIS",
        "VIRTUAL_ENV",
        "WSL_DISTRO_NAME",
        "WSL_INTEROP",
    ]
)
"""They tell what kind of place this is by being there. Of what they hold only the shape is kept."""
_VARIABLE_URLS = frozenset(
    [
        "ALL_PROXY",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "all_proxy",
        "http_proxy",
        "https_proxy",
    ]
)
_SECRET_WORDS = ("SECRET", "TOKEN", "PASSWORD", "KEY")


def config_seal(path: str, vault: Vault, another: bool = False) -> Seal:
    """The seal for the options of one file, which is read by botocore or by another SDK (`another`)."""

    def seal(key: str, text: str, line: int) -> Reading:
        if "\n" not in text:
            if key in _CONFIG_TEXTS:
                return text
            if key == "aws_access_key_id":
                return _sealed(seal_key_id(text), text, vault)
            if key in _CONFIG_URLS:
                return _sealed_url(text, vault)
        if key == "credential_process":
            shape = shape_of(text)
            vault.keep_command(path, line, text, shape.fingerprint if another else "")
            return shape
        if not text.startswith("arn:"):  # a name of AWS's is no secret, and an identity may repeat it
            vault.keep(text)
        return shape_of(text)

    return seal


_NAME_LIMIT = 32
"""Characters of an option's name. A line that is no setting, such as a secret with an `=` in it, has a longer one."""


def seal_name(name: str, line: int) -> str:
    """The name of an option; one that cannot be meant is replaced, since a secret on a line by itself looks like it."""
    if name in _CONFIG_TEXTS or name in _CONFIG_URLS:
        return name
    # A line of a shell script, where a line of a profile belongs.
    bare = name.removeprefix("export ").strip("\"' ")
    plain = name.isascii() and bare.replace("_", "").replace("-", "").replace(".", "").isalnum()
    return name if plain and len(name) <= _NAME_LIMIT else f"(no option's name, line {line})"


def seal_variable(name: str, text: str, vault: Vault) -> Reading:
    """What may be kept of a variable's value."""
    if name in _VARIABLE_TEXTS:
        return text
    if names.may_be_kept(name, text):
        return text
    meant = names.meant(name)
    if name in (names.ACCESS_KEY, "AMAZON_ACCESS_KEY_ID") or (meant is not None and meant.name == names.ACCESS_KEY):
        return _sealed(seal_key_id(text), text, vault)
    if name in _VARIABLE_URLS or name.startswith("AWS_ENDPOINT_URL"):
        return _sealed_url(text, vault)
    if not _tells_nothing(name):
        vault.keep(text)
    return shape_of(text)


def _tells_nothing(name: str) -> bool:
    """Whether a variable's value is surely no secret: an identity may well repeat it (the name of a function is part
    of its role's).
    """
    if name in _MARKERS:
        return "TOKEN" not in name or name.endswith("_URL")
    return name.startswith(("AWS_LAMBDA_", "AWS_XRAY_", "AWS_BATCH_")) and may_be_shown(name)


def matters(name: str) -> bool:
    """Whether a variable can have to do with credentials at all."""
    known = name in _VARIABLE_TEXTS or name in _VARIABLE_URLS or name in _MARKERS
    ours = name.startswith(("AWS", "AMAZON_", "BOTO", "aws_", "Aws_"))
    return known or ours or name == "SECRET_ACCESS_KEY" or names.meant(name) is not None


def may_be_shown(name: str) -> bool:
    """Whether a variable that a path refers to (`$NAME`) may be kept as text."""
    return not any(word in name.upper() for word in _SECRET_WORDS)


def _sealed_url(text: str, vault: Vault) -> str:
    """A URL without what may be secret in it; of the rest an answer may well repeat a part."""
    sealed = seal_url(text)
    if sealed == text:
        return sealed
    path, mark, rest = text.partition("?")
    if "@" in text or "#" in path:
        vault.keep(text)
    else:
        for segment in (*path.split("/"), rest if mark else ""):
            if segment and segment not in sealed.split("/"):
                vault.keep(segment)
    return sealed


def _sealed(reading: Reading, text: str, vault: Vault) -> Reading:
    if reading != text:
        vault.keep(text)
    return reading
