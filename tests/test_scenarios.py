"""Every scenario, run live and replayed from its recorded Host: both give the same report, and the expected one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests import phrases
from tests.argv import question
from tests.recorded import on_record
from tests.scenario import (
    FOLDERS,
    Scenario,
    all_scenarios,
    child,
    explained,
    lay_out,
    place_of,
    summary,
    verdicts,
    with_something_new,
    without_run,
)
from tests.test_json import VALIDATOR
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import ERROR
from whoami_aws.demo.run_demo import SCENARIOS as DEMOS
from whoami_aws.demo.run_demo import names as demos
from whoami_aws.host.snapshot import decode
from whoami_aws.render import Options, json_report
from whoami_aws.report import Report, report_of
from whoami_aws.rules.finding import RULES

SCENARIOS = all_scenarios()
NEW = {one.name for one in with_something_new(SCENARIOS)}
LIVE = {one.name for one in SCENARIOS if one.name in NEW or one.name not in on_record()}
"""Those that run live by default; of the others the reports on record are judged again (`test_recorded.py`)."""


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(one, id=one.name, marks=() if one.name in LIVE else pytest.mark.slow) for one in SCENARIOS],
)
def test_live_and_replayed(scenario: Scenario, update: str | None) -> None:
    # Commands that name a path's directories, or are left out where they get too long, are the same everywhere.
    with TemporaryDirectory(prefix="host-", dir="/tmp") as place, lay_out(scenario.host, Path(place)) as laid:
        live, recorded = explained(laid, scenario.host.get("passwd_home"))
    VALIDATOR.validate(live["report"])
    asked = question(laid.argv)
    replayed = report_of(decode(json.loads(recorded)), CHAINS[asked.sdk], asked.changes)
    again = json.loads(json_report.render(replayed, Options()))
    assert {**again, "run": None} == {**live["report"], "run": None}
    cures(replayed)
    with phrases.replaced():
        assert _decided(report_of(decode(json.loads(recorded)), CHAINS[asked.sdk], asked.changes)) == _decided(replayed)
    if scenario.name not in _OTHERWISE_HIDDEN:
        _in_the_words_of_botocore(replayed)
    titles = {rule.name: rule.page.title for rule in RULES.values()}
    assert [one["title"] for one in again["findings"]] == [titles[one["rule"]] for one in again["findings"]]
    effects = [finding.fix.changes for finding in replayed.findings]
    seen = summary(again, replayed.exit_code, effects)
    seen = json.loads(without_run(json.dumps(seen), place_of(laid)))
    assert live["exit_code"] == replayed.exit_code
    if update:
        record(scenario.expected, seen, update)
    assert seen == json.loads(scenario.expected.read_text(encoding="utf-8"))


def record(file: Path, seen: dict[str, Any], what: str) -> None:
    """Writes what is expected again: with `texts` only where the verdicts are those that the file has already."""
    if what == "texts":
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
        if known is None or verdicts(known) != verdicts(seen):
            return
    file.write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", demos(), ids=str)
def test_the_command_says_the_same(name: str, tmp_path: Path) -> None:
    """The command line itself, on the hosts of the demo."""
    scenario = Scenario(DEMOS / name)
    with lay_out(scenario.host, tmp_path / "host") as laid:
        done = child(laid, "explain", "--format", "json", *laid.argv, *laid.trust)
    assert done.stderr == ""
    seen = summary(json.loads(without_run(done.stdout, place_of(laid))), done.returncode)
    expected = json.loads(scenario.expected.read_text(encoding="utf-8"))
    for finding in expected["findings"]:
        finding.pop("changes", None)
    assert seen == expected


def _decided(report: Report) -> object:
    """All of a report that is not text for a reader."""
    diagnosis = report.diagnosis
    rows = [(row.link, row.status, row.probe.kind, row.probe.reason.code) for row in diagnosis.verdict.rows]
    hits = [(one.rule, one.severity, one.confidence, one.subject, one.fix.changes) for one in report.findings]
    use = diagnosis.use and diagnosis.use._replace(because="", error=None)
    return report.exit_code, diagnosis.verdict.outcome, diagnosis.verdict.winner, diagnosis.witness, rows, hits, use


_OTHERWISE_HIDDEN = ("container-id-of-an-ended-task", "pod-identity-token-refused")
"""Where botocore's words repeat an answer: what is hidden in it differs, since it has passed through another text."""


