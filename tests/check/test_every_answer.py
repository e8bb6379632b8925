"""Every answer of every assertion: its state for every kind of credentials and every network budget, and of each way to
come to an answer what it says, where it points, and whether waiting or `--accept unconfirmed` changes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from whoami_aws.chain.probe import Usability
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import FAILS, HOLDS, UNCONFIRMED, Answer
from whoami_aws.check.assertion import UNKNOWN as UNTOLD
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.check.result import Ignored, counted, judge, summary
from whoami_aws.diagnosis import Identity
from whoami_aws.host.facts import IdentityAnswer, IdentityNeed, ImdsAnswer, Reply
from whoami_aws.host.values import Origin, Value
from whoami_aws.report import Report, report_of
from whoami_aws.rules.finding import WARNING, Finding, Fix
from whoami_aws.rules.run import CRASHED

from .hosts import asked
from .states import ACCOUNT, BUDGETS, SESSION, STATES, recorded, report

ASKED: dict[str, tuple[str, ...]] = {
    "resolves": (),
    "usable": (),
    "account": (ACCOUNT,),
    "account!": ("444455556666",),
    "arn": ("user/deploy", "role/deploy"),
    "arn!": ("user/other",),
    "arn/path": ("role/team/deploy",),
    "arn:session": ("assumed-role/deploy/*",),
    "partition": ("aws",),
    "partition!": ("aws-cn",),
    "source": (
        *("env", "assume-role", "assume-role-with-web-identity", "custom-process", "container-role", "iam-role"),
    ),
    "source!": ("boto-config",),
    "not-source": ("boto-config",),
    "not-long-term": (),
    "min-ttl=10m": ("10m",),
    "min-ttl=2h": ("2h",),
    "region": ("us-west-2",),
    "region!": ("eu-*",),
    "no-finding": ("key-unknown-to-sts",),
    "fail-on": ("error",),
}
"""What is asserted of every state. With a `!` it is what is not so."""

EXPECTED: dict[str, dict[str, str]] = {
    "a user's keys": {
        "HHH": "resolves source not-source min-ttl=10m min-ttl=2h region",
        "AAH": "usable",
        "UUH": "account arn partition no-finding",
        "UUF": "account! arn! arn/path arn:session partition!",
        "FFF": "source! not-long-term region!",
        "UAH": "fail-on",
    },
    "a user's keys, refused": {
        "HHH": "resolves region",
        "AAF": "usable",
        "UUF": "account account! arn arn! arn/path arn:session partition partition! no-finding",
        "HHF": "source not-source min-ttl=10m min-ttl=2h",
        "FFF": "source! not-long-term region!",
        "UAF": "fail-on",
    },
    "a user's keys, STS throttles": {
        "HHH": "resolves source not-source min-ttl=10m min-ttl=2h region",
        "AAa": "usable",
        "UUu": "account account! arn arn! arn/path arn:session partition partition! no-finding",
        "FFF": "source! not-long-term region!",
        "UAa": "fail-on",
    },
    "a session without an end": {
        "HHH": "resolves source not-source not-long-term region",
        "AAH": "usable",
        "UUH": "account arn arn:session partition no-finding",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path min-ttl=10m min-ttl=2h",
        "FFF": "source! region!",
        "UAH": "fail-on",
    },
    "a session with 20 minutes": {
        "HHH": "resolves source not-source not-long-term min-ttl=10m region",
        "AAH": "usable",
        "UUH": "account arn arn:session partition no-finding",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path",
        "FFF": "source! min-ttl=2h region!",
        "UAH": "fail-on",
    },
    "a session that has ended": {
        "HHH": "resolves region",
        "FFF": (
            "usable account account! arn arn! arn/path arn:session partition partition! source source! not-source "
            "not-long-term min-ttl=10m min-ttl=2h region! fail-on"
        ),
        "UHH": "no-finding",
    },
    "a role to be assumed": {
        "HHH": "resolves source not-source not-long-term region",
        "AAH": "usable account arn partition",
        "UUF": "account! arn! arn/path partition! min-ttl=2h",
        "UUH": "arn:session min-ttl=10m no-finding",
        "FFF": "source! region!",
        "UAH": "fail-on",
    },
    "a role that is denied": {
        "HHH": "resolves region",
        "AAF": "usable account arn partition",
        "UUF": "account! arn! arn/path arn:session partition! min-ttl=10m min-ttl=2h",
        "HHF": "source not-source not-long-term",
        "FFF": "source! region!",
        "UUH": "no-finding",
        "UAF": "fail-on",
    },
    "a pod's role": {
        "HHH": "resolves source not-source not-long-term region",
        "AAH": "usable account arn partition",
        "UUF": "account! arn! arn/path partition! min-ttl=2h",
        "UUH": "arn:session min-ttl=10m no-finding",
        "FFF": "source! region!",
        "UAH": "fail-on",
    },
    "a program with 20 minutes": {
        "HHH": "resolves source not-source not-long-term min-ttl=10m region",
        "AAH": "usable",
        "UUH": "account arn arn:session partition no-finding",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path",
        "FFF": "source! min-ttl=2h region!",
        "UAH": "fail-on",
    },
    "a program without an end": {
        "HHH": "resolves source not-source not-long-term region",
        "AAH": "usable",
        "UUH": "account arn arn:session partition no-finding",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path min-ttl=10m min-ttl=2h",
        "FFF": "source! region!",
        "UAH": "fail-on",
    },
    "an instance with six hours": {
        "UHH": "resolves source not-source not-long-term min-ttl=10m min-ttl=2h",
        "UAH": "usable account arn arn:session partition fail-on",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path",
        "UFF": "source!",
        "HHH": "region",
        "FFF": "region!",
        "UUH": "no-finding",
    },
    "an instance with 20 minutes": {
        "UHH": "resolves source not-source not-long-term min-ttl=10m min-ttl=2h",
        "UAH": "usable account arn arn:session partition fail-on",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path",
        "UFF": "source!",
        "HHH": "region",
        "FFF": "region!",
        "UUH": "no-finding",
    },
    "an instance with an end of years ago": {
        "UHH": "resolves",
        "UUF": "usable account account! arn arn! arn/path arn:session partition partition!",
        "UHF": "source not-source not-long-term",
        "UFF": "source! min-ttl=10m min-ttl=2h fail-on",
        "HHH": "region",
        "FFF": "region!",
        "UUH": "no-finding",
    },
    "a task with 20 minutes": {
        "UHH": "resolves source not-source not-long-term min-ttl=10m min-ttl=2h",
        "UAH": "usable arn partition fail-on",
        "UUH": "account arn:session no-finding",
        "UUF": "account! arn! partition!",
        "UUU": "arn/path",
        "UFF": "source!",
        "HHH": "region",
        "FFF": "region!",
    },
    "a task with an end of years ago": {
        "UHH": "resolves no-finding",
        "UFF": (
            "usable account account! arn arn! arn/path arn:session partition partition! source source! not-source "
            "not-long-term min-ttl=10m min-ttl=2h fail-on"
        ),
        "HHH": "region",
        "FFF": "region!",
    },
    "half a pair of keys": {
        "FFF": (
            "resolves usable account account! arn arn! arn/path arn:session partition partition! source source! "
            "not-source not-long-term min-ttl=10m min-ttl=2h region! fail-on"
        ),
        "HHH": "region",
        "UHH": "no-finding",
    },
    "nothing at all": {
        "fff": (
            "resolves usable account account! arn arn! arn/path arn:session partition partition! source source! "
            "not-source not-long-term min-ttl=10m min-ttl=2h fail-on"
        ),
        "HHH": "region no-finding",
        "FFF": "region!",
    },
    "a service that does not end its answer": {
        "Uuu": (
            "resolves usable account account! arn arn! arn/path arn:session partition partition! source source! "
            "not-source not-long-term min-ttl=10m min-ttl=2h no-finding fail-on"
        ),
        "HHH": "region",
        "FFF": "region!",
    },
}
"""For the budgets none, metadata and full: H holds, F fails, U cannot be told, A cannot be told and is accepted by
`--accept unconfirmed`; a small letter where waiting may change it.
"""


def letter(of: Report, row: str) -> str:
    assertion = asked(re.split("[!/:=]", row)[0], *ASKED[row])
    (one,) = judge([assertion], ("boto3",), {"boto3": of}).outcomes
    (accepting,) = judge([assertion], ("boto3",), {"boto3": of}, (UNCONFIRMED,)).outcomes
    found = {HOLDS: "H", FAILS: "F", UNTOLD: "U"}[one.state]
    assert accepting.state in (one.state, HOLDS, FAILS)
    if one.state == UNTOLD and accepting.state == HOLDS:
        assert accepting.answer.accepted
        found = "A"
    return found.lower() if one.may_change else found


@pytest.mark.parametrize("state", STATES)
def test_the_state_of_each_assertion_with_each_budget(state: str) -> None:
    found: dict[str, list[str]] = {}
    for row in ASKED:
        found.setdefault("".join(letter(report(state, network), row) for network in BUDGETS), []).append(row)
    assert found == {letters: rows.split() for letters, rows in EXPECTED[state].items()}


@pytest.mark.slow
@pytest.mark.parametrize("network", BUDGETS)
@pytest.mark.parametrize("state", STATES)
def test_a_smaller_budget_gathers_less(state: str, network: str) -> None:
    """What is gathered with a budget gives the same answers as the whole Host without what the budget leaves out."""
    gathered = report_of(recorded(state, network), CHAINS["boto3"])
    assert [letter(gathered, row) for row in ASKED] == [letter(report(state, network), row) for row in ASKED]


def test_every_assertion_about_one_sdk_is_in_the_table() -> None:
    named = {re.split("[!/:=]", row)[0] for row in ASKED}
    assert named | {"imds-v2-only", "all-sdks-agree"} == set(ASSERTIONS)
    assert {row for rows in EXPECTED.values() for one in rows.values() for row in one.split()} == set(ASKED)


# What each way to an answer says.


def _changed(of: Report, **fields: object) -> Report:
    return of._replace(diagnosis=of.diagnosis._replace(**fields))


def _verdict(of: Report, **fields: object) -> Report:
    return _changed(of, verdict=of.diagnosis.verdict._replace(**fields))


def _credentials(of: Report, **fields: object) -> Report:
    """With other credentials in the winner's row."""
    verdict = of.diagnosis.verdict
    rows = []
    for row in verdict.rows:
        if row is verdict.winning_link:
            given = row.probe.credentials
            row = row._replace(probe=row.probe._replace(credentials=given and given._replace(**fields)))
        rows.append(row)
    return _verdict(of, rows=tuple(rows))


