"""Input as large as it is read, of every kind: what the command holds of it at a time is bounded, as its time is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from whoami_aws.gather.files import CONFIG_LIMIT, LINES_LIMIT, SECTIONS_LIMIT, TOKEN_LIMIT
from whoami_aws.gather.http import SIZE_LIMIT
from whoami_aws.gather.process import OUTPUT_LIMIT

from .cases import ENV_KEYS, KEY, PAIR, SECRET, STS
from .child import MEMORY, QUICK, idle, run, sane
from .conftest import LayOut
from .test_files import CACHED, CONFIG, CREDENTIALS, ROLE, SSO, START, WEB

GOOD = f"[default]\n{PAIR}region = us-east-1\n"
Host = Mapping[str, object]


LINES, SECTIONS = LINES_LIMIT - 10, SECTIONS_LIMIT - 10


def filled(pattern: str, lines: int = LINES) -> str:
    """A text of so many lines, by a pattern with the number of each part in it."""
    return "".join(pattern.format(number) for number in range(lines // pattern.count("\n")))


def _file(path: str, text: Callable[[], str], **env: str) -> Callable[[], Host]:
    return lambda: {"files": {path: text()}, "env": env, "sts": STS}


def _cache(raw: Callable[[], str]) -> Callable[[], Host]:
    return lambda: {"files": {CONFIG: SSO}, "sso_cache": [{"key": START, "raw": raw()}], "sts": {}, "sso": {}}


def _program(output: Callable[[], str]) -> Callable[[], Host]:
    return lambda: {"files": {CONFIG: "[default]\ncredential_process = cat {home}/out\n", "~/out": output()}}


def _nested(size: int) -> str:
    return "[" * (size // 2) + "]" * (size // 2)


def _wide(size: int) -> str:
    """An object with very many names beside those that are wanted."""
    good = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "accessToken": "EXAMPLE", "expiresAt": "x"}
    return json.dumps(good)[:-1] + "".join(f', "k{number}": [{number}]' for number in range(size // 21)) + "}"


INPUTS: dict[str, Callable[[], Host]] = {
    "config: sections": _file(CONFIG, lambda: GOOD + filled("[profile p{}]\nregion = x\n", 2 * SECTIONS)),
    "config: sections with nothing in them": _file(CONFIG, lambda: GOOD + filled("[profile p{}]\n", SECTIONS)),
    "config: chain of roles": _file(
        CONFIG, lambda: GOOD + filled("[profile p{0}]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = p{0}\n")
    ),
    "config: options": _file(CONFIG, lambda: GOOD + filled("k{} = v\n")),
    "config: nested": _file(CONFIG, lambda: GOOD + "s3 =\n" + filled("  a{} = b\n")),
    "config: twice as many sections": _file(CONFIG, lambda: GOOD + filled("[{}]\n", 2 * SECTIONS)),
    "config: twice as many lines": _file(CONFIG, lambda: GOOD + filled("k{} = v\n", 2 * LINES)),
    "config: one line": _file(CONFIG, lambda: GOOD + "output = " + "x" * (CONFIG_LIMIT - 200)),
    "config: continued": _file(CONFIG, lambda: GOOD + "output = x\n" + " y\n" * LINES),
    "config: empty lines": _file(CONFIG, lambda: GOOD + "\n" * LINES),
    "config: nonsense": _file(CONFIG, lambda: GOOD + "?\n" * LINES),
    "config: comments": _file(CONFIG, lambda: GOOD + "# " + "é" * (CONFIG_LIMIT // 2 - 200)),
    "credentials: sections": _file(CREDENTIALS, lambda: GOOD + filled(f"[p{{}}]\n{PAIR}")),
    "boto: sections": _file("~/.boto", lambda: f"[Credentials]\n{PAIR}" + filled("[p{}]\na = b\n", 2 * SECTIONS)),
    "key file: lines": _file("~/keys", lambda: filled("k{}=v\n", TOKEN_LIMIT // 10), AWS_CREDENTIAL_FILE="{home}/keys"),
    "web identity: token": lambda: {"env": WEB, "files": {"~/token": "eyJ" + "x" * (TOKEN_LIMIT - 10)}, "sts": {}},
    "web identity: parts": lambda: {"env": WEB, "files": {"~/token": "a." * (TOKEN_LIMIT // 2 - 10)}, "sts": {}},
    "SSO cache: nested": _cache(lambda: _nested(TOKEN_LIMIT - 200)),
    "SSO cache: wide": _cache(lambda: _wide(TOKEN_LIMIT - 200)),
    "SSO cache: no JSON": lambda: {"files": {CONFIG: SSO, CACHED: "\0" * (TOKEN_LIMIT - 200)}, "sts": {}, "sso": {}},
    "program: nested": _program(lambda: _nested(TOKEN_LIMIT - 200)),
    "program: wide": _program(lambda: _wide(TOKEN_LIMIT - 200)),
    "program: text": lambda: {
        "files": {CONFIG: f"[default]\ncredential_process = head -c {OUTPUT_LIMIT - 100} /dev/zero\n"}
    },
    "program: for ever": lambda: {"files": {CONFIG: "[default]\ncredential_process = yes\n"}},
    "variable": lambda: {"env": {**ENV_KEYS, "AWS_SESSION_TOKEN": "x" * 130_000}, "sts": STS},
    "variables": lambda: {"env": {**ENV_KEYS, **{f"AWS_X{n}": "x" * 60 for n in range(20_000)}}, "sts": STS},
    "IMDS: list of roles": lambda: {"imds": {"v1": True, "token": "ok", "role": "r" * (SIZE_LIMIT - 500)}},
    "IMDS: lines of roles": lambda: {"imds": {"v1": True, "token": "ok", "role": "r\n" * (SIZE_LIMIT // 2 - 500)}},
    "IMDS: endless": lambda: {"imds": {"v1": True, "token": "ok", "role": "web", "misbehave": "endless"}},
    "role: name": lambda: {
        "files": {CONFIG: f"[default]\nrole_arn = {ROLE}{'x' * 3_000_000}\nsource_profile = a\n[profile a]\n{PAIR}"}
    },
}


def _runs() -> list[object]:
    """One of them by default: the one for which the SDK's own reader takes half a minute."""
    fast = ("config: nonsense", "json")
    return [
        pytest.param(name, format_, marks=[] if (name, format_) == fast else [pytest.mark.slow])
        for name in INPUTS
        for format_ in ("text", "json")
    ]


@pytest.mark.parametrize(("name", "format_"), _runs())
def test_input_as_large_as_it_is_read(host: LayOut, name: str, format_: str) -> None:
    """`sane` holds the run against the time and the memory that it may take."""
    laid = host(INPUTS[name]())
    # An endpoint that never ends has all the time that the command has; the largest files take a busy machine longer.
    seconds = 12 if "files" in INPUTS[name]() else 4
    done = sane(run(laid, format_, "--verbose", "--timeout", str(seconds)), QUICK + seconds)
    print(f"{name}: {(done.peak - idle(done.forked)) >> 20} of {MEMORY >> 20} MiB, {done.seconds:.1f} s")
