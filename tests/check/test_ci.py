"""In CI: the format that the system shows, what it does to variables, and places where little can be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario import GUARD, lay_out

from . import formats
from .hosts import KEYS, run

pytestmark = pytest.mark.slow

GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_WORKFLOW_REF": "o/n/.github/workflows/ci.yml@refs/heads/main", "CI": "true"}
GITLAB = {"GITLAB_CI": "true", "CI": "true"}
NOTHING = {"env": {"AWS_DEFAULT_REGION": "us-west-2"}, "imds": None}


def said(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """What the findings say, and what the notes do."""
    told = json.loads(done.stdout)
    return " ".join(f"{one['rule']}: {one['message']}" for one in told["findings"]), " ".join(told["notes"])


def test_plain_shell_gets_text(laid) -> None:
    done = run(laid, "check", "--account", "111122223333")
    assert (done.returncode, done.stderr) == (0, "")
    said = f"holds    account 111122223333  111122223333 (by STS at {laid.sts.url}), from AWS_ACCESS_KEY_ID\n"
    assert done.stdout.startswith(said)


def test_github_gets_commands_and_a_summary_is_appended(laid, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = run(laid, "check", "--source", "iam-role", env={**GITHUB, "GITHUB_STEP_SUMMARY": str(summary)})
    assert done.returncode == 1
    assert [name for name, _, _ in formats.github(done.stdout)].count("error") == 1
    assert summary.read_text().startswith("before\n### whoami-aws check: failed\n")


def test_gitlab_gets_text_and_the_report_that_it_looks_for(laid, tmp_path: Path) -> None:
    done = run(laid, "check", "--source", "iam-role", env={**GITLAB, "CI_PROJECT_DIR": str(tmp_path)})
    assert done.stdout.startswith("FAILS    source iam-role")
    issues = formats.gitlab((tmp_path / "gl-code-quality-report.json").read_text())
    assert {issue["check_name"] for issue in issues} >= {"check/source", "env-shadows-instance-profile"}


def test_a_format_that_is_asked_for_is_what_one_gets(laid, tmp_path: Path) -> None:
    done = run(laid, "check", "--format", "tap", env={**GITHUB, "GITHUB_STEP_SUMMARY": str(tmp_path / "none")})
    formats.tap(done.stdout)
    assert not (tmp_path / "none").exists()
    done = run(laid, "check", "--format", "text", env={**GITLAB, "CI_PROJECT_DIR": str(tmp_path)})
    assert not (tmp_path / "gl-code-quality-report.json").exists() and done.returncode == 1


@pytest.mark.parametrize("ci", [GITHUB, GITLAB])
def test_a_summary_that_cannot_be_written_is_no_reason_to_fail(laid, ci: dict[str, str]) -> None:
    nowhere = {"GITHUB_STEP_SUMMARY": "/nonexistent/summary.md", "CI_PROJECT_DIR": "/nonexistent"}
    done = run(laid, "check", "--account", "111122223333", env={**ci, **nowhere})
    assert done.returncode == 0
    assert "was not written: its directory does not exist" in done.stderr and done.stderr.count("\n") == 1
    assert done.stdout.splitlines()[-1].startswith("Check passed")


@pytest.mark.slow
def test_what_lies_in_the_checkout_is_not_replaced_unasked(laid, tmp_path: Path) -> None:
    """A link that somebody has pushed, and another tool's report."""
    target, report = tmp_path / "profile", tmp_path / "gl-code-quality-report.json"
    target.write_text("mine\n")
    report.symlink_to(target)
    env = {**GITLAB, "CI_PROJECT_DIR": str(tmp_path)}
    done = run(laid, "check", env=env)
    assert (target.read_text(), report.is_symlink()) == ("mine\n", True)
    assert "gl-code-quality-report.json was not written: it is a symbolic link" in done.stderr
    assert done.stderr.endswith("; --report gitlab=FILE writes another\n")
    report.unlink()
    for foreign in ('[{"check_name": "no-unused-vars"}]', "{}{", '{"check_name": 1}', "[[[" * 9999):
        report.write_text(foreign)
        done = run(laid, "check", env=env)
        assert report.read_text() == foreign and "it is there already, and not a report of whoami-aws" in done.stderr
    for own in ("[]", '[{"check_name": "check/source"}, {"check_name": "env-shadows-instance-profile"}]'):
        report.write_text(own)
        assert run(laid, "check", env=env).stderr == ""
        assert report.read_text() != own


