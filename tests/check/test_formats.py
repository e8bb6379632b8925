"""Every format of every kind of outcome, read by a reader that is not ours; and what each must say."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.published import closed, published
from tests.render.readers import of_message
from whoami_aws import __version__
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import HOLDS
from whoami_aws.check.job import NO_JOB, Job
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.render import PAPERS, Options
from whoami_aws.rules.finding import RULES

from . import formats
from .hosts import SHADOWED, asked, checked, reports

CHECKS = {
    "passed": ("instance-role", (asked("account", "111122223333"), asked("source", "iam-role"))),
    "failed": (SHADOWED, (asked("account", "111122223333"), asked("source", "iam-role"), asked("all-sdks-agree"))),
    "untold": ("offline-on-an-instance", (asked("arn", "role/deploy"),)),
    "nobody": ("nobody-answers", (asked("usable"), asked("fail-on", "info"))),
    "in-a-file": ("profile-prefix-missing", (asked("fail-on", "info"), asked("resolves"))),
    "several": ("three-deep", (asked("source", "iam-role"), asked("region", "eu-*"))),
    "one of several": ("three-deep", (asked("source", "iam-role"),)),
}
GITHUB = Job("github", "/work", ".github/workflows/ci.yml")


def made(name: str):
    scenario, assertions = CHECKS[name]
    sdks = tuple(CHAINS) if "several" in name else ("boto3",)
    return checked(scenario, *assertions, sdks=sdks)._replace(notes=("a note: 100 %, and more",))


def said(format_: str, name: str, job: Job = GITHUB) -> str:
    return rendered(format_, made(name), Options(), job)


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("format_", CHECK_FORMATS)
def test_each_format_of_each_check_can_be_read(format_: str, name: str) -> None:
    text = said(format_, name)
    assert text.endswith("\n") and "\x1b" not in text
    if format_ in formats.READERS:
        formats.READERS[format_](text)


@pytest.mark.parametrize("scenario", ["instance-role", SHADOWED, "partial-env-keys", "config-unparsable"])
@pytest.mark.parametrize("format_", PAPERS)
def test_each_format_of_a_report_can_be_read(format_: str, scenario: str) -> None:
    report = reports(scenario)["boto3"]
    text = rendered(format_, report, Options(), GITHUB)
    if format_ in formats.READERS:
        formats.READERS[format_](text)
    assert ("explain" in text) == (format_ in ("sarif", "junit", "markdown"))
    for finding in report.findings:
        if finding.severity != "info":
            assert finding.rule in text


@pytest.mark.parametrize("name", CHECKS)
def test_the_json_fits_its_schema_and_says_what_the_check_says(name: str) -> None:
    schema = closed(published("check"))
    jsonschema.Draft202012Validator.check_schema(schema)
    check, data = made(name), json.loads(said("json", name))
    jsonschema.validate(data, schema)
    assert data["ok"] == check.ok and data["exit_code"] == check.exit_code
    assert [one["state"] for one in data["assertions"]] == [one.state for one in check.outcomes]
    for one in data["assertions"]:
        if one["explained_by"]:
            assert one["explained_by"] in {finding["rule"] for finding in data["findings"]}


@pytest.mark.parametrize("name", CHECKS)
def test_sarif_says_who_made_it_and_how_the_check_ended(name: str) -> None:
    run = formats.sarif(said("sarif", name))["runs"][0]
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["semanticVersion"]) == ("whoami-aws", __version__)
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": made(name).exit_code}]


def test_sarif_has_the_rules_pages_and_blames_the_file() -> None:
    run = formats.sarif(said("sarif", "in-a-file"))["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    page = RULES["profile-prefix-missing"].page
    assert rules["profile-prefix-missing"]["fullDescription"]["text"] == page.why
    assert page.fix in rules["profile-prefix-missing"]["help"]["text"]
    result = next(one for one in run["results"] if one["ruleId"] == "profile-prefix-missing")
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": ".aws/config", "uriBaseId": "HOME"}
    # `[dev]` is the first line of that file.
    assert where["region"] == {"startLine": 1}


@pytest.mark.parametrize(
    ("scenario", "path", "line"),
    [("section-twice-in-config", "config", 4), ("indented-secret", "credentials", 3)],
)
def test_the_line_that_is_to_blame_is_named(scenario: str, path: str, line: int) -> None:
    check = checked(scenario, asked("fail-on", "error"))
    # Of the assertion that fails, and of the finding.
    where = [one["location"] for one in formats.gitlab(rendered("gitlab", check, Options(), GITHUB))]
    assert where == [{"path": f"~/.aws/{path}", "lines": {"begin": line}}] * 2
    results = formats.sarif(rendered("sarif", check, Options(), GITHUB))["runs"][0]["results"]
    artifact = {"uri": f".aws/{path}", "uriBaseId": "HOME"}
    wanted = {"artifactLocation": artifact, "region": {"startLine": line}}
    assert [one["locations"][0]["physicalLocation"] for one in results] == [wanted] * 2


@pytest.mark.parametrize(
    ("text", "shown", "links"),
    [
        ("a \\[b\\](c) \\\\", "a [b](c) \\", []),
        ("a [b](c)", "a b", ["c"]),
        ("\\\\[b\\\\](c)", "\\b\\\\", ["c"]),
        ("[b\\](c)](d)", "b\\](c)", ["d"]),
    ],
)
def test_the_reader_of_sarif_sees_a_link(text: str, shown: str, links: list[str]) -> None:
    assert of_message(text) == {"shown": shown, "links": links}
    log = json.loads(said("sarif", "failed"))
    log["runs"][0]["results"][0]["locations"][0]["message"]["text"] = text
    if links:
        with pytest.raises(AssertionError, match="a value became a link"):
            formats.sarif(json.dumps(log))


def test_what_no_file_is_to_blame_for_points_to_the_workflow() -> None:
    result = formats.sarif(said("sarif", "failed"))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == ".github/workflows/ci.yml"
    assert result["locations"][0]["logicalLocations"][0]["name"] == "AWS_ACCESS_KEY_ID"
    assert (
        "physicalLocation"
        not in formats.sarif(said("sarif", "failed", NO_JOB))["runs"][0]["results"][0]["locations"][0]
    )


def test_junit_tells_a_failure_from_what_is_not_known() -> None:
    cases = formats.junit(said("junit", "failed")).findall("testsuite/testcase")
    tags = [[child.tag for child in case] for case in cases]
    assert tags[:2] == [[], ["failure"]] and ["failure"] in tags[3:]
    assert len(formats.junit(said("junit", "untold")).findall("testsuite/testcase/error")) == 1


def test_github_annotates_what_fails_and_says_the_rest_plainly() -> None:
    text = said("github", "failed")
    commands = formats.github(text)
    assert [name for name, _, _ in commands if name != "warning"] == ["error", "notice"]
    assert commands[0][1]["title"] == "whoami-aws: source iam-role"
    assert "unset AWS_ACCESS_KEY_ID" in commands[0][2]
    assert commands[-1][2] == "a note: 100 %, and more"
    assert text.splitlines()[-1].startswith("Check failed: ")
    assert "error" not in [name for name, _, _ in formats.github(said("github", "passed"))]


def test_gitlab_has_the_same_fingerprint_for_the_same_trouble() -> None:
    first, again = formats.gitlab(said("gitlab", "several")), formats.gitlab(said("gitlab", "one of several"))
    prints = {issue["fingerprint"]: issue["check_name"] for issue in first}
    assert len(prints) >= 6
    # What was mended since is gone, and what is left is the same trouble for GitLab.
    assert {issue["fingerprint"]: issue["check_name"] for issue in again}.items() < prints.items() and again


@pytest.mark.parametrize("name", CHECKS)
def test_text_has_a_line_an_assertion_and_a_last_one(name: str) -> None:
    check = made(name)
    lines = said("text", name).splitlines()
    heads = [line.split()[0] for line in lines if line[0] not in " n"]
    assert heads[:-1] == [one.state if one.state == HOLDS else one.state.upper() for one in check.outcomes]
    assert lines[-1].startswith("Check passed" if check.ok else "Check failed")


def test_markdown_of_a_real_reader_has_the_table_and_no_more_html_than_ours() -> None:
    markdown = pytest.importorskip("markdown_it")
    for name in CHECKS:
        html = markdown.MarkdownIt("commonmark", {"html": True}).enable("table").render(said("markdown", name))
        assert html.count("<table>") == 2
        assert html.count("<tr>") == 2 + len(made(name).outcomes) + 12
