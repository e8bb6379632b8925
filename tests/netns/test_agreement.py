"""The real boto3 and the tool, side by side at the real addresses, must say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import CASES, Case
from .children import RUNS_ON, ask_both
from .place import place
from .table import Record, row

pytestmark = pytest.mark.netns

_BOUND = 9.5
"""Seconds within which it must be said that something cannot be told: three requests of two seconds each are waited
for, and the rest of the run takes its time.
"""
_TIMEOUT = 10.0
"""The default of --timeout."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_agreement(case: Case, tmp_path: Path, record_property: Record) -> None:
    with place(case, tmp_path) as here:
        sdk, ours = here.namespace.run(ask_both, here.env, case.sdk_limit)
    print(row(case.name, sdk, ours, record_property))
    assert ours.text == case.says, ours.report["because"]
    assert ours.exit_code == (0 if ours.winner else 1)
    if case.says == "unknown":
        assert ours.seconds < _BOUND
        # What the SDK would come to is not known to anybody: it reads on.
        assert ours.report["sdk"]["witness"] == "not-run"
        assert sdk.outcome == RUNS_ON
        return
    assert ours.answer == sdk.answer
    assert ours.report["sdk"]["witness"] == "agrees"
    assert ours.seconds <= (sdk.seconds if case.no_later else _TIMEOUT)
