"""`whoami-aws compare`: one host, every SDK's chain, and what splits them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines import InMemory
from tests.scenario import GUARD, Scenario, all_scenarios, child, lay_out
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.comparison import compare
from whoami_aws.demo import run_demo
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.scenario import read
from whoami_aws.host.host import Budget
from whoami_aws.report import report_of

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def _asked(host, tmp_path, *words: str):
    with lay_out(host, tmp_path / "host") as laid:
        return child(laid, "compare", *words)


def test_three_identities_on_one_host(tmp_path) -> None:
    done = _asked(read(run_demo.SCENARIOS / "sdks-differ").host, tmp_path, "--all", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    said = json.loads(done.stdout)
    assert said["schema"] == "whoami-aws/compare/2"
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
    assert "Fix      remove AWS_ACCESS_KEY: then all of them pick what iam-role gives" in text.stdout
    assert "         unset AWS_ACCESS_KEY\n" in text.stdout


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
    assert text.stdout.startswith("Unknown  what boto3, go-v2 would pick depends on endpoints that were not queried")
    assert "nobody" not in text.stdout
    said = json.loads(_asked(host, tmp_path / "json", "--sdk", "boto3,go-v2", "--offline", "--format", "json").stdout)
    assert said["agree"] is None


OFF = {"AWS_EC2_METADATA_DISABLED": "true"}
ID = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
OLD = {"AWS_ACCESS_KEY": "AKIAIOSFODNN7LEGACY0", "AWS_SECRET_KEY": SECRET}
SENTENCES = [
    (OFF, "all 2 SDKs pick the same: no credentials"),
    (
        {**ID, "AWS_SECRET_ACCESS_KEY": SECRET},
        "all 2 SDKs pick the same: env (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY are set)",
    ),
    ({**OFF, **ID}, "all 2 SDKs pick the same: PartialCredentialsError at env"),
    ({**OFF, "AWS_PROFILE": "nowhere"}, "all 2 SDKs pick the same: ProfileNotFound at the start"),
    (
        {**OFF, **OLD},
        "AWS_ACCESS_KEY and AWS_SECRET_KEY split them: boto3: no credentials; "
        "go-v2: env (AWS_ACCESS_KEY, AWS_SECRET_KEY are set)",
    ),
    ({}, "what boto3, go-v2 would pick depends on endpoints that were not queried"),
    (OLD, "what boto3 would pick depends on endpoints that were not queried"),
]


@pytest.mark.parametrize(("env", "sentence"), SENTENCES)
def test_what_they_pick_is_told_in_a_sentence(env: dict[str, str], sentence: str) -> None:
    chains = [CHAINS["boto3"], CHAINS["go-v2"]]
    host = gather(Question(budget=Budget("none"), machine=InMemory({"HOME": "/home/app", **env}, {})), chains)
    assert compare([report_of(host, chain) for chain in chains]).because == sentence


def test_another_sdk_names_what_its_chain_was_held_against(tmp_path) -> None:
    with lay_out({"env": {}}, tmp_path / "host") as laid:
        done = child(laid, "explain", "--offline", "--sdk", "java-v2")
    assert "predicted, not run; model verified against 2." in " ".join(done.stdout.split())


# The commands of the fix for some of the scenarios that compare; of the others, only that they mend it.
COMMANDS = {
    "compare-keys-under-old-names": ["unset AWS_ACCESS_KEY"],
    "compare-the-profile-variable-of-boto3": [
        'export AWS_PROFILE="$AWS_DEFAULT_PROFILE"',
        "unset AWS_DEFAULT_PROFILE",
    ],
    "compare-a-section-without-its-prefix": [
        "test ! -e ~/.aws/config.bak && sed -i.bak -e '1s/\\[.*\\]/[profile prod]/' ~/.aws/config"
    ],
    "compare-a-switch-of-old-sdks": ["export AWS_SDK_LOAD_CONFIG=1"],
    "compare-a-file-that-one-cannot-parse": ["test ! -e ~/.aws/config.off && mv ~/.aws/config ~/.aws/config.off"],
}
COMPARED = {one.name: one for one in all_scenarios() if one.compared}
BY_HAND = {
    # The change of a system property or an option is made where the program is started.
    "compare-a-java-property",
    "compare-a-profile-option",
    # Without the first line of a value, the rest of it would become part of the line above.
    "compare-a-value-of-several-lines",
    # sed counts the lines otherwise.
    "compare-a-file-with-lone-carriage-returns",
    # Nothing brings them together, and that is said.
    "compare-without-a-single-change",
}


def _of(scenario: Scenario, laid: LabHost) -> tuple[str, ...]:
    return (*scenario.told.command, *laid.argv, "--network", "metadata", "--format", "json")


@pytest.mark.parametrize("name", sorted(set(COMPARED) - BY_HAND))
def test_what_mends_a_disagreement_does(name: str, tmp_path: Path) -> None:
    """`sdks-disagree`: its commands, pasted into a shell, make all agree."""
    with lay_out(COMPARED[name].host, tmp_path / "host") as laid:
        words = _of(COMPARED[name], laid)
        first = child(laid, *words)
        (finding,) = json.loads(first.stdout)["findings"]
        assert (first.returncode, finding["rule"], finding["severity"]) == (1, "sdks-disagree", "warning")
        assert finding["fix"]["commands"] == COMMANDS.get(name, finding["fix"]["commands"])
        ours = f"{shlex.quote(sys.executable)} -m whoami_aws {shlex.join(words)}"
        script = "; ".join([*finding["fix"]["commands"], ours])
        env = {**laid.env, "PYTHONPATH": f"{GUARD}:{Path(__file__).parents[1]}"}
        done = subprocess.run(
            ["/bin/sh", "-c", script], cwd=laid.home, env=env, capture_output=True, text=True, check=False
        )
    after = json.loads(done.stdout)
    assert (done.returncode, after["agree"], after["findings"], after["split_by"]) == (0, True, [], [])
    assert {one["outcome"] for one in after["sdks"]} == {"resolved"}


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_what_no_command_mends_has_none(name: str, tmp_path: Path) -> None:
    with lay_out(COMPARED[name].host, tmp_path / "host") as laid:
        said = json.loads(child(laid, *_of(COMPARED[name], laid)).stdout)
    assert said["agree"] is False
    assert said["findings"][0]["fix"]["commands"] == []
    assert (said["split_by"] == []) == (name == "compare-without-a-single-change")


def test_nothing_is_found_where_all_agree(tmp_path: Path) -> None:
    agree = next(one for one in all_scenarios() if one.name == "sdks-agree")
    said = json.loads(_asked(agree.host, tmp_path, "--all", "--offline", "--format", "json").stdout)
    assert (said["agree"], said["findings"], said["split_by"]) == (True, [], [])
    assert {one["access_key_id"] for one in said["sdks"]} == {"AKIA…ACY0"}


def test_a_check_that_all_agree_gets_the_same_finding(tmp_path: Path) -> None:
    with lay_out(COMPARED["compare-keys-under-old-names"].host, tmp_path / "host") as laid:
        done = child(laid, "check", "--all-sdks-agree", "--offline", "--format", "json")
    assert done.returncode == 1
    assert "sdks-disagree" in {one["rule"] for one in json.loads(done.stdout)["findings"]}
