"""The scenarios that do not run live by default, judged from their recorded hosts: the report is the expected one, and
the one on record in all that a report has, as JSON and on the terminal; so are a check of the host, and `imds`.
"""

from __future__ import annotations

import json

import pytest

from tests.recorded import as_check, as_imds, as_json, as_paper, as_text, judged, on_record, records
from tests.scenario import summary, without_run
from tests.test_scenarios import cures, record

SCENARIOS = on_record()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_report_is_as_on_record(name: str, update: str | None) -> None:
    """If a change of it is intended: `pytest --update` for `expected.json`, and `python -m tests.recorded`."""
    kept, expected = records()[name], SCENARIOS[name].expected
    report = judged(kept)
    shown = as_json(report)
    seen = summary(shown, report.exit_code, [finding.fix.changes for finding in report.findings])
    seen = json.loads(without_run(json.dumps(seen), kept.place))
    if update:
        record(expected, seen, update)
    assert seen == json.loads(expected.read_text(encoding="utf-8"))
    assert shown == kept.report
    assert as_text(name, report).split("\n") == kept.text.split("\n")
    assert as_check(name, report).split("\n") == kept.check.split("\n")
    assert as_imds(name, report).split("\n") == kept.imds.split("\n")
    assert as_paper(name, report).split("\n") == kept.paper.split("\n")
    cures(report)
