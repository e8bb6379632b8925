"""Each assertion where it holds, fails, and cannot be told; what explains a failure, and whether waiting may help."""

from __future__ import annotations

import re

import pytest

from tests.scenario import all_scenarios
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import FAILS, HOLDS, UNKNOWN
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.check.result import DEFAULTS, judge, summary, with_defaults
from whoami_aws.report import report_of
from whoami_aws.rules.finding import RULES

from .hosts import SHADOWED, asked, checked, outcome, reports, reports_of

INSTANCE, NOBODY, OFFLINE = "instance-role", "nobody-answers", "offline-on-an-instance"
ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("scenario", "name", "values", "state"),
    [
        (INSTANCE, "resolves", [], HOLDS),
        (NOBODY, "resolves", [], FAILS),
        (OFFLINE, "resolves", [], UNKNOWN),
        ("partial-env-keys", "resolves", [], FAILS),
        (INSTANCE, "usable", [], HOLDS),
        ("wrong-secret", "usable", [], FAILS),
        ("web-identity-token-missing", "usable", [], FAILS),
        ("instance-role-expired", "usable", [], FAILS),
        (OFFLINE, "usable", [], UNKNOWN),
        (INSTANCE, "account", [ACCOUNT], HOLDS),
        (INSTANCE, "account", ["444455556666"], FAILS),
        (INSTANCE, "account", ["444455556666", ACCOUNT], HOLDS),
        (NOBODY, "account", [ACCOUNT], FAILS),
        (OFFLINE, "account", [ACCOUNT], UNKNOWN),
        ("wrong-secret", "account", [ACCOUNT], FAILS),
        (INSTANCE, "arn", ["role/web-prod-role"], HOLDS),
        (INSTANCE, "arn", ["role/path/web-*"], UNKNOWN),
        (SHADOWED, "arn", ["role/web-prod-role"], FAILS),
        (SHADOWED, "arn", ["user/old-*"], HOLDS),
        (INSTANCE, "partition", ["aws"], HOLDS),
        (INSTANCE, "partition", ["aws-cn", "aws-us-gov"], FAILS),
        (INSTANCE, "source", ["iam-role"], HOLDS),
        (SHADOWED, "source", ["iam-role", "container-role"], FAILS),
        (OFFLINE, "source", ["iam-role"], UNKNOWN),
        (INSTANCE, "not-source", ["env"], HOLDS),
        (SHADOWED, "not-source", ["env"], FAILS),
        # Nobody's credentials are nobody's good ones either.
        (NOBODY, "not-source", ["env"], FAILS),
        (NOBODY, "not-long-term", [], FAILS),
        (SHADOWED, "not-long-term", [], FAILS),
        (INSTANCE, "not-long-term", [], HOLDS),
        ("web-identity", "not-long-term", [], HOLDS),
        (INSTANCE, "min-ttl", ["30m"], HOLDS),
        (SHADOWED, "min-ttl", ["12h"], HOLDS),
        # The SDK renews what the metadata service gives.
        (INSTANCE, "min-ttl", ["12h"], HOLDS),
        ("env-keys-not-yet-expired", "min-ttl", ["1s"], HOLDS),
        ("env-keys-not-yet-expired", "min-ttl", ["300d"], FAILS),
        (SHADOWED, "region", ["us-west-2"], HOLDS),
        (SHADOWED, "region", ["eu-*", "us-*"], HOLDS),
        (SHADOWED, "region", ["eu-*"], FAILS),
        (INSTANCE, "imds-v2-only", [], HOLDS),
        ("imdsv1-only", "imds-v2-only", [], FAILS),
        (OFFLINE, "imds-v2-only", [], UNKNOWN),
        ("healthy-ec2-v1-open", "imds-v2-only", [], FAILS),
        ("metadata-disabled", "imds-v2-only", [], UNKNOWN),
        (NOBODY, "imds-v2-only", [], UNKNOWN),
        (INSTANCE, "no-finding", ["env-shadows-instance-profile"], HOLDS),
        (SHADOWED, "no-finding", ["env-shadows-instance-profile"], FAILS),
        (SHADOWED, "fail-on", ["error"], FAILS),
        (INSTANCE, "fail-on", ["info"], HOLDS),
        (INSTANCE, "all-sdks-agree", [], HOLDS),
        ("cli-prefers-aws-profile", "all-sdks-agree", [], FAILS),
        (NOBODY, "all-sdks-agree", [], FAILS),
        (OFFLINE, "all-sdks-agree", [], UNKNOWN),
    ],
)
def test_states(scenario: str, name: str, values: list[str], state: str) -> None:
    one = outcome(scenario, name, *values)
    assert one.state == state, one.answer
    assert one.answer.is_
    assert (one.finding is None and one.fix is None) or state != HOLDS


def test_every_assertion_is_tested_in_every_state_that_it_can_have() -> None:
    table = next(mark for mark in test_states.pytestmark if mark.name == "parametrize").args[1]
    seen = {(name, state) for _, name, _, state in table}
    assert {name for name, _ in seen} == set(ASSERTIONS)
    assert {(name, state) for name in ASSERTIONS for state in (HOLDS, FAILS)} <= seen


