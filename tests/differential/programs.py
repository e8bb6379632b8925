"""Generates credential processes: what they print, and how they fail."""

from __future__ import annotations

import json

from whoami_aws.fakes.state import moment

from .dice import SECRET, TOKEN, Dice

_GOOD = {"Version": 1, "SecretAccessKey": SECRET}

# What else a program may print, beside a good answer.
_SHAPES: tuple[object, ...] = (
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Version": 2},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Version": "1"},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Version": True},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Version": 1.0},
    {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": SECRET},
    {"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
    {"Version": 1, "SecretAccessKey": SECRET},
    {"Version": 1},
    {**_GOOD, "AccessKeyId": None},
    {**_GOOD, "AccessKeyId": 7},
    {**_GOOD, "AccessKeyId": ""},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Expiration": None},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Expiration": 1893456000},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Expiration": ["x"]},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Expiration": {}},
    {**_GOOD, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "AccountId": 5},
    {},
    [],
    [1],
    "text",
    None,
    7,
)


def command(dice: Dice, good: bool) -> str:
    """A command line; `cat {home}/out/…` where it prints something."""
    if good:
        return f"cat {{home}}/out/{answer(dice)}"
    return dice.one_of(
        "sh -c 'echo sorry >&2; exit 3'",
        "sh -c 'exit 1'",
        "sh -c 'printf \"\\377\" >&2; exit 1'",
        "sh -c 'printf \"\\377\"'",
        "true",
        "echo not json",
        "/nonexistent/tool --profile x",
        "no-such-tool-anywhere",
        "{home}/token",
        "{home}/dir",
        "",
        " ",
        "cat 'unbalanced",
        "\ncat = x",
        "sh -c 'kill -9 $$'",
        *(f"cat {{home}}/out/shape-{number}" for number in range(len(_SHAPES))),
    )


def answer(dice: Dice) -> str:
    """The file name of a whole answer: its key and its expiry are in the name."""
    expiry = dice.one_of("none", dice.moment())
    token = dice.one_of("token", "plain")
    return f"{dice.key_id()}~{token}~{expiry.encode().hex()}"


def outputs(commands: str) -> dict[str, str]:
    """The files that the commands in these texts print."""
    files = {}
    for word in commands.split("{home}/out/")[1:]:
        name = word.split()[0].strip("'\"") if word.split() else ""
        if name.startswith("shape-"):
            files[f"~/out/{name}"] = json.dumps(_SHAPES[int(name.removeprefix("shape-"))])
        elif name.count("~") == 2:
            key, token, coded = name.split("~")
            content: dict[str, object] = {**_GOOD, "AccessKeyId": key}
            if token == "token":
                content["SessionToken"] = TOKEN
            if (expiry := bytes.fromhex(coded).decode()) != "none":
                content["Expiration"] = moment(expiry)
            files[f"~/out/{name}"] = json.dumps(content)
    return files
