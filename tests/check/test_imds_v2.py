"""--imds-v2-only: whether the service refuses a request without a token is asked of it, for this assertion alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import lay_out

from .hosts import KEYS, run

pytestmark = pytest.mark.slow

ROLE = {"role": "web-prod-role"}
STATES = [
    (ROLE, 0, "holds    imds-v2-only  v2 only: "),
    ({**ROLE, "v1": True}, 1, "FAILS    imds-v2-only  v1 is open: "),
    ({**ROLE, "v1": True, "token": 403}, 1, "FAILS    imds-v2-only  v1 is open: "),
    # The token is lost on its way back, and what is asked without one is refused: no doubt about that.
    ({**ROLE, "token": "timeout-hop-limit"}, 0, "holds    imds-v2-only  v2 only: "),
    ({"v1": True}, 1, "FAILS    imds-v2-only  v1 is open: "),
    # Who refuses everything, or knows nothing, need not be the metadata service: a proxy does so too.
    ({"token": 403, "get_status": 403}, 1, "UNKNOWN  imds-v2-only  what answers there "),
    ({"token": 404, "get_status": 404}, 1, "UNKNOWN  imds-v2-only  what answers there "),
    ({**ROLE, "get_status": 503}, 1, "UNKNOWN  imds-v2-only  a request without a token had no answer"),
    ({"reachable": False}, 1, "UNKNOWN  imds-v2-only  the metadata service did not answer"),
]


def host(imds: dict) -> dict:
    known = {"identity_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: "arn:aws:iam::111122223333:user/deploy"}}
    return {"env": {**KEYS, "AWS_DEFAULT_REGION": "us-west-2"}, "imds": imds, "sts": known}


def asked_without_token(laid) -> int:
    """Requests for the role that had no token."""
    found = [one for one in laid.imds.requests if one.method == "GET" and one.path.endswith("security-credentials/")]
    return sum("x-aws-ec2-metadata-token" not in {name.lower() for name in one.headers} for one in found)


@pytest.mark.parametrize(("imds", "code", "line"), STATES)
def test_what_is_said(imds: dict, code: int, line: str, tmp_path: Path) -> None:
    """Below keys that win: what the SDK takes has nothing to do with it."""
    with lay_out(host(imds), tmp_path / "host") as laid:
        done = run(laid, "check", "--imds-v2-only")
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(line)


@pytest.mark.parametrize("sdk", ["boto3", "java-v2", "go-v2", "js-v3"])
@pytest.mark.parametrize(
    "env",
    [
        {"AWS_EC2_METADATA_V1_DISABLED": "true", "AWS_METADATA_SERVICE_TIMEOUT": "2"},
        {"AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"},
    ],
    ids=" ".join,
)
def test_each_sdk_is_told_of_the_service_as_it_asks_it(sdk: str, env: dict[str, str], tmp_path: Path) -> None:
    """The settings of botocore are not those of the others."""
    found = {}
    for open_ in (True, False):
        with lay_out(host({**ROLE, "v1": open_}), tmp_path / "host") as laid:
            done = run(laid, "check", "--imds-v2-only", "--sdk", sdk, "--accept", "unconfirmed", env=env)
        found[open_] = done.stdout.partition("  ")[0]
    assert found == {True: "FAILS", False: "holds"}


def test_what_closes_it_is_the_fix(tmp_path: Path) -> None:
    with lay_out(host({**ROLE, "v1": True}), tmp_path / "host") as laid:
        said = run(laid, "check", "--imds-v2-only").stdout
    assert "because  metadata-v1-open: " in said and "--http-tokens required" in said


@pytest.mark.parametrize(
    ("words", "times"),
    [
        (["check", "--imds-v2-only"], 1),
        (["check", "--imds-v2-only", "--network", "metadata"], 1),
        (["check", "--imds-v2-only", "--sdk", "boto3", "--sdk", "java-v2", "--sdk", "rust"], 1),
        (["check", "--account", "111122223333", "--fail-on", "info", "--source", "env"], 0),
        (["check", "--imds-v2-only", "--offline"], 0),
        (["explain"], 0),
        (["compare", "--sdk", "boto3,aws-cli"], 0),
    ],
    ids=["full", "metadata", "several-sdks", "not-asserted", "offline", "explain", "compare"],
)
def test_it_is_asked_once_and_only_where_it_is_asserted(words: list[str], times: int, tmp_path: Path) -> None:
    with lay_out(host({**ROLE, "v1": True}), tmp_path / "host") as laid:
        # Else the SDK itself asks without a token, where one is late.
        done = run(laid, *words, env={"AWS_EC2_METADATA_V1_DISABLED": "true"})
        assert asked_without_token(laid) == times
    assert done.stderr == ""


def test_nobody_is_asked_where_the_service_is_switched_off(tmp_path: Path) -> None:
    described = host({**ROLE, "v1": True})
    described["env"]["AWS_EC2_METADATA_DISABLED"] = "true"
    with lay_out(described, tmp_path / "host") as laid:
        done = run(laid, "check", "--imds-v2-only")
        assert laid.imds.requests == ()
    assert done.returncode == 1
    assert done.stdout.startswith("UNKNOWN  imds-v2-only  not asked: AWS_EC2_METADATA_DISABLED is 'true'")


def test_an_sts_that_hangs_does_not_take_its_time(tmp_path: Path) -> None:
    described = {**host({**ROLE, "v1": True}), "sts": {"hang": True}}
    with lay_out(described, tmp_path / "host") as laid:
        done = run(laid, "check", "--imds-v2-only", "--timeout", "2")
    assert done.stdout.startswith("FAILS    imds-v2-only  v1 is open: ")
