"""Values that would be commands, markup or another file's line; and a secret in every place, in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hostile.canaries import Canaries
from tests.hostile.child import unsafe
from tests.hostile.loaded import WINNERS, loaded
from tests.scenario import lay_out
from whoami_aws.check.job import NO_JOB, Job
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.render import Options
from whoami_aws.render.defang import defang

from . import formats
from .hosts import asked, checked, reports_of, run

FORGED = [
    "::error::forged",
    "x ::error file=a,line=1::forged",
    "%0A::error::forged",
    "\n::add-mask::x",
    "\r\n::error::forged",
    "##[error]forged",
    "x ##[add-mask]y",
    "##vso[task.complete result=Succeeded;]",
    "a,line=5::b",
    "</failure><x>&amp;]]>",
    '"><!--',
    "<![CDATA[x]]>",
    "# SKIP it",
    "\\# TODO",
    "`| a | b |`",
    "[text](http://evil.example)",
    "@everyone <img src=x>",
    "\x1b]0;x\x07\x00\ud800\u202e",
    "ok 2 - forged",
    "  ...\nok 9",
    "${{ github.token }}",
    "{0} {1}",
    "x" * 5000,
]


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_value_stays_a_value_in_every_format(forged: str) -> None:
    check = checked("three-deep", asked("source", "iam-role"), asked("region", forged), asked("arn", forged))
    check = check._replace(notes=(forged,))
    job = Job("github", "/x", ".github/workflows/ci.yml")
    for format_ in CHECK_FORMATS:
        text = defang(rendered(format_, check, Options(), job), format_)
        assert unsafe(text) == [], format_
        assert formats.forged(text, format_) == [], format_
        if format_ in formats.READERS:
            formats.READERS[format_](text)
        if format_ == "github":
            errors = [properties for name, properties, _ in formats.github(text) if name == "error"]
            assert [one["title"].split()[1] for one in errors] == ["source", "region", "arn"]
            assert all(one.keys() == {"title"} for one in errors), "a value became a property"


def test_a_report_in_a_jobs_log_forges_nothing_either(tmp_path: Path) -> None:
    """A long reason is wrapped: a word of it that is a command must not come to stand where a line begins."""
    host = {"env": {"AWS_PROFILE": "word " * 12 + "::error::forged ##[error]forged ##vso[forged]"}, "imds": None}
    with lay_out(host, tmp_path / "host") as laid:
        for format_, widths in (("text", ("60", "97")), ("github", ("80",))):
            for columns in widths:
                done = run(laid, "explain", "--format", format_, env={"COLUMNS": columns})
                assert "forged" in done.stdout
                assert formats.forged(done.stdout, format_) == []


@pytest.mark.parametrize(
    "winner",
    [pytest.param(one, marks=() if one in ("env", "custom-process") else pytest.mark.slow) for one in WINNERS],
)
def test_no_secret_is_in_any_format(winner: str, tmp_path: Path) -> None:
    canaries = Canaries()
    host = loaded(canaries, winner)
    with lay_out(host, tmp_path / "host") as laid:
        reports = [f"--report={kind}={tmp_path / kind}" for kind in CHECK_FORMATS]
        words = ["--account", "444455556666", "--arn", "x", "--min-ttl", "9d", "--not-long-term", "--fail-on", "info"]
        github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        done = run(laid, "check", *words, "--all-sdks-agree", *reports, env=github)
        assert done.returncode == 1, done.stderr
        texts = [done.stdout, done.stderr, (tmp_path / "summary.md").read_text()]
        texts += [(tmp_path / kind).read_text() for kind in CHECK_FORMATS]
    assert canaries.found_in("\n".join(texts)) == {}


def test_masked_secrets_leave_a_log_that_can_be_read(laid) -> None:
    """GitHub puts *** wherever a secret stands, and an account may be one."""
    text = run(laid, "check", "--account", "111122223333", "--source", "iam-role").stdout.replace("111122223333", "***")
    assert [line.split()[0] for line in text.splitlines() if line[0] not in " "] == ["holds", "FAILS", "Check"]
    where = r"\(by STS at http://127\.0\.0\.1:\d+\), from AWS_ACCESS_KEY_ID"
    assert re.search(rf"holds +account \*\*\* +\*\*\* {where}", text)


@pytest.mark.slow
@pytest.mark.parametrize("format_", CHECK_FORMATS)
def test_a_masked_log_is_still_of_its_format(format_: str) -> None:
    check = checked("env-keys-shadow-instance-profile", asked("account", "444455556666"), asked("source", "iam-role"))
    text = rendered(format_, check, Options(), NO_JOB).replace("111122223333", "***")
    assert "***" in text
    if format_ in formats.READERS:
        formats.READERS[format_](text)


def test_a_check_never_shows_a_key_id_whole_and_explain_where_that_is_asked_for(laid) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    for more, shown in ([], False), (["--show-key-ids"], True):
        assert key not in run(laid, "check", "--format", "json", *more).stdout
        assert (key in run(laid, "explain", "--offline", "--format", "json", *more).stdout) == shown


def test_a_key_id_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    host = {"env": {"AWS_ACCESS_KEY_ID": secret, "AWS_SECRET_ACCESS_KEY": "***"}, "imds": None, "sts": {}}
    check = reports_of(host)["boto3"]
    for format_ in ("github", "sarif", "junit", "markdown", "tap", "gitlab"):
        assert secret[:12] not in rendered(format_, check, Options(), NO_JOB)
