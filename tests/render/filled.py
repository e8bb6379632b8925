"""Reports, a check and a comparison in which every text that can come from outside is a value of the test's own.

They are put together by hand, so that what a renderer does is seen alone: no host on which every field is set at once
could be laid out. `test_filled.py` holds that no field is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from whoami_aws.chain.model import Clients, Endpoint
from whoami_aws.chain.probe import (
    BREAKS,
    DECLINES,
    OFFERS,
    PROMISES,
    Credentials,
    Hop,
    Input,
    Probe,
    Reason,
    SdkError,
    Usability,
)
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import (
    BLOCKED,
    DECLINED,
    ERROR,
    NONE,
    RESOLVED,
    SHADOWED,
    STOPPED,
    UNKNOWN,
    WINS,
    WOULD_STOP,
    LinkResult,
    Verdict,
)
from whoami_aws.chain.view import BotocoreView
from whoami_aws.chain.what_if import WhatIf
from whoami_aws.check.assertion import FAILS, HOLDS, Answer, Asked, Outcome
from whoami_aws.check.assertion import UNKNOWN as UNTOLD
from whoami_aws.check.result import Check, Ignored
from whoami_aws.comparison import Comparison, Group
from whoami_aws.diagnosis import AGREES, Diagnosis, Identity
from whoami_aws.host.facts import IdentityAnswer, IdentityNeed, ImdsAnswer, Reply
from whoami_aws.host.host import Budget, Change, Host, Sdk
from whoami_aws.host.values import Origin, Shape, Value
from whoami_aws.platform import Kind, Platform
from whoami_aws.report import Report
from whoami_aws.rules.finding import Finding, Fix

NOW = 1_800_000_000.0
Mark = Callable[[str], str]
"""The text for a field, by the field's name: another one for each name."""


def reports(mark: Mark) -> dict[str, Report]:
    """A report for each way in which one can begin."""
    host = _host(mark)
    found = {
        "resolved": _report(
            mark, host, _resolved(mark), Usability("unknown", None, mark("use because"), code="foreign")
        ),
        "unusable": _report(
            mark,
            host,
            _resolved(mark),
            Usability("fails", SdkError(mark("use error"), mark("use message")), mark("fails")),
        ),
        "role": _report(mark, host, _role(mark), Usability()),
        "stopped": _report(mark, host, _stopped(mark), None),
        "nobody": _report(mark, host, _none(mark), None),
        "not known": _report(mark, host, _unknown(mark), None),
    }
    by_key = Identity(None, mark("account alone"), None, "key-id")
    found["account"] = _with(found["resolved"], identity=by_key, use=Usability("works"))
    found["stranger"] = _with(found["resolved"], identity=None, use=Usability("works"))
    found["asked"] = _with(
        found["resolved"],
        asked=(Change("set", mark("set")), Change("unset", mark("unset")), _change(mark, "asked")),
        now=found["resolved"].diagnosis.verdict,
    )
    return found


KEY = "ASIAIOSFODNN7EXAMPLE"


def imds_reports(mark: Mark) -> tuple[Report, Report]:
    """For `whoami-aws imds`: a service that gives a role, and one that gives none. It never shows a key's id whole."""

    def text(field: str) -> str:
        return KEY if field == "iam key" else mark(field)

    report = reports(text)["resolved"]
    return report, _with(report, verdict=_none(text))


def check(mark: Mark) -> Check:
    """A check of two SDKs with every kind of outcome."""
    report = reports(mark)["resolved"]
    of_another = report._replace(findings=(_finding(mark, "other"),))
    by_option = Origin("option", "--arn")
    by_file = Origin("file", f"sub/{mark('expect')}.toml", 2, None, "arn")
    found = Answer(FAILS, mark("is failed"), _origin(mark, "answer"), True)
    of_all = _finding(mark, "of all")
    outcomes = (
        Outcome(
            Asked("arn", (mark("asked"), mark("or")), by_option), "boto3", Answer(HOLDS, mark("is held"), by_option)
        ),
        Outcome(Asked("arn", (mark("asked 2"),), by_file), "boto3", found, report.findings[0], report.findings[0].fix),
        Outcome(
            Asked("region", (mark("asked 3"),), by_file),
            "aws-cli",
            Answer(UNTOLD, mark("is unknown"), Origin("endpoint", mark("answered by"))),
            None,
            Fix(mark("removal"), (mark("removal command"), mark("removal command 2"))),
        ),
        Outcome(
            Asked("arn", (mark("asked 4"),), by_file),
            "aws-cli",
            Answer(FAILS, mark("is elsewhere"), Origin("file", f"sub/{mark('inside')}.toml", 4)),
        ),
        Outcome(Asked("all-sdks-agree", (), by_option), None, Answer(FAILS, mark("is all")), of_all, of_all.fix),
    )
    return Check(
        ("boto3", "aws-cli"),
        {"boto3": report, "aws-cli": of_another},
        outcomes,
        notes=(mark("note"),),
        accepted=("unconfirmed",),
        ignored=(Ignored("expired-credentials", mark("reason to ignore"), 2),),
    )


