"""What is said of a host for every SDK but botocore's: reasons, findings and cures hold for that SDK's own chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import Scenario, all_scenarios, gathered, lay_out
from whoami_aws.chain.agreement import pick
from whoami_aws.chain.model import Chain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import ERROR, NONE
from whoami_aws.demo.run_demo import names as demos
from whoami_aws.host.host import Host
from whoami_aws.report import report_of
from whoami_aws.rules.finding import BOTOCORE, RULES
from whoami_aws.rules.run import CRASHED

OTHERS = [chain for chain in CHAINS.values() if not chain.engine.reads_as_botocore]
ALL = [one for one in all_scenarios() if "--profile" not in one.host.get("argv", ())]
SOME = [one for one in ALL if one.name in demos()]


@pytest.mark.parametrize("scenario", SOME, ids=lambda one: one.name)
def test_what_is_said_holds(scenario: Scenario, tmp_path: Path) -> None:
    _holds(scenario, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [one for one in ALL if one not in SOME], ids=lambda one: one.name)
def test_what_is_said_holds_everywhere(scenario: Scenario, tmp_path: Path) -> None:
    _holds(scenario, tmp_path)


def _holds(scenario: Scenario, tmp_path: Path) -> None:
    with lay_out(scenario.host, tmp_path / "host") as laid:
        host = gathered(laid, "--network", "metadata", sdks=CHAINS)
    for chain in OTHERS:
        _judged(host._replace(sdk=host.sdk._replace(id=chain.id, version=None)), chain)


def _judged(host: Host, chain: Chain) -> None:
    report = report_of(host, chain)
    verdict = report.diagnosis.verdict
    assert all(row.probe.reason.text for row in verdict.rows), chain.id
    rules = {finding.rule for finding in report.findings}
    assert CRASHED not in rules, chain.id
    assert not [name for name in rules if RULES[name].sdks == BOTOCORE], chain.id
    if verdict.outcome in (NONE, ERROR):
        assert any(finding.severity == "error" for finding in report.findings), chain.id
    for finding in report.findings:
        if finding.fix.changes:
            after = report_of(host, chain, finding.fix.changes)
            left = {(one.rule, one.subject, one.severity) for one in after.findings}
            assert (finding.rule, finding.subject, finding.severity) not in left, (chain.id, finding.rule)
    for step in report.diagnosis.what_ifs:
        # A what-if that changes nothing would be one about inputs that the chain does not read.
        same = step.verdict.outcome == verdict.outcome and pick(step.verdict) == pick(verdict)
        assert not same or step.verdict.winner != verdict.winner or verdict.error is not None, (chain.id, step.remove)
