"""Metadata and container endpoints that answer badly, or never."""

from __future__ import annotations

import pytest

from tests.scenario import child, lay_out
from whoami_aws.gather import http_answers
from whoami_aws.gather.secret_store import SecretStore

from .cases import ENV_KEYS, STS, Case, check, runs
from .child import HUNG, run, sane
from .conftest import LayOut

URI = "http://169.254.170.23/v1/credentials"
CONTAINER_ENV = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": URI, "AWS_DEFAULT_REGION": "us-east-1"}
ESCAPES = "\x1b]8;;http://x\x07\u202e\u200b\x9b31m"
SHOWN = r"\x1b]8;;http://x\x07\u202e\u200b\x9b31m"
DEEP = "[" * 20_000
WHOLE = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x" * 40, "Token": "y" * 40, "Expiration": "+6h"}


def _imds(name: str, state: dict[str, object], outcome: str, link: tuple[str, ...] = (), **more: object) -> Case:
    host = {"imds": {"role": "web-prod", **state}, "sts": {}, "env": {"AWS_DEFAULT_REGION": "us-east-1"}}
    return Case(f"imds-{name}", host, outcome, ("iam-role", *link), **more)  # type: ignore[arg-type]


def _container(name: str, state: dict[str, object], outcome: str, link: tuple[str, ...] = (), **more: object) -> Case:
    host = {"container": {"url": URI, **state}, "sts": {}, "env": CONTAINER_ENV}
    return Case(f"container-{name}", host, outcome, ("container-role", *link), **more)  # type: ignore[arg-type]


_DECLINED = ("declined",)
_STOPPED = ("stopped", "endpoint-failed")
_UNASKED = ("not-probed", "not-asked")

