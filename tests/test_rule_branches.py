"""Everything that a rule can say occurs in a scenario: every branch of its code, every severity, every confidence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rule_coverage_exceptions import SEVERITIES
from tests.rule_severities import produced
from tests.scenario import all_scenarios
from whoami_aws.rules.finding import RULES
from whoami_aws.rules.run import CRASHED

SAID = {
    (finding["rule"], finding["severity"])
    for scenario in all_scenarios()
    for finding in json.loads(scenario.expected.read_text(encoding="utf-8"))["findings"]
}
"""Rule and severity of all findings that the scenarios expect."""


def test_every_severity_occurs() -> None:
    can = {(name, severity) for name, (severities, _) in produced().items() for severity in severities}
    assert {rule for rule, _ in can} == set(RULES) - {CRASHED}
    assert sorted(can - SAID - set(SEVERITIES)) == [], "no scenario expects these"
    assert sorted(set(SEVERITIES) & SAID) == [], "listed as exceptions, and a scenario expects them"
    assert sorted(set(SEVERITIES) - can) == [], "listed as exceptions, and no code produces them"
    assert sorted(SAID - can) == [], "expected, and the reader of the code does not see where they come from"


def test_the_declared_severity_is_the_highest() -> None:
    order = ["info", "warning", "error"]
    for name, (severities, _) in produced().items():
        assert max(severities, key=order.index) == RULES[name].severity, name


@pytest.mark.slow
def test_scenarios_reach_every_branch() -> None:
    command = [sys.executable, "-m", "tests.rule_coverage"]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