@pytest.mark.parametrize("place", ["/dev/full", "FIFO"])
def test_a_summary_that_would_hang_or_is_full_is_left(laid, tmp_path: Path, place: str) -> None:
    if place == "FIFO":
        place = str(tmp_path / "fifo")
        os.mkfifo(place)
    done = run(laid, "check", "--account", "111122223333", env={**GITHUB, "GITHUB_STEP_SUMMARY": place})
    kind = "a device" if place == "/dev/full" else "a FIFO, which may have no reader"
    wanted = f"GITHUB_STEP_SUMMARY was not written: it is {kind}; name a regular file, or - for standard output"
    assert (done.returncode, done.stderr) == (0, f"whoami-aws: {wanted}\n")
    # A log that becomes no annotations says from where, too.
    said = f"holds  account 111122223333  111122223333 (by STS at {laid.sts.url}), from AWS_ACCESS_KEY_ID\n"
    assert done.stdout.startswith(said)


def test_several_reports_at_once(laid, tmp_path: Path) -> None:
    words = [f"--report={kind}={tmp_path / kind}" for kind in formats.READERS]
    done = run(laid, "check", *words)
    assert done.returncode == 1 and done.stdout
    for kind, reader in formats.READERS.items():
        reader((tmp_path / kind).read_text())
    done = run(laid, "explain", "--report", f"junit={tmp_path / 'e.xml'}", "--report", f"sarif={tmp_path / 'e.sarif'}")
    assert done.stdout.startswith("You are") and done.returncode == 0
    formats.junit((tmp_path / "e.xml").read_text())
    formats.sarif((tmp_path / "e.sarif").read_text())