@pytest.mark.parametrize(
    ("scenario", "name", "values", "rule", "fix"),
    [
        (SHADOWED, "source", ["iam-role"], "env-shadows-instance-profile", "unset AWS_ACCESS_KEY_ID"),
        ("web-identity-token-missing", "usable", [], "web-identity-token-missing", "let the token be mounted"),
        ("partial-env-keys", "resolves", [], "partial-env-keys", "unset AWS_ACCESS_KEY_ID"),
        (SHADOWED, "region", ["eu-*"], None, None),
        ("healthy-ec2-v1-open", "imds-v2-only", [], "metadata-v1-open", "require tokens"),
        ("metadata-disabled", "imds-v2-only", [], "metadata-disabled-by-variable", "unset AWS_EC2_METADATA_DISABLED"),
        (NOBODY, "imds-v2-only", [], None, None),
    ],
)
def test_a_failure_is_explained_and_has_a_fix(scenario: str, name: str, values: list[str], rule, fix) -> None:
    one = outcome(scenario, name, *values)
    assert (one.finding.rule if one.finding else None) == rule
    assert (fix is None and one.fix is None) or (one.fix is not None and fix in one.fix.text)


def test_sdks_that_differ_are_told_with_what_would_make_them_agree() -> None:
    given = reports("cli-prefers-aws-profile")
    two = {sdk: given[sdk] for sdk in ("boto3", "aws-cli")}
    check = judge([asked("all-sdks-agree")], ("boto3",), two)
    (one,) = check.outcomes
    assert one.finding is not None and one.finding.rule == "sdks-disagree" and one.finding in check.findings
    assert one.fix is not None and one.fix.commands == ("unset AWS_DEFAULT_PROFILE",)
    assert "2 SDKs pick 2 different identities" in one.answer.is_


def test_where_no_rule_speaks_the_fix_is_what_would_make_it_hold() -> None:
    given = reports("three-deep")["boto3"]._replace(findings=())
    wanted = given.diagnosis.what_ifs[0].verdict.winner
    (one,) = judge([asked("source", wanted)], ("boto3",), {"boto3": given}).outcomes
    assert one.finding is None and one.fix is not None
    after = report_of(given.diagnosis.host, CHAINS["boto3"], given.diagnosis.what_ifs[0].remove)
    assert after.diagnosis.verdict.winner == wanted and wanted in one.fix.text


@pytest.mark.parametrize(
    ("scenario", "assertion", "may"),
    [
        (NOBODY, asked("source", "iam-role"), True),
        ("web-identity-token-missing", asked("usable"), True),
        ("container-not-found", asked("usable"), True),
        ("sts-does-not-answer", asked("usable"), True),
        (SHADOWED, asked("source", "iam-role"), False),
        (INSTANCE, asked("account", "444455556666"), False),
        (INSTANCE, asked("arn", "role/other"), False),
        ("wrong-secret", asked("usable"), False),
        ("partial-env-keys", asked("resolves"), False),
        (OFFLINE, asked("source", "iam-role"), False),
        (SHADOWED, asked("region", "eu-*"), False),
        (SHADOWED, asked("not-long-term"), False),
    ],
)
@pytest.mark.slow
def test_what_waiting_can_mend(scenario: str, assertion, may: bool) -> None:
    check = checked(scenario, assertion)
    assert not check.ok
    assert check.outcomes[0].may_change == may
    assert check.hopeless == (not may)


def test_one_hopeless_failure_ends_the_waiting() -> None:
    assert checked("sts-does-not-answer", asked("usable"), asked("region", "eu-*")).hopeless


@pytest.mark.parametrize(
    ("way", "rule", "state"),
    [
        # Nobody asked what the rule would speak of, so that its silence says nothing.
        ("offline-keys", "env-shadows-instance-profile", UNKNOWN),
        ("offline-keys", "key-unknown-to-sts", UNKNOWN),
        ("offline-keys", "windows-line-ends", HOLDS),
        ("sts-hangs", "env-shadows-instance-profile", HOLDS),
        ("sts-hangs", "clock-is-off", UNKNOWN),
        ("metadata-ends-never", "metadata-v1-open", UNKNOWN),
        ("program-not-run", "credential-process-not-json", UNKNOWN),
        ("sts-is-foreign", "key-unknown-to-sts", UNKNOWN),
        ("sts-is-foreign", "sdks-disagree", UNKNOWN),
    ],
)
def test_a_rule_that_lacks_what_it_needs_is_not_silent(way: str, rule: str, state: str) -> None:
    from .test_not_knowing import reports as of_way

    (one,) = judge([asked("no-finding", rule)], ("boto3",), of_way(way)).outcomes
    assert one.state == state, one.answer


def test_a_rule_that_fails_is_not_silent(monkeypatch) -> None:
    from whoami_aws.rules.finding import RULES

    def broken(host):
        raise ValueError

    # Reports are kept for the tests that come after: this one is made while the rule is whole.
    host = reports(INSTANCE)["boto3"].diagnosis.host
    monkeypatch.setitem(RULES, "expired-credentials", RULES["expired-credentials"]._replace(function=broken))
    given = {"boto3": report_of(host, CHAINS["boto3"])}
    for assertion in (asked("no-finding", "expired-credentials"), asked("fail-on", "error")):
        assert judge([assertion], ("boto3",), given).outcomes[0].state == UNKNOWN