IMDS = [
    _imds("html", {"misbehave": "html"}, "error", ("stopped", "metadata-failed"), says=["HTTPClientError"], core=True),
    _imds("empty", {"misbehave": "empty"}, "none", _DECLINED),
    _imds("endless", {"misbehave": "endless"}, "unknown", _UNASKED, limit=HUNG, core=True),
    _imds("drip", {"misbehave": "drip"}, "", limit=HUNG),
    _imds("hang", {"misbehave": "hang"}, "none", _DECLINED, limit=HUNG, core=True),
    _imds("redirect", {"misbehave": "redirect"}, "none", _DECLINED, says=["answered 302"]),
    _imds("garbage", {"misbehave": "garbage"}, "none", _DECLINED, says=["connection closed"]),
    _imds("truncated", {"misbehave": "truncated"}, "none", _DECLINED),
    _imds("reset", {"misbehave": "reset"}, "none", _DECLINED, says=["connection closed"]),
    _imds("list", {"misbehave": "wrong-shape"}, "none", _DECLINED),
    *(_imds(f"get-{code}", {"get_status": code}, "none", _DECLINED, says=[f"answered {code}"]) for code in (500, 503)),
    *(_imds(f"token-{code}", {"token": code}, "none", _DECLINED) for code in (400, 403, 500, 503)),
    *(
        _imds(f"{step}-{how}", {"misbehave": {step: how}}, outcome, status, limit=HUNG)
        for step in ("token", "role", "credentials", "info", "document")
        for how, outcome, status in [
            ("endless", "resolved" if step in ("info", "document") else "unknown", ()),
            ("html", {"token": "error", "info": "resolved", "document": "resolved"}.get(step, "none"), ()),
            ("garbage", "resolved" if step in ("info", "document") else "none", ()),
        ]
    ),
    *(
        _imds(f"credentials-{name}", {"credentials_body": body}, outcome, status, **more)
        for name, body, outcome, status, more in [
            ("list", "[1]", "none", _DECLINED, {}),
            ("null", "null", "error", ("stopped",), {"core": True}),
            ("number", "5", "error", ("stopped",), {}),
            ("text", '"x"', "none", _DECLINED, {}),
            ("deep", DEEP, "error", ("stopped",), {}),
            ("utf-16", '{"AccessKeyId": "x"}'.encode("utf-16"), "none", (), {}),
            ("not-text", b"\x80\xff", "none", (), {}),
            ("numbers", dict.fromkeys(WHOLE, 5), "error", ("stopped",), {}),
            ("nulls", dict.fromkeys(WHOLE), "error", ("stopped",), {}),
            (
                "surrogates",
                {**WHOLE, "AccessKeyId": "\ud800" * 20, "Expiration": "2099-01-01T00:00:00Z"},
                "resolved",
                (),
                {"core": True},
            ),
            (
                "code",
                {"Code": f"Bad{ESCAPES}", "Message": f"no{ESCAPES}"},
                "none",
                _DECLINED,
                {"says": [f"Bad{SHOWN}"]},
            ),
            ("code-large", {"Code": "x" * 60_000, "Message": "y" * 2_000}, "none", _DECLINED, {}),
            ("expiration", {**WHOLE, "Expiration": f"{ESCAPES}"}, "error", ("stopped", "bad-expiration"), {}),
            (
                "key-id",
                {**WHOLE, "AccessKeyId": ESCAPES, "Expiration": "2099-01-01T00:00:00Z"},
                "resolved",
                ("wins",),
                {},
            ),
            ("100-kb", "x" * 100_000, "unknown", (), {"limit": HUNG}),
        ]
    ),
    _imds(
        "role-escapes", {"role_body": f"web{ESCAPES}"}, "none", _DECLINED, says=[r"web\x1b]8;;http://x\x07"], core=True
    ),
    _imds("role-newline", {"role_body": "web\nother"}, "none", _DECLINED, says=[r"web\nother"]),
    _imds("role-nul", {"role_body": "web\0"}, "resolved", ("wins",), says=[r"web\x00"]),
    _imds("role-not-text", {"role_body": b"web\xff\x80"}, "none"),
    _imds("role-50-kb", {"role_body": "r" * 50_000}, "resolved", ("wins",), core=True),
    _imds("role-100-kb", {"role_body": "r" * 100_000}, "unknown", _UNASKED, limit=HUNG),
    _imds("role-path", {"role_body": "../../../../latest/user-data"}, "resolved"),
    _imds("profile-arn", {"iam_info": {"InstanceProfileArn": ESCAPES}, "instance_id": ESCAPES}, "resolved", ("wins",)),
    _imds("info-numbers", {"iam_info": {"InstanceProfileArn": 5}}, "resolved", ("wins",)),
    _imds("info-deep", {"iam_info": DEEP}, "resolved", ("wins",)),
    Case(
        "imds-token-newline", {"imds": {"reachable": "blackhole"}, "env": ENV_KEYS, "sts": STS}, "resolved", limit=HUNG
    ),
]

