"""Generates the shared files: profiles with every feature, in both files, well and badly written."""

from __future__ import annotations

from .caches import LOGIN_SESSIONS, START_URLS
from .dice import SECRET, TOKEN, Dice
from .programs import command

Keys = dict[str, str]
"""Key -> text; a text may have more lines, which are indented when written."""

NAMES = ("default", "dev", "prod", "base", "a b", "DEV", "ünïcode", "x-1", "profile dev", "it's", "d", "$HOME", "")
SESSIONS = ("corp", "my sso", "other")
ROLE = "arn:aws:iam::111122223333:role/"

FEATURES = ("role", "web", "sso", "static", "login", "process")


def feature(dice: Dice, name: str, names: list[str], good: bool) -> Keys:
    """The keys of one feature: whole if `good`, else with something wrong about it."""
    return _MAKERS[name](dice, names, good)


def _role(dice: Dice, names: list[str], good: bool) -> Keys:
    keys = {"role_arn": f"{ROLE}{dice.one_of('deploy', 'read')}"}
    if good or dice.happens(0.6):
        kind = dice.weighted({"source_profile": 6, "credential_source": 3})
    else:
        kind = dice.one_of("none", "both", "bad-source", "missing", "empty", "block")
    if kind in ("source_profile", "both"):
        keys["source_profile"] = dice.choice(names)
    if kind in ("credential_source", "both"):
        keys["credential_source"] = dice.one_of("Environment", "EcsContainer", "Ec2InstanceMetadata")
    if kind == "bad-source":
        keys["credential_source"] = dice.one_of("environment", "SharedCredentials", "", "Ec2Instancemetadata", "nope")
    if kind == "missing":
        keys["source_profile"] = dice.one_of("nowhere", "", "Default")
    if kind == "block":
        keys[dice.one_of("source_profile", "credential_source", "role_arn")] = "\na = b"
    for key, texts in (
        ("mfa_serial", ("arn:aws:iam::111122223333:mfa/jane", "")),
        ("external_id", ("42", "")),
        ("duration_seconds", ("900", "x", "", "-1", "3600.5")),
        ("role_session_name", ("me", "", "not allowed!")),
    ):
        if dice.happens(0.12):
            keys[key] = dice.choice(texts)
    if not good and dice.happens(0.15):
        keys["role_arn"] = dice.one_of("", "deploy", "arn:aws:iam::1:user/x")
    return keys


def _web(dice: Dice, names: list[str], good: bool) -> Keys:
    keys = {"web_identity_token_file": "{home}/token", "role_arn": f"{ROLE}web"}
    if dice.happens(0.3):
        keys["role_session_name"] = dice.one_of("me", "")
    if not good:
        keys["web_identity_token_file"] = token_path(dice)
        if dice.happens(0.4):
            keys.pop("role_arn")
        elif dice.happens(0.2):
            keys["role_arn"] = ""
    return keys


def token_path(dice: Dice) -> str:
    """A path of a token file, mostly of one that cannot be read."""
    return dice.one_of(
        "{home}/token", "{home}/missing", "{home}/dir", "", " ", "~/token", "token", "{home}/token/x", "{home}/bytes"
    )


def _sso(dice: Dice, names: list[str], good: bool) -> Keys:
    keys = {"sso_account_id": "111122223333", "sso_role_name": "Reader"}
    if dice.happens(0.5):
        keys["sso_session"] = dice.one_of("corp", "my sso") if good else dice.one_of(*SESSIONS, "nowhere", "")
        if dice.happens(0.2):
            keys["sso_region"] = dice.one_of("us-east-1", "eu-west-1")
    else:
        keys |= {"sso_start_url": dice.choice(START_URLS), "sso_region": "us-east-1"}
    if not good:
        for key in dice.some(list(keys), 2):
            del keys[key]
        if dice.happens(0.2):
            keys[dice.one_of("sso_start_url", "sso_region", "sso_account_id", "sso_session")] = dice.one_of(
                "", "\na = b"
            )
    return keys


def _static(dice: Dice, names: list[str], good: bool) -> Keys:
    keys = {"aws_access_key_id": dice.odd_key_id(), "aws_secret_access_key": SECRET}
    if dice.happens(0.3):
        keys[dice.one_of("aws_session_token", "aws_security_token")] = dice.one_of(TOKEN, "")
    if dice.happens(0.1):
        keys["aws_account_id"] = dice.one_of("111122223333", "")
    if not good:
        if dice.happens(0.5):
            del keys[dice.one_of("aws_access_key_id", "aws_secret_access_key")]
        elif dice.happens(0.5):
            keys[dice.one_of("aws_access_key_id", "aws_secret_access_key")] = ""
        else:
            keys[dice.one_of("aws_access_key_id", "aws_secret_access_key")] = "\na = b"
    return keys


def _login(dice: Dice, names: list[str], good: bool) -> Keys:
    return {
        "login_session": dice.choice(LOGIN_SESSIONS)
        if good or dice.happens(0.8)
        else dice.one_of("", "nobody", "\na = b")
    }


def _process(dice: Dice, names: list[str], good: bool) -> Keys:
    return {"credential_process": command(dice, good)}


_MAKERS = {"role": _role, "web": _web, "sso": _sso, "static": _static, "login": _login, "process": _process}


def noise(dice: Dice) -> Keys:
    """Keys that are no credentials, some of which decide whether the chain can be built."""
    keys: Keys = {}
    options = {
        "region": ("us-east-1", "eu-central-1", ""),
        "output": ("json",),
        "s3": ("\nmax_concurrent_requests = 20\naddressing_style = path",),
        "services": ("local", "nowhere"),
        "endpoint_url": ("http://127.0.0.1:9", ""),
        "data_path": ("~/models", "~/models", "", "/nowhere", "\na = b"),
        "cli_pager": ("",),
    }
    for key in dice.some(list(options), 2):
        keys[key] = dice.choice(options[key])
    if dice.happens(0.05):
        key = dice.one_of(*SETTINGS)
        keys[key] = dice.choice(SETTINGS[key])
    return keys


SETTINGS = {
    "metadata_service_timeout": ("1", "2", "x", "", "0.5", " 1", "\na = b", "0", "-1"),
    "metadata_service_num_attempts": ("1", "2", "0", "-1", "1e3", "", "１", "1_0"),
    "ec2_metadata_service_endpoint_mode": ("ipv4", "IPv6", "ipv5", "", "\na = b"),
    "ec2_metadata_v1_disabled": ("true", "True", "1", "", "\na = b"),
    "imds_use_ipv6": ("true", "false", "1", "\na = b"),
    "ec2_metadata_service_endpoint": ("{imds}", "nope", "", "\na = b"),
}
"""Settings of the metadata service, with good and bad texts."""
