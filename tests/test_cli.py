"""The command line: streams, exit codes, widths, colours, and what a reader in a hurry gets."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import botocore
import pytest

from tests.commands import command
from tests.scenario import Scenario, all_scenarios, child, lay_out
from whoami_aws.chain import features
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli.options import SDKS
from whoami_aws.demo.run_demo import DEFAULT

SLOW = pytest.mark.slow
LINKS = sum(features.has("boto3", botocore.__version__, link) for link in CHAINS["boto3"].links)
"""How many links the installed botocore has."""

BY_NAME: dict[str, Scenario] = {one.name: one for one in all_scenarios()}


@pytest.fixture
def shadowed(tmp_path: Path):
    with lay_out(BY_NAME[DEFAULT].host, tmp_path / "host") as laid:
        yield laid


def test_alone_it_says_who_and_because_of_what(shadowed) -> None:
    done = child(shadowed)
    who, because, *rest = done.stdout.splitlines()
    assert who.startswith("You are  arn:aws:iam::111122223333:user/old-deploy")
    assert because.startswith("because env answers first: AWS_ACCESS_KEY_ID")
    assert "web-prod-role" in rest[0] and len(rest) == 1
    assert (done.returncode, done.stderr) == (0, "")


def test_explain_shows_the_shadowing_story(shadowed) -> None:
    text = child(shadowed, "explain").stdout
    assert text.startswith("You are  arn:aws:iam::111122223333:user/old-deploy")
    assert "iam-role                       shadowed" in text
    assert "error: env-shadows-instance-profile" in text
    assert "Fix: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\n" in text
    assert "arn:aws:sts::111122223333:assumed-role/web-prod-role/i-1234567890abcdef0" in text
    assert text.count("\n") <= 40, "one screen"


def test_what_a_change_leads_to_is_read_for_it(tmp_path: Path) -> None:
    """Nothing on the host as it is leads to the other file."""
    other = tmp_path / "other"
    other.write_text("[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n")
    with lay_out({}, tmp_path / "host") as laid:
        words = ("explain", "--set", f"AWS_SHARED_CREDENTIALS_FILE={other}", "--network", "none", "--format", "json")
        report = json.loads(child(laid, *words).stdout)
    assert report["winner"] == "shared-credentials-file"


def test_nobody_fits_on_a_screen(tmp_path: Path) -> None:
    with lay_out(BY_NAME["nobody-answers"].host, tmp_path / "host") as laid:
        done = child(laid, "explain")
    assert done.stdout.startswith("None")
    assert done.stdout.count(" declined ") == LINKS
    assert done.stdout.count("\n") <= 28
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["explain", "--network", "some"], 2),
        (["explain", "--format", "xml"], 2),
        (["explain", "--sdk", "cobol"], 2),
        (["explain", "--set", "NAME"], 2),
        (["explain", "--output", "/nonexistent/report"], 3),
        (["explain", "--no-such-option"], 2),
        (["rule", "no-such-rule"], 2),
        (["demo", "no-such-scenario"], 2),
        (["rule", "env-shadows-instance-profile"], 0),
        (["rules"], 0),
        (["schema"], 0),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=str,
)
def test_exit_codes(shadowed, words: list[str], code: int) -> None:
    done = child(shadowed, *words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) == (code == 0)


def test_every_chain_is_a_choice() -> None:
    assert tuple(CHAINS) == SDKS


def test_wrong_usage_names_the_command_and_what_is_wrong(shadowed) -> None:
    done = child(shadowed, "explain", "--formt", "json")
    usage, *_, error = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert usage.startswith("Usage: whoami-aws explain "), "the line that says how it is meant"
    assert error.startswith("Error: No such option: --formt")


CHOICES = {
    "explain": "--format --network --sdk --color --identities --ignore --report --assume --mode",
    "check": "--accept --fail-on --source --not-source --format --no-finding --network --color --sdk --report --mode "
    "--min-ttl --wait",
    "compare": "--sdk --format --network",
    "imds": "--format --color",
}


@pytest.mark.parametrize(("name", "options"), CHOICES.items(), ids=CHOICES)
def test_a_value_that_an_option_does_not_take_is_told_with_the_option(shadowed, name: str, options: str) -> None:
    for option in options.split():
        done = child(shadowed, name, option, "nope-nope")
        assert (done.returncode, done.stdout) == (2, ""), option
        assert done.stderr.splitlines()[-1].startswith(f"Error: Invalid value for {option}: "), option


@pytest.mark.parametrize(("name", "argument"), [("schema", "NAME"), ("completion", "SHELL")])
def test_a_value_that_an_argument_does_not_take_is_told_with_its_name(shadowed, name: str, argument: str) -> None:
    done = child(shadowed, name, "nope-nope")
    assert done.stderr.splitlines()[-1].startswith(f"Error: Invalid value for {argument}: 'nope-nope' is not one of ")


def test_unknown_rule_gets_the_nearest(shadowed) -> None:
    done = child(shadowed, "rule", "env-shadow-instance-profil")
    assert "env-shadows-instance-profile" in done.stderr


def test_output_goes_to_a_file_whole_or_not_at_all(shadowed, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = child(shadowed, "explain", "--format", "json", "--output", str(target))
    assert done.stdout == "" and json.loads(target.read_text())["winner"] == "env"
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == ["report.json"]


@pytest.mark.parametrize("columns", [44, 60, 80, 100, 160])
def test_lines_fit_the_terminal(shadowed, columns: int) -> None:
    text = command(["explain"], {**shadowed.env, "COLUMNS": str(columns)}).out
    table = text[text.index("\n\n") :].split("\n\n")[1].splitlines()
    assert len([line for line in table if line[:3].strip().isdigit()]) == LINKS
    assert max(len(line) for line in table) <= columns
    assert "WINS" in text and "shadowed" in text


def _on_a_terminal(env: dict[str, str], *words: str) -> str:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "whoami_aws", *words], env=env, stdout=follower, stderr=follower, stdin=follower
    )
    os.close(follower)
    parts = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(leader)
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    ("more", "words", "coloured"),
    [
        ({"TERM": "xterm"}, ["explain"], True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, ["explain"], False),
        ({"TERM": "dumb"}, ["explain"], False),
        pytest.param({"TERM": "xterm"}, ["explain", "--color", "never"], False, marks=pytest.mark.slow),
        pytest.param(
            {"TERM": "xterm", "NO_COLOR": "1"}, ["explain", "--color", "always"], True, marks=pytest.mark.slow
        ),
        pytest.param({"TERM": "xterm"}, ["explain", "--format", "json"], False, marks=SLOW),
    ],
    ids=str,
)
def test_colour_only_where_it_is_wanted(shadowed, more: dict[str, str], words: list[str], coloured: bool) -> None:
    text = _on_a_terminal({**shadowed.env, **more}, *words)
    assert ("\x1b[" in text) == coloured
    assert "WINS" in text or '"wins"' in text, "the status is a word, with or without colour"


@pytest.mark.parametrize("command", ["explain", "check"])
def test_a_file_gets_no_colour_from_the_terminal(shadowed, command: str, tmp_path: Path) -> None:
    words = [command, "--output", str(tmp_path / "report")]
    assert "\x1b[" not in _on_a_terminal({**shadowed.env, "TERM": "xterm"}, *words)
    assert "\x1b" not in (tmp_path / "report").read_text()
    _on_a_terminal({**shadowed.env, "TERM": "xterm"}, *words[:-1], str(tmp_path / "coloured"), "--color", "always")
    assert "\x1b[" in (tmp_path / "coloured").read_text()


BUDGETS = ("nothing was asked over the network", "only the metadata endpoints were asked", "no program was run")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], []),
        (["--network", "none"], [0]),
        (["--offline"], [0]),
        (["--network", "metadata"], [1]),
        (["--no-exec"], [2]),
        (["--offline", "--no-exec"], [0, 2]),
    ],
)
def test_what_was_not_asked_is_said(shadowed, words: list[str], told: list[int]) -> None:
    text = child(shadowed, "explain", *words).stdout
    assert [at for at, one in enumerate(BUDGETS) if one in text] == told


def test_a_secret_may_be_set(shadowed) -> None:
    """It is not kept, and the pair is whole."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ"
    words = ("--set", "AWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE", "--set", f"AWS_SECRET_ACCESS_KEY={secret}")
    done = child(shadowed, "explain", "--network", "none", "--format", "json", *words)
    report = json.loads(done.stdout)
    assert report["asked"] == ["set AWS_ACCESS_KEY_ID", "set AWS_SECRET_ACCESS_KEY"]
    assert report["winner"] == "env" and report["links"][0]["access_key_id"] == "AKIA…MPLE"
    assert secret[:8] not in done.stdout + done.stderr


