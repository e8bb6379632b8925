"""Times that no calendar has: every time that is read from outside × its extremes × every format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.machines import InMemory
from tests.scenario import explained
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.comparison import compare
from whoami_aws.fakes import FakeImds
from whoami_aws.host.host import Budget
from whoami_aws.host.snapshot import decode
from whoami_aws.render import Options, comparison_json, comparison_text, imds_json, imds_text
from whoami_aws.render.utc import utc
from whoami_aws.report import report_of

from .cases import ENV_KEYS, KEY, SECRET, STS
from .conftest import LayOut
from .odd import jwt
from .test_files import CONFIG, SSO, START, WEB

EXTREMES = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "0001-01-01",
    "9999-12-31T24:00:00Z",
    "1970-01-01T00:00:00Z",
    "2030-01-01T00:00:00+99:99",
    "2030-01-01T00:00:00-23:59:59.999999",
    "-1",
    "1e400",
    "9" * 100,
    "NaN",
    "inf",
    "0001-W01-1T00:00:00+23:59",
    "",
]
NUMBERS: list[object] = [0, -1, 10**30, -(10**30), 1e308, float("inf"), float("nan"), 253402300799, 253402300800, True]
Host = Mapping[str, Any]

_ANSWER = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
_WHOLE = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": SECRET, "Token": "EXAMPLETOKEN"}
_ROLE = "arn:aws:iam::123456789012:role/web"
_SESSION = "arn:aws:sts::123456789012:assumed-role/web/me"


def _program(time: object) -> Host:
    line = "[default]\nregion = us-east-1\ncredential_process = cat {home}/out\n"
    return {"files": {CONFIG: line, "~/out": json.dumps({**_ANSWER, "Expiration": time})}, "sts": STS}


def _login(time: object) -> Host:
    token = {
        "accessToken": {
            "accessKeyId": KEY,
            "secretAccessKey": SECRET,
            "sessionToken": SECRET,
            "accountId": "123456789012",
            "expiresAt": time,
        },
        "refreshToken": SECRET,
        "clientId": "x",
        "dpopKey": SECRET,
    }
    raw = {"session": _SESSION, "raw": json.dumps(token)}
    return {"files": {CONFIG: f"[default]\nregion = us-east-1\nlogin_session = {_SESSION}\n"}, "login_cache": [raw]}


def _sso(time: object) -> Host:
    cached = {"accessToken": "EXAMPLEACCESSTOKEN", "expiresAt": time, "registrationExpiresAt": time}
    return {"files": {CONFIG: SSO}, "sso_cache": [{"key": START, "raw": json.dumps(cached)}], "sso": {}, "sts": {}}


def _claims(time: object) -> Host:
    payload = {"iss": "https://oidc.example.com", "aud": ["sts.amazonaws.com"], "sub": "x", "iat": time, "exp": time}
    token = jwt(b'{"alg":"RS256"}', json.dumps(payload).encode())
    return {"env": WEB, "files": {"~/token": token.decode()}, "sts": {}}


def _assumed(time: object) -> Host:
    files = {
        CONFIG: f"[default]\nregion = us-east-1\nrole_arn = {_ROLE}\nsource_profile = base\n[profile base]\n"
        f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    }
    return {"files": files, "sts": {**STS, "assume_role": {_ROLE: {"Expiration": time}}}}


SOURCES: dict[str, Callable[[object], Host]] = {
    "variable": lambda time: {
        "env": {**ENV_KEYS, "AWS_SESSION_TOKEN": "EXAMPLETOKEN", "AWS_CREDENTIAL_EXPIRATION": str(time)},
        "sts": STS,
    },
    "program": _program,
    "IMDS": lambda time: {"imds": {"role": "web", "credentials": {**_WHOLE, "Expiration": time}}, "sts": {}},
    "container": lambda time: {
        "env": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials"},
        "container": {"url": "http://169.254.170.23/v1/credentials", "body": {**_WHOLE, "Expiration": time}},
        "sts": {},
    },
    "SSO": _sso,
    "login": _login,
    "claims": _claims,
    "role": _assumed,
}
_TEXT = {"variable", "role"}


def _runs() -> list[object]:
    found: list[object] = []
    for source in SOURCES:
        times = EXTREMES if source in _TEXT else [*EXTREMES, *NUMBERS]
        for time in NUMBERS if source == "claims" else times:
            fast = (source, time) in (("variable", EXTREMES[0]), ("IMDS", EXTREMES[1]))
            if source == "variable" and time == "":
                continue
            marks = [] if fast else [pytest.mark.slow]
            found.append(pytest.param(source, time, id=f"{source} {str(time)[:40]}", marks=marks))
    return found


@pytest.mark.parametrize(("source", "time"), _runs())
def test_no_time_ends_the_tool(host: LayOut, source: str, time: object) -> None:
    said, recorded = explained(host(SOURCES[source](time)))
    report = said["report"]
    crashed = [one for one in report["findings"] if one["rule"] in ("check-crashed", "model-and-sdk-differ")]
    assert crashed == [] and report["sdk"]["witness"] != "differs"
    found = decode(json.loads(recorded))
    reports = {}
    for sdk, chain in CHAINS.items():
        reports[sdk] = report_of(found._replace(sdk=found.sdk._replace(id=sdk)), chain)
        for format_ in ("short", *CHECK_FORMATS):
            assert rendered(format_, reports[sdk], Options(verbose=True)), (sdk, format_)
    every = compare(list(reports.values()))
    assert comparison_json.render(every, {}, Options()) and comparison_text.render(every, {}, Options())
    assert imds_json.render(reports["boto3"]) and imds_text.render(reports["boto3"], Options())


def test_a_time_that_botocore_cannot_move_back_ends_the_chain(host: LayOut) -> None:
    """It takes twelve to twenty minutes off the time that the metadata service gives."""
    report = explained(host(SOURCES["IMDS"]("0001-01-01T00:11:59Z")))[0]["report"]
    assert (report["error"]["type"], report["error"]["link"]) == ("OverflowError", "iam-role")
    assert report["sdk"]["witness"] == "agrees"


@pytest.mark.parametrize(
    ("time", "outcome", "code"),
    [
        ("0001-01-01T00:00:00Z", "error", "bad-expiration"),
        ("0001-01-01T00:19:59Z", "error", "bad-expiration"),
        ("0001-01-01T00:20:00Z", "resolved", "role-answered"),
        # Only AWS's own form is moved.
        ("0001-01-01T00:00:00+00:00", "resolved", "role-answered"),
        ("0001-01-01T00:00:00", "resolved", "role-answered"),
    ],
)
def test_how_much_of_the_first_hour_is_too_early(time: str, outcome: str, code: str) -> None:
    with FakeImds({"role": "web", "credentials": {**_WHOLE, "Expiration": time}}) as fake:
        url = fake.url
        machine = InMemory({"AWS_EC2_METADATA_SERVICE_ENDPOINT": url}, {})
        found = gather(Question(budget=Budget("metadata", timeout=20), machine=machine))
    verdict = judge(found, CHAINS["boto3"])
    row = verdict.row("iam-role")
    assert row is not None
    assert (verdict.outcome, row.probe.reason.code) == (outcome, code)
    if outcome == "error":
        assert row.probe.reason.text == f"the Expiration that {url} gives is in the first minutes of the year 1"
        assert verdict.error is not None and (verdict.error.type, verdict.error_link) == ("OverflowError", "iam-role")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-62135596800, "0001-01-01T00:00:00Z"),
        (-62135596800 - 50400, "0001-01-01T00:00:00Z"),
        (253402300799.9, "9999-12-31T23:59:59Z"),
        (253402300799 + 50400, "9999-12-31T23:59:59Z"),
        (1e300, "9999-12-31T23:59:59Z"),
        (-1e300, "0001-01-01T00:00:00Z"),
        (1795540000.7, "2026-11-24T17:06:40Z"),
        (-0.5, "1969-12-31T23:59:59Z"),
    ],
)
def test_a_time_out_of_the_calendar_is_its_end(seconds: float, text: str) -> None:
    assert utc(seconds) == text