def comparison(mark: Mark) -> tuple[Comparison, dict[str, str]]:
    """Three SDKs that pick three identities, and what says that one of them is in use."""
    made = reports(mark)
    cli = made["stopped"].diagnosis._replace(chain=CHAINS["aws-cli"])
    java = made["role"].diagnosis._replace(chain=CHAINS["java-v2"], identity=None)
    three = (made["resolved"], made["stopped"]._replace(diagnosis=cli), made["role"]._replace(diagnosis=java))
    groups = tuple(Group((one.diagnosis.chain.id,), (one,)) for one in three)
    changes = (Change("unset", mark("split by")), _change(mark, "split"))
    return Comparison(three, groups, changes, (_finding(mark, "disagree"),)), {"boto3": mark("evidence")}


def _host(mark: Mark) -> Host:
    answer = IdentityAnswer(
        mark("sts arn"), mark("sts account"), mark("sts user"), key_id=mark("sts key"), expires_at=NOW + 3000
    )
    refused = IdentityAnswer(error=mark("sts error"), code=mark("sts code"), message=mark("sts message"))
    return Host(
        now=NOW,
        home="/home/me",
        user="me",
        uid=1000,
        env={
            "AWS_PROFILE": mark("profile"),
            # One that cannot be right, so that the endpoint's own address is shown: `imds` is tested with it.
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1/",
        },
        option_profile=None,
        sdk=Sdk("boto3", "1.44.8", mark("botocore"), "yes"),
        budget=Budget("metadata", False, 10.0, (mark("trusted"),)),
        facts={
            ("IdentityNeed", IdentityNeed("env")): answer,
            ("IdentityNeed", IdentityNeed("iam-role")): refused,
        },
    )


def _report(mark: Mark, host: Host, verdict: Verdict, use: Usability | None) -> Report:
    chain = CHAINS["boto3"]
    endpoint = mark("endpoint")
    diagnosis = Diagnosis(
        host=host,
        chain=chain,
        view=BotocoreView(host, chain),
        verdict=verdict,
        model=verdict,
        witness=AGREES,
        use=use,
        identity=Identity(
            mark("arn"), mark("account"), mark("user id"), "sts", False, "foreign-endpoint", endpoint, False
        )
        if verdict.outcome == RESOLVED
        else None,
        region=Value(mark("region"), _origin(mark, "region of")),
        clients=Clients(
            Endpoint(mark("sts url"), _origin(mark, "sts of")),
            Endpoint(mark("imds url"), _origin(mark, "imds of")),
            None,
        ),
        imds=_imds(mark),
        surroundings=Platform((Kind("ec2", Origin("endpoint", mark("evidence of ec2"))),)),
        what_ifs=(
            WhatIf((Change("unset", mark("remove")), _change(mark, "remove")), _role(mark)),
            WhatIf((Change("drop-file", f"~/{mark('drop file')}"),), _stopped(mark)),
        ),
    )
    warned = _finding(mark, "warned")
    warned = warned._replace(severity="warning", subject=Origin("env", mark("subject")))
    noted = _finding(mark, "noted")
    noted = noted._replace(severity="info", fix=Fix(mark("one fix"), (mark("one fix"),)))
    found = _finding(mark, "found")._replace(rule="metadata-v1-open")
    return Report(diagnosis, mark("because"), (found, warned, noted), 12.0)


def _with(report: Report, **fields: Any) -> Report:
    return report._replace(diagnosis=report.diagnosis._replace(**fields))


def _origin(mark: Mark, name: str) -> Origin:
    return Origin("file", f"~/{mark(name)}/config", 3, mark(f"{name} section"), mark(f"{name} key"))


