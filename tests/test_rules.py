"""Every rule: a page, a host where it speaks, a similar one where it is silent, and a cure that cures."""

from __future__ import annotations

import json

import pytest

from tests.scenario import all_scenarios
from whoami_aws.rules import pages
from whoami_aws.rules.finding import RULES

EXPECTED = {one.name: json.loads(one.expected.read_text(encoding="utf-8")) for one in all_scenarios()}

# Each rule with a host like the one where it speaks, but well.
SILENT = {
    "bad-setting": "metadata-settings-in-profile",
    "blemished-value": "credentials-file-on-a-laptop",
    "config-unparsable": "nested-block-is-fine",
    "container-credentials-failed": "container-role",
    "credential-file-missing": "aws-credential-file",
    "credential-process-failed": "credential-process",
    "env-shadows-container-role": "container-role",
    "env-shadows-instance-profile": "env-keys-on-a-laptop",
    "env-shadows-web-identity": "web-identity",
    "expired-credentials": "env-keys-not-yet-expired",
    "file-shadows-instance-profile": "credentials-file-on-a-laptop",
    "indented-key-eaten": "nested-block-is-fine",
    "instance-role-refused": "instance-role",
    "key-pair-split-over-files": "settings-split-over-files",
    "long-term-key-with-token": "env-keys-on-a-laptop",
    "metadata-disabled-by-variable": "metadata-disabled-set-to-1",
    "metadata-v1-disabled-and-no-token": "imdsv1-only",
    "model-and-sdk-differ": "instance-role",
    "no-role-attached": "no-role-but-env-keys",
    "partial-env-keys": "env-keys-on-a-laptop",
    "profile-broken": "role-chain-from-instance",
    "profile-ignored-because-of-env-keys": "explicit-profile-beats-env-keys",
    "profile-not-found": "profile-of-both-files",
    "profile-prefix-in-credentials": "profile-of-both-files",
    "profile-prefix-missing": "profile-of-both-files",
    "rejected-by-sts": "env-keys-on-a-laptop",
    "security-token-beats-session-token": "one-token-twice-in-env",
    "session-key-without-token": "env-keys-not-yet-expired",
    "web-identity-token-missing": "web-identity",
}
# No real host makes these speak: a broken model and a broken rule are made in tests of their own.
MADE_ELSEWHERE = {"model-and-sdk-differ"}


def _rules_of(name: str) -> set[str]:
    return {finding.split(" ")[1] for finding in EXPECTED[name]["findings"]}


@pytest.mark.parametrize("name", RULES)
def test_page_is_whole(name: str) -> None:
    page = RULES[name].page
    assert page.title and page.why and page.fix and page.see
    shown = pages.page(name)
    assert shown is not None and page.title in shown


@pytest.mark.parametrize("name", sorted(set(RULES) - MADE_ELSEWHERE))
def test_speaks_somewhere(name: str) -> None:
    assert any(name in _rules_of(scenario) for scenario in EXPECTED)


@pytest.mark.parametrize("name", RULES)
def test_is_silent_on_a_similar_host(name: str) -> None:
    assert name not in _rules_of(SILENT[name])


def test_healthy_hosts_have_no_findings() -> None:
    healthy = set(SILENT.values()) - {"no-role-but-env-keys", "one-token-twice-in-env", "metadata-disabled-set-to-1"}
    assert {name: EXPECTED[name]["findings"] for name in healthy if EXPECTED[name]["findings"]} == {}


def test_severity_is_the_highest() -> None:
    order = ["info", "warning", "error"]
    for scenario in EXPECTED.values():
        for finding in scenario["findings"]:
            severity, name, *_ = finding.split(" ")
            assert order.index(severity) <= order.index(RULES[name].severity), finding