def test_pipes_get_no_colour(shadowed) -> None:
    assert "\x1b" not in child(shadowed, "explain").stdout


def test_demo_runs_and_lists(tmp_path: Path) -> None:
    with lay_out({}, tmp_path / "host") as laid:
        listed = child(laid, "demo", "--list")
        done = child(laid, "demo")
        as_json = child(laid, "demo", "--format", "json")
    assert len(listed.stdout.splitlines()) >= 8
    assert {line.split()[0] for line in listed.stdout.splitlines()} <= set(BY_NAME)
    assert done.returncode == 0 and "env-shadows-instance-profile" in done.stdout
    assert json.loads(as_json.stdout)["winner"] == "env"


def test_programs_below_the_winner_are_not_run(tmp_path: Path) -> None:
    with lay_out(BY_NAME["no-exec-below-the-winner"].host, tmp_path / "host") as laid:
        report = json.loads(child(laid, "explain", "--format", "json").stdout)
        assert not (laid.home / "ran").exists()
    row = next(link for link in report["links"] if link["id"] == "custom-process")
    assert row["status"] == "not-probed"


def test_no_exec_runs_nothing(tmp_path: Path) -> None:
    with lay_out(BY_NAME["credential-process-not-run"].host, tmp_path / "host") as laid:
        child(laid, "explain", "--no-exec")
        assert not (laid.home / "ran").exists()
        child(laid, "explain")
        assert (laid.home / "ran").exists(), "without the option it is run: the test can fail"


