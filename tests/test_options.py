"""Every option of every command reaches what it is for: the question, the deadline, how it is shown, where it goes.

The commands are called as typer calls them, up to the point where the host would be examined: that takes what was
asked, and gives a report on a host that is empty but for a key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.chain.judge import judge as judge_chain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import Asked
from whoami_aws.check.result import Ignored, judge
from whoami_aws.cli import app, deadline, output, rendering, run_check, signals
from whoami_aws.cli.commands import compare
from whoami_aws.host.facts import FileState, IniFile, IniNeed
from whoami_aws.host.host import Assumed, Budget, Change, Host, Sdk, removal
from whoami_aws.host.values import Reading, Shape
from whoami_aws.render import Options
from whoami_aws.report import Report, report_of

COMMANDS = ("explain", "check", "compare", "imds")
KEY = "AKIAIOSFODNN7EXAMPLE"


def _report(sdk: str = "boto3") -> Report:
    secret = Shape(40, "base64", (), "0f0f0f0f0f0f")
    env: dict[str, Reading] = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": secret}
    version = Sdk(sdk, None, None, "no-crt")
    host = Host(1.8e9, "/home/me", "me", 1000, env, None, version, Budget("none"), {}, gathered_for=tuple(CHAINS))
    for need in judge_chain(host, CHAINS[sdk]).wants:
        if isinstance(need, IniNeed) and sdk != "boto3":  # of which then nothing is known
            host = host.with_facts({need: IniFile(FileState("missing"), None)})
    return report_of(host, CHAINS[sdk])


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What goes past the command line, by name."""
    found: dict[str, Any] = {}

    def explained(question: Any) -> Report:
        found.update(question._asdict())
        return _report()

    def checked(question: Any, asked: Any, sdks: Any, wait: float, **more: Any) -> Any:
        found.update(question._asdict(), asked=_asked(asked), sdks=sdks, wait=wait, **more)
        return judge(asked, sdks, {one: _report(one) for one in (*sdks, *CHAINS)}, more["accepted"])

    def reported(question: Any, sdks: tuple[str, ...], with_findings: bool) -> dict[str, Report]:
        found.update(question._asdict(), sdks=sdks, with_findings=with_findings)
        return {sdk: _report(sdk) for sdk in sdks}

    def asked_alone(_: Any, timeout: float, profile: str | None) -> Report:
        found.update(timeout=timeout, profile=profile)
        return _report()

    optioned = rendering.options

    def how(*words: Any, **named: Any) -> Any:
        found["how"] = optioned(*words, **named)
        return found["how"]

    monkeypatch.setattr(rendering, "explain", explained)
    monkeypatch.setattr(rendering, "options", how)
    monkeypatch.setattr("whoami_aws.gather.sdk_detection.in_use", lambda _: {"boto3": "here", "js-v3": "there"})
    monkeypatch.setattr(run_check, "check", checked)
    monkeypatch.setattr("whoami_aws.ask.run_comparison.reports", reported)
    monkeypatch.setattr("whoami_aws.ask.run_imds.ask", asked_alone)
    for place in (output, run_check, signals, compare):
        monkeypatch.setattr(place, "end_on_signals", lambda: found.update(signals=True))
    for place in (output, deadline):
        monkeypatch.setattr(place, "end_after", lambda seconds: found.update(deadline=seconds))
    monkeypatch.setattr("logging.disable", lambda: found.update(quiet=True))
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return found


def _asked(given: Iterable[Asked]) -> dict[str, tuple[str, ...]]:
    return {one.name: one.values for one in given if not one.implied}


def _run(name: str, words: list[str], seen: dict[str, Any]) -> dict[str, Any]:
    """What a command asks, shows and comes to."""
    seen.clear()
    result = app.command(name).main(words, standalone_mode=False, prog_name=name)
    assert isinstance(result, output.Outcome)
    found = {key: value for key, value in seen.items() if key not in ("store", "machine", "told")}
    found.setdefault("how", None)
    found["code"] = result.code
    found["text"] = bool(result.text)
    found["format"], found["colour"], found["mode"] = result.format, result.colour, result.mode
    found["key shown"] = KEY in result.text
    found["files"] = [(page.format, page.path, page.option, bool(page.text)) for page in result.files]
    return found


