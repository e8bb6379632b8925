"""Generates what the container endpoint and the instance metadata service answer."""

from __future__ import annotations

import json
from typing import Any

from whoami_aws.fakes.state import moment

from .dice import SECRET, TOKEN, Dice

Env = dict[str, str | None]

_BODIES: tuple[object, ...] = (
    "",
    "not json",
    "[]",
    '["AccessKeyId", "SecretAccessKey", "Token", "Expiration"]',
    '"AccessKeyId SecretAccessKey Token Expiration"',
    '"text"',
    "null",
    "7",
    "true",
    "{}",
    {"bytes_hex": "ff"},
    {"bytes_hex": "7b7d00"},
    '{"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"}',
    "NaN",
)

TOKENS = ("EXAMPLE\n", "EXAMPLE\nEXAMPLE", "EXAMPLE\r", "EXAMPLE\rEXAMPLE", "EXAMPLE\r\n", "é", "")
"""Tokens for the container endpoint that are wrong, or may be; each stands in a file too: `~/token-0` and so on."""

_TROUBLES = ("html", "empty", "redirect", "garbage", "truncated", "reset", "wrong-shape")


def endpoints(dice: Dice, env: Env, container: str, instance: str) -> dict[str, Any]:
    """The `container` and `imds` of a state, and their variables in `env`."""
    state: dict[str, Any] = {}
    if container != "absent":
        state["container"] = _container(dice, env, container == "good") or None
    if instance != "absent":
        state["imds"] = _imds(dice, env, instance == "good")
    if dice.happens(0.04 if instance != "good" else 0.02):
        env["AWS_EC2_METADATA_DISABLED"] = dice.one_of("true", "True", " true", "1", "", "false")
    if dice.happens(0.015):
        url = dice.one_of(
            "nope",
            "http://",
            "http://a_b/",
            "http://127.0.0.1:x",
            "http://[::1",
            "http://exa mple/",
            "",
            "{imds}/",
            "{imds}/sub",
        )
        env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = url
    if dice.happens(0.015):
        env[dice.one_of("HTTP_PROXY", "http_proxy")] = "{proxy}"
        if dice.happens(0.5):
            env["NO_PROXY"] = dice.one_of("127.0.0.1", "*", "169.254.169.254", "")
    return state


def _answer(dice: Dice, good: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"AccessKeyId": dice.key_id(), "SecretAccessKey": SECRET, "Token": TOKEN}
    answer["Expiration"] = dice.one_of("+6h", dice.moment())
    if dice.happens(0.2):
        answer["AccountId"] = dice.one_of("111122223333", 7)
    if not good:
        field = dice.one_of("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
        answer[field] = dice.one_of(None, "", 7, [], {})
    return answer


def _verbatim(answer: dict[str, Any]) -> str:
    expiry = answer.get("Expiration")
    return json.dumps(answer | ({"Expiration": moment(expiry)} if isinstance(expiry, str) else {}))


def _container(dice: Dice, env: Env, good: bool) -> dict[str, Any]:
    state: dict[str, Any] = {"path": "/creds", "body": _answer(dice, True)}
    if dice.happens(0.25):
        env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds"
    if "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" not in env or dice.happens(0.2):
        env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "{container}/creds"
    if dice.happens(0.3):
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Bearer EXAMPLE"
        state["require_token"] = True
    if dice.happens(0.15):
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "{home}/token"
    if good:
        return state
    kinds = (
        "status",
        "body",
        "field",
        "host",
        "token",
        "token",
        "token and host",
        "uri",
        "down",
        "missing",
        "misbehave",
    )
    match dice.choice(kinds):
        case "misbehave":
            state["misbehave"] = dice.choice(_TROUBLES)
        case "status":
            state |= {
                "status": dice.one_of(404, 500, 401, 204, 201),
                "body": dice.one_of("", "no", {"bytes_hex": "ff"}),
            }
        case "body":
            state["body"] = dice.choice(_BODIES)
        case "field":
            state["body"] = _verbatim(_answer(dice, False))
        case "missing":
            state["body"] |= {dice.one_of("AccessKeyId", "Token", "Expiration", "SecretAccessKey"): None}
        case "host":
            env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = dice.one_of(
                "http://example.com/creds",
                "http://10.0.0.1/creds",
                "https://127.0.0.1:9/creds",
                "http://[::1/creds",
                "http://127.1.2.3:9/creds",
                "nope",
                "file:///etc/passwd",
                "http://LOCALHOST:9/",
                "http://2130706433/",
            )
            return {}
        case "token" | "token and host" as kind:
            _bad_token(dice, env)
            if kind == "token and host":
                env.pop("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", None)
                env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = dice.one_of("http://example.com/creds", "http://10.0.0.1/")
                return {}
        case "uri":
            name = dice.one_of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
            env[name] = dice.one_of("", "creds", "/other", " ", "/creds?x=1", "//creds")
        case _:
            state["reachable"] = False
    return state


def _bad_token(dice: Dice, env: Env) -> None:
    """One token, mostly: with both, the file's counts."""
    file = dice.one_of(
        *(f"{{home}}/token-{number}" for number in range(len(TOKENS))),
        "{home}/nowhere",
        "{home}/dir",
        "{home}/bytes",
        "",
    )
    name, text = dice.one_of(
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", dice.one_of(*TOKENS, " ")),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file),
    )
    if dice.happens(0.7):
        env.pop("AWS_CONTAINER_AUTHORIZATION_TOKEN", None)
        env.pop("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", None)
    env[name] = text


def _imds(dice: Dice, env: Env, good: bool) -> dict[str, Any]:
    state: dict[str, Any] = {"role": "web-role", "credentials": _answer(dice, True)}
    if good:
        how = dice.weighted({"v2": 5, "v1": 1, "403": 1})
        if how != "v2":
            state |= {"v1": True, "token": dice.one_of(404, 405, 403, 401, 500)}
        return state
    match dice.one_of(
        "misbehave",
        "no-role",
        "token",
        "token",
        "code",
        "missing",
        "field",
        "body",
        "role",
        "get",
        "status",
        "down",
        "scalar",
    ):
        case "misbehave":
            state["misbehave"] = {dice.one_of("token", "role", "credentials"): dice.choice(_TROUBLES)}
            state["v1"] = dice.happens(0.5)
        case "no-role":
            del state["role"]
        case "token":
            state |= {"token": dice.one_of(400, 401, 403, 404, 405, 500, 302), "v1": dice.happens(0.4)}
            if dice.happens(0.4):
                env["AWS_EC2_METADATA_V1_DISABLED"] = "true"
        case "code":
            state["credentials"] = {"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"}
        case "missing":
            state["credentials"] |= {dice.one_of("AccessKeyId", "SecretAccessKey", "Token", "Expiration"): None}
        case "field":
            state["credentials_body"] = _verbatim(_answer(dice, False))
        case "body" | "scalar":
            state["credentials_body"] = dice.choice(_BODIES)
        case "role":
            state["role_body"] = dice.one_of(
                "", " ", "a/b", "a b", "two\nroles", {"bytes_hex": "ff"}, "é", "x?y=z", "\n"
            )
        case "get":
            state["get_status"] = dice.one_of(401, 404, 500, 400, 302)
        case "status":
            state["credentials_status"] = dice.one_of(401, 404, 500, 204)
        case _:
            state["reachable"] = False
    return state
