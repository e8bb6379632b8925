"""A file of expectations, and the options on top of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.commands import command
from whoami_aws.check import duration
from whoami_aws.check.assertions import ASSERTIONS, OPTIONS
from whoami_aws.check.expectations import Wrong, from_file, from_options, merged
from whoami_aws.cli import run_check
from whoami_aws.cli.options import SDKS
from whoami_aws.render import PAPERS

from .hosts import run

GOOD = """
# What a deployment may run as.
account = "111122223333"
arn = ["role/deploy", "user/old-*"]
not-source = ["container-role"]
not-long-term = false
min-ttl = "30m"
region = ["us-west-2", "eu-*"]
sdk = ["boto3", "aws-cli"]
"""
REGION = "region = 'us-west-2'\n"
IGNORED = "{rule = 'expired-credentials', reason = 'x'}"
tomllib = pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "pip._vendor.tomli")


def read(text: str):
    return from_file(tomllib.loads(text), text, "expect.toml", SDKS)


def test_a_file_says_what_options_would() -> None:
    file = read(GOOD)
    assert [one.name for one in file.asked] == ["account", "arn", "not-source", "min-ttl", "region"]
    assert file.sdks == ("boto3", "aws-cli")
    assert str(file.asked[0].origin) == "expect.toml:3 account"
    given = {"account": ["111122223333"], "arn": ["role/deploy", "user/old-*"], "region": [], "not-long-term": False}
    assert [one.values for one in from_options(given)] == [one.values for one in file.asked[:2]]


@pytest.mark.parametrize(
    "secret", ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYAB"]
)
def test_a_secret_is_repeated_neither_from_a_value_nor_from_the_name_of_the_file(secret: str) -> None:
    text = f"region = '{secret}'\nignore = [{{rule = 'expired-credentials', reason = 'by {secret}'}}]\n"
    file = from_file(tomllib.loads(text), text, f"/tmp/{secret}.toml", SDKS)
    (asked,) = file.asked
    assert str(asked.origin) == "….toml:1 region" and asked.values == ("…",)
    assert [one.reason for one in file.ignored] == ["by …"]
    # What is no secret stays as it is.
    assert read(REGION).asked[0].origin.name == "expect.toml"


def test_a_rule_is_ignored_beside_another_that_must_not_speak() -> None:
    file = read(f"no-finding = 'clock-is-off'\n{REGION}ignore = [{IGNORED}]")
    assert [(one.rule, one.reason) for one in file.ignored] == [("expired-credentials", "x")]
    assert [one.name for one in file.asked] == ["no-finding", "region"]


def test_an_option_takes_the_place_of_the_files_key() -> None:
    top = from_options({"account": ["444455556666"], "not-long-term": True})
    result = merged(read(GOOD).asked, top)
    assert [one.name for one in result] == ["account", "arn", "not-source", "min-ttl", "region", "not-long-term"]
    assert result[0].values == ("444455556666",)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('acount = "1"', "'acount' is not an assertion; did you mean account?", "expect.toml:1 acount"),
        ('\nmin_ttl = "1m"', "did you mean min-ttl?", "expect.toml:2 min_ttl"),
        ("[assertions]\n", "'assertions' is not an assertion", "assertions"),
        ("account = 111122223333", "wants a text in quotes, not a int", "expect.toml:1 account"),
        ("account = [111122223333]", "wants a text in quotes, not a int", "account"),
        ('account = ["111122223333", true]', "wants a text in quotes, not a bool", "account"),
        ('account = "1234"', "'1234' is not an account", "account"),
        ("not-long-term = 1", "wants true or false", "not-long-term"),
        ("account = true", "wants a text", "account"),
        ('source = "envy"', "did you mean env", "source"),
        ('min-ttl = ["1m", "2m"]', "wants one value", "min-ttl"),
        ('min-ttl = "soon"', "wants a time", "min-ttl"),
        ('no-finding = "env-shadow"', "'env-shadow' is not a rule. Close: ", "no-finding"),
        ('fail-on = "fatal"', "is not one of error, warning, info", "fail-on"),
        ('arn = "re:("', "is not a regular expression", "arn"),
        ('sdk = "cobol"', "is not one of boto3", "sdk"),
        ("resolves = true", "is not an assertion", "resolves"),
        # A list with nothing in it would hold for everybody; so would a file that asserts nothing.
        ("account = []", "is empty, and asserts nothing", "expect.toml:1 account"),
        ("arn = []\nregion = 'x'", "is empty", "arn"),
        ("sdk = []\nregion = 'x'", "is empty", "sdk"),
        ("account = {}", "is empty", "account"),
        ("", "asserts nothing: expected at least one of account, arn", "expect.toml"),
        ("# nothing yet", "asserts nothing", "expect.toml"),
        ("not-long-term = false", "asserts nothing", "expect.toml"),
        ("sdk = 'rust'", "asserts nothing", "expect.toml"),
        ("accept = ['unconfirmed']", "asserts nothing", "expect.toml"),
        ("ignore = [{rule = 'expired-credentials', reason = 'x'}]", "asserts nothing", "expect.toml"),
        (f"{REGION}accept = 'expired'", "expected unconfirmed, got 'expired'", "accept"),
        (f"{REGION}accept = true", "wants a text", "accept"),
        (f"{REGION}ignore = []", "is empty", "ignore"),
        (f"{REGION}ignore = 'expired-credentials'", "expected a list of tables {rule, reason}", "ignore"),
        (f"{REGION}ignore = ['expired-credentials']", "expected a list of tables", "ignore"),
        (f"{REGION}ignore = [{{reason = 'x'}}]", "rule is missing", "ignore"),
        (f"{REGION}ignore = [{{rule = 'expired', reason = 'x'}}]", "no rule is called", "ignore"),
        (f"{REGION}ignore = [{{rule = 'expired-credentials'}}]", "the reason why expired-credentials is", "ignore"),
        (f"{REGION}ignore = [{{rule = 'expired-credentials', reason = ' '}}]", "is missing", "ignore"),
        (f"{REGION}ignore = [{{rule = 'expired-credentials', reason = 1}}]", "is missing", "ignore"),
        (f"{REGION}ignore = [{IGNORED}, {IGNORED}]", "expired-credentials is ignored twice", "ignore"),
        (
            f"{REGION}ignore = [{{rule = 'expired-credentials', reason = 'x', until = 'y'}}]",
            "the key 'until'",
            "ignore",
        ),
        (f"no-finding = 'expired-credentials'\nignore = [{IGNORED}]", "is in no-finding and in ignore", "expect.toml"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, hint: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read(text)
    assert message in str(wrong.value) and hint in wrong.value.hint


def test_a_finding_is_ignored_with_a_reason_and_counted(laid, tmp_path: Path) -> None:
    file = tmp_path / "expect.toml"
    rules = ("env-shadows-instance-profile", "expired-credentials")
    tables = "".join(f"[[ignore]]\nrule = '{rule}'\nreason = 'known, OPS-1'\n" for rule in rules)
    file.write_text(f"fail-on = 'error'\n{tables}")
    reports = [f"--report={kind}={tmp_path / kind}" for kind in ("json", *PAPERS)]
    done = run(laid, "check", "--expect", str(file), *reports)
    assert done.returncode == 0, done.stdout
    said = json.loads((tmp_path / "json").read_text())
    assert said["silenced"] == [
        {"rule": rules[0], "reason": "known, OPS-1", "count": 1},
        {"rule": rules[1], "reason": "known, OPS-1", "count": 0},
    ]
    assert rules[0] not in [one["rule"] for one in said["findings"]]
    for text in (done.stdout, *((tmp_path / kind).read_text() for kind in PAPERS if kind not in ("gitlab", "sarif"))):
        assert "1 finding of env-shadows-instance-profile ignored: known, OPS-1" in text.replace("\\", "")
    file.write_text("fail-on = 'error'\n")
    assert run(laid, "check", "--expect", str(file)).returncode == 1


def test_accept_is_an_option_and_a_key() -> None:
    file = read(f"{REGION}accept = ['unconfirmed']")
    assert file.accepted == ("unconfirmed",)


def test_all_but_the_inner_ones_can_be_asserted() -> None:
    assert {*OPTIONS, "resolves", "usable"} == set(ASSERTIONS)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("60s", 60), ("30m", 1800), ("1h30m", 5400), ("1.5h", 5400), ("2d", 172800), ("1h 5m", 3900)],
)
def test_times(text: str, seconds: float) -> None:
    assert duration.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5m", "5x", "m", "1e9", "∞", "9" * 50 + "s"])
def test_no_times(text: str) -> None:
    assert duration.seconds(text) is None


def test_on_the_command_line(laid, tmp_path: Path) -> None:
    file = tmp_path / "expect.toml"
    file.write_text(GOOD.replace('"container-role"', '"env"'))
    done = run(laid, "check", "--expect", str(file), "--format", "json")
    said = json.loads(done.stdout)
    states = {(one["name"], one["sdk"]): one["state"] for one in said["assertions"]}
    assert states["not-source", "boto3"] == states["not-source", "aws-cli"] == "fails"
    assert states["account", "aws-cli"] == "holds" and len(states) == 14
    assert said["assertions"][0]["asked_by"] == {"kind": "file", "path": str(file), "line": 3, "key": "account"}
    done = run(laid, "check", "--expect", str(file), "--not-source", "iam-role", "--sdk", "boto3")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"account = ", b"a = [" * 5000])
def test_a_file_that_cannot_be_read_is_wrong_usage(laid, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "expect.toml"
    if content is not None:
        file.write_bytes(content)
    done = run(laid, "check", "--expect", str(file))
    assert (done.returncode, done.stdout) == (2, "") and "--expect" in done.stderr


def test_python_3_10_without_tomli_is_told_the_way_out(monkeypatch, tmp_path: Path) -> None:
    import importlib

    from whoami_aws.cli import run_check

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    file = tmp_path / "expect.toml"
    file.write_text(GOOD)
    with pytest.raises(Wrong, match=r"^wants a reader of TOML, .* `pip install tomli`"):
        run_check.read_toml(str(file))


def test_a_python_without_a_reader_of_toml_takes_one_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.10 has none of its own, and pip brings one along."""
    tried: list[str] = []
    there = "pip._vendor.tomli"

    def imported(name: str) -> str:
        tried.append(name)
        if name != there:
            raise ImportError(name)
        return name

    monkeypatch.setattr("importlib.import_module", imported)
    assert run_check._toml() == there
    there = "nothing"
    with pytest.raises(Wrong, match="pip install tomli"):
        run_check._toml()
    assert tried == 2 * ["tomllib", "tomli", "pip._vendor.tomli"]


def test_a_hostile_name_of_the_file_is_harmless(tmp_path: Path) -> None:
    path = tmp_path / "\x1b]0;x\x07.toml"
    path.write_text("nonsense = [")
    done = command(["check", "--offline", "--expect", str(path)], {})
    assert done.code == 2
    assert "\x1b" not in done.err and r"\x1b]0;x\x07.toml" in done.err