def _without_credentials(of: Report, link: str) -> Report:
    """The winner is a link that says nothing of its credentials."""
    verdict = of.diagnosis.verdict
    rows = tuple(
        row._replace(link=link, probe=row.probe._replace(credentials=None, inputs=()))
        if row is verdict.winning_link
        else row
        for row in verdict.rows
    )
    return _verdict(of, rows=rows, winner=link)


def _answered(of: Report, link: str, **fields: object) -> Report:
    host = of.diagnosis.host.with_facts({IdentityNeed(link): IdentityAnswer(**fields)})  # type: ignore[arg-type]
    return _changed(of, host=host)


def _imds(of: Report, **fields: object) -> Report:
    return _changed(of, imds=ImdsAnswer(**fields))  # type: ignore[arg-type]


def _crashing(of: Report, rule: str) -> Report:
    """With the finding that a rule failed."""
    crash = Finding(
        WARNING, "failed", Origin("default", rule), Fix("report this"), rule=CRASHED, title="A check failed"
    )
    return of._replace(findings=(crash,))


U = "a user's keys", "full"
Told = tuple[str, str | None, bool | None, str | None, str | None]
ENDED = "an instance with an end of years ago", "metadata"
REFUSED = "a user's keys, refused", "full"


def _known(**fields: object) -> Report:
    """A user's keys, of whose identity something else is known."""
    identity = report(*U).diagnosis.identity
    assert identity is not None
    return _changed(report(*U), identity=identity._replace(**fields))  # type: ignore[arg-type]


