"""Where model and SDK differ, the SDK's verdict is shown, and the reader is told. No real host is known to do it, so a
recorded one is given another testimony.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scenario import all_scenarios, explained, lay_out, script
from whoami_aws.chain.botocore.links.instance import need_of
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.demo.run_demo import DEFAULT
from whoami_aws.host import facts
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import decode
from whoami_aws.report import report_of, report_without_findings
from whoami_aws.rules.finding import RULES


def _host(tmp_path: Path, name: str = DEFAULT) -> Host:
    scenario = next(one for one in all_scenarios() if one.name == name)
    with lay_out(scenario.host, tmp_path / "host") as laid:
        host: Host = decode(json.loads(explained(laid)[1]))
    return host


@pytest.mark.differs
def test_the_verdict_is_the_sdks(tmp_path: Path) -> None:
    host = _host(tmp_path).with_facts({facts.WitnessNeed("boto3"): facts.WitnessResult("resolved", "iam-role")})
    report = report_of(host, CHAINS["boto3"])
    assert report.diagnosis.verdict.winner == "iam-role"
    assert report.diagnosis.model.winner == "env"
    assert report.diagnosis.witness == "differs"
    assert "model-and-sdk-differ" in [finding.rule for finding in report.findings]
    statuses = {row.link: row.status for row in report.diagnosis.verdict.rows}
    assert statuses["iam-role"] == "wins" and statuses["env"] == "declined"


def test_a_report_that_nobody_has_timed_took_no_time(tmp_path: Path) -> None:
    host = _host(tmp_path)
    for report in (report_of, report_without_findings):
        assert report(host, CHAINS["boto3"]).elapsed_ms == 0.0
    assert (report_of(host, CHAINS["boto3"]).findings != ()) > (
        report_without_findings(host, CHAINS["boto3"]).findings != ()
    )


def test_a_model_that_does_not_know_contradicts_nobody(tmp_path: Path) -> None:
    host = _host(tmp_path)._replace(env={})
    need = need_of(BotocoreView(host, CHAINS["boto3"]))
    assert need is not None
    host = host.with_facts(
        {need: facts.ImdsAnswer(unfinished=True), facts.WitnessNeed("boto3"): facts.WitnessResult("none")}
    )
    report = report_of(host, CHAINS["boto3"])
    # The answer came after it was given up, in time for botocore.
    assert (report.diagnosis.model.outcome, report.diagnosis.verdict.outcome) == ("unknown", "none")
    assert "model-and-sdk-differ" not in [finding.rule for finding in report.findings]


@pytest.mark.differs
def test_an_error_of_the_sdk_is_shown_too(tmp_path: Path) -> None:
    said = facts.WitnessResult("error", None, "KeyError", "'x'", "sso")
    report = report_of(_host(tmp_path).with_facts({facts.WitnessNeed("boto3"): said}), CHAINS["boto3"])
    verdict = report.diagnosis.verdict
    assert (verdict.outcome, verdict.error_link) == ("error", "sso")
    assert verdict.error is not None and verdict.error.type == "KeyError"
    assert report.exit_code == 1


@pytest.mark.differs
def test_an_error_of_the_sdk_before_any_link_is_named(tmp_path: Path) -> None:
    said = facts.WitnessResult("error", None, "PartialError", "'x'", None)
    report = report_of(_host(tmp_path).with_facts({facts.WitnessNeed("boto3"): said}), CHAINS["boto3"])
    assert report.because == "PartialError stops the SDK before any link is asked"


@pytest.mark.differs
def test_where_the_sdk_finds_nothing_nothing_is_shadowed(tmp_path: Path) -> None:
    host = _host(tmp_path).with_facts({facts.WitnessNeed("boto3"): facts.WitnessResult("none")})
    rows = report_of(host, CHAINS["boto3"]).diagnosis.verdict.rows
    assert {row.status for row in rows} == {"declined"}


_BROKEN = "key-twice-in-section"
"""A host whose session cannot be made, with `--profile`: no link is asked."""
_ROWS = ("env", "sso", "shared-credentials-file", "iam-role")


@pytest.mark.differs
@pytest.mark.parametrize(
    ("name", "said", "statuses", "session"),
    [
        (DEFAULT, ("resolved", "shared-credentials-file"), "declined declined wins shadowed", False),
        (DEFAULT, ("none", None), "declined declined declined declined", False),
        (DEFAULT, ("error", "shared-credentials-file"), "declined declined stopped blocked", False),
        (DEFAULT, ("error", None), "blocked declined declined blocked", False),
        (_BROKEN, ("none", None), "removed declined declined declined", False),
        (_BROKEN, ("resolved", "env"), "wins declined would-stop declined", False),
        (_BROKEN, ("resolved", "iam-role"), "removed declined declined wins", False),
        (_BROKEN, ("error", "shared-credentials-file"), "removed declined stopped declined", False),
        (_BROKEN, ("error", None), "removed declined would-stop declined", True),
    ],
)
def test_the_rows_follow_the_sdks_word(
    name: str, said: tuple[str, str | None], statuses: str, session: bool, tmp_path: Path
) -> None:
    """What the model found in a link stays, and what it does to the chain is what the SDK says."""
    outcome, link = said
    winner, stops = (None, link) if outcome == "error" else (link, None)
    testimony = facts.WitnessResult(outcome, winner, "KeyError" if outcome == "error" else "", "'x'", stops)
    host = _host(tmp_path, name).with_facts({facts.WitnessNeed("boto3"): testimony})
    verdict = report_of(host, CHAINS["boto3"]).diagnosis.verdict
    assert [verdict.row(one).status for one in _ROWS] == statuses.split()
    assert (verdict.session is not None) == session


@pytest.mark.differs
def test_the_same_error_of_another_link_is_another_verdict(tmp_path: Path) -> None:
    scenario = next(one for one in all_scenarios() if one.name == "assume-role-source-missing")
    with lay_out(scenario.host, tmp_path / "host") as laid:
        host: Host = decode(json.loads(explained(laid)[1]))
    said = host.testimony("boto3")
    assert said is not None and said.error_link == "assume-role"
    assert report_of(host, CHAINS["boto3"]).diagnosis.witness == "agrees"
    report = report_of(host.with_facts({facts.WitnessNeed("boto3"): said._replace(error_link="sso")}), CHAINS["boto3"])
    assert (report.diagnosis.witness, report.diagnosis.verdict.error_link) == ("differs", "sso")
    assert "model-and-sdk-differ" in [finding.rule for finding in report.findings]


def test_without_a_testimony_nothing_is_claimed(tmp_path: Path) -> None:
    report = report_of(
        _host(tmp_path).with_facts({facts.WitnessNeed("boto3"): facts.WitnessResult(why_not="…")}), CHAINS["boto3"]
    )
    assert report.diagnosis.witness == "not-run"
    assert report.diagnosis.verdict.winner == "env"


def test_a_rule_that_crashes_is_a_finding(tmp_path: Path, monkeypatch) -> None:
    def broken(verdict: object) -> list[object]:
        raise ValueError("the secret is hunter2hunter2")

    monkeypatch.setitem(RULES, "partial-env-keys", RULES["partial-env-keys"]._replace(function=broken))
    report = report_of(_host(tmp_path), CHAINS["boto3"])
    crashed = next(finding for finding in report.findings if finding.rule == "check-crashed")
    assert "partial-env-keys" in crashed.message and "ValueError" in crashed.message
    assert "hunter2" not in repr(report.findings)
    assert "env-shadows-instance-profile" in [finding.rule for finding in report.findings]


_FAULTY = """
from whoami_aws.ask.explain import Question, explain
from whoami_aws.chain.botocore.links import LINKS
from whoami_aws.chain.link import DECLARED
from whoami_aws.chain.probe import declines
DECLARED["env"] = LINKS["env"]._replace(probe=lambda view: declines("variable-unset", "a fault of the model"))
print(explain(Question()).diagnosis.verdict.winner)
"""


@pytest.mark.differs
def test_a_fault_that_the_sdk_hides_is_heard_of_from_a_child(tmp_path: Path) -> None:
    """The marker holds only where something was heard: see `conftest.py` and `guard/sitecustomize.py`."""
    default = next(one for one in all_scenarios() if one.name == DEFAULT)
    with lay_out(default.host, tmp_path / "host") as laid:
        assert script(laid, _FAULTY).stdout.strip() == "env"
