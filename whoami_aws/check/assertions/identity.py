"""Whose the credentials are: account and ARN."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whoami_aws.chain.botocore.links import kind_of
from whoami_aws.check import arn as arns
from whoami_aws.check import assertion as o
from whoami_aws.check.winner import identity_of, only_if_confirmed, origin, unconfirmed
from whoami_aws.host.arn import parse

if TYPE_CHECKING:
    from whoami_aws.diagnosis import Identity
    from whoami_aws.report import Report


def _wrong_account(text: str) -> str:
    return "" if re.fullmatch(r"\d{12}", text) else "is not an account ID (12 digits)"


@o.assertion("account", o.Option("ID", "The account; repeat: any of them."), check=_wrong_account)
def account(values: tuple[str, ...], report: Report) -> o.Answer:
    """The credentials belong to one of these accounts."""
    from whoami_aws.report import told_by

    identity = identity_of(report)
    if isinstance(identity, o.Answer):
        return identity
    if identity.account is None:
        return o.unknown(unconfirmed(report), origin(report))
    answer = o.holds_if(identity.account in values, f"{identity.account} ({told_by(identity)})", origin(report))
    return only_if_confirmed(report, answer)


@o.assertion("arn", o.Option("PATTERN", "An ARN or its end: role/deploy, user/ci-*, re:…"), check=arns.wrong)
def arn(values: tuple[str, ...], report: Report) -> o.Answer:
    """The identity is one of these, each a glob, or a regular expression after `re:`."""
    identity = identity_of(report)
    if isinstance(identity, o.Answer):
        return identity
    if identity.arn is None:
        return o.unknown(unconfirmed(report), origin(report))
    return only_if_confirmed(report, _matched(values, identity, identity.arn, report))


def _matched(values: tuple[str, ...], identity: Identity, found: str, report: Report) -> o.Answer:
    from whoami_aws.report import told_by

    role = _role(report)
    said = [arns.match(value, found, role) for value in values]
    text = f"{found} ({told_by(identity)})"
    if arns.MATCHES in said:
        return o.Answer(o.HOLDS, text, origin(report))
    if arns.CANNOT_TELL in said:
        arn = parse(found)
        name = arn.role if arn is not None and arn.role else "NAME"
        advice = f"assert role/{name}, or name the role with its path in role_arn"
        return o.unknown(f"{text}; a session's ARN does not have the role's path: {advice}", origin(report))
    if identity.source == "config" and any("assumed-role/" in value for value in values):
        return o.unknown(f"{text}, so there is no session yet", origin(report))
    arn, own = parse(found), parse(role)
    session = f", a session of {role}" if arn is not None and own is not None and arn.is_session_of(own) else ""
    return o.holds_if(False, text + session, origin(report))


def _role(report: Report) -> str | None:
    """The ARN of the role that the chain assumes, where the chain itself names it."""
    row = report.diagnosis.verdict.winning_link
    credentials = row.probe.credentials if row is not None and kind_of(row.link).names_role else None
    return credentials.role if credentials else None