def test_sso_token_is_not_refreshed(tmp_path: Path) -> None:
    with lay_out(BY_NAME["sso-token-would-be-refreshed"].host, tmp_path / "host") as laid:
        before = {path: path.read_bytes() for path in laid.home.rglob("*") if path.is_file()}
        child(laid, "explain")
        assert laid.sso is not None and laid.sso.requests == ()
        assert {path: path.read_bytes() for path in laid.home.rglob("*") if path.is_file()} == before


def test_removals_are_taken_as_the_report_writes_them(tmp_path: Path) -> None:
    """What `what_if` says under `remove`, given back as --without, leads to what it promised."""
    with lay_out(BY_NAME["three-deep"].host, tmp_path / "host") as laid:
        report = json.loads(child(laid, "explain", "--format", "json").stdout)
        for step in report["what_if"]:
            options = [word for name in step["remove"] for word in ("--without", name)]
            after = json.loads(child(laid, "explain", "--format", "json", *options).stdout)
            assert (after["outcome"], after["winner"]) == (step["outcome"], step["winner"])
            assert after["asked"] == [f"without {name}" for name in step["remove"]]


def test_a_silenced_rule_is_counted_and_not_shown(tmp_path) -> None:
    host = {
        "env": {
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        },
        "imds": {"role": "web-prod-role"},
    }
    with lay_out(host, tmp_path / "host") as laid:
        loud = child(laid, "explain", "--offline")
        quiet = child(laid, "explain", "--ignore", "env-shadows-instance-profile", "--network", "metadata")
        typo = child(laid, "explain", "--ignore", "env-shadow-instance-profile")
    assert "silenced" not in loud.stdout
    assert "finding silenced: env-shadows-instance-profile" in quiet.stdout
    assert "✗ error: env-shadows-instance-profile" not in quiet.stdout
    assert typo.returncode == 2
    assert "Close: env-shadows-instance-profile" in typo.stderr
