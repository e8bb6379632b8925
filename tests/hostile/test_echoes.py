"""Whatever can hold a secret, echoed by whoever can answer: nothing of it is shown.

The secrets here are words, as people choose them: nothing tells them from other words but where they stood, so each has
to be remembered where it enters.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.demo.layout import lay_out
from whoami_aws.fakes import FakeContainer, FakeImds, examples
from whoami_aws.gather import files
from whoami_aws.gather.container import ask_container
from whoami_aws.gather.http_answers import shortened
from whoami_aws.gather.imds import ask_imds
from whoami_aws.gather.process import Output, fact_of
from whoami_aws.gather.redact import URL_OPTIONS, URL_VARIABLES, redact_variable
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host import facts
from whoami_aws.host.ini.grammar import Grammar
from whoami_aws.host.misnamed_variables import MEANT

from .canaries import Canaries, phrase
from .loaded import KEYS, ROLE, WINNERS, Host, loaded
from .test_misplaced import told

KEY = "AKIAIOSFODNN7EXAMPLE"
Enter = Callable[[str, SecretStore, Path], object]
"""Reads an input that has the secret in it, as the tool does, and gives what is kept of it."""

VARIABLES = (
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_FOO_PASSWORD",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "SECRET_ACCESS_KEY",
    "BOTO_TOKEN",
    *MEANT["AWS_SECRET_ACCESS_KEY"],
    *MEANT["AWS_SESSION_TOKEN"],
)
URL_PARTS = {
    "user": "http://{}@127.0.0.1:1/x",
    "password": "http://me:{}@127.0.0.1:1/x",
    "user and password": "http://{}:x@127.0.0.1:1/x",
    "query": "http://127.0.0.1:1/x?{}",
    "value of a query": "http://127.0.0.1:1/x?a=b&token={}",
    "fragment": "http://127.0.0.1:1/x#{}",
    "fragment before a query": "http://127.0.0.1:1/x#{}?a=b",
    "query and fragment": "http://127.0.0.1:1/x?a=b#{}",
    "long part of the path": "http://127.0.0.1:1/{}/x",
    "password with a slash": "http://me:{}/x@127.0.0.1:1/x",
}
URLS = (*sorted(URL_VARIABLES), "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_S3")
SECRET_OPTIONS = (
    "aws_secret_access_key",
    "aws_session_token",
    "aws_security_token",
    "aws_secert_access_key",
    "password",
)
COMMANDS = {
    "value of an option": "creds --token={}",
    "word behind an option": "creds --token {}",
    "word": "creds get {}",
    "variable before the program": "TOKEN={} creds",
    "quoted word": "creds '{}' x",
}
CACHES = {
    "sso": (("accessToken",), ("refreshToken",), ("clientId",), ("clientSecret",)),
    "login": (
        ("refreshToken",),
        ("idToken",),
        ("dpopKey",),
        ("accessToken", "secretAccessKey"),
        ("accessToken", "sessionToken"),
    ),
    "role": (("Credentials", "SecretAccessKey"), ("Credentials", "SessionToken")),
}


def _variable(name: str, text: str) -> Enter:
    return lambda secret, store, _: redact_variable(name, text.format(secret), store)


def _shared(text: str, grammar: Grammar | None = None) -> Enter:
    def enter(secret: str, store: SecretStore, folder: Path) -> object:
        (folder / "config").write_text(text.format(secret))
        return files.ini_file(ThisProcess(), str(folder / "config"), store, grammar)

    return enter


def _key_file(text: str) -> Enter:
    def enter(secret: str, store: SecretStore, folder: Path) -> object:
        (folder / "keys").write_text(text.format(secret))
        return files.key_file(ThisProcess(), str(folder / "keys"), store)

    return enter


def _token(secret: str, store: SecretStore, folder: Path) -> object:
    (folder / "token").write_text(f"{secret}\n")
    return files.token_file(ThisProcess(), str(folder / "token"), store)


def _cache(kind: str, *names: str) -> Enter:
    def enter(secret: str, store: SecretStore, folder: Path) -> object:
        value: Any = secret
        for name in reversed(names):
            value = {name: value}
        (folder / "cache.json").write_text(json.dumps(value))
        return files.cache_file(ThisProcess(), facts.CacheNeed(str(folder / "cache.json"), kind), store)

    return enter


def _command(command: str) -> Enter:
    text = f"[default]\ncredential_process = {command}\n"
    return _shared(text)


def _ran(command: str) -> Enter:
    return lambda secret, store, _: fact_of(
        ThisProcess(), command.format(secret), Output(b"", b"", 1, None, False), 0, store
    )


def _printed(stdout: str = "", stderr: str = "", code: int = 0) -> Enter:
    def enter(secret: str, store: SecretStore, _: Path) -> object:
        out, err = (text.replace("{}", secret).encode() for text in (stdout, stderr))
        return fact_of(ThisProcess(), "creds", Output(out, err, code, None, False), 0, store)

    return enter


def _contained(body: Any, status: int = 200) -> Enter:
    def enter(secret: str, store: SecretStore, _: Path) -> object:
        with FakeContainer({"path": "/creds", "body": _filled(body, secret), "status": status}) as fake:
            url = f"{fake.url}/creds"
            return ask_container(
                ThisProcess(), facts.ContainerNeed(url, False, "none"), url, time.monotonic() + 9, store, []
            )

    return enter


def _instance(state: dict[str, Any]) -> Enter:
    def enter(secret: str, store: SecretStore, _: Path) -> object:
        with FakeImds({"role": "web", **_filled(state, secret)}) as fake:
            return ask_imds(ThisProcess(), facts.ImdsNeed(f"{fake.url}/", 1, 1, True), time.monotonic() + 9, store, [])

    return enter


def _filled(value: Any, secret: str) -> Any:
    return json.loads(json.dumps(value).replace("{}", secret))


WHOLE = {"AccessKeyId": KEY, "SecretAccessKey": "x", "Token": "x", "Expiration": "+6h"}
PLACES: dict[str, Enter] = {
    **{name: _variable(name, "{}") for name in VARIABLES},
    **{f"{part} of {name}": _variable(name, url) for name in URLS for part, url in URL_PARTS.items()},
    **{
        f"{part} of {name}": _shared(f"[default]\n{name} = {url}\n")
        for name in sorted(URL_OPTIONS)
        for part, url in URL_PARTS.items()
    },
    **{
        f"{name}, {how}": _shared(f"[default]\n{name} = {{}}\n", grammar)
        for name in SECRET_OPTIONS
        for how, grammar in (("botocore", None), ("another SDK", Grammar()))
    },
    "line below an option": _shared("[default]\nrole_arn = x\n  aws_secret_access_key = {}\n"),
    "line of a secret": _shared("[default]\naws_secret_access_key = x\n  {}\n"),
    "setting of a block": _shared("[default]\ns3 =\n  secret = {}\n"),
    "line without an option": _shared("[default]\n{} and more = x\n"),
    "secret of a key file": _key_file(f"AWSAccessKeyId={KEY}\nAWSSecretKey={{}}\n"),
    "secret as the id of a key file": _key_file("AWSAccessKeyId={}\nAWSSecretKey=x\n"),
    "another setting of a key file": _key_file("AWSSessionToken={}\n"),
    "line of a key file": _key_file("{}\n"),
    "token file": _token,
    **{
        f"{'.'.join(names)} of a cache of {kind}": _cache(kind, *names)
        for kind, fields in CACHES.items()
        for names in fields
    },
    **{f"{how} of a command": _command(text) for how, text in COMMANDS.items()},
    **{f"{how} of a command that ran": _ran(text) for how, text in COMMANDS.items()},
    "secret that a program prints": _printed(f'{{"Version": 1, "AccessKeyId": "{KEY}", "SecretAccessKey": "{{}}"}}'),
    "token that a program prints": _printed('{"Version": 1, "SecretAccessKey": "x", "SessionToken": "{}"}'),
    "secret in other letters": _printed('{"Version": 1, "secretaccesskey": "{}"}'),
    "id that a program prints": _printed('{"Version": 1, "AccessKeyId": "{}", "SecretAccessKey": "x"}'),
    "secret in half an answer": _printed('{"Version": 1, "SecretAccessKey": "{}"'),
    "secret in an answer with a comment": _printed('/* x */ {"SecretAccessKey": "{}"}'),
    "secret among errors": _printed(stderr="SecretAccessKey={}", code=1),
    **{
        f"{field} of a container": _contained({**WHOLE, field: "{}"})
        for field in ("SecretAccessKey", "Token", "AccessKeyId")
    },
    "secret of a container that refuses": _contained('{"SecretAccessKey": "{}"}', 500),
    "half an answer of a container": _contained('{"AccessKeyId": "x", "Token": "{}"', 403),
    **{
        f"{field} of an instance": _instance({"credentials": {field: "{}"}})
        for field in ("SecretAccessKey", "Token", "AccessKeyId")
    },
    "secret in half an answer of an instance": _instance({"credentials_body": '<x> "SecretAccessKey": "{}"'}),
}
ECHOES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "as Python writes it": repr,
    "as JSON": json.dumps,
    "between others": "x{}y".format,
    "in part": lambda secret: secret[5:17],
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_remembered_where_it_enters(place: str, tmp_path: Path) -> None:
    """What is kept of the input has nothing of it, nor has any text that repeats it afterwards."""
    canaries, store = Canaries(phrase), SecretStore()
    secret = canaries[place]
    kept = PLACES[place](secret, store, tmp_path)
    assert canaries.found_in(repr(kept)) == {}
    for how, echo in ECHOES.items():
        said = f"there is no {echo(secret)} here"
        assert canaries.found_in(said) == {place: canaries.found_in(said)[place]}, how
        assert canaries.found_in(shortened(said, store, store.arguments)) == {}, how


@pytest.mark.parametrize("part", ["user", "password", "query", "fragment"])
def test_a_part_of_a_url_comes_back_decoded(part: str) -> None:
    store, secret = SecretStore(), "zori bumafe/tokilupa+wedoni"
    redact_variable("AWS_ENDPOINT_URL_STS", URL_PARTS[part].format(quote(secret, safe="")), store)
    assert store.scrub(f"there is no {secret} here") == "there is no … here"


def test_a_user_and_a_password_come_back_as_they_are_sent() -> None:
    store = SecretStore()
    redact_variable("HTTPS_PROXY", "http://zoribu:mafeto@127.0.0.1:1/", store)
    sent = base64.b64encode(b"zoribu:mafeto").decode()
    assert sent not in store.scrub(f"Proxy-Authorization: Basic {sent} is not good")


# The parties that can answer, each with what it would say of all that it knows.


def _sts(host: Host, said: str) -> None:
    refused = {"error": "AccessDenied", "message": said}
    keys = (*KEYS.values(), examples.IMDS_KEY, examples.CONTAINER_KEY, examples.SSO_KEY, "ASIALOGIN000AEXAMPLE")
    host["sts"]["error_by_key"] = dict.fromkeys((*keys, *examples.ASSUMED_KEYS, examples.WEB_IDENTITY_KEY), refused)


def _assume_role(host: Host, said: str) -> None:
    host["sts"]["assume_role"] = {ROLE: {"error": "AccessDenied", "message": said}}


def _web_identity(host: Host, said: str) -> None:
    host["sts"]["web_identity"] = {"error": "InvalidIdentityToken", "message": said}


def _portal(host: Host, said: str) -> None:
    host["sso"]["role_credentials"] = {"error": "UnauthorizedException", "message": said}


def _program(host: Host, said: str) -> None:
    host["files"]["~/bin/creds"] = f"#!/bin/sh\necho '{said}' \"$@\" >&2\nexit 1\n"


def _program_without_json(host: Host, said: str) -> None:
    host["files"]["~/bin/creds"] = f"#!/bin/sh\necho '{said}' \"$@\"\necho '{said}' >&2\n"


def _program_with_a_version(host: Host, said: str) -> None:
    answer = json.dumps({"Version": said, "AccessKeyId": said, "SecretAccessKey": "x", "Expiration": said})
    host["files"]["~/bin/creds"] = f"#!/bin/sh\necho '{answer}'\n"


def _container(host: Host, said: str) -> None:
    host["container"] |= {"status": 400, "body": said}


def _container_fields(host: Host, said: str) -> None:
    names = ("AccessKeyId", "Expiration", "AccountId", "RoleArn", "Code", "Message")
    host["container"]["body"] |= dict.fromkeys(names, said)


def _metadata(host: Host, said: str) -> None:
    host["imds"]["credentials"] = {"Code": said, "Message": said}
    host["imds"] |= {"server": said, "region": said, "zone": said, "instance_id": said, "instance_profile_arn": said}


def _metadata_page(host: Host, said: str) -> None:
    host["imds"] |= {"credentials_body": f"<p>{said}</p>", "credentials_status": 500, "iam_info": said}


def _role_list(host: Host, said: str) -> None:
    host["imds"]["role_body"] = f"{said}\n{said}"


PARTIES: list[tuple[str, Callable[[Host, str], None]]] = [
    *((winner, _sts) for winner in WINNERS),
    ("assume-role", _assume_role),
    ("assume-role-with-web-identity", _web_identity),
    ("sso", _portal),
    ("custom-process", _program),
    ("custom-process", _program_without_json),
    ("custom-process", _program_with_a_version),
    ("container-role", _container),
    ("container-role", _container_fields),
    ("iam-role", _metadata),
    ("iam-role", _metadata_page),
    ("iam-role", _role_list),
]
ASKED_FOR = {
    "assume-role-with-web-identity": ("web identity token",),
    "sso": ("sso access token", "sso refresh token", "sso client secret"),
    "ec2-credentials-file": ("ec2 file",),
    "login": ("login secret", "login session token"),
}
"""What the tool reads, and the SDK sends, only where the link gets so far."""
ANSWERED = {
    "custom-process": ("process secret",),
    "sso": ("sso secret", "sso session token"),
    "container-role": ("container secret", "container token"),
    "iam-role": ("imds secret", "imds token"),
}
"""What is known once the party has answered: STS may repeat it, and the party itself says other things here."""
FILES_AND_ANSWERS = ("web identity", "container token file", "sso", "login", "ec2 file", "process", "container", "imds")


def _known(place: str, winner: str, party: object) -> bool:
    """Whether the tool has come across a secret, which it must have to know it again."""
    if place in ("other variable", "boto proxy") or place.startswith("sts "):
        return False
    if place == "container token variable" or not place.startswith(FILES_AND_ANSWERS):
        return True
    return place in ASKED_FOR.get(winner, ()) or (party is _sts and place in ANSWERED.get(winner, ()))


def _echoed(canaries: Canaries, winner: str, party: Callable[[Host, str], None], half: int) -> Host:
    """The host on which the party repeats every second secret that the tool has come across: of a message no more is
    read than half of them.
    """
    host = loaded(canaries, winner)
    for number, (part, url) in enumerate(URL_PARTS.items()):
        host["env"][f"AWS_ENDPOINT_URL_X{number}"] = url.format(canaries[f"{part} of a URL"])
    known = [secret for place, secret in canaries.placed.items() if _known(place, winner, party)]
    party(host, " ".join(known[half::2]))
    return host


def _runs() -> list[object]:
    """Each party by default, with one half of the secrets."""
    return [
        pytest.param(winner, party, half, marks=() if half == number % 2 else pytest.mark.slow)
        for number, (winner, party) in enumerate(PARTIES)
        for half in (0, 1)
    ]


@pytest.mark.parametrize(("winner", "party", "half"), _runs(), ids=lambda value: getattr(value, "__name__", value))
def test_a_party_that_repeats_every_secret(
    winner: str, party: Callable[[Host, str], None], half: int, tmp_path: Path
) -> None:
    canaries = Canaries(phrase)
    host = _echoed(canaries, winner, party, half)
    if winner == "login":
        host["env"]["PATH"] = "/nonexistent"
    out = tmp_path / "out"
    reports = [f"--report={format_}={out / format_}" for format_ in CHECK_FORMATS]
    sdk = ("--sdk", "aws-cli") if winner == "login" else ()
    words = ["explain", "--verbose", "--show-key-ids", *sdk, "--timeout", "20", *reports]
    with lay_out(host, tmp_path / "host") as laid:
        whole = told(laid, tuple(canaries.placed.values()), out, [[*words, *laid.trust]], {0, 1})
    assert len(whole) > 2000
