"""What an answer of STS, or none, says of the winner's credentials: whether they work, fail, or nobody knows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import botocore.exceptions
import pytest

from tests.check.hosts import reports
from whoami_aws.ask.explain import Question, explain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.diagnosis import Usability, diagnose
from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, SECRET_HOST
from whoami_aws.host.facts import IdentityAnswer, IdentityNeed
from whoami_aws.host.host import Budget
from whoami_aws.report import report_of

# What botocore's HTTP layer raises where no answer came.
_LAYER = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.exceptions.ReadTimeoutError,
)
UNANSWERED = sorted(
    name
    for name, value in vars(botocore.exceptions).items()
    if isinstance(value, type) and issubclass(value, _LAYER) and value is not botocore.exceptions.ConnectionError
)
REFUSED = (
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)
LATER = (
    "InternalFailure",
    "RegionDisabledException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
)


def use(answer: IdentityAnswer) -> Usability:
    """What is said of keys in variables where STS answers so."""
    host = reports("env-keys-shadow-instance-profile")["boto3"].diagnosis.host
    found = diagnose(host.with_facts({IdentityNeed("env"): answer}), CHAINS["boto3"]).use
    assert found is not None
    return found


@pytest.mark.parametrize("error", UNANSWERED)
@pytest.mark.parametrize("status", [None, 403])
def test_without_an_answer_nobody_knows(error: str, status: int | None) -> None:
    said = use(IdentityAnswer(error=error, message="no way", status=status))
    assert (said.state, said.error) == ("unknown", None)
    assert said.because == "STS did not answer: no way"
    assert len(told(error)) == 1


def told(error: str) -> list[str]:
    """What the finding on an STS that cannot be reached says of an error."""
    host = reports("env-keys-shadow-instance-profile")["boto3"].diagnosis.host
    found = report_of(host.with_facts({IdentityNeed("env"): IdentityAnswer(error=error)}), CHAINS["boto3"]).findings
    return [one.message for one in found if one.rule == "sts-unreachable"]


def test_each_way_of_not_answering_is_told_in_words_of_its_own() -> None:
    assert len({told(error)[0] for error in UNANSWERED}) == len(UNANSWERED)


@pytest.mark.parametrize("code", LATER)
def test_who_answers_later_has_said_nothing(code: str) -> None:
    said = use(IdentityAnswer(error="ClientError", code=code, message="later", status=403))
    assert (said.state, said.error) == ("unknown", None)


@pytest.mark.parametrize("code", REFUSED)
def test_bad_credentials_fail(code: str) -> None:
    said = use(IdentityAnswer(error="ClientError", code=code, operation="GetCallerIdentity", status=400))
    assert (said.state, said.because) == ("fails", "GetCallerIdentity was refused")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (IdentityAnswer(error="InvalidConfigError"), "fails"),
        (IdentityAnswer(error="ValueError"), "fails"),
        (IdentityAnswer(error="KeyError", getting_credentials=True), "fails"),
        (IdentityAnswer(error="KeyError"), "unknown"),
        (IdentityAnswer(error="ClientError", code="", status=401), "fails"),
        (IdentityAnswer(error="ClientError", code="403", status=403), "fails"),
        (IdentityAnswer(error="ClientError", code="Unknown", status=403), "fails"),
        (IdentityAnswer(error="ClientError", code="404", status=404), "unknown"),
        (IdentityAnswer(error="ClientError", code="AccessDenied", status=403), "unknown"),
        (IdentityAnswer(error="ClientError", code="", status=500), "unknown"),
    ],
)
def test_other_errors(answer: IdentityAnswer, state: str) -> None:
    said = use(answer)
    assert said.state == state
    assert said.error is not None and said.error.type == answer.error


@pytest.mark.parametrize(
    ("why", "words", "hint"),
    [
        (AMBIGUOUS, "its address can be read in two ways", "write it as https://HOST:PORT"),
        (SECRET_HOST, "a part of its host name looks like a secret", "correct the region or the endpoint"),
        (PLAIN_HTTP, "is signed or has a token, and goes without TLS", "pass --trust-endpoint http://sts.example:80"),
    ],
)
def test_a_request_that_was_not_sent_says_why_and_what_to_do(why: str, words: str, hint: str) -> None:
    found = use(IdentityAnswer(unsent=why, endpoint="http://sts.example:80"))
    assert (found.state, found.code) == ("unknown", why)
    assert words in found.because and found.because.endswith(hint)


@pytest.mark.parametrize("region", ["us_east_1", "-us-east-1", "us east 1"])
def test_a_client_that_cannot_be_made_is_known_without_asking(
    region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login is fresh: only the region for SSO is at fault."""
    start = "https://example.awsapps.com/start"
    cache = tmp_path / ".aws" / "sso" / "cache" / f"{hashlib.sha1(start.encode()).hexdigest()}.json"
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps({"startUrl": start, "accessToken": "EXAMPLE", "expiresAt": "2099-01-01T00:00:00Z"}))
    settings = f"sso_start_url = {start}\nsso_account_id = 111122223333\nsso_role_name = dev\nregion = us-east-1\n"
    (tmp_path / ".aws" / "config").write_text(f"[default]\n{settings}sso_region = {region}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    found = explain(Question(budget=Budget("none"))).diagnosis
    assert (found.verdict.winner, found.witness) == ("sso", "agrees")
    assert found.use is not None and found.use.error is not None
    assert (found.use.state, found.use.error.type) == ("fails", "InvalidRegionError")