QUESTION = {
    "profile": None,
    "sdk": "boto3",
    "changes": (),
    "budget": Budget(),
    "identities": "winner",
    "ignore": (),
    "v1": False,
    "java_properties": (),
    "assumed": (),
}
SHOWN: dict[str, Any] = {
    "how": Options(100),
    "deadline": 10.0,
    "quiet": True,
    "signals": True,
    "code": 1,
    "text": True,
    "format": "text",
    "colour": False,
    "mode": 0o600,
    "key shown": False,
    "files": [],
}
WITHOUT: dict[str, dict[str, Any]] = {
    "explain": {**QUESTION, **SHOWN},
    "check": {
        **QUESTION,
        **SHOWN,
        "asked": {},
        "sdks": ("boto3",),
        "wait": 0.0,
        "accepted": (),
        "ignored": (),
    },
    "compare": {
        **QUESTION,
        **SHOWN,
        "with_findings": False,
        "sdks": ("boto3", "js-v3", "aws-cli", "java-v2", "go-v2"),
    },
    "imds": {**SHOWN, "profile": None, "timeout": 10.0},
}
"""What a command asks and shows if it is given nothing."""

SHARED: dict[str, tuple[str, dict[str, Any]]] = {
    "profile": ("--profile dev", {"profile": "dev"}),
    "java_property": ("--java-property aws.region=eu-west-1", {"java_properties": ("-Daws.region=eu-west-1",)}),
    "network": ("--network metadata", {"budget": Budget("metadata")}),
    "offline": ("--offline", {"budget": Budget("none")}),
    "no_exec": ("--no-exec", {"budget": Budget(run=False)}),
    "trust_endpoint": (
        "--trust-endpoint https://sts.example.com:8443/x --trust-endpoint http://127.0.0.1:80",
        {"budget": Budget(trusted=("https://sts.example.com:8443", "http://127.0.0.1"))},
    ),
    "timeout": ("--timeout 3", {"budget": Budget(timeout=3.0), "deadline": 3.0}),
}
"""The words for an option of several commands, and what they change."""
SHOWING: dict[str, tuple[str, dict[str, Any]]] = {
    "show_key_ids": ("--show-key-ids", {"how": Options(100, show_key_ids=True)}),
    "verbose": ("-v", {"how": Options(100, verbose=True)}),
    "color": ("--color always", {"how": Options(100, colour=True), "colour": True}),
    "report": (
        "--report junit=a.xml --report tap=b",
        {"files": [("junit", "a.xml", "--report junit=a.xml", True), ("tap", "b", "--report tap=b", True)]},
    ),
    "output": ("--output out", {"text": False, "files": [("text", "out", "--output out", True)]}),
    "mode": ("--mode 0644", {"mode": 0o644}),
}
OWN: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "explain": {
        **SHARED,
        **SHOWING,
        "sdk": ("--sdk go-v2", {"sdk": "go-v2"}),
        "without": ("--without A --without --profile", {"changes": (removal("A"), removal("--profile"))}),
        "set_": ("--set AWS_PROFILE=b", {"changes": (Change("set", "AWS_PROFILE", reading="b"),)}),
        "assume": (
            "--sdk java-v2 --assume no-sts",
            {"sdk": "java-v2", "assumed": (Assumed("java-v2", "sts", False),)},
        ),
        "identities": ("--identities all", {"identities": "all"}),
        "ignore": (
            "--ignore env-shadows-instance-profile --ignore config-unparsable",
            {"ignore": ("env-shadows-instance-profile", "config-unparsable")},
        ),
        "format_": ("--format json", {"format": "json"}),
    },
    "check": {
        **SHARED,
        **{name: SHOWING[name] for name in ("color", "report", "output", "mode")},
        "show_key_ids": ("--show-key-ids", {"how": Options(100, show_key_ids=True)}),
        "account": (
            "--account 111122223333 --account 444455556666",
            {"asked": {"account": ("111122223333", "444455556666")}},
        ),
        "arn": ("--arn role/deploy", {"asked": {"arn": ("role/deploy",)}}),
        "source": ("--source env", {"asked": {"source": ("env",)}}),
        "not_source": ("--not-source sso", {"asked": {"not-source": ("sso",)}}),
        "not_long_term": ("--not-long-term", {"asked": {"not-long-term": ()}}),
        "min_ttl": ("--min-ttl 30m", {"asked": {"min-ttl": ("30m",)}}),
        "region": ("--region eu-*", {"asked": {"region": ("eu-*",)}}),
        "partition": ("--partition aws", {"asked": {"partition": ("aws",)}}),
        "imds_v2_only": ("--imds-v2-only", {"asked": {"imds-v2-only": ()}}),
        "all_sdks_agree": ("--all-sdks-agree", {"asked": {"all-sdks-agree": ()}}),
        "no_finding": (
            "--no-finding env-shadows-instance-profile",
            {"asked": {"no-finding": ("env-shadows-instance-profile",)}},
        ),
        "fail_on": ("--fail-on warning", {"asked": {"fail-on": ("warning",)}}),
        "accept": ("--accept unconfirmed", {"accepted": ("unconfirmed",)}),
        "expect": (
            "--expect EXPECT",
            {
                "asked": {"source": ("env",)},
                "sdks": ("go-v2", "rust"),
                "accepted": ("unconfirmed",),
                "code": 0,
                "ignored": (Ignored("env-shadows-instance-profile", "we know"),),
            },
        ),
        "sdk": ("--sdk go-v2 --sdk rust --sdk go-v2", {"sdks": ("go-v2", "rust")}),
        "wait": ("--wait 90s", {"wait": 90.0, "deadline": 90.0}),
        "assume": (
            "--sdk java-v2 --assume no-sts",
            {
                "sdks": ("java-v2",),
                "assumed": (Assumed("java-v2", "sts", False),),
            },
        ),
        "format_": ("--format json", {"format": "json"}),
        "quiet": ("-q", {"text": False}),
    },
    "compare": {
        **SHARED,
        "sdk": ("--sdk boto3,rust,boto3", {"sdks": ("boto3", "rust")}),
        "all_": ("--all", {"sdks": ("boto3", "js-v3", *(sdk for sdk in CHAINS if sdk not in ("boto3", "js-v3")))}),
        "assume": ("--assume java-v2:no-sts", {"assumed": (Assumed("java-v2", "sts", False),)}),
        "exit_zero": ("--exit-zero", {"code": 0}),
        "format_": ("--format json", {"format": "json"}),
        "show_key_ids": ("--show-key-ids", {"how": Options(100, show_key_ids=True), "key shown": True}),
    },
    "imds": {
        "profile": SHARED["profile"],
        "timeout": ("--timeout 3", {"timeout": 3.0, "deadline": 3.0}),
        "verbose": SHOWING["verbose"],
        "color": SHOWING["color"],
        "format_": ("--format json", {"format": "json", "how": None}),
    },
}