@pytest.mark.parametrize("level", ["error", "warning", "info"])
@pytest.mark.parametrize("severity", ["error", "warning", "info"])
@pytest.mark.parametrize("silenced", [False, True])
def test_only_a_rule_as_bad_as_the_level_must_know_what_it_needs(
    severity: str, level: str, silenced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for offline is whether a rule of this severity could speak; one that is not wanted need not."""
    report = reports(OFFLINE)["boto3"]
    one = RULES["key-unknown-to-sts"]._replace(severity=severity)
    unwanted = reports(SHADOWED)["boto3"].findings[0]._replace(rule=one.name)
    ignored = report._replace(findings=(), ignored=(unwanted,) if silenced else ())
    monkeypatch.setattr("whoami_aws.rules.finding.RULES", {one.name: one})
    (found,) = judge([asked("fail-on", level)], ("boto3",), {"boto3": ignored}).outcomes
    counts = ["error", "warning", "info"].index(severity) <= ["error", "warning", "info"].index(level)
    assert found.state == (UNKNOWN if counts and not silenced else HOLDS)


def test_a_rule_that_another_one_speaks_for_is_not_silent() -> None:
    given = next(
        one
        for name in ("instance-role-expired", "env-keys-expired", "wrong-secret")
        for one in [reports(name)["boto3"]]
        if one.followed
    )
    (one,) = judge([asked("no-finding", given.followed[0].rule)], ("boto3",), {"boto3": given}).outcomes
    assert one.state == FAILS


def test_without_an_assertion_there_are_three() -> None:
    assert with_defaults(()) == DEFAULTS
    level = asked("fail-on", "warning")
    assert [one.name for one in with_defaults((level,))] == ["resolves", "usable", "fail-on"]
    # That they resolve and can be used is asserted beside every other assertion, and once.
    assert with_defaults((asked("account", ACCOUNT),)) == (asked("account", ACCOUNT), *DEFAULTS[:2])
    assert with_defaults((asked("usable"),)) == (asked("usable"), DEFAULTS[0])


def test_another_sdk_is_not_told_whom_sts_saw_unless_it_takes_the_same_credentials() -> None:
    """boto3's winner is not the AWS CLI's: what STS said of the one is no word about the other."""
    secret = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    both = reports_of(
        {
            "env": {"AWS_DEFAULT_PROFILE": "old", "AWS_PROFILE": "new", "AWS_DEFAULT_REGION": "us-west-2"},
            "files": {
                "~/.aws/credentials": f"[old]\naws_access_key_id = AKIAIOSFODNN1EXAMPLE\n{secret}\n"
                f"[new]\naws_access_key_id = AKIAIOSFODNN2EXAMPLE\n{secret}\n"
            },
            "imds": None,
            "sts": {"identity_by_key": {"AKIAIOSFODNN1EXAMPLE": "arn:aws:iam::111122223333:user/old"}},
        }
    )
    assert both["boto3"].diagnosis.identity.arn.endswith("user/old")
    assert both["aws-cli"].diagnosis.identity is None or both["aws-cli"].diagnosis.identity.arn is None
    assert reports(INSTANCE)["aws-cli"].diagnosis.identity.source == "sts"


def test_the_last_line_counts() -> None:
    good = summary(checked(INSTANCE, asked("account", ACCOUNT), asked("source", "iam-role")))
    assert good.startswith("Check passed: arn:aws:sts::111122223333:assumed-role/web-prod-role/")
    assert good.endswith("from iam-role; all 2 assertions hold")
    bad = summary(checked(SHADOWED, asked("source", "iam-role"), asked("arn", "role/x/*"), asked("region", "us-*")))
    assert "2 of 3 fail (source iam-role, arn role/x/*)" in bad
    assert "1 of 1 cannot be told (account 111122223333)" in summary(checked(OFFLINE, asked("account", ACCOUNT)))


_ALONE = re.compile(r"://169\.254\.|CONTAINER_CREDENTIALS_RELATIVE_URI|'AWS_EC2_METADATA_SERVICE_ENDPOINT': None")


@pytest.mark.slow
# All but those that name an address which only a namespace has: another SDK than theirs would ask it.
@pytest.mark.parametrize("scenario", [one.name for one in all_scenarios() if not _ALONE.search(str(one.host))])
def test_every_assertion_says_something_everywhere(scenario: str) -> None:
    values = {"account": ACCOUNT, "arn": "role/*", "source": "env", "not-source": "env", "min-ttl": "1m"}
    values |= {"region": "*", "partition": "aws", "no-finding": "expired-credentials", "fail-on": "error"}
    every = [asked(name, *([values[name]] if name in values else [])) for name in ASSERTIONS]
    for one in checked(scenario, *every, sdks=tuple(CHAINS)).outcomes:
        assert one.answer.is_ and "\n" not in one.wanted
