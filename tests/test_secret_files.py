"""What is kept of files that are mostly secrets: caches of tokens and keys, the first EC2 tools' file, web tokens."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.gather import http_answers
from whoami_aws.gather.files import cache_file, key_file, token_file
from whoami_aws.gather.http_answers import fields, json_object, key_id, shortened, text_field
from whoami_aws.gather.jwt import form_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.extra_facts import Claims
from whoami_aws.host.facts import CacheFile, CacheNeed
from whoami_aws.host.values import Shape

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TIME, PAGE = "2099-01-01T00:00:00Z", "https://example.awsapps.com/start"
ACCOUNT, ROLE = "111122223333", "arn:aws:sts::111122223333:assumed-role/a/b"
CACHES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "sso": (
        {
            "startUrl": PAGE,
            "region": "eu-west-1",
            "expiresAt": TIME,
            "registrationExpiresAt": TIME,
            "accessToken": SECRET,
            "clientSecret": SECRET,
        },
        {"startUrl": PAGE, "region": "eu-west-1", "expiresAt": TIME, "registrationExpiresAt": TIME},
    ),
    "login": (
        {
            "accessToken": {"accessKeyId": KEY, "secretAccessKey": SECRET, "accountId": ACCOUNT, "expiresAt": TIME},
            "signInRegion": "us-east-1",
            "refreshToken": SECRET,
        },
        {
            "accessToken.accessKeyId": KEY,
            "accessToken.accountId": ACCOUNT,
            "accessToken.expiresAt": TIME,
            "signInRegion": "us-east-1",
        },
    ),
    "role": (
        {
            "Credentials": {"AccessKeyId": KEY, "SecretAccessKey": SECRET, "Expiration": TIME, "AccountId": ACCOUNT},
            "AssumedRoleUser": {"Arn": ROLE},
            "ResponseMetadata": {"HTTPStatusCode": 200},
        },
        {
            "Credentials.AccessKeyId": KEY,
            "Credentials.Expiration": TIME,
            "Credentials.AccountId": ACCOUNT,
            "AssumedRoleUser.Arn": ROLE,
        },
    ),
}


def _cache(kind: str, content: object, folder: Path, store: SecretStore | None = None) -> CacheFile:
    path = folder / "cache.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return cache_file(ThisProcess(), CacheNeed(str(path), kind), store or SecretStore())


@pytest.mark.parametrize("kind", CACHES)
def test_what_is_kept_of_a_cache(kind: str, tmp_path: Path) -> None:
    content, texts = CACHES[kind]
    store = SecretStore()
    found = _cache(kind, content, tmp_path, store)
    assert dict(found.texts) == texts
    names = []
    for outer, value in content.items():
        names += [outer, *(f"{outer}.{inner}" for inner in value)] if isinstance(value, dict) else [outer]
    assert list(found.fields) == names
    assert (found.is_json, found.is_object, found.kind()) == (True, True, "object")
    assert set(found.fields) == set(dict(found.kinds)) - {""}
    assert found.key_id == (None if kind == "sso" else KEY)
    assert SECRET not in repr(found) and SECRET not in store.scrub(f"so {SECRET} it is")


@pytest.mark.parametrize("kind", CACHES)
def test_what_may_be_a_secret_in_the_place_of_something_else(kind: str, tmp_path: Path) -> None:
    content, texts = CACHES[kind]
    for name in texts:
        outer, _, inner = name.partition(".")
        changed = {**content, outer: {**content[outer], inner: SECRET} if inner else SECRET}
        found = _cache(kind, changed, tmp_path)
        assert SECRET not in repr(found), name
        if name.lower().endswith("accesskeyid"):
            assert isinstance(found.key_id, Shape) and name not in dict(found.texts)


@pytest.mark.parametrize(
    ("content", "is_json", "kind", "contained"),
    [
        (b"{", False, None, ()),
        (b"\xff", False, None, ()),
        (b"[" * 100_000, False, None, ()),
        ([], True, "list", ()),
        (["accessToken", "expiresAt", "other"], True, "list", ("accessToken", "expiresAt")),
        ("a dpopKey or clientId, refreshToken", True, "text", ("refreshToken", "dpopKey", "clientId")),
        (None, True, "null", ()),
        (True, True, "boolean", ()),
        (1.5, True, "number", ()),
    ],
    ids=str,
)
def test_a_cache_that_is_no_object(
    content: object, is_json: bool, kind: str | None, contained: tuple[str, ...], tmp_path: Path
) -> None:
    found = _cache("sso", content, tmp_path)
    assert (found.is_json, found.is_object, found.kind(), found.fields) == (is_json, False, kind, contained)
    assert (found.texts, found.key_id) == ((), None)


def _pem(data: bytes) -> str:
    return f"-----BEGIN EC PRIVATE KEY-----\n{base64.b64encode(data).decode()}\n-----END EC PRIVATE KEY-----\n"


P256 = bytes.fromhex("30770201010420") + b"k" * 32 + bytes.fromhex("a00a06082a8648ce3d030107a14403420004") + b"p" * 64


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (_pem(P256), "whole"),
        (base64.b64encode(P256).decode(), "whole"),
        (_pem(P256[:-1]), "other"),
        (_pem(P256 + b"x"), "other"),
        (_pem(b"x"), "other"),
        ("a", "undecodable"),
        (7, ""),
        (None, ""),
    ],
    ids=str,
)
def test_the_private_key_of_a_login(key: object, told: str, tmp_path: Path) -> None:
    assert _cache("login", {"dpopKey": key}, tmp_path).private_key == told
    assert _cache("sso", {"dpopKey": key}, tmp_path).private_key == ""


def test_the_file_of_the_first_tools(tmp_path: Path) -> None:
    path, store = tmp_path / "keys", SecretStore()
    path.write_text(f"# mine\n AWSAccessKeyId = {KEY}\nAWSSecretKey={SECRET}\nother={SECRET[::-1]}\nAWSAccessKeyId\n")
    found = key_file(ThisProcess(), str(path), store)
    assert {name: line for name, (_, line) in found.values.items()} == {"AWSAccessKeyId": 2, "AWSSecretKey": 3}
    assert found.values["AWSAccessKeyId"][0] == KEY
    secret = found.values["AWSSecretKey"][0]
    assert isinstance(secret, Shape) and secret.length == len(SECRET)
    for text in (SECRET, SECRET[::-1]):
        assert text not in store.scrub(f"so {text} it is")
    path.write_text(f"AWSAccessKeyId={SECRET}\n")
    assert isinstance(key_file(ThisProcess(), str(path), store).values["AWSAccessKeyId"][0], Shape)
    path.write_bytes(b"AWSSecretKey=\xff\n")
    found = key_file(ThisProcess(), str(path), store)
    assert (found.values, found.decode_error != "") == ({}, True)
    assert key_file(ThisProcess(), str(tmp_path / "none"), store).state.kind == "missing"


@pytest.mark.parametrize("name", ["none", "folder", "none/x", "a\0b", "x" * 300])
def test_a_token_file_that_cannot_be_opened_is_what_python_says_of_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    path = f"{tmp_path}/{name}"
    with pytest.raises((OSError, ValueError)) as raised:
        open(path).close()
    found = token_file(ThisProcess(), path, SecretStore())
    assert (found.error, found.message) == (type(raised.value).__name__, str(raised.value))


# Web tokens


def _jwt(claims: object, head: object = None) -> str:
    parts = ({"alg": "none"} if head is None else head, claims)
    written = (base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)
    return ".".join([*written, "sign"])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (" \n", "empty"),
        ("a b", "words"),
        ("a.b", "other"),
        ("a.b.c.d", "other"),
        ("a.b.c", "broken"),
        (_jwt([]), "broken"),
        (_jwt({}, []), "broken"),
        (f"{_jwt({})}\n", "jwt"),
        ("é.é.é", "broken"),
    ],
)
def test_the_form_of_a_token(text: str, form: str) -> None:
    found = form_of(text, SecretStore())
    assert found == (form, Claims() if form == "jwt" else None)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"iss": "https://a", "sub": "b", "aud": "c"}, Claims("https://a", ("c",), "b")),
        ({"aud": ["a", 1, "b", "c", "d", "e"]}, Claims(audience=("a", "b", "c", "d"))),
        ({"iss": 1, "sub": None, "aud": {}}, Claims()),
        ({"iss": "x" * 400}, Claims("x" * 300)),
        ({"iat": 1, "exp": 2.5}, Claims(issued_at=1.0, expires_at=2.5)),
        ({"iat": True, "exp": "2"}, Claims()),
        ({"iat": -1, "exp": 0}, Claims(expires_at=0.0)),
        ({"iat": 253402300799, "exp": 253402300800}, Claims(issued_at=253402300799.0)),
        ({"exp": 10**400}, Claims()),
    ],
    ids=str,
)
def test_what_a_token_claims(claims: dict[str, Any], told: Claims) -> None:
    assert form_of(_jwt(claims), SecretStore()) == ("jwt", told)


# Answers


class _Response:
    def __init__(self, text: str) -> None:
        self.text = text


@pytest.mark.parametrize(
    ("text", "found", "an_object"),
    [
        ('{"AccessKeyId": "x", "b": 1}', ("AccessKeyId", "b"), {"AccessKeyId": "x", "b": 1}),
        ('["Token", "b"]', ("Token",), {}),
        ('"Expiration of SecretAccessKey"', ("SecretAccessKey", "Expiration"), {}),
        ("7", (), {}),
        ("{", (), {}),
        ("[" * 100_000, (), {}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_an_answer_has(text: str, found: tuple[str, ...], an_object: dict[str, Any]) -> None:
    response: Any = _Response(text)
    assert (fields(response), json_object(response, http_answers.by_headers)) == (found, an_object)
    assert (fields(OSError()), json_object(OSError())) == ((), {})


def test_a_field_of_an_answer() -> None:
    store = SecretStore()
    assert [key_id(one, store) for one in ({"AccessKeyId": KEY}, {"AccessKeyId": 1}, {})] == [KEY, None, None]
    sealed = key_id({"AccessKeyId": SECRET}, store)
    assert isinstance(sealed, Shape) and SECRET not in store.scrub(f"so {SECRET} it is")
    assert [text_field({"a": value}, "a", store) for value in ("x", 1, None)] == ["x", None, None]
    assert text_field({}, "a", store) is None


@pytest.mark.parametrize(("length", "cut"), [(300, False), (301, True), (2000, True)])
def test_a_long_text_from_outside_is_cut(length: int, cut: bool) -> None:
    words = ("word " * length)[:length]
    assert shortened(words, SecretStore()) == words[:300] + "…" * cut


def test_a_text_that_looks_like_an_answer_has_secrets() -> None:
    store = SecretStore()
    http_answers.keep_written_secrets(f"SecretAccessKey = '{SECRET}', Token: short", store)
    assert SECRET not in store.scrub(f"so {SECRET} it is")
    assert store.scrub("so short it is") == "so short it is"
    assert "abcdefgh-1" not in shortened("so abcdefgh-1 it is", store, ("abcdefgh-1",))
