"""Details of formats that no host on record shows."""

from __future__ import annotations

import pytest

from whoami_aws.ask import run_imds
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host import facts
from whoami_aws.host.host import Budget, Change, Host, Sdk, removal
from whoami_aws.render import Options, github, imds_text, text
from whoami_aws.render.ci_report import CiReport, Item
from whoami_aws.report import report_of


def _paper(ok: bool, *findings: Item) -> CiReport:
    why = Item("check/usable", "fails", "error", "usable", "no", "there", None, explained_by="told-already")
    return CiReport("check", ok, "the end", (why,), findings, ("a note",), (), 0.0, 0.0, "")


@pytest.mark.parametrize(
    ("ok", "level", "command"),
    [
        (False, "error", "error"),
        (False, "warning", "warning"),
        (False, "info", ""),
        (True, "error", "warning"),
        (True, "warning", "warning"),
        (True, "info", ""),
    ],
)
def test_an_annotation_is_as_loud_as_what_it_does(ok: bool, level: str, command: str) -> None:
    """What does not fail the step is no error in the log, and what an assertion tells already is not told again."""
    found = Item("some-rule", "found", level, "a title", "a message", "", None)
    lines = github.render(_paper(ok, found, found._replace(id="told-already"))).splitlines()
    assert lines[0].startswith("::error title=whoami-aws%3A usable::no%0Abecause told-already: ")
    told = [f"::{command} title=whoami-aws%3A a title::a message%0Amore: whoami-aws rule some-rule"] if command else []
    assert lines[1:] == [*told, "::notice title=whoami-aws::a note", "the end"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("set", "AWS_PROFILE", reading="dev"), "What if  with AWS_PROFILE"),
        (removal("AWS_PROFILE"), "What if  without AWS_PROFILE"),
    ],
)
def test_a_change_is_told_alone_where_nobody_wins_without_it(change: Change, said: str) -> None:
    host = Host(1.8e9, "/home/me", "me", 1000, {}, None, Sdk("boto3", None, None, "no-crt"), Budget("none"), {})
    assert text.render(report_of(host, CHAINS["boto3"], (change,)), Options()).splitlines()[0] == said


ENDS = 1_800_000_000
"""2027-01-15T08:00:00Z."""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (7200, "2 h 0 min left"),
        (59, "59 s left"),
        (0, "0 s left"),
        (-1, "EXPIRED 1 s ago"),
        (-7260, "EXPIRED 2 h 1 min ago"),
        (-864000, "EXPIRED 10 days ago"),
    ],
)
def test_how_long_the_credentials_of_an_instance_last(left: int, said: str) -> None:
    whole = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
    answer = facts.ImdsAnswer(
        token=facts.Reply(200),
        role=facts.Reply(200),
        role_name="web",
        credentials=facts.Reply(200, body="object"),
        fields=whole,
        key_id="ASIAIOSFODNN7EXAMPLE",
        expiration="2027-01-15T08:00:00Z",
    )
    host = Host(ENDS - left, "/home/me", "me", 1000, {}, None, Sdk("boto3", None, None, "no-crt"), Budget(), {})
    while wants := judge(host, run_imds.CHAIN).wants:
        gone = facts.IniFile(facts.FileState("missing"), None)
        host = host.with_facts({need: answer if isinstance(need, facts.ImdsNeed) else gone for need in wants})
    lines = imds_text.render(report_of(host, run_imds.CHAIN), Options()).splitlines()
    (line,) = [line for line in lines if line.startswith("credentials")]
    assert line == f"{'credentials':<12} answered 200, 0 ms: ASIA…MPLE, {said}"
