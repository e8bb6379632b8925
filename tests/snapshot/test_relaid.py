"""A host that is laid out again from its record makes the real botocore give the same verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import Scenario, all_scenarios, gathered, lay_out, with_something_new
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import dumps, loads

from .relaid import Untold, described

SCENARIOS = all_scenarios()
SOME = with_something_new(SCENARIOS)[5::40]


def verdict(host: Host) -> tuple[str | None, ...] | None:
    """What botocore itself said."""
    said = host.testimony("boto3")
    return None if said is None or said.outcome is None else (said.outcome, said.winner, said.error, said.error_link)


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=one.name, marks=() if one in SOME else pytest.mark.slow) for one in SCENARIOS]
)
def test_botocore_says_the_same_on_the_host_laid_out_again(scenario: Scenario, tmp_path: Path) -> None:
    with lay_out(scenario.host, tmp_path / "first") as laid:
        words = ["--profile", laid.argv[laid.argv.index("--profile") + 1]] if "--profile" in laid.argv else []
        recorded = loads(dumps(gathered(laid, "--network", "metadata", *words, sdks=["boto3"])))
    if verdict(recorded) is None:
        pytest.skip("botocore was not asked")
    try:
        again = described(recorded)
    except Untold as untold:
        pytest.skip(f"a description has no words for it: {untold}")
    with lay_out(again, tmp_path / "again") as laid:
        found = gathered(laid, "--network", "metadata", *laid.argv, sdks=["boto3"])
    assert verdict(found) == verdict(recorded)