CONTAINER = [
    _container("html", {"misbehave": "html"}, "error", _STOPPED, core=True),
    _container("empty", {"misbehave": "empty"}, "error", _STOPPED),
    _container("endless", {"misbehave": "endless"}, "unknown", _UNASKED, limit=HUNG, core=True),
    _container("drip", {"misbehave": "drip"}, "", limit=HUNG),
    _container("hang", {"misbehave": "hang"}, "error", _STOPPED, limit=HUNG),
    _container("redirect", {"misbehave": "redirect"}, "error", _STOPPED, says=["answered 302"]),
    _container("garbage", {"misbehave": "garbage"}, "error", _STOPPED),
    _container("truncated", {"misbehave": "truncated"}, "error", _STOPPED),
    _container("reset", {"misbehave": "reset"}, "error", _STOPPED, says=["the connection was closed"]),
    _container("list", {"misbehave": "wrong-shape"}, "error", _STOPPED),
    *(
        _container(
            f"status-{code}", {"status": code, "body": ESCAPES}, "error", _STOPPED, says=[f"answered {code}", SHOWN]
        )
        for code in (404, 500)
    ),
    *(
        _container(f"body-{name}", {"body": body}, outcome, status, **more)
        for name, body, outcome, status, more in [
            ("null", "null", "error", _STOPPED, {}),
            ("number", "5", "error", _STOPPED, {}),
            ("text", '"x"', "error", _STOPPED, {}),
            ("deep", DEEP, "error", ("stopped",), {}),
            ("utf-16", '{"AccessKeyId": "x"}'.encode("utf-16"), "error", (), {}),
            ("not-text", b"\x80\xff", "error", (), {}),
            ("half", '{"AccessKeyId": "x"}', "error", _STOPPED, {"says": ["the answer lacks SecretAccessKey"]}),
            ("surrogates", {"AccessKeyId": "\ud800" * 20, "RoleArn": "\udfff"}, "resolved", ("wins",), {}),
            ("numbers", {"AccessKeyId": 5, "SecretAccessKey": 5, "Token": [], "Expiration": {}}, "error", (), {}),
            ("expiration", {"Expiration": ESCAPES}, "error", ("stopped", "bad-expiration"), {}),
            ("role", {"RoleArn": ESCAPES, "AccountId": ESCAPES}, "resolved", ("wins",), {}),
            ("50-kb", {"RoleArn": "r" * 50_000}, "resolved", ("wins",), {}),
            ("100-kb", "x" * 100_000, "unknown", _UNASKED, {"limit": HUNG}),
        ]
    ),
    Case(
        "container-token-of-100-kb",
        {
            "container": {"url": URI, "require_token": True},
            "env": {**CONTAINER_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "t" * 100_000},
            "sts": {},
        },
        "error",
        ("container-role", *_STOPPED),
    ),
    Case(
        "container-token-with-escapes",
        {
            "container": {"url": URI},
            "env": {**CONTAINER_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN": ESCAPES},
            "sts": {},
        },
        "error",
        ("container-role", "stopped"),
    ),
]

STS_TROUBLE = [
    Case(
        f"sts-{how}",
        {"env": ENV_KEYS, "sts": {**STS, "misbehave": how}},
        "resolved",
        ("env", "wins"),
        limit=HUNG,
        core=how == "html",
    )
    for how in ("html", "empty", "endless", "drip", "hang", "redirect", "garbage", "truncated", "reset", "wrong-shape")
] + [
    Case(
        "sts-arn-with-escapes",
        {
            "env": ENV_KEYS,
            "sts": {
                "identity_by_key": {ENV_KEYS["AWS_ACCESS_KEY_ID"]: f"arn:aws:iam::1:user/\u202e\u200b{'x' * 3000}"}
            },
        },
        "resolved",
        says=[r"arn:aws:iam::1:user/\u202e\u200b"],
        core=True,
    ),
    Case(
        "sts-message-with-escapes",
        {
            "env": ENV_KEYS,
            "sts": {
                "error_by_key": {
                    ENV_KEYS["AWS_ACCESS_KEY_ID"]: {"error": "Bad\u202e", "message": f"no\u200b{'x' * 3000}"}
                }
            },
        },
        "resolved",
    ),
]


@pytest.mark.parametrize(("case", "format_"), runs([*IMDS, *CONTAINER, *STS_TROUBLE]))
def test_endpoints(host: LayOut, case: Case, format_: str) -> None:
    check(case, sane(run(host(case.host), format_, "--verbose"), case.limit))


def test_secrets_in_a_refusal_that_is_no_text(tmp_path) -> None:
    """An answer whose bytes are no UTF-8 is shown in part, and what it says of keys is not."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    body = {"encoding": "latin-1", "text": f'{{"AccessKeyId": "\u00ff", "SecretAccessKey": "{secret}"'}
    described = {
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{container}/creds", "AWS_DEFAULT_REGION": "us-east-1"},
        "container": {"path": "/creds", "status": 400, "body": body},
    }
    store = SecretStore()
    http_answers.keep_written_secrets(str(body["text"]), store)
    assert secret not in store.scrub(str(body["text"]))
    with lay_out(described, tmp_path / "host") as laid:
        done = child(laid, "explain", "--verbose", "--network", "metadata")
    assert "400" in done.stdout
    assert not any(secret[at : at + 8] in done.stdout for at in range(len(secret) - 7))