def _change(mark: Mark, name: str) -> Change:
    return Change("drop-key", f"~/{mark(f'{name} path')}", mark(f"{name} section"), mark(f"{name} key"), line=7)


def _finding(mark: Mark, name: str) -> Finding:
    fix = Fix(mark(f"{name} fix"), (mark(f"{name} command"), mark(f"{name} command 2")))
    message, subject = mark(f"{name} message"), _origin(mark, f"{name} subject")
    return Finding("error", message, subject, fix, rule="expired-credentials", title="A title of ours")


def _row(mark: Mark, position: int, link: str, status: str, kind: str, **fields: Any) -> LinkResult:
    shape = Shape(20, "upper-alnum", ("quoted",), "0a0b")
    inputs = (
        Input("first", "set", _origin(mark, f"{link} input"), shape),
        Input("second", "set", Origin("endpoint", mark(f"{link} second"))),
    )
    probe = Probe(
        kind,
        Reason("a-code", mark(f"{link} why")),
        inputs,
        hops=(Hop(mark(f"{link} hop"), mark(f"{link} role")), Hop(mark(f"{link} end"), link="env")),
        **fields,
    )
    return LinkResult(position, link, status, probe)


def _credentials(mark: Mark, name: str, role: str | None) -> Credentials:
    key = Value(mark(f"{name} key"), _origin(mark, f"{name} key of"))
    return Credentials(key, None, False, NOW + 4000, role, mark(f"{name} account"))


def _rows(mark: Mark, env: str, role: str, file: str, instance: str) -> tuple[LinkResult, ...]:
    broken = SdkError(mark("file error"), mark("file message"))
    promised = Credentials(None, None, True, None, mark("role alone"), mark("role account"))
    return (
        _row(mark, 1, "env", env, OFFERS, credentials=_credentials(mark, "env", None)),
        _row(mark, 2, "assume-role", role, PROMISES, credentials=promised),
        _row(mark, 3, "shared-credentials-file", file, BREAKS, error=broken),
        _row(mark, 4, "iam-role", instance, OFFERS, credentials=_credentials(mark, "iam", mark("iam role"))),
        _row(mark, 5, "login", DECLINED, DECLINES),
    )


def _resolved(mark: Mark) -> Verdict:
    return Verdict(RESOLVED, "env", _rows(mark, WINS, SHADOWED, WOULD_STOP, SHADOWED))


def _role(mark: Mark) -> Verdict:
    return Verdict(RESOLVED, "assume-role", _rows(mark, "removed", WINS, WOULD_STOP, SHADOWED))


def _stopped(mark: Mark) -> Verdict:
    error = SdkError(mark("stop"), mark("stop message"))
    rows = _rows(mark, DECLINED, DECLINED, STOPPED, BLOCKED)
    return Verdict(ERROR, None, rows, error, "shared-credentials-file")


def _none(mark: Mark) -> Verdict:
    return Verdict(NONE, None, tuple(row._replace(status=DECLINED) for row in _resolved(mark).rows))


def _unknown(mark: Mark) -> Verdict:
    return Verdict(UNKNOWN, None, _none(mark).rows, unknown_because=Reason("a-code", mark("unknown because")))


def _imds(mark: Mark) -> ImdsAnswer:
    return ImdsAnswer(
        token=Reply(status=200),
        role=Reply(error=mark("role list error")),
        role_name=mark("role name"),
        code=mark("imds code"),
        message=mark("imds message"),
        expiration=mark("expiration"),
        instance_profile_arn=mark("profile arn"),
        region=mark("imds region"),
        zone=mark("zone"),
        instance_id=mark("instance id"),
        account=mark("imds account"),
        proxy=mark("proxy"),
        server=mark("server"),
        info_code=mark("info code"),
        elapsed_ms=3.0,
    )


def texts(value: object, path: str = "", annotation: str = "str") -> Iterator[tuple[str, str | None]]:
    """Every text in a value, and every field that could hold one and is None, each with the type and the field that it
    stands in.
    """
    if isinstance(value, str) or (value is None and re.search(r"\bstr\b|Reading", annotation)):
        yield path, value
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field in value._fields:
            kind = str(type(value).__annotations__[field])
            yield from texts(getattr(value, field), f"{type(value).__name__}.{field}", kind)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts(inner, path)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner, path)
