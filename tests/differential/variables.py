"""The variables of every link: what stands in them when they are right, and what when they are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .dice import Dice

Env = dict[str, str | None]


class Variable(NamedTuple):
    """`good` is what a right text looks like; `bad` are texts that are wrong, and neither empty nor blank."""

    good: str
    bad: tuple[str, ...]


_TRUE = r"(?i:true|false)"
_PATH = r"(\{home\}|~|\$HOME|\$\{HOME\}|\.)/"
_NO_PATHS = ("{home}/nowhere", "{home}/dir", "{home}/bytes")

VARIABLES: Mapping[str, Variable] = {
    # env
    "AWS_ACCESS_KEY_ID": Variable(r"A[KS]IA[A-Z0-9]{16}", ("<key>", "x")),
    "AWS_SECRET_ACCESS_KEY": Variable(r"[\w/+]{40}", ("x", '"x"')),
    "AWS_SESSION_TOKEN": Variable(r"IQoJ\w+", ("x", "two\nlines")),
    "AWS_SECURITY_TOKEN": Variable(r"IQoJ\w+", ("x", "two\nlines")),
    "AWS_CREDENTIAL_EXPIRATION": Variable(r"20\d\d-\d\d-\d\dT.*|\+\d+[hm]", ("never", "10:00", "99999999999999")),
    "AWS_ACCOUNT_ID": Variable(r"\d{12}", ("x", "1")),
    # the profile, and the files that hold it
    "AWS_PROFILE": Variable(r"(?!nowhere|DEFAULT).*\S", ("nowhere", " default", "DEFAULT")),
    "AWS_DEFAULT_PROFILE": Variable(r"(?!nowhere|DEFAULT).*\S", ("nowhere", " default", "DEFAULT")),
    "AWS_CONFIG_FILE": Variable(rf"{_PATH}(elsewher|\.aws/)\w*", _NO_PATHS),
    "AWS_SHARED_CREDENTIALS_FILE": Variable(rf"{_PATH}(elsewher|\.aws/)\w*", _NO_PATHS),
    # assume-role-with-web-identity
    "AWS_WEB_IDENTITY_TOKEN_FILE": Variable(rf"{_PATH}token", _NO_PATHS),
    "AWS_ROLE_ARN": Variable(r"arn:aws:iam::\d{12}:role/\S+", ("deploy", "arn:aws:iam::1:user/x")),
    "AWS_ROLE_SESSION_NAME": Variable(r"[\w+=,.@-]{2,64}", ("not allowed!", "x")),
    # login, ec2-credentials-file, boto-config
    "AWS_LOGIN_CACHE_DIRECTORY": Variable(rf"{_PATH}\.aws/login/cache", ("{home}/x", "relative")),
    "BOTO_DISABLE_CRT": Variable(_TRUE, ("1", "yes")),
    "AWS_CREDENTIAL_FILE": Variable(rf"({_PATH})?ec2", _NO_PATHS),
    "BOTO_CONFIG": Variable(rf"{_PATH}boto2", _NO_PATHS),
    # container-role
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": Variable(r"/creds", ("creds", "/other")),
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": Variable(r"\{container\}/creds", ("nope", "http://[::1/creds")),
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": Variable(r"Bearer \w+", ("x\ny", "é")),
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": Variable(rf"{_PATH}token", _NO_PATHS),
    # iam-role
    "AWS_EC2_METADATA_DISABLED": Variable(_TRUE, ("1", "yes")),
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": Variable(r"\{imds\}/?", ("nope", "http://127.0.0.1:x")),
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": Variable(r"(?i:ipv[46])", ("ipv5", "6")),
    "AWS_IMDS_USE_IPV6": Variable(_TRUE, ("1", "yes")),
    "AWS_EC2_METADATA_V1_DISABLED": Variable(_TRUE, ("1", "yes")),
    "AWS_METADATA_SERVICE_TIMEOUT": Variable(r"[1-9]\d*", ("1s", "0.5", "-1", "0")),
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": Variable(r"[1-9]\d*", ("x", "-1", "0")),
    # what is read before any link is asked
    "AWS_DATA_PATH": Variable(rf"{_PATH}models", ("/nowhere", "{home}/bytes")),
    "AWS_DEFAULT_REGION": Variable(r"[a-z]{2}-[a-z]+-\d", ("x", "not a region")),
    "AWS_REGION": Variable(r"[a-z]{2}-[a-z]+-\d", ("x", "not a region")),
}
STATES = ("absent", "empty", "blank", "good", "bad")


def state_in(env: Mapping[str, str | None], name: str) -> str:
    """In which of the five states a variable is."""
    text = env.get(name)
    if text is None:
        return "absent"
    if text == "":
        return "empty"
    if not text.strip():
        return "blank"
    return "good" if re.fullmatch(VARIABLES[name].good, text) else "bad"


def astray(dice: Dice, env: Env) -> None:
    """Now and then one variable, mostly of those that are there, is empty, blank, or wrong."""
    if dice.happens(0.75):
        return
    there = [name for name in VARIABLES if name in env]
    name = dice.choice(there if there and dice.happens(0.5) else list(VARIABLES))
    env[name] = dice.one_of("", " ", "\t", dice.choice(VARIABLES[name].bad))