EXPECT = """
source = "env"
sdk = ["go-v2", "rust"]
accept = ["unconfirmed"]
ignore = [{rule = "env-shadows-instance-profile", reason = "we know"}]
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_asks_if_it_is_given_nothing(name: str, seen: dict[str, Any]) -> None:
    assert _run(name, [], seen) == WITHOUT[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_left_out(name: str) -> None:
    assert {one.name for one in app.command(name).params} - {"help"} == set(OWN[name])


@pytest.mark.parametrize(("name", "option"), [(name, option) for name, options in OWN.items() for option in options])
def test_an_option_changes_what_it_is_for(
    name: str, option: str, seen: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "EXPECT").write_text(EXPECT)
    words, changed = OWN[name][option]
    assert _run(name, words.split(), seen) == {**WITHOUT[name], **changed}


@pytest.mark.parametrize(
    ("used", "every", "chosen"),
    [
        ("", False, "aws-cli java-v2 js-v3 go-v2"),
        ("go-v2", False, "go-v2 aws-cli java-v2 js-v3"),
        ("rust ruby", False, "rust ruby aws-cli java-v2 js-v3 go-v2"),
        ("rust ruby cpp", False, "rust ruby cpp"),
        ("rust unheard-of ruby", False, "rust ruby aws-cli java-v2 js-v3 go-v2"),
        ("rust", True, " ".join(["rust", *(sdk for sdk in CHAINS if sdk != "rust")])),
    ],
)
def test_which_sdks_are_compared_if_none_is_named(used: str, every: bool, chosen: str) -> None:
    """Fewer than three in use are no comparison."""
    assert compare._chosen(dict.fromkeys(used.split(), "here"), every) == chosen.split()


QUALITY = "gl-code-quality-report.json"


@pytest.mark.parametrize(
    ("words", "is_written"),
    [
        ("", True),
        ("--quiet", True),
        ("--output {0}/out", True),
        ("--report junit={0}/out", True),
        ("--report gitlab={0}/out", False),
        ("--report junit={0}/out --report gitlab={0}/more", False),
        ("--format text", False),
        ("--format gitlab", False),
    ],
)
def test_gitlab_gets_the_report_that_it_looks_for_unless_another_is_asked_for(
    words: str, is_written: bool, seen: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    _run("check", words.format(tmp_path).split(), seen)
    assert [path.name for path in tmp_path.iterdir()] == [QUALITY] * is_written
    assert not is_written or json.loads((tmp_path / QUALITY).read_text())


@pytest.mark.parametrize(
    ("words", "is_written"),
    [
        ("", True),
        ("--quiet", True),
        ("--color always", True),
        ("--report markdown={0}/out", True),
        ("--format github", True),
        ("--format text", False),
        ("--format markdown", False),
    ],
)
def test_github_gets_a_summary_of_its_own_format(
    words: str, is_written: bool, seen: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    _run("check", words.format(tmp_path).split(), seen)
    before, heading, text = summary.read_text().partition("### whoami-aws check: ")
    assert (before, bool(heading), "\x1b" in text) == ("before\n", is_written, False)
