"""No scenario shows the secret that it was given: in no format, and not in the host as it is recorded either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.argv import question
from tests.scenario import Scenario, all_scenarios, explained
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.demo.layout import lay_out
from whoami_aws.fakes import examples
from whoami_aws.host.snapshot import decode
from whoami_aws.render import Options
from whoami_aws.report import report_of

from .canaries import Canaries


def _scenarios() -> list[object]:
    """Every eightieth by default."""
    return [
        pytest.param(one, id=one.name, marks=() if number % 80 == 0 else pytest.mark.slow)
        for number, one in enumerate(all_scenarios())
    ]


@pytest.mark.parametrize("scenario", _scenarios())
def test_no_scenario_shows_its_secret(scenario: Scenario, tmp_path: Path) -> None:
    canaries = Canaries()
    for secret in (examples.SECRET, examples.TOKEN, examples.DPOP_KEY.splitlines()[2]):
        canaries.add(secret[:4], secret)
    with lay_out(scenario.host, tmp_path / "host") as laid:
        asked = question(laid.argv)
        _, recorded = explained(laid, scenario.host.get("passwd_home"))
    host = decode(json.loads(recorded))
    report = report_of(host, CHAINS[asked.sdk], asked.changes)
    for format_ in (*CHECK_FORMATS, "short"):
        text = rendered(format_, report, Options(verbose=True, show_key_ids=True))
        assert canaries.found_in(text) == {}, format_
    assert canaries.found_in(recorded + repr(host) + repr(report)) == {}