# Each way to an answer: the report, the assertion, and of the answer its state, where it points, whether it is settled,
# and the rule that explains it; at last what it is where `--accept unconfirmed` is given, if that is something else.
WAYS: dict[str, tuple[Callable[[], Report], str, tuple[str, ...], Told]] = {
    # resolves
    "resolves": (lambda: report(*U), "resolves", (), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "resolves not known": (
        lambda: report("an instance with six hours", "none"),
        "resolves",
        (),
        (UNTOLD, None, None, None, None),
    ),
    "resolves error": (lambda: report("half a pair of keys", "full"), "resolves", (), (FAILS, None, None, None, None)),
    "resolves nobody": (lambda: report("nothing at all", "full"), "resolves", (), (FAILS, None, None, None, None)),
    # winner
    "winner not known": (
        lambda: report("an instance with six hours", "none"),
        "source",
        ("env",),
        (UNTOLD, None, None, None, None),
    ),
    "winner error": (
        lambda: report("half a pair of keys", "full"),
        "source",
        ("env",),
        (FAILS, None, None, None, None),
    ),
    "winner nobody": (lambda: report("nothing at all", "full"), "source", ("env",), (FAILS, None, None, None, None)),
    "winner refused": (lambda: report(*REFUSED), "source", ("env",), (FAILS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "winner fails without an error": (
        lambda: _changed(report(*U), use=Usability("fails", None, "so it is")),
        "source",
        ("env",),
        (FAILS, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "winner without a row": (
        lambda: _verdict(report(*U), rows=()),
        "source",
        ("env",),
        (UNTOLD, None, None, None, None),
    ),
    "winner refused without a row": (
        lambda: _verdict(_changed(report(*U), use=Usability("fails", None, "so it is")), rows=()),
        "source",
        ("env",),
        (FAILS, None, None, None, None),
    ),
    # usable
    "usable refused": (lambda: report(*REFUSED), "usable", (), (FAILS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "usable not asked": (
        lambda: report("a user's keys", "none"),
        "usable",
        (),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, HOLDS),
    ),
    "usable nobody was asked": (
        lambda: _changed(report("a user's keys", "none"), use=Usability("unknown")),
        "usable",
        (),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, HOLDS),
    ),
    "usable without a word": (
        lambda: _changed(report("a user's keys", "none"), use=None),
        "usable",
        (),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "usable throttled": (
        lambda: report("a user's keys, STS throttles", "full"),
        "usable",
        (),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, HOLDS),
    ),
    "usable ended": (lambda: report(*ENDED), "usable", (), (UNTOLD, "http://127.0.0.1:PORT", None, None, None)),
    "usable by STS": (lambda: _known(own_endpoint=True), "usable", (), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "usable by another STS": (lambda: report(*U), "usable", (), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "usable by a strange STS": (
        lambda: _known(confirmed=False, doubt="foreign-endpoint"),
        "usable",
        (),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, HOLDS),
    ),
    "usable by metadata": (
        lambda: _changed(
            report("an instance with six hours", "metadata"),
            identity=Identity(SESSION, ACCOUNT, None, "imds", True, ""),
            use=Usability(),
        ),
        "usable",
        (),
        (HOLDS, "http://127.0.0.1:PORT", None, None, None),
    ),
    "usable by no word": (
        lambda: _changed(report("an instance with six hours", "metadata"), identity=None, use=Usability()),
        "usable",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", None, None, HOLDS),
    ),
    # account
    "account nobody": (
        lambda: report("nothing at all", "full"),
        "account",
        (ACCOUNT,),
        (FAILS, None, None, None, None),
    ),
    "account without an identity": (
        lambda: report("a user's keys", "none"),
        "account",
        (ACCOUNT,),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "account not in the identity": (
        lambda: _changed(report(*U), identity=Identity(SESSION, None, None, "config")),
        "account",
        (ACCOUNT,),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "account": (
        lambda: report(*U),
        "account",
        ("444455556666", ACCOUNT),
        (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "account of another": (
        lambda: report(*U),
        "account",
        ("444455556666",),
        (FAILS, "AWS_ACCESS_KEY_ID", True, None, None),
    ),
    "account by configuration": (
        lambda: report("a role to be assumed", "none"),
        "account",
        (ACCOUNT,),
        (UNTOLD, "~/.aws/config:2 [profile deploy] role_arn", None, None, HOLDS),
    ),
    "account by metadata alone": (
        lambda: report("an instance with six hours", "metadata"),
        "account",
        (ACCOUNT,),
        (UNTOLD, "http://127.0.0.1:PORT", None, None, HOLDS),
    ),
    "account by an expired metadata": (
        lambda: report(*ENDED),
        "account",
        (ACCOUNT,),
        (UNTOLD, "http://127.0.0.1:PORT", None, None, None),
    ),
    "account of another SDK": (
        lambda: _changed(report(*U), chain=CHAINS["java-v2"], identity=None, use=Usability()),
        "account",
        (ACCOUNT,),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    # arn
    "arn nobody": (lambda: report("nothing at all", "full"), "arn", ("*",), (FAILS, None, None, None, None)),
    "arn without an identity": (
        lambda: report("a user's keys", "metadata"),
        "arn",
        ("*",),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "arn not in the identity": (
        lambda: _changed(report(*U), identity=Identity(None, ACCOUNT, None, "key-id")),
        "arn",
        ("*",),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "arn": (lambda: report(*U), "arn", ("x", "user/deploy"), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "arn of another": (lambda: report(*U), "arn", ("user/other",), (FAILS, "AWS_ACCESS_KEY_ID", True, None, None)),
    "arn of a session of a role": (
        lambda: report("a role to be assumed", "full"),
        "arn",
        ("role/other",),
        (FAILS, "~/.aws/config:2 [profile deploy] role_arn", True, None, None),
    ),
    "arn path not known": (
        lambda: report("an instance with six hours", "full"),
        "arn",
        ("role/team/deploy",),
        (UNTOLD, "http://127.0.0.1:PORT", None, None, None),
    ),
    "arn path of no name": (
        lambda: _known(arn="garbage"),
        "arn",
        ("role/x",),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "arn session not yet": (
        lambda: report("a role to be assumed", "none"),
        "arn",
        ("assumed-role/deploy/*",),
        (UNTOLD, "~/.aws/config:2 [profile deploy] role_arn", None, None, UNTOLD),
    ),
    # partition
    "partition nobody": (
        lambda: report("nothing at all", "full"),
        "partition",
        ("aws",),
        (FAILS, None, None, None, None),
    ),
    "partition without an arn": (
        lambda: _changed(report(*U), identity=Identity(None, ACCOUNT, None, "key-id")),
        "partition",
        ("aws",),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "partition": (lambda: report(*U), "partition", ("aws-cn", "aws"), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "partition of another": (
        lambda: report(*U),
        "partition",
        ("aws-cn",),
        (FAILS, "AWS_ACCESS_KEY_ID", True, None, None),
    ),
    # source
    "source": (lambda: report(*U), "source", ("iam-role", "env"), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "source of another": (lambda: report(*U), "source", ("iam-role",), (FAILS, "AWS_ACCESS_KEY_ID", True, None, None)),
    "not-source nobody": (
        lambda: report("nothing at all", "full"),
        "not-source",
        ("env",),
        (FAILS, None, None, None, None),
    ),
    "not-source": (lambda: report(*U), "not-source", ("iam-role",), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "not-source it is": (lambda: report(*U), "not-source", ("env",), (FAILS, "AWS_ACCESS_KEY_ID", True, None, None)),
    # not-long-term
    "not-long-term nobody": (
        lambda: report("nothing at all", "full"),
        "not-long-term",
        (),
        (FAILS, None, None, None, None),
    ),
    "not-long-term it is": (lambda: report(*U), "not-long-term", (), (FAILS, "AWS_ACCESS_KEY_ID", True, None, None)),
    "not-long-term session": (
        lambda: report("a session without an end", "none"),
        "not-long-term",
        (),
        (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "not-long-term token": (
        lambda: _credentials(report(*U), key_id=Value("x", Origin("env", "A")), has_token=True),
        "not-long-term",
        (),
        (HOLDS, "A", None, None, None),
    ),
    "not-long-term without a token": (
        lambda: _credentials(report(*U), key_id=Value("x", Origin("env", "A")), has_token=False),
        "not-long-term",
        (),
        (FAILS, "A", True, None, None),
    ),
    "not-long-term by its link": (
        lambda: report("a role to be assumed", "none"),
        "not-long-term",
        (),
        (HOLDS, "~/.aws/config:2 [profile deploy] role_arn", None, None, None),
    ),
    "not-long-term by STS, it is": (
        lambda: _answered(_without_credentials(report(*U), "login"), "login", key_id="AKIAIOSFODNN7EXAMPLE"),
        "not-long-term",
        (),
        (FAILS, None, True, None, None),
    ),
    "not-long-term by STS": (
        lambda: _answered(_without_credentials(report(*U), "login"), "login", key_id="ASIAIOSFODNN7EXAMPLE"),
        "not-long-term",
        (),
        (HOLDS, None, None, None, None),
    ),
    "not-long-term not known": (
        lambda: _without_credentials(report(*U), "login"),
        "not-long-term",
        (),
        (UNTOLD, None, None, None, None),
    ),
    # min-ttl
    "min-ttl nobody": (lambda: report("nothing at all", "full"), "min-ttl", ("1s",), (FAILS, None, None, None, None)),
    "min-ttl of a user": (lambda: report(*U), "min-ttl", ("99d",), (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None)),
    "min-ttl renewed, no end": (
        lambda: _credentials(report("a task with 20 minutes", "metadata"), expires_at=None),
        "min-ttl",
        ("99d",),
        (HOLDS, "http://127.0.0.1:PORT/role", None, None, None),
    ),
    "min-ttl without an end": (
        lambda: report("a session without an end", "full"),
        "min-ttl",
        ("1s",),
        (UNTOLD, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "min-ttl": (
        lambda: report("a session with 20 minutes", "full"),
        "min-ttl",
        ("15m",),
        (HOLDS, "AWS_ACCESS_KEY_ID", None, None, None),
    ),
    "min-ttl by STS": (
        lambda: _answered(
            _without_credentials(report(*U), "sso"), "sso", expires_at=report(*U).diagnosis.host.now + 100
        ),
        "min-ttl",
        ("100",),
        (HOLDS, None, None, None, None),
    ),
    "min-ttl by STS, a second more": (
        lambda: _answered(
            _without_credentials(report(*U), "sso"), "sso", expires_at=report(*U).diagnosis.host.now + 100
        ),
        "min-ttl",
        ("101",),
        (FAILS, None, True, None, None),
    ),
    "min-ttl renewed": (
        lambda: report("an instance with 20 minutes", "metadata"),
        "min-ttl",
        ("5h",),
        (HOLDS, "http://127.0.0.1:PORT", None, None, None),
    ),
    "min-ttl too short": (
        lambda: report("a session with 20 minutes", "full"),
        "min-ttl",
        ("5h",),
        (FAILS, "AWS_ACCESS_KEY_ID", True, None, None),
    ),
    "min-ttl ended": (lambda: report(*ENDED), "min-ttl", ("1s",), (FAILS, "http://127.0.0.1:PORT", True, None, None)),
    "min-ttl ends now": (
        lambda: _credentials(
            report("an instance with 20 minutes", "metadata"),
            expires_at=report("an instance with 20 minutes", "metadata").diagnosis.host.now,
        ),
        "min-ttl",
        ("1s",),
        (FAILS, "http://127.0.0.1:PORT", True, None, None),
    ),
    # region
    "region": (lambda: report(*U), "region", ("eu-*", "us-*"), (HOLDS, "AWS_DEFAULT_REGION", None, "", None)),
    "region of another": (lambda: report(*U), "region", ("eu-*",), (FAILS, "AWS_DEFAULT_REGION", True, "", None)),
    "region not set": (
        lambda: _changed(report(*U), region=None),
        "region",
        ("*",),
        (FAILS, "no region", True, "", None),
    ),
    "region empty": (
        lambda: _changed(report(*U), region=Value("", Origin("env", "AWS_REGION"))),
        "region",
        ("us-*",),
        (FAILS, "AWS_REGION", True, "", None),
    ),
    # imds-v2-only
    "imds-v2-only disabled": (
        lambda: report("nothing at all", "full"),
        "imds-v2-only",
        (),
        (UNTOLD, "AWS_EC2_METADATA_DISABLED", True, "metadata-disabled-by-variable", None),
    ),
    "imds-v2-only offline": (
        lambda: report("a user's keys", "none"),
        "imds-v2-only",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", True, "", None),
    ),
    "imds-v2-only not asked": (
        lambda: _changed(report(*U), imds=None),
        "imds-v2-only",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", True, "", None),
    ),
    "imds-v2-only not the service": (
        lambda: _imds(report(*U), token=Reply(403), role=Reply(403), v1_open=False),
        "imds-v2-only",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", False, "", None),
    ),
    "imds-v2-only refused": (
        lambda: _imds(report(*U), role=Reply(401), v1_open=False),
        "imds-v2-only",
        (),
        (HOLDS, "http://127.0.0.1:PORT", None, None, None),
    ),
    "imds-v2-only by another refusal": (
        lambda: _imds(report(*U), token=Reply(200), role=Reply(403), v1_open=False),
        "imds-v2-only",
        (),
        (HOLDS, "http://127.0.0.1:PORT", None, None, None),
    ),
    "imds-v2-only no answer to that": (
        lambda: _imds(report(*U), token=Reply(200), role=Reply(200), v1_open=None),
        "imds-v2-only",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", False, "", None),
    ),
    "imds-v2-only silent": (
        lambda: _imds(report(*U), token=Reply(error="ReadTimeoutError")),
        "imds-v2-only",
        (),
        (UNTOLD, "http://127.0.0.1:PORT", False, "", None),
    ),
    "imds-v2-only open": (
        lambda: _imds(report(*U), token=Reply(200), role=Reply(200), v1_open=True),
        "imds-v2-only",
        (),
        (FAILS, "http://127.0.0.1:PORT", True, "metadata-v1-open", None),
    ),
    # no-finding
    "no-finding found": (
        lambda: report(*REFUSED),
        "no-finding",
        ("key-unknown-to-sts",),
        (FAILS, "AWS_ACCESS_KEY_ID", None, "key-unknown-to-sts", None),
    ),
    "no-finding followed": (
        lambda: report(*REFUSED)._replace(findings=(), followed=report(*REFUSED).findings),
        "no-finding",
        ("key-unknown-to-sts",),
        (FAILS, "AWS_ACCESS_KEY_ID", None, "key-unknown-to-sts", None),
    ),
    "no-finding crashed": (
        lambda: _crashing(report(*U), "key-unknown-to-sts"),
        "no-finding",
        ("key-unknown-to-sts",),
        (UNTOLD, None, None, "", None),
    ),
    "no-finding not gathered": (
        lambda: report("a user's keys", "metadata"),
        "no-finding",
        ("key-unknown-to-sts",),
        (UNTOLD, None, None, "", None),
    ),
    "no-finding": (lambda: report(*U), "no-finding", ("key-unknown-to-sts",), (HOLDS, None, None, None, None)),
    # fail-on
    "fail-on found": (
        lambda: report(*REFUSED),
        "fail-on",
        ("error",),
        (FAILS, "AWS_ACCESS_KEY_ID", None, "key-unknown-to-sts", None),
    ),
    "fail-on crashed": (
        lambda: _crashing(report(*U), "key-unknown-to-sts"),
        "fail-on",
        ("error",),
        (UNTOLD, None, None, "", None),
    ),
    "fail-on not gathered": (
        lambda: report("a user's keys", "none"),
        "fail-on",
        ("error",),
        (UNTOLD, None, None, "", None),
    ),
    "fail-on STS not asked": (
        lambda: report("a user's keys", "metadata"),
        "fail-on",
        ("error",),
        (UNTOLD, None, None, "", HOLDS),
    ),
    "fail-on": (lambda: report(*U), "fail-on", ("info",), (HOLDS, None, None, None, None)),
}

TEXTS = Path(__file__).parent / "answers.json"
"""What each answer says, by the way to it. `pytest --update` writes it; the states are in the table alone."""


def _without_run(text: str) -> str:
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"\d+ (min|days)\b", r"N \1", text)
    return re.sub(r"botocore-session-\d+", "botocore-session-NOW", text)


def _answer(way: str) -> Answer:
    made, name, values, _ = WAYS[way]
    (one,) = judge([asked(name, *values)], ("boto3",), {"boto3": made()}).outcomes
    return one.answer


def test_what_each_way_to_an_answer_comes_to_and_says(update: bool) -> None:
    found = {way: _answer(way) for way in WAYS}
    assert {way: _told(one) for way, one in found.items()} == {way: told for way, (*_, told) in WAYS.items()}
    texts = {way: _without_run(one.is_) for way, one in found.items()}
    if update:
        TEXTS.write_text(json.dumps(texts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert texts == json.loads(TEXTS.read_text(encoding="utf-8"))


def _told(one: Answer) -> Told:
    where = _without_run(str(one.origin)) if one.origin else None
    return one.state, where, one.settled, one.rule, one.unconfirmed.state if one.unconfirmed else None


def test_what_was_ignored_and_accepted_is_counted_and_said() -> None:
    found = report_of(recorded("a user's keys, refused"), CHAINS["boto3"], ignore=["key-unknown-to-sts"])
    twice = found._replace(ignored=(*found.ignored, found.ignored[0]._replace(title="another")))
    given = (Ignored("key-unknown-to-sts", "known"), Ignored("expired-credentials", "not here"))
    once, none = counted(given, ("boto3",), {"boto3": found})
    assert (once.found, none.found) == (1, 0)
    both, _ = counted(given, ("boto3",), {"boto3": twice})
    check = judge([asked("region", "*")], ("boto3",), {"boto3": found})
    assert check.remarks == ()
    assert check._replace(ignored=(once, none)).remarks == ("1 finding of key-unknown-to-sts ignored: known",)
    assert check._replace(ignored=(both,)).remarks == ("2 findings of key-unknown-to-sts ignored: known",)
    assert check._replace(accepted=(UNCONFIRMED,)).remarks == ("--accept unconfirmed was given, and was not needed",)
    offline = judge([asked("usable")], ("boto3",), {"boto3": report("a user's keys", "none")}, (UNCONFIRMED,))
    assert offline.remarks == ("--accept unconfirmed was used",)


@pytest.mark.parametrize(
    ("state", "network", "who"),
    [
        ("a user's keys", "none", "AKIA…MPLE from env"),
        ("a role to be assumed", "none", "arn:aws:iam::111122223333:role/deploy from assume-role"),
        ("an instance with six hours", "none", "who wins is not known"),
        ("half a pair of keys", "full", "the SDK raises an exception"),
        ("nothing at all", "full", "no credentials found"),
    ],
)
def test_the_last_line_says_who_and_no_key_whole(state: str, network: str, who: str) -> None:
    check = judge([asked("region", "us-west-2")], ("boto3",), {"boto3": report(state, network)})
    assert summary(check) == f"Check passed: {who}; the assertion holds"
