"""Any chain can be judged on any record: it answers as it does live or with "not recorded", and never otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.answers import answer, answers
from tests.differential.states import state_of
from tests.differential.test_model import SEED
from tests.scenario import Scenario, all_scenarios, gathered, judged_there, lay_out, with_something_new
from whoami_aws.chain.judge import NOT_RECORDED
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN, Verdict
from whoami_aws.host import facts
from whoami_aws.host.host import Host
from whoami_aws.report import report_of

SCENARIOS = all_scenarios()
SOME = with_something_new(SCENARIOS)[::12]


def shown(host: Host, sdk: str) -> Verdict:
    return report_of(host, CHAINS[sdk]).diagnosis.verdict


def is_unrecorded(verdict: Verdict) -> bool:
    because = verdict.unknown_because
    return verdict.outcome == UNKNOWN and because is not None and because.code == NOT_RECORDED


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(one, id=one.name, marks=() if one in SOME else pytest.mark.slow) for one in SCENARIOS],
)
def test_a_record_for_one_sdk_gives_no_other_answer_for_another(scenario: Scenario, tmp_path: Path) -> None:
    with lay_out(scenario.host, tmp_path / "host") as laid:
        words = [*laid.argv, *laid.trust]
        alone = gathered(laid, *words, sdks=["boto3"])
        live = gathered(laid, *words, sdks=CHAINS)
    assert answer(shown(alone, "boto3")) == answer(shown(live, "boto3"))
    for sdk in CHAINS:
        verdict, of_live = shown(alone, sdk), shown(live, sdk)
        assert is_unrecorded(verdict) or answer(verdict) == answer(of_live), sdk
        assert not is_unrecorded(of_live), sdk


@pytest.mark.slow
@pytest.mark.parametrize("sdk", CHAINS)
@pytest.mark.parametrize("one", SOME, ids=lambda one: one.name)
def test_a_record_for_all_gives_each_sdk_its_own_live_answer(one: Scenario, sdk: str, tmp_path: Path) -> None:
    with lay_out(one.host, tmp_path / "host") as laid:
        words = [*laid.argv, *laid.trust]
        recorded = gathered(laid, *words, sdks=CHAINS)
        if "--sdk" in words and words[words.index("--sdk") + 1] != sdk:
            # What is assumed is assumed of that SDK alone.
            of_one = ("--sdk", "--assume")
            words = [word for at, word in enumerate(words) if word not in of_one and words[at - 1] not in of_one]
        live = gathered(laid, *words, *(() if "--sdk" in words else ("--sdk", sdk)))
    found = shown(recorded, sdk)
    # A comparison starts no program for an SDK that was not found here, and says so.
    if found.outcome == UNKNOWN and found.unknown_because is not None and found.unknown_because.code == "not-run":
        return
    assert answer(found) == answer(shown(live, sdk))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_generated_hosts_are_judged_alike_from_their_records(first: int, tmp_path: Path) -> None:
    """By every chain, when the endpoints no longer answer and every file is gone."""
    print(f"WHOAMI_AWS_SEED={SEED}")
    for number in range(first, first + 100):
        state = state_of(SEED, number)
        with lay_out(state, tmp_path / "host") as laid:
            recorded, live = judged_there(laid, CHAINS)
        assert not (tmp_path / "host").exists()
        assert answers(recorded) == live, number


@pytest.mark.differs
def test_a_testimony_counts_for_no_other_sdk(tmp_path: Path) -> None:
    """boto3 takes a profile's keys; Java is judged by its own chain, whatever boto3 has said."""
    host = {"files": {"~/.aws/credentials": "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"}}
    with lay_out(host, tmp_path / "host") as laid:
        recorded = gathered(laid, "--offline", sdks=CHAINS)
    said = facts.WitnessResult("resolved", "shared-credentials-file")
    claimed = recorded.with_facts({facts.WitnessNeed("boto3"): said})
    assert shown(claimed, "boto3").winner == "shared-credentials-file"
    for sdk in CHAINS:
        if sdk != "boto3":
            assert shown(claimed, sdk) == shown(recorded, sdk), sdk
            assert report_of(claimed, CHAINS[sdk]).diagnosis.witness == "not-run"


def test_what_is_missing_is_not_recorded(tmp_path: Path) -> None:
    scenario = next(one for one in SCENARIOS if one.name == "healthy-file-many-profiles")
    with lay_out(scenario.host, tmp_path / "host") as laid:
        alone = gathered(laid, *laid.argv, sdks=["boto3"])
    unknown = [sdk for sdk in CHAINS if is_unrecorded(shown(alone, sdk))]
    assert {"java-v2", "go-v2", "rust"} <= {*unknown}
    report = report_of(alone, CHAINS["java-v2"])
    assert report.because.endswith(" were not read when this host was recorded")
    assert report.exit_code == 1
