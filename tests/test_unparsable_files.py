"""A shared file that cannot be parsed: what it ends, and which of the two is named."""

from __future__ import annotations

import pytest

from tests.machines import InMemory
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.host import Budget
from whoami_aws.report import Report, report_of

BROKEN = "[default]\nno delimiter\n"
FOLDER = "/home/app/.aws"
BOTH_WAYS = [(["config"], "config"), (["credentials"], "credentials"), (["credentials", "config"], "config")]
"""The broken files, and the one that is said to be."""
OFF = {"HOME": "/home/app", "AWS_EC2_METADATA_DISABLED": "true"}
ALL_SETTINGS = {
    "AWS_DATA_PATH": "/nowhere",
    "AWS_METADATA_SERVICE_TIMEOUT": "1",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4",
    "AWS_EC2_METADATA_V1_DISABLED": "false",
}
"""With these botocore reads no profile before it has built its chain."""


def _report(env: dict[str, str], files: dict[str, str], profile: str | None = None) -> Report:
    machine = InMemory({**OFF, **env}, {f"{FOLDER}/{name}": text for name, text in files.items()})
    return report_of(gather(Question(profile=profile, budget=Budget("none"), machine=machine)), CHAINS["boto3"])


@pytest.mark.parametrize(
    ("env", "link"), [({}, None), (ALL_SETTINGS, "assume-role")], ids=["read first", "read by the first link"]
)
@pytest.mark.parametrize(("broken", "named"), BOTH_WAYS)
def test_what_reads_the_files_first_raises(
    env: dict[str, str], link: str | None, broken: list[str], named: str
) -> None:
    report = _report(env, dict.fromkeys(broken, BROKEN))
    verdict = report.diagnosis.verdict
    assert verdict.outcome == "error" and verdict.error is not None
    assert (verdict.error.type, verdict.error_link) == ("ConfigParseError", link)
    assert verdict.error.message == f"Unable to parse config file: {FOLDER}/{named}"
    if link is not None:
        row = verdict.row(link)
        assert row is not None and row.status == "stopped"
        assert (row.probe.reason.code, row.probe.reason.text) == (
            "unparsable-file",
            f"~/.aws/{named} cannot be parsed",
        )
    assert [one.rule for one in report.findings].count("config-unparsable") == len(broken)


@pytest.mark.parametrize("broken", [broken for broken, _ in BOTH_WAYS])
def test_which_profiles_there_are_is_not_claimed_of_a_broken_file(broken: list[str]) -> None:
    rule, env = "hidden-bad-profile-variable", {"AWS_PROFILE": "nowhere"}
    whole = _report(env, {"config": "[default]\n", "credentials": ""}, profile="default")
    assert rule in {one.rule for one in whole.findings}
    report = _report(env, {"config": "[default]\n", **dict.fromkeys(broken, BROKEN)}, profile="default")
    assert rule not in {one.rule for one in report.findings}
