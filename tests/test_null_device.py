"""`/dev/null` where a file is expected: people write it so that no file is read. It is empty, and safe to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import command
from tests.scenario import explained, lay_out
from whoami_aws.chain.sdks import CHAINS

ROLE = {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/web"}
IMDS = {"role": "app"}
PATHS = {
    "AWS_CONFIG_FILE": {},
    "AWS_SHARED_CREDENTIALS_FILE": {},
    "AWS_WEB_IDENTITY_TOKEN_FILE": ROLE,
    "AWS_CREDENTIAL_FILE": {},
    "BOTO_CONFIG": {},
    "AWS_CA_BUNDLE": {},
    "HOME": {},
}
"""Each variable that names a file, with what else must be set for it to be read."""


@pytest.mark.parametrize("name", PATHS)
def test_boto3_reads_it_as_the_model_says(name: str, tmp_path: Path) -> None:
    with lay_out({"env": {**PATHS[name], name: "/dev/null"}, "imds": IMDS}, tmp_path / "host") as laid:
        report = explained(laid)[0]["report"]
    assert report["sdk"]["witness"] == "agrees"
    assert report["outcome"] != "unknown"
    assert report["winner"] == ("assume-role-with-web-identity" if PATHS[name] else "iam-role")


@pytest.mark.parametrize("name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_every_sdk_goes_on_without_the_file(name: str, tmp_path: Path) -> None:
    with lay_out({"env": {name: "/dev/null"}, "imds": IMDS}, tmp_path / "host") as laid:
        said = command(["compare", "--all", "--format", "json"], laid.env)
    found = {one["sdk"]: one["outcome"] for one in json.loads(said.out)["sdks"]}
    assert found.keys() == CHAINS.keys()
    assert set(found.values()) == {"resolved"}, found
