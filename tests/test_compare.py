"""`whoami-aws compare`: one host, every SDK's chain, and what splits them."""

from __future__ import annotations

import json

from tests.scenario import child, lay_out
from whoami_aws.demo import play

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def _asked(host, tmp_path, *words: str):
    with lay_out(host, tmp_path / "host") as laid:
        return child(laid, "compare", *words)


def test_three_identities_on_one_host(tmp_path) -> None:
    done = _asked(play.scenario("sdks-differ")["host"], tmp_path, "--all", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    said = json.loads(done.stdout)
    assert said["schema"] == "whoami-aws/compare/1"
    assert said["agree"] is False
    by_sdk = {one["sdk"]: one for one in said["sdks"]}
    assert {one["access_key_id"] for one in said["sdks"]} == {"AKIA…AUL0", "AKIA…FIL0", "AKIA…ACY0"}
    assert by_sdk["boto3"]["identity"]["source"] == "sts"
    assert by_sdk["java-v2"]["identity"] is None or by_sdk["java-v2"]["identity"]["source"] != "sts"
    for one in said["sdks"]:
        assert {"outcome", "winner", "because", "usable", "error", "links", "proven"} <= set(one)


def test_what_splits_them_is_found_by_judging(tmp_path) -> None:
    host = {
        "env": {"AWS_ACCESS_KEY": "AKIAIOSFODNN7LEGACY0", "AWS_SECRET_KEY": SECRET, "AWS_DEFAULT_REGION": "us-east-1"},
        "imds": {"role": "web-prod-role"},
    }
    done = _asked(host, tmp_path, "--sdk", "boto3,go-v2", "--network", "metadata", "--format", "json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert said["split_by"] == ["AWS_ACCESS_KEY"]
    assert [one["winner"] for one in said["sdks"]] == ["iam-role", "env"]
    text = _asked(host, tmp_path / "again", "--sdk", "boto3,go-v2", "--network", "metadata", "--exit-zero")
    assert text.returncode == 0
    assert "without  AWS_ACCESS_KEY: all agree on iam-role" in text.stdout


def test_all_the_same_is_one_row(tmp_path) -> None:
    host = {
        "env": {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET},
        "imds": {"reachable": False},
    }
    done = _asked(host, tmp_path, "--sdk", "boto3,go-v2,java-v2,js-v3", "--offline")
    assert done.returncode == 0
    assert done.stdout.startswith("Same     all 4 SDKs pick the same: env")


def test_an_unknown_sdk_is_wrong_usage(tmp_path) -> None:
    assert _asked({"env": {}}, tmp_path, "--sdk", "cobol").returncode == 2


def test_two_unknown_ones_are_not_the_same(tmp_path) -> None:
    """Offline on an instance nobody knows who wins: that is no agreement."""
    host = {"env": {"AWS_DEFAULT_REGION": "us-east-1"}, "imds": {"role": "web-prod-role"}}
    text = _asked(host, tmp_path, "--sdk", "boto3,go-v2", "--offline")
    assert text.returncode == 1
    assert text.stdout.startswith("Unknown  what boto3, go-v2 would pick hangs on what was not asked")
    assert "nobody" not in text.stdout
    said = json.loads(_asked(host, tmp_path / "json", "--sdk", "boto3,go-v2", "--offline", "--format", "json").stdout)
    assert said["agree"] is None


def test_another_sdk_names_what_its_chain_was_held_against(tmp_path) -> None:
    with lay_out({"env": {}}, tmp_path / "host") as laid:
        done = child(laid, "explain", "--offline", "--sdk", "java-v2")
    assert "by the model alone, held against 2." in " ".join(done.stdout.split())
