"""Names of variables that no SDK reads, and which name was meant: misspelled, or of another tool."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import NamedTuple

from whoami_aws.host.variables import (
    ACCESS_KEY,
    CONFIG_FILE,
    CREDENTIALS_FILE,
    PROFILE,
    REGION,
    ROLE_ARN,
    SECRET_KEY,
    SESSION_TOKEN,
    TOKEN_FILE,
)

MEANT: dict[str, tuple[str, ...]] = {
    ACCESS_KEY: ("AWS_ACCESS_KEY", "AWS_ACCESS_ID", "AWS_KEY_ID", "AWS_KEY", "AWS_ACCESSKEY", "AWS_API_KEY"),
    SECRET_KEY: (
        "AWS_SECRET_KEY",
        "AWS_SECRET",
        "AWS_SECRET_ACCESS",
        "AWS_SECRET_ACCESS_KEY_ID",
        "AWS_SECRET_KEY_ID",
        "AWS_ACCESS_KEY_SECRET",
        "AWS_ACCESS_SECRET_KEY",
        "AWS_ACCESS_SECRET",
        "AWS_SECRET_ID",
        "AWS_API_SECRET",
    ),
    SESSION_TOKEN: (
        "AWS_TOKEN",
        "AWS_SESSION",
        "AWS_SESSION_KEY",
        "AWS_SESSION_TOKEN_ID",
        "AWS_ACCESS_TOKEN",
        "AWS_SECRET_TOKEN",
        "AWS_SECRET_SESSION_TOKEN",
    ),
    CREDENTIALS_FILE: (
        "AWS_CREDENTIALS_FILE",
        "AWS_SHARED_CREDENTIAL_FILE",
        "AWS_CREDENTIALS_PATH",
        "AWS_CREDENTIALS_FILE_PATH",
        "AWS_CREDENTIAL_PATH",
        "AWS_CREDENTIALS",
        "AWS_SHARED_CREDENTIALS",
        "AWS_SHARED_CREDENTIALS_FILES",
        "AWS_SHARED_CREDENTIALS_PATH",
        "AWS_SHARED_CREDENTIALS_FILE_PATH",
        "AWS_CREDENTIALS_PROFILES_FILE",
    ),
    CONFIG_FILE: (
        "AWS_CONFIG",
        "AWS_CONFIG_PATH",
        "AWS_CONFIG_FILE_PATH",
        "AWS_SHARED_CONFIG_FILE",
        "AWS_CONFIGURATION_FILE",
        "AWS_CONFIG_FILES",
    ),
    PROFILE: ("AWS_PROFILE_NAME", "AWS_PROFILE_ID", "AWS_CLI_PROFILE", "AWS_PROFILES", "AWS_DEFAULT_PROFILE_NAME"),
    REGION: ("AWS_REGION_NAME", "AWS_DEFAULT_REGION_NAME", "AWS_REGION_DEFAULT", "AWS_DEFAULT_AWS_REGION"),
    ROLE_ARN: ("AWS_ROLE", "AWS_IAM_ROLE", "AWS_IAM_ROLE_ARN", "AWS_ASSUME_ROLE_ARN", "AWS_ROLE_TO_ASSUME"),
    TOKEN_FILE: (
        "AWS_WEB_IDENTITY_TOKEN",
        "AWS_WEB_IDENTITY_FILE",
        "AWS_WEB_IDENTITY_TOKEN_PATH",
        "AWS_WEBIDENTITY_TOKEN_FILE",
        "AWS_IDENTITY_TOKEN_FILE",
        "AWS_WEB_TOKEN_FILE",
    ),
}
"""What is read -> the names that are written for it. Some of them another SDK reads (see `READ_ELSEWHERE`)."""

READ_ELSEWHERE = {
    "AWS_ACCESS_KEY": "the SDKs for Java v1 and Go v1",
    "AWS_SECRET_KEY": "the SDKs for Java v1 and Go v1",
    "AWS_CREDENTIAL_PROFILES_FILE": "the SDK for Java v1",
}
MEANT[CREDENTIALS_FILE] += ("AWS_CREDENTIAL_PROFILES_FILE",)

_READ = (
    *MEANT,
    "AWS_ACCOUNT_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CA_BUNDLE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_EC2_INSTANCE_PROFILE_NAME",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_EXPIRATION",
)
"""Names that are read, or that a common tool writes beside those: none of them is a misspelling of another."""


class Meant(NamedTuple):
    """What a name stands for. `known`: it is one that people write; else it only looks like the other."""

    name: str
    known: bool


def _plain(name: str) -> str:
    return name.upper().replace("_", "").replace("-", "").replace(".", "")


_BY_PLAIN = {_plain(alias): name for name, aliases in MEANT.items() for alias in (*aliases, name)}
_READ_PLAIN = {_plain(name): name for name in _READ}
_CLOSE = 0.92
"""difflib's ratio for one or two letters that are wrong in a name of that length."""


@cache
def meant(name: str) -> Meant | None:
    """Which variable a name was meant to be; None for one that is read, or that looks like nothing."""
    if name in _READ or name.startswith("AWS_ENDPOINT_URL_"):
        return None
    plain = _plain(name)
    if plain in _READ_PLAIN:  # in small letters, or with its underscores elsewhere
        return Meant(_READ_PLAIN[plain], True)
    if plain in _BY_PLAIN:
        return Meant(_BY_PLAIN[plain], True)
    near = difflib.get_close_matches(plain, _READ_PLAIN, 1, _CLOSE) if plain.startswith("AW") else []
    return Meant(_READ_PLAIN[near[0]], False) if near else None


_PATH = re.compile(r"[~/.$][^\s:=,{]{0,200}")
_WORD = re.compile(r"[A-Za-z0-9][\w.@+-]{0,29}", re.ASCII)


def may_be_kept(name: str, text: str) -> bool:
    """Whether the text of a misnamed variable is what the one that was meant holds: a path, a profile, a region. A
    name like AWS_CREDENTIALS may hold anything.
    """
    found = meant(name)
    if found is None:
        return False
    if found.name in (CREDENTIALS_FILE, CONFIG_FILE):
        return bool(_PATH.fullmatch(text))
    return found.name in (PROFILE, REGION) and bool(_WORD.fullmatch(text))
