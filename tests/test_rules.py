"""Every rule: a page, a host where it speaks, a similar one where it is silent, and a cure that cures."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest

from tests.scenario import FOLDERS, all_scenarios
from whoami_aws.rules import pages
from whoami_aws.rules.finding import ANY, CHAIN, COMPARISON, CONTAINER, METADATA, PROGRAM, RULES, STS, Need

EXPECTED = {one.name: json.loads(one.expected.read_text(encoding="utf-8")) for one in all_scenarios()}

# Which hosts are like those where a rule speaks, but well, and on which nothing may be said at all: as their files say.
# Pairs, because several hosts declare the same rule.
SILENT = [(rule, one.name) for one in all_scenarios() for rule in one.told.silent_for]
HEALTHY = [one.name for one in all_scenarios() if one.told.healthy]
# No report on one SDK makes these speak: a broken model and several SDKs have tests of their own.
MADE_ELSEWHERE = {"model-and-sdk-differ", "sdks-disagree"}


def _rules_of(name: str) -> set[str]:
    return {finding["rule"] for finding in EXPECTED[name]["findings"]}


@pytest.mark.parametrize("name", RULES)
def test_page_is_whole(name: str) -> None:
    page = RULES[name].page
    shown = pages.page(name)
    assert all(page)
    assert page.title in shown and all(f"        {line}\n" in shown for line in page.example.splitlines())
    for part in (page.why, page.fix, page.ignore):
        # A name may begin in lower case.
        assert not part[0].islower() or re.match(r"(botocore|boto3|kiam|\w+[_-]\w+)\b", part), part
        assert part.endswith((".", ":", "`")), part
        assert all(span in shown for span in re.findall("`[^`]+`", part)), "a command is broken over two lines"
    assert len(page.example.splitlines()) <= 4


@pytest.mark.parametrize("name", sorted(set(RULES) - MADE_ELSEWHERE))
def test_speaks_somewhere(name: str) -> None:
    assert any(name in _rules_of(scenario) for scenario in EXPECTED)


@pytest.mark.parametrize(("name", "scenario"), SILENT)
def test_is_silent_on_a_similar_host(name: str, scenario: str) -> None:
    assert name not in _rules_of(scenario)


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_host_has_no_findings(name: str) -> None:
    loud = [finding for finding in EXPECTED[name]["findings"] if finding["severity"] != "info"]
    assert loud == []


def test_silent_hosts_name_rules() -> None:
    assert {name for name, _ in SILENT} == set(RULES)


def test_every_declaration_of_silence_is_tested() -> None:
    """Counted in the files themselves, where a key that is written twice counts twice, and in what pytest runs."""
    declared: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        declared.extend(rule for key, value in pairs if key == "silent_for" for rule in value)
        return dict(pairs)

    for folder in FOLDERS:
        for file in folder.rglob("host.json"):
            json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=note)
    (mark,) = test_is_silent_on_a_similar_host.pytestmark
    assert sorted(name for name, _ in set(mark.args[1])) == sorted(declared)


def test_severity_is_the_highest() -> None:
    order = ["info", "warning", "error"]
    for scenario in EXPECTED.values():
        for finding in scenario["findings"]:
            assert order.index(finding["severity"]) <= order.index(RULES[finding["rule"]].severity), finding


@pytest.mark.parametrize("name", sorted(RULES))
def test_what_a_rule_refers_to_is_there(name: str) -> None:
    """A finding follows from one of another rule, and is not known for want of an answer of a kind that there is."""
    one = RULES[name]
    assert set(one.suppressed_by) <= {*RULES, *ANY}
    assert set(one.needs) <= set(get_args(Need))


def test_each_kind_of_answer_that_a_rule_may_need_has_its_name() -> None:
    assert get_args(Need) == (STS, METADATA, CONTAINER, PROGRAM, CHAIN, COMPARISON)