def _in_the_words_of_botocore(report: Report) -> None:
    """An error that the model foresees has the words that botocore has for it, also where nobody asked botocore."""
    said, model = report.diagnosis.testimony, report.diagnosis.model
    if said.outcome == ERROR and model.error is not None:
        assert (model.error.type, model.error.message) == (said.error, said.message)


def cures(report: Report) -> None:
    """A fix that is a change of the host, made: the finding is gone, and what was promised is in place."""
    diagnosis = report.diagnosis
    for finding in report.findings:
        changes = finding.fix.changes
        if not changes:
            continue
        after = report_of(diagnosis.host, diagnosis.chain, changes)
        left = {(one.rule, one.subject, one.severity) for one in after.findings}
        assert (finding.rule, finding.subject, finding.severity) not in left, finding.rule
        for step in diagnosis.what_ifs:
            if step.remove == changes:
                assert after.diagnosis.verdict.winner == step.verdict.winner


def test_names_are_unique() -> None:
    names = [file.parent.name for place in FOLDERS for file in place.rglob("host.json")]
    assert sorted(names) == sorted(scenario.name for scenario in SCENARIOS)
    assert len(names) == len(set(names))


def test_a_scenario_stands_with_its_rule_or_topic() -> None:
    groups = {one.folder.parent.name for one in SCENARIOS if one.folder.parent != DEMOS}
    assert groups - set(RULES) == {"healthy", "quiet"}
    assert [one.name for one in SCENARIOS if one.folder.parent.name in RULES and not _is_about(one)] == []


def _is_about(scenario: Scenario) -> bool:
    spoken = {one["rule"] for one in json.loads(scenario.expected.read_text(encoding="utf-8"))["findings"]}
    return scenario.folder.parent.name in {*spoken, *scenario.told.silent_for}


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["role-arn-malformed", "env-shadows-instance-profile"])
def test_a_rules_scenarios_are_found_by_its_name(rule: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--collect-only", "-m", "slow or not slow", "-k", rule]
    done = subprocess.run([*command, __file__], capture_output=True, text=True, check=True)
    assert {one.name for one in SCENARIOS if rule in one.rules} <= set(re.findall(r"replayed\[([^]]+)]", done.stdout))


def _recorded(tmp_path: Path, what: str, **new: Any) -> dict[str, Any]:
    """What a file holds after `--update`, where a run gives other fields than the file has."""
    finding = {"severity": "error", "rule": "a", "message": "old", "fix": "old", "commands": ["old"], "changes": ["x"]}
    old = {"outcome": "resolved", "because": "old", "findings": [finding]}
    seen = {**old, **{name: new.pop(name) for name in old if name in new}, "findings": [{**finding, **new}]}
    file = tmp_path / "expected.json"
    file.write_text(json.dumps(old))
    record(file, seen, what)
    kept = json.loads(file.read_text())
    assert kept in (old, seen)
    return {"new": kept == seen, "old": kept == old}


@pytest.mark.parametrize("field", ["because", "message", "fix", "commands"])
def test_an_update_writes_texts(field: str, tmp_path: Path) -> None:
    assert _recorded(tmp_path, "texts", **{field: "new"})["new"]
    assert _recorded(tmp_path, "verdicts", **{field: "new"})["new"]


@pytest.mark.parametrize("field", ["outcome", "severity", "rule", "subject", "confidence", "changes"])
def test_an_update_of_texts_leaves_verdicts(field: str, tmp_path: Path) -> None:
    assert _recorded(tmp_path, "texts", **{field: "new", "message": "new"})["old"]
    assert _recorded(tmp_path, "verdicts", **{field: "new", "message": "new"})["new"]
