"""What a rule says by a table, of each kind of trouble in its own words: some scenario shows each of them."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping

import whoami_aws.rules
from tests.scenario import all_scenarios
from tests.test_surroundings import MARKS, VARIABLES
from whoami_aws.rules.topics.no_credentials import _STEPS

UNSEEN = {
    ("expiry", "_REJECTED"): "where a rule of its own knows the code, it speaks instead",
    ("expiry", "_CURES"): "where a rule of its own knows the code, it speaks instead",
    ("imds_access", "_PORTS"): "a fake listens on any free port",
    ("misplaced", "_LOOKS_LIKE"): "tests/hostile/test_misplaced.py puts each kind of secret in each wrong place",
    ("programs", "_NOT_STARTED"): "no scenario has a program whose start fails by a ValueError",
    ("sts_network", "_NO_ANSWER"): "a fake cannot cut a connection in each of these ways",
}
"""Tables some of whose words no scenario shows, and why."""


def tables() -> dict[tuple[str, str], list[str]]:
    """The sentences of the tables of the rules' modules."""
    found = {}
    for one in pkgutil.walk_packages(whoami_aws.rules.__path__, "whoami_aws.rules."):
        for name, value in vars(importlib.import_module(one.name)).items():
            if name == "__annotations__" or not isinstance(value, Mapping):
                continue
            if all(isinstance(text, str) for text in value.values()) and any(" " in text for text in value.values()):
                found[one.name.rpartition(".")[2], name] = list(value.values())
    return found


def test_some_scenario_shows_each_sentence() -> None:
    said = "\n".join(
        f"{finding['message']}\n{finding['fix']}"
        for scenario in all_scenarios()
        for finding in json.loads(scenario.expected.read_text(encoding="utf-8"))["findings"]
    )
    assert len(tables()) > 12
    unseen = {table: [text for text in texts if text not in said] for table, texts in tables().items()}
    assert {table: texts for table, texts in unseen.items() if texts and table not in UNSEEN} == {}
    assert [table for table in UNSEEN if not unseen[table]] == [], "some scenario shows all of it now"


def test_each_next_step_is_for_a_platform_that_there_is() -> None:
    assert {kind for kinds, *_ in _STEPS for kind in kinds} <= {
        *VARIABLES,
        *(kind for *_, shown in MARKS for kind in shown),
    }
