"""Hosts for every answer of an assertion: whose credentials last, end soon, have ended, come only when used, or are not
there; each as it is gathered with each network budget.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests import explain_client as in_nursery
from tests.scenario import lay_out
from whoami_aws.chain.judge import judge as verdict_of
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import decode
from whoami_aws.report import Report, report_of

from .hosts import KEYS, SCENARIOS

BUDGETS = ("none", "metadata", "full")
ACCOUNT = "111122223333"
KEY, SECRET = KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"]
TOKEN = "FwoGZXIvYXdzEXAMPLESESSIONTOKEN//////////wEaDEXAMPLE"
SESSION_KEY = "ASIAIOSFODNN7EXAMPLE"
REGION = {"AWS_DEFAULT_REGION": "us-west-2"}
USER, ROLE = f"arn:aws:iam::{ACCOUNT}:user/deploy", f"arn:aws:iam::{ACCOUNT}:role/deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/i-1234567890abcdef0"
KNOWN = {"identity_by_key": {KEY: USER, SESSION_KEY: SESSION}}
EXPIRED = {"error_by_key": {SESSION_KEY: "ExpiredToken"}}


def _session(**more: str) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": SESSION_KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN, **more}


def _env(env: dict[str, str], sts: dict[str, Any] = KNOWN) -> dict[str, Any]:
    return {"env": {**REGION, **env}, "imds": None, "sts": sts}


def _instance(ends: str, sts: dict[str, Any] = KNOWN) -> dict[str, Any]:
    imds = {
        "role": "deploy",
        "account": ACCOUNT,
        "region": "us-west-2",
        "credentials": {"Code": "Success", "AccessKeyId": SESSION_KEY, "Expiration": ends},
        "instance_profile_arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/deploy",
    }
    return {"env": REGION, "imds": imds, "sts": sts}


def _task(ends: str, sts: dict[str, Any] = KNOWN) -> dict[str, Any]:
    body = {
        "AccessKeyId": SESSION_KEY,
        "SecretAccessKey": SECRET,
        "Token": TOKEN,
        "Expiration": ends,
        "RoleArn": ROLE,
    }
    env = {**REGION, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/role"}
    return {"env": env, "imds": None, "container": {"path": "/role", "body": body}, "sts": sts}


def _role(sts: dict[str, Any]) -> dict[str, Any]:
    files = {
        "~/.aws/credentials": f"[base]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
        "~/.aws/config": f"[profile deploy]\nrole_arn = {ROLE}\nsource_profile = base\n",
    }
    return {"env": {**REGION, "AWS_PROFILE": "deploy"}, "files": files, "imds": None, "sts": sts}


def _pod() -> dict[str, Any]:
    told = SCENARIOS["web-identity"]
    return {**told, "env": {**told["env"], "AWS_ROLE_ARN": ROLE}, "imds": None, "sts": {}}


def _program(more: str) -> dict[str, Any]:
    keys = f'"AccessKeyId": "{SESSION_KEY}", "SecretAccessKey": "{SECRET}", "SessionToken": "{TOKEN}"'
    said = f'{{"Version": 1, {keys}{more}}}'
    files = {
        "~/bin/creds": f"#!/bin/sh\necho '{said}'\n",
        "~/.aws/config": "[default]\ncredential_process = {home}/bin/creds\n",
    }
    return {"env": REGION, "files": files, "imds": None, "sts": KNOWN}


ENDLESS = "a service that does not end its answer"
STATES: dict[str, dict[str, Any]] = {
    "a user's keys": _env(KEYS),
    "a user's keys, refused": _env(KEYS, {"error_by_key": {KEY: "InvalidClientTokenId"}}),
    "a user's keys, STS throttles": _env(KEYS, {"error_by_key": {KEY: {"error": "Throttling", "status": 400}}}),
    "a session without an end": _env(_session()),
    "a session with 20 minutes": _env(_session(AWS_CREDENTIAL_EXPIRATION="+20m")),
    "a session that has ended": _env(_session(AWS_CREDENTIAL_EXPIRATION="-400d"), EXPIRED),
    "a role to be assumed": _role(KNOWN),
    "a role that is denied": _role({**KNOWN, "assume_role": {ROLE: "AccessDenied"}}),
    "a pod's role": _pod(),
    "a program with 20 minutes": _program(', "Expiration": "{+20m}"'),
    "a program without an end": _program(""),
    "an instance with six hours": _instance("+6h"),
    "an instance with 20 minutes": _instance("+20m"),
    "an instance with an end of years ago": _instance("-800d", EXPIRED),
    "a task with 20 minutes": _task("+20m"),
    "a task with an end of years ago": _task("-800d", EXPIRED),
    "half a pair of keys": _env({"AWS_ACCESS_KEY_ID": KEY}),
    "nothing at all": {"env": {**REGION, "AWS_EC2_METADATA_DISABLED": "true"}, "imds": None, "sts": KNOWN},
    ENDLESS: {"env": REGION, "imds": {"role": "r", "misbehave": "endless"}, "sts": KNOWN},
}


@cache
def recorded(state: str, network: str = "full") -> Host:
    """The Host as a child process gathers it."""
    with tempfile.TemporaryDirectory() as folder, lay_out(STATES[state], Path(folder) / "host") as laid:
        # Longer than a busy machine takes, but where nobody ends an answer.
        seconds = "2" if state == ENDLESS else "30"
        words = [*laid.trust, "--network", network, "--timeout", seconds]
        job = {"env": laid.env, "cwd": str(laid.home), "root": str(laid.root), "home": str(laid.home)}
        return decode(in_nursery.explained({**job, "words": words})["host"])


_ASKED_OF = {"none": ("IdentityNeed", "ImdsNeed", "ContainerNeed"), "metadata": ("IdentityNeed",), "full": ()}


def narrowed(host: Host, network: str) -> Host:
    """The Host as a smaller budget would have gathered it: without the answers that nobody would have asked for.
    `test_a_smaller_budget_gathers_less` holds that.
    """
    facts = {key: fact for key, fact in host.facts.items() if key[0] not in _ASKED_OF[network]}
    found = host._replace(budget=host.budget._replace(network=network), facts=facts)
    if verdict_of(found, CHAINS["boto3"]).outcome != UNKNOWN:
        return found
    # The SDK itself would have had to ask.
    return found._replace(facts={key: fact for key, fact in facts.items() if key[0] != "WitnessNeed"})


@cache
def report(state: str, network: str) -> Report:
    """The report on a state, by the one Host that was gathered of it."""
    return report_of(narrowed(recorded(state), network), CHAINS["boto3"])
