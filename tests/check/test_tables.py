"""The tables that a check decides by, held against who knows them: botocore, the rules, the options."""

from __future__ import annotations

import botocore.exceptions
import botocore.session
import pytest

from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check import duration, winner
from whoami_aws.check.assertion import HOLDS, UNKNOWN
from whoami_aws.check.assertions import ASSERTIONS, OPTIONS, credential_source, findings
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.values import Origin, Shape
from whoami_aws.report import report_of
from whoami_aws.rules.finding import INFO, RULES, Finding, Fix
from whoami_aws.rules.run import is_about
from whoami_aws.rules.topics import ABOUT_CREDENTIALS


def test_errors_of_what_comes_late_are_botocores() -> None:
    model = botocore.session.get_session().get_service_model("sts")
    of_sts = {shape.name for shape in model.error_shapes}
    for name in winner._LATE_ERRORS:
        assert name in of_sts or hasattr(botocore.exceptions, name) or name == "FileNotFoundError", name


def test_topics_that_are_about_credentials_are_topics() -> None:
    assert {rule.topic for rule in RULES.values()} >= set(ABOUT_CREDENTIALS)


def test_what_can_be_asserted_has_an_option_and_a_key() -> None:
    assert set(OPTIONS) == set(ASSERTIONS) - {"resolves", "usable"}


def test_links_are_known() -> None:
    links = {link for chain in CHAINS.values() for link in chain.links}
    for link in links:
        assert credential_source._wrong_link(link) == ""
        assert credential_source._wrong_link(link.upper()).startswith("is not a link")
    assert "; did you mean env? " in credential_source._wrong_link("evn")
    assert "did you mean" not in credential_source._wrong_link("xyzzy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 90.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("60s", 60.0),
        ("30m", 1800.0),
        ("2h", 7200.0),
        ("1d", 86400.0),
        ("1h30m", 5400.0),
        ("1.5h", 5400.0),
        (" 1 H 30 M ", 5400.0),
        ("1d1d", 172800.0),
        ("123456789", 123456789.0),
        ("1234567890", None),
        ("1m" * 20, 1200.0),
        ("1m" * 20 + "1", None),
        ("1m" * 21, None),
        ("", None),
        (" ", None),
        ("h", None),
        ("1.h", None),
        ("1w", None),
        ("1h 5", None),
        ("-1h", None),
        ("1h, 30m", None),
    ],
)
def test_lengths_of_time(text: str, expected: float | None) -> None:
    assert duration.seconds(text) == expected
    assert duration.wrong(text) == ("" if expected is not None else "wants a time such as 90s, 30m, 1h30m")


@pytest.mark.parametrize("level", findings.LEVELS)
@pytest.mark.parametrize("sdk", ["boto3", "go-v2"])
def test_what_is_silenced_lacks_nothing(level: str, sdk: str) -> None:
    """A rule that is ignored needs no answer, and neither does one whose severity is never that high."""
    env = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": Shape(40, "base64", (), "0f")}
    version = Sdk(sdk, None, None, "no-crt")
    report = report_of(Host(1.8e9, "/home/me", "me", 1000, env, None, version, Budget("none"), {}), CHAINS[sdk])
    judge = ASSERTIONS["fail-on"].one
    assert judge is not None
    bad = findings.LEVELS[: findings.LEVELS.index(level) + 1]
    empty = Finding(INFO, "", Origin("env", "A"), Fix(""))
    silent = {
        rule.name: empty._replace(rule=rule.name) for rule in RULES.values() if rule.severity in bad and rule.needs
    }

    def state(*loud: str) -> str:
        ignored = tuple(one for name, one in silent.items() if name not in loud)
        return judge((level,), report._replace(findings=(), ignored=ignored)).state

    assert state() == HOLDS
    assert state(*silent) == UNKNOWN
    about = is_about(RULES["key-unknown-to-sts"], report.diagnosis)
    assert (state("key-unknown-to-sts"), about) == ((UNKNOWN, True) if sdk == "boto3" else (HOLDS, False))
    for name in silent.keys() & {"sdks-disagree"}:
        assert state(name) == HOLDS, "one SDK is no comparison"
    for name in silent:
        if not is_about(RULES[name], report.diagnosis):
            assert state(name) == HOLDS, f"{name} is about other SDKs"
