"""Which link an SDK's own word for its provider tells of. Several links may go by one word; no word tells nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ENV, _WEB, _PROFILE = "env", "assume-role-with-web-identity", "profile"
_PROPERTIES, _CONTAINER, _INSTANCE = "system-properties", "container-role", "iam-role"
_GO = {
    "EnvConfigCredentials": (_ENV,),
    "WebIdentityCredentials": (_WEB, _PROFILE),
    "SharedConfigCredentials: .*|AssumeRoleProvider|SSOProvider|ProcessProvider|LoginProvider": (_PROFILE,),
    "CredentialsEndpointProvider": (_CONTAINER,),
    "EC2RoleProvider": (_INSTANCE,),
}
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "java-v1": {
        "EnvironmentVariableCredentialsProvider": (_ENV,),
        "SystemPropertiesCredentialsProvider": (_PROPERTIES,),
        "WebIdentityTokenCredentialsProvider": (_WEB,),
        "ProfileCredentialsProvider": (_PROFILE,),
        "EC2ContainerCredentialsProviderWrapper": (_CONTAINER, _INSTANCE),
    },
    # The first of the letters is the outermost source; a role's own comes last.
    "java-v2": {
        "f": (_PROPERTIES,),
        "g": (_ENV,),
        "h,.*": (_WEB,),
        "[noqrtpv]($|,.*)|AC,AD": (_PROFILE,),
        "z": (_CONTAINER,),
        "0": (_INSTANCE,),
    },
    "kotlin": {
        "SystemProperties": (_PROPERTIES,),
        "Environment": (_ENV,),
        "WebIdentityToken": (_WEB, _PROFILE),
        "AssumeRoleProvider|SSO|Process|LOGIN": (_PROFILE,),
        "EcsContainer": (_CONTAINER,),
        "IMDSv2": (_INSTANCE,),
    },
    "go-v1": _GO,
    "go-v2": _GO,
    "js-v2": {
        "EnvironmentCredentials:.*": (_ENV,),
        # It is the class of a role in a profile, too.
        "SharedIniFileCredentials": ("shared-credentials-file", "assume-role"),
        "SsoCredentials": ("sso",),
        "RemoteCredentials": (_CONTAINER,),
        "ProcessCredentials": ("custom-process",),
        "TokenFileWebIdentityCredentials": (_WEB,),
        "EC2MetadataCredentials": (_INSTANCE,),
    },
    "js-v3": {
        "ENV_VARS": (_ENV,),
        r".*\bENV_VARS_STS_WEB_ID_TOKEN": (_WEB,),
        r"(.*\+)?PROFILE(_\w+)?|.*\+PROFILE_\w+\+.*": (_PROFILE,),
        "PROCESS": ("custom-process",),
        "HTTP": (_CONTAINER,),
    },
    # A profile's credential_source needs no role, and then answers in the name of the source.
    "rust": {
        "EnvironmentVariable": (_ENV, _PROFILE),
        "WebIdentityToken": (_WEB, _PROFILE),
        "ProfileFile|AssumeRoleProvider|CredentialProcess|SSO|Login": (_PROFILE,),
        "EcsContainer": (_CONTAINER, _PROFILE),
        "IMDSv2": (_INSTANCE, _PROFILE),
    },
    "python-v4": {
        "Environment": (_ENV,),
        "Profile.*": (_PROFILE,),
        "EcsContainer": (_CONTAINER,),
        "Ec2InstanceMetadata": (_INSTANCE,),
    },
    "ruby": {
        # Static keys of a profile that was given are the same class.
        "Aws::Credentials": (_ENV,),
        "Aws::AssumeRoleWebIdentityCredentials": (_WEB, "assume-role"),
        "Aws::SSOCredentials": ("sso",),
        "Aws::AssumeRoleCredentials": ("assume-role",),
        "Aws::SharedCredentials": ("shared-credentials-file",),
        "Aws::ProcessCredentials": ("custom-process",),
        "Aws::ECSCredentials": (_CONTAINER,),
        "Aws::InstanceProfileCredentials": (_INSTANCE,),
    },
}
"""SDK -> a pattern of its words -> the links that have such a provider."""


def links_called(sdk: str, word: str | None) -> tuple[str, ...] | None:
    """The links that a word may stand for; None where it tells nothing. KeyError for a word that is not known."""
    if word is None or sdk not in _WORDS:
        return None
    for pattern, links in _WORDS[sdk].items():
        if re.fullmatch(pattern, word):
            return links
    raise KeyError(f"{sdk}: {word}")