def test_where_one_report_cannot_be_written_none_is(laid, tmp_path: Path) -> None:
    done = run(laid, "check", "--report", f"junit={tmp_path / 'a.xml'}", "--report", "sarif=/nonexistent/b.sarif")
    assert done.returncode == 1 and "cannot write --report sarif=/nonexistent/b.sarif: its directory" in done.stderr
    assert done.stdout.splitlines()[-1].startswith("Check failed")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_directory_in_a_files_place_lets_none_be_written(laid, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = run(laid, "check", "--report", f"junit={tmp_path / 'a.xml'}", "--report", f"sarif={tmp_path / 'folder'}")
    assert done.returncode == 1 and "it is a directory; name a file in it" in done.stderr
    assert not (tmp_path / "a.xml").exists()


def test_two_reports_in_one_file_are_wrong_usage(laid, tmp_path: Path) -> None:
    (tmp_path / "same").symlink_to(tmp_path / "a.xml")
    done = run(laid, "check", "--report", f"junit={tmp_path / 'a.xml'}", "--report", f"sarif={tmp_path / 'same'}")
    assert done.returncode == 2 and "is where another report goes" in done.stderr
    assert not (tmp_path / "a.xml").exists()


def test_a_report_may_go_where_nothing_can_be_replaced(laid) -> None:
    assert run(laid, "check", "--quiet", "--report", "junit=/dev/null").returncode == 1
    assert Path("/dev/null").is_char_device()


def test_quiet_has_the_exit_code_alone(laid) -> None:
    done = run(laid, "check", "--quiet", "--source", "iam-role")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert run(laid, "check", "-q", "--source", "env").returncode == 0


def test_empty_secrets_are_told_once_as_what_ci_makes_of_missing_ones(tmp_path: Path) -> None:
    env = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_REGION": "us-west-2"}
    with lay_out({**NOTHING, "env": env}, tmp_path / "host") as laid:
        findings, notes = said(run(laid, "check", "--format", "json", env={"CI": "true"}))
    assert "ci-secrets-empty: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, and empty" in findings
    assert notes == ""


@pytest.mark.parametrize(("ci", "is_noted"), [({"CI": "true"}, True), ({}, False)], ids=["ci", "elsewhere"])
def test_an_empty_variable_that_no_finding_names_is_noted(tmp_path: Path, ci: dict[str, str], is_noted: bool) -> None:
    env = {"AWS_ROLE_ARN": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_DEFAULT_REGION": ""}
    with lay_out({**NOTHING, "env": env}, tmp_path / "host") as laid:
        _, notes = said(run(laid, "check", "--format", "json", env=ci))
    assert notes.startswith("AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE are set to nothing.") == is_noted
    assert is_noted or notes == ""


def test_an_empty_variable_that_a_finding_names_is_not_noted_too(tmp_path: Path) -> None:
    env = {"AWS_ROLE_ARN": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}
    with lay_out({**NOTHING, "env": env}, tmp_path / "host") as laid:
        findings, notes = said(run(laid, "check", "--format", "json", env=GITHUB))
    assert "token-file-without-role-arn" in findings and notes == ""


def test_the_missing_permission_for_openid_is_told_once(tmp_path: Path) -> None:
    env = {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/ci", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}
    may = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "x"}
    with lay_out({**NOTHING, "env": env}, tmp_path / "host") as laid:
        github = said(run(laid, "check", "--format", "json", env=GITHUB))
        gitlab = said(run(laid, "check", "--format", "json", env={**GITLAB, "CI_PROJECT_DIR": str(tmp_path)}))
        elsewhere = said(run(laid, "check", "--format", "json"))
    with lay_out(NOTHING, tmp_path / "bare") as laid:
        bare = said(run(laid, "check", "--format", "json", env=GITHUB))
        allowed = said(run(laid, "check", "--format", "json", env={**GITHUB, **may}))
    assert "web-identity-token-missing" in github[0] and github[0].count("id-token: write") == 1
    assert "web-identity-token-missing" in gitlab[0] and gitlab[0].count("id_tokens:") == 1
    assert "id-token" not in elsewhere[0] and "id_tokens" not in elsewhere[0]
    assert "github-id-token-missing" in bare[0] and "github-id-token-missing" not in allowed[0]
    assert {notes for _, notes in (github, gitlab, elsewhere, bare, allowed)} == {""}


def test_a_mask_in_place_of_a_secret_is_told(tmp_path: Path) -> None:
    with lay_out({**NOTHING, "env": {**KEYS, "AWS_SECRET_ACCESS_KEY": "***"}, "sts": {}}, tmp_path / "host") as laid:
        done = run(laid, "check", "--format", "json", env=GITHUB)
    assert done.returncode == 1 and "placeholder-key: AWS_SECRET_ACCESS_KEY is masked" in said(done)[0]


def test_a_proxy_that_is_in_the_way_is_told(tmp_path: Path) -> None:
    host = {"env": {**KEYS, "AWS_DEFAULT_REGION": "us-west-2"}, "imds": None, "sts": None}
    with lay_out(host, tmp_path / "host") as laid:
        proxied = {"HTTPS_PROXY": "http://user:hunter2hunter2@127.0.0.1:9", "AWS_ENDPOINT_URL_STS": None}
        done = run(laid, "check", "--timeout", "5", "--format", "json", env=proxied)
    assert "sts-unreachable" in said(done)[0] and "(by HTTPS_PROXY)" in said(done)[0]
    assert json.loads(done.stdout)["assertions"][1]["explained_by"] == "sts-unreachable"
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize("home", [None, "", "/nonexistent"], ids=str)
def test_without_a_home(laid, home: str | None) -> None:
    done = run(laid, "check", "--account", "111122223333", env={"HOME": home})
    assert (done.returncode, done.stderr) == (0, "")


def test_credentials_that_end_during_the_job(tmp_path: Path) -> None:
    env = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SESSION_TOKEN": "x" * 60}
    env |= {"AWS_CREDENTIAL_EXPIRATION": "+20m", "AWS_DEFAULT_REGION": "us-west-2"}
    arn = "arn:aws:sts::111122223333:assumed-role/ci/1"
    host = {"env": env, "imds": None, "sts": {"identity_by_key": {"ASIAIOSFODNN7EXAMPLE": arn}}}
    with lay_out(host, tmp_path / "host") as laid:
        assert run(laid, "check", "--min-ttl", "15m").returncode == 0
        done = run(laid, "check", "--min-ttl", "1h30m")
    assert done.returncode == 1 and "min-ttl 1h30m  19 min left, from" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make a file system read-only for a process")
@pytest.mark.slow
def test_a_file_system_that_is_read_only(laid) -> None:
    shell = 'mount --rbind / /mnt && mount -o remount,bind,ro /mnt && exec chroot /mnt "$@"'
    command = ["unshare", "-m", "sh", "-c", shell, "sh", "env", "-i", *(f"{k}={v}" for k, v in laid.env.items())]
    command += [f"PYTHONPATH={GUARD}:{Path(__file__).parents[2]}", sys.executable, "-m", "whoami_aws", "check"]
    done = subprocess.run(
        [*command, *laid.trust, "--account", "111122223333"], capture_output=True, text=True, check=False
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no file system can be made read-only here: {done.stderr.strip()[:120]}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("sdk", [["--sdk", "boto3", "--sdk", "aws-cli"], ["--sdk", "aws-cli-v1"]], ids=len)
def test_each_sdk_that_is_named_is_judged(laid, sdk: list[str]) -> None:
    said = json.loads(run(laid, "check", "--account", "111122223333", *sdk, "--format", "json").stdout)
    assert [one["sdk"] for one in said["assertions"] if one["name"] == "account"] == sdk[1::2]
    assert {one["sdk"] for one in said["assertions"] if one["name"] == "usable"} == set(sdk[1::2])
    assert all(one["state"] == "holds" for one in said["assertions"])
