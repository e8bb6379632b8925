"""A secret in any place where none belongs is shown by no command, in no format, and written nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.commands import command
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

from . import misplaced as m
from .canaries import Canaries
from .test_canaries import tree


def _commands(folder: Path, turn: int | None = None) -> list[list[str]]:
    """All commands that look at a host, so that together they write every format. With a `turn` the first one, which
    has most to say, and one of the others: of six turns in a row one is the check in all its formats.
    """

    def reports(command: str) -> list[str]:
        return [f"--report={format_}={folder / f'{command}.{format_}'}" for format_ in CHECK_FORMATS]

    every = ("--timeout", "4")
    first = ["explain", "--verbose", "--show-key-ids", "--identities", "all", *every, *reports("explain")]
    check = ["check", "--account", "111122223333", "--region", "us-east-1", *every, *reports("check")]
    others = [
        check,
        ["explain", "--format", "json", "--sdk", "java-v2", *every],
        ["compare", "--all", *every],
        ["imds", "--verbose", *every],
        check,
        ["compare", "--sdk", "boto3,go-v2,js-v3,rust", "--format", "json", *every],
        ["imds", "--format", "json", *every],
        [],
    ]
    return [first, *(others[1:] if turn is None else [others[turn % len(others)]])]


_DONE = {0, 1}


def told(laid: LabHost, parts: tuple[str, ...], folder: Path, runs: list[list[str]], codes: set[int]) -> str:
    """All that the commands print and write. No piece of a secret part is in it, and nothing on the host changes."""
    folder.mkdir(exist_ok=True)
    before = tree(laid.home)
    said = [command(words, laid.env, folder, told=True) for words in runs]
    assert tree(laid.home) == before
    texts = [f"{one.out}{one.err}" for one in said]
    texts += [path.read_text("utf-8") for path in sorted(folder.iterdir())]
    canaries = Canaries()
    for number, part in enumerate(parts):
        canaries.add(f"part {number}", part)
    for words, one in zip(runs, said, strict=True):
        assert one.code in codes, (words, one)
        assert canaries.found_in(one.out + one.err) == {}, words
        # A warning of the guard would be a request to a host that the secret names.
        assert "GUARD" not in one.err
    whole = "\n".join(texts)
    assert canaries.found_in(whole) == {}
    return whole


def _agrees(whole: str) -> None:
    """What is shown in the place of a text does not change the verdict: the SDK itself says the same."""
    assert "model-and-sdk-differ" not in whole
    assert "check-crashed" not in whole


Place = tuple[str, m.Host, tuple[str, ...]]


def _places() -> Iterator[Place]:
    """Each place with each secret in it, and the parts of it that nobody may see."""
    for kind, (text, parts) in m.SECRETS.items():
        for name in m.EVERY_VARIABLE:
            yield f"{name} {kind}", m.in_variable(name, text), parts
        for name in m.EVERY_OPTION:
            yield f"{name} {kind}", m.in_option(name, text), parts
        for name in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "x"):
            yield f"{name} in credentials {kind}", m.in_option(name, text, "credentials"), parts
        for name in m.EVERY_PROPERTY:
            option = f"-D{name}='{text.strip()}'"
            yield f"{name} {kind}", {**m.BASE, "env": {**m.BASE["env"], "JAVA_TOOL_OPTIONS": option}}, parts
        yield f"sections {kind}", m.in_section(text), parts
    for kind, (text, parts) in list(m.SECRETS.items())[::4]:
        for name in (*m.MISNAMED, *m.UNREAD):
            yield f"{name} {kind}", m.in_variable(name, text), parts
    for kind in ("secret key", "secret key without signs", "session token", "jwt"):
        text, parts = m.SECRETS[kind]
        for where, url in m.as_url(text).items():
            for name in ("AWS_ENDPOINT_URL_STS", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http_proxy", "HTTPS_PROXY"):
                yield f"{where} of {name} {kind}", m.in_variable(name, url), parts
            full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            yield f"{where} of {full} {kind}", m.in_variable(full, url), parts
            for name in ("endpoint_url", "ec2_metadata_service_endpoint", "sso_start_url"):
                yield f"{where} of {name} {kind}", m.in_option(name, url), parts


PLACES = {name: (host, parts) for name, host, parts in _places()}
SLICE = 199
"""One of so many by default: a number that shares no factor with those of places and secrets."""


def _sliced() -> Iterator[Any]:
    for number, name in enumerate(PLACES):
        yield pytest.param(name, marks=() if number % SLICE == 0 else pytest.mark.slow)


@pytest.mark.parametrize("name", list(_sliced()))
def test_a_misplaced_secret_is_not_shown(name: str, tmp_path: Path) -> None:
    host, parts = PLACES[name]
    # Another command in turn for each secret in one place.
    kind = next(number for number, kind in enumerate(m.SECRETS) if name.endswith(f" {kind}"))
    turn = crc32(name.removesuffix(list(m.SECRETS)[kind]).encode()) + kind
    with lay_out(host, tmp_path / "host") as laid:
        whole = told(laid, parts, tmp_path / "out", _commands(tmp_path / "out", turn), _DONE)
    _agrees(whole)


def test_every_variable_and_option_is_in_the_sweep() -> None:
    """A place that the package reads and that has no form would not be swept over: names are found in its source."""
    import re

    sources = [
        path for path in Path("whoami_aws").rglob("*.py") if "forms" not in path.name and "shell" not in path.parts
    ]
    source = "\n".join(path.read_text("utf-8") for path in sources)
    named = set(re.findall(r'"(AWS_[A-Z0-9_]+[A-Z0-9])"', source))
    swept = {name.split(" ")[0] for name in PLACES} | {name.split(" ")[2] for name in PLACES if " of " in name}
    unread = named - swept - _SECRET_VARIABLES
    assert unread == set()


_SECRET_VARIABLES = {
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
}
"""Where a secret belongs: `test_canaries` puts one into each."""
WORDS = {
    "--profile": ["explain", "--offline", "--profile", "{}"],
    "--profile of check": ["check", "--offline", "--profile", "{}"],
    "--profile of compare": ["compare", "--offline", "--profile", "{}"],
    "--profile of imds": ["imds", "--timeout", "1", "--profile", "{}"],
    "--set": ["explain", "--offline", "--set", "AWS_PROFILE={}"],
    "--set a path": ["explain", "--offline", "--set", "AWS_CONFIG_FILE={}", "--format", "json"],
    "--set a secret": ["explain", "--offline", "--set", "AWS_SECRET_ACCESS_KEY={}"],
    "--set without a name": ["explain", "--offline", "--set", "{}"],
    "--set a name": ["explain", "--offline", "--set", "{}=x"],
    "--without": ["explain", "--offline", "--without", "{}"],
    "--without in json": ["explain", "--offline", "--without", "~/.aws/config [{}] role_arn", "--format", "json"],
    "--java-property": ["explain", "--offline", "--sdk", "java-v2", "--java-property", "aws.profile={}"],
    "--java-property name": ["explain", "--offline", "--sdk", "java-v2", "--java-property", "{}"],
    "--java-property unread": ["explain", "--offline", "--sdk", "java-v2", "--java-property", "{}=x"],
    "--assume": ["explain", "--offline", "--assume", "{}"],
    "--sdk": ["explain", "--sdk", "{}"],
    "--sdk of compare": ["compare", "--sdk", "boto3,{}"],
    "--network": ["explain", "--network", "{}"],
    "--timeout": ["explain", "--timeout", "{}"],
    "--identities": ["explain", "--identities", "{}"],
    "--ignore": ["explain", "--ignore", "{}"],
    "--format": ["explain", "--format", "{}"],
    "--report": ["explain", "--offline", "--report", "{}"],
    "--report file": ["explain", "--offline", "--report", "json=/nowhere/{}"],
    "--output": ["explain", "--offline", "--output", "/nowhere/{}"],
    "--mode": ["explain", "--offline", "--mode", "{}"],
    "--color": ["explain", "--color", "{}"],
    "--trust-endpoint": ["explain", "--offline", "--trust-endpoint", "{}"],
    "--trust-endpoint host": ["check", "--offline", "--trust-endpoint", "https://{}"],
    "--account": ["check", "--account", "{}"],
    "--arn": ["check", "--offline", "--arn", "{}"],
    "--arn in junit": ["check", "--offline", "--arn", "role/{}", "--format", "junit"],
    "--arn in json": ["check", "--offline", "--arn", "re:{}", "--format", "json"],
    "--source": ["check", "--source", "{}"],
    "--min-ttl": ["check", "--min-ttl", "{}"],
    "--region": ["check", "--offline", "--region", "{}"],
    "--partition": ["check", "--offline", "--partition", "{}", "--format", "sarif"],
    "--no-finding": ["check", "--no-finding", "{}"],
    "--fail-on": ["check", "--fail-on", "{}"],
    "--accept": ["check", "--accept", "{}"],
    "--wait": ["check", "--wait", "{}"],
    "--expect": ["check", "--expect", "{}"],
    "no option": ["explain", "--{}"],
    "no command": ["{}"],
    "an argument too many": ["explain", "{}"],
    "rule": ["rule", "{}"],
    "schema": ["schema", "{}"],
    "demo": ["demo", "{}"],
    "completion": ["completion", "{}"],
}
"""Each word of a command line in which a text could be typed."""


KINDS = [pytest.param(kind, marks=() if kind == "jwt" else pytest.mark.slow) for kind in m.SECRETS]


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_that_is_typed_is_not_repeated(kind: str, tmp_path: Path) -> None:
    text, parts = m.SECRETS[kind]
    runs = [[word.replace("{}", text) for word in words] for words in WORDS.values()]
    with lay_out(m.BASE, tmp_path / "host") as laid:
        told(laid, parts, tmp_path / "out", runs, {0, 1, 2, 3})


EXPECTED = {
    "key": '"{}" = "x"',
    "account": 'account = "{}"',
    "arn": 'arn = ["{}"]',
    "source": 'source = "{}"',
    "min-ttl": 'min-ttl = "{}"',
    "sdk": 'sdk = "{}"',
    "rule": 'no-finding = "{}"',
    "reason": 'account = "111122223333"\nignore = [{{rule = "no-credentials", reason = "{}"}}]',
    "ignored rule": 'ignore = [{{rule = "{}", reason = "x"}}]',
    "no TOML": "{}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_in_a_file_of_expectations_is_not_repeated(kind: str, tmp_path: Path) -> None:
    text, parts = m.SECRETS[kind]
    runs = []
    for number, line in enumerate(EXPECTED.values()):
        path = tmp_path / f"{number}.toml"
        path.write_text(line.replace("{{", "{").replace("}}", "}").replace("{}", json.dumps(text)[1:-1]))
        runs += [["check", "--offline", "--expect", str(path), "--format", format_] for format_ in ("text", "json")]
    with lay_out(m.BASE, tmp_path / "host") as laid:
        told(laid, parts, tmp_path / "out", runs, {0, 1, 2})


_ARGUMENTS = {
    "in front": "TOKEN={} {home}/bin/helper",
    "in env": "env TOKEN={} {home}/bin/helper",
    "alone": "{home}/bin/helper {}",
    "joined": "{home}/bin/helper --token={} -p{}",
    "in quotes": "{home}/bin/helper --token '{}'",
}


@pytest.mark.parametrize("where", _ARGUMENTS)
@pytest.mark.parametrize("secret", ["Tr0ub4d0", pytest.param("Zx8-Kq2_Wm5vR1t", marks=pytest.mark.slow)])
def test_an_argument_that_a_program_repeats_is_not_shown(where: str, secret: str, tmp_path: Path) -> None:
    command = _ARGUMENTS[where].replace("{}", secret)
    helper = '#!/bin/sh\necho "cannot log in with $* $TOKEN" >&2\nexit 1\n'
    host = {
        **m.BASE,
        "files": {"~/.aws/config": f"[default]\ncredential_process = {command}\n", "~/bin/helper": helper},
    }
    with lay_out(host, tmp_path / "host") as laid:
        told(laid, (secret,), tmp_path / "out", _commands(tmp_path / "out")[:2], _DONE)


@pytest.mark.parametrize(
    "secret", ["correct-horse-battery-staple", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], ids=["words", "one letter"]
)
def test_a_secret_of_this_host_is_known_wherever_it_is_repeated(secret: str, tmp_path: Path) -> None:
    """It does not look like one; that it is one says the place that it is in."""
    keys = f"[default]\naws_access_key_id = {m.KEY}\naws_secret_access_key = {secret}\n"
    config = f"[profile {secret}]\nregion = us-east-1\nrole_arn = {secret}\nsource_profile = x{secret}\n"
    host = {
        **m.BASE,
        "env": {**m.BASE["env"], "AWS_PROFILE": secret, "AWS_CA_BUNDLE": f"/tmp/{secret}/x"},
        "files": {"~/.aws/config": config, "~/.aws/credentials": keys},
    }
    with lay_out(host, tmp_path / "host") as laid:
        told(laid, (secret,), tmp_path / "out", _commands(tmp_path / "out"), _DONE)


def test_a_placeholder_is_not_a_secret_and_names_are_shown(tmp_path: Path) -> None:
    names = (
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "550e8400-e29b-41d4-a716-446655440000",
        "my-company-production",
    )
    keys = f"[{names[1]}]\naws_access_key_id = {m.KEY}\naws_secret_access_key = your-secret-access-key\n"
    config = (
        f"[profile {names[0]}]\nrole_arn = arn:aws:iam::111122223333:role/{names[2]}\nsource_profile = {names[1]}\n"
    )
    host = {
        **m.BASE,
        "env": {**m.BASE["env"], "AWS_PROFILE": names[0]},
        "files": {"~/.aws/config": config, "~/.aws/credentials": keys},
    }
    with lay_out(host, tmp_path / "host") as laid:
        whole = told(laid, (), tmp_path / "out", [["explain", "--verbose", "--timeout", "4"]], _DONE)
    assert all(name in whole for name in names)
    assert "redacted" not in whole
