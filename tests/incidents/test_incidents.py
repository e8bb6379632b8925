"""The table of all incidents meets its targets; a few of them at every run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import whoami_aws.rules.run  # noqa: F401 - importing it registers the rules
from tests.incidents.incident import Incident, incidents, merged
from tests.incidents.lab import Bench, Laboratory, place_to_run
from tests.incidents.measure import judged, measure
from tests.incidents.table import ROWS, details, share, table
from whoami_aws.rules.finding import RULES

# A path below /root, and a proxy before the metadata service.
SAMPLE = (
    "configured-as-root-run-as-another",
    "proxy-answers-with-its-own-role",
)


@pytest.fixture(scope="module")
def place() -> Iterator[Laboratory | Bench]:
    with place_to_run() as found:
        yield found


@pytest.mark.parametrize("name", [pytest.param(SAMPLE[0], marks=pytest.mark.slow), *SAMPLE[1:]])
def test_sample(place: Laboratory | Bench, name: str) -> None:
    (incident,) = (one for one in incidents(name) if one.name == name)
    outcome = judged(place, incident)
    if outcome.before.skipped:
        pytest.skip(outcome.before.skipped)
    assert outcome.fine, details([outcome], every=True)


@pytest.mark.slow
def test_targets() -> None:
    outcomes = measure()
    shown = f"{details(outcomes)}\n\n{table(outcomes)}"
    print(shown)
    for name, column, target in ROWS:
        right, of = share(outcomes, column)
        assert of and right / of >= target, f"{name}: {right} of {of}\n{shown}"


@pytest.mark.parametrize("incident", incidents(), ids=lambda incident: incident.name)
def test_file_is_whole(incident: Incident) -> None:
    data, expected = incident.data, incident.expected
    assert data["title"] and data["story"]
    assert set(incident.cause) <= set(RULES)
    assert bool(incident.cause) != incident.control
    assert ("fix" in expected) == ("after" in expected)
    assert incident.control or expected["severity"] in ("error", "warning", "info")
    assert bool(data.get("quiet")) == (expected.get("severity") == "info")


def test_a_fix_is_merged() -> None:
    host = {"env": {"A": "1", "B": "2"}, "imds": {"role": "r", "token": 404}, "argv": ["--profile", "p"]}
    fix = {"env": {"A": None}, "imds": {"token": "ok"}, "argv": []}
    assert merged(host, fix) == {"env": {"B": "2"}, "imds": {"role": "r", "token": "ok"}, "argv": []}
