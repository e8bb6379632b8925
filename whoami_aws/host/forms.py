"""What the values of AWS's variables and options look like, and whether a text fits: one that does not is not shown.

A form is generous, so that a misspelled value can be quoted, and strict about what could be a secret (`secret_like`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.host.secret_like import is_made_of_words, is_random_name, secret_kind

Form = Callable[[str], bool]
"""Whether a text fits. It has been checked before that the text has one line and does not look like a secret."""


def path(text: str) -> bool:
    """The path of a file or directory."""
    return len(text) <= 1024


def name(text: str) -> bool:
    """What people call a profile, a session, a role or a user."""
    return len(text) <= 128 and not is_random_name(text)


def setting(text: str) -> bool:
    """A number, `true`, or a word that selects something."""
    return _NUMBER.fullmatch(text) is not None or (len(text) <= 64 and is_made_of_words(text))


_NUMBER = re.compile(r"[\s\d_.,+-]*")


def region(text: str) -> bool:
    """A region, or what somebody took for one."""
    return setting(text)


_ARN = re.compile(r"\s*[\"']?arn:[^\s]*[\"']?\s*")


def arn(text: str) -> bool:
    """An ARN. A text that was meant as one is shown if it has nothing but words."""
    return len(text) <= 512 and (_ARN.fullmatch(text) is not None or name(text))


_TIME = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}|GMT|UTC|[AP]M"
    r"|[\d:+.,/ TtZz-])*"
)


def time(text: str) -> bool:
    """A time, however it is written."""
    return setting(text) or (len(text) <= 64 and re.fullmatch(_TIME, text) is not None)


_URL = r"(?a)\s*[A-Za-z][A-Za-z0-9+.-]{1,10}://[\w.:\[\]%~-]+(?:/[\w./~%+=,-]*)?(?:#[\w/?=&.-]*)?\s*"


def page(text: str) -> bool:
    """The URL of a page: no user, no password, no query."""
    return len(text) <= 512 and (re.fullmatch(_URL, text) is not None or setting(text))


def hosts(text: str) -> bool:
    """A list of host names and addresses, as in `NO_PROXY`."""
    return len(text) <= 2048 and re.fullmatch(r"[\w\s.,:*/\[\]-]*", text) is not None


def fits(text: str, form: Form) -> bool:
    """Whether a text may be shown where something of a form is expected."""
    # A line end behind a value is a common mistake, which rules tell about.
    bare = text.removesuffix("\n").removesuffix("\r")
    if "\n" in bare or "\r" in bare or secret_kind(text):
        return False
    # A key that was copied from a narrow column has blanks in it.
    return form(text) and not (" " in bare.strip() and secret_kind("".join(text.split())))


VARIABLES: dict[str, Form] = {
    "AMAZON_REGION": region,
    "AWS_ACCOUNT_ID": setting,
    "AWS_CA_BUNDLE": path,
    "AWS_CONFIG_FILE": path,
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path,
    "AWS_CREDENTIAL_EXPIRATION": time,
    "AWS_CREDENTIAL_FILE": path,
    "AWS_DATA_PATH": path,
    "AWS_DEFAULTS_MODE": setting,
    "AWS_DEFAULT_PROFILE": name,
    "AWS_DEFAULT_REGION": region,
    "AWS_EC2_INSTANCE_PROFILE_NAME": name,
    "AWS_EC2_METADATA_DISABLED": setting,
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": setting,
    "AWS_EC2_METADATA_V1_DISABLED": setting,
    "AWS_EXECUTION_ENV": name,
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": setting,
    "AWS_IMDS_USE_IPV6": setting,
    "AWS_LOGIN_CACHE_DIRECTORY": path,
    "AWS_MAX_ATTEMPTS": setting,
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": setting,
    "AWS_METADATA_SERVICE_TIMEOUT": setting,
    "AWS_PROFILE": name,
    "AWS_REGION": region,
    "AWS_RETRY_MODE": setting,
    "AWS_ROLE_ARN": arn,
    "AWS_ROLE_SESSION_NAME": name,
    "AWS_SDK_LOAD_CONFIG": setting,
    "AWS_SHARED_CREDENTIALS_FILE": path,
    "AWS_STS_REGIONAL_ENDPOINTS": setting,
    "AWS_USE_DUALSTACK_ENDPOINT": setting,
    "AWS_USE_FIPS_ENDPOINT": setting,
    "AWS_WEB_IDENTITY_TOKEN_FILE": path,
    "BOTO_CONFIG": path,
    "BOTO_DISABLE_CRT": setting,
    "CI_COMMIT_REF_PROTECTED": setting,
    "GITHUB_EVENT_NAME": name,
    "HOME": path,
    "KUBERNETES_SERVICE_HOST": hosts,
    "NO_PROXY": hosts,
    "REQUESTS_CA_BUNDLE": path,
    "SUDO_USER": name,
    "USER": name,
    "USERPROFILE": path,
    "no_proxy": hosts,
}
"""Environment variables whose values are shown, with the form of each. Of all others no character is shown, but for
URLs and access key ids, which have parts that are shown.
"""

OPTIONS: dict[str, Form] = {
    "account_id_endpoint_mode": setting,
    "api_versions": setting,
    "aws_account_id": setting,
    "ca_bundle": path,
    "cli_pager": path,
    "credential_source": name,
    "data_path": path,
    "defaults_mode": setting,
    "disable_ec2_metadata": setting,
    "duration_seconds": setting,
    "ec2_instance_profile_name": name,
    "ec2_metadata_service_endpoint_mode": setting,
    "ec2_metadata_v1_disabled": setting,
    "external_id": name,
    "ignore_configured_endpoint_urls": setting,
    "imds_use_ipv6": setting,
    "login_session": arn,
    "max_attempts": setting,
    "metadata_service_num_attempts": setting,
    "metadata_service_timeout": setting,
    "mfa_serial": arn,
    "output": setting,
    "parameter_validation": setting,
    "region": region,
    "retry_mode": setting,
    "role_arn": arn,
    "role_session_name": name,
    "services": name,
    "sigv4a_signing_region_set": setting,
    "source_profile": name,
    "sso_account_id": setting,
    "sso_region": region,
    "sso_registration_scopes": name,
    "sso_role_name": name,
    "sso_session": name,
    "sso_start_url": page,
    "sts_regional_endpoints": setting,
    "tcp_keepalive": setting,
    "use_dualstack_endpoint": setting,
    "use_fips_endpoint": setting,
    "web_identity_token_file": path,
}
"""The same for the options of the config and credentials files."""
