"""Whose the credentials are: account, ARN, partition."""

from __future__ import annotations

import re

from whoami_aws.check import arn as arns
from whoami_aws.check import outcome as o
from whoami_aws.check.winner import origin, winner
from whoami_aws.diagnosis import Identity
from whoami_aws.report import Report

_SAID = {
    "sts": "by STS",
    "imds": "by the metadata service",
    "config": "by configuration; not assumed yet",
    "key-id": "encoded in the key id",
}


def _wrong_account(text: str) -> str:
    return "" if re.fullmatch(r"\d{12}", text) else "is no account: 12 digits"


@o.assertion("account", check=_wrong_account)
def account(values: tuple[str, ...], report: Report) -> o.Answer:
    """The credentials belong to one of these accounts."""
    identity = _identity(report)
    if isinstance(identity, o.Answer):
        return identity
    if identity is None or identity.account is None:
        return o.unknown(_untold(report), origin(report))
    return o.holds_if(identity.account in values, f"{identity.account} ({_SAID[identity.source]})", origin(report))


@o.assertion("arn", check=arns.wrong)
def arn(values: tuple[str, ...], report: Report) -> o.Answer:
    """The identity is one of these, each a glob, or a regular expression after `re:`."""
    identity = _identity(report)
    if isinstance(identity, o.Answer):
        return identity
    if identity is None or identity.arn is None:
        return o.unknown(_untold(report), origin(report))
    said = [arns.match(value, identity.arn) for value in values]
    text = f"{identity.arn} ({_SAID.get(identity.source, identity.source)})"
    if arns.MATCHES in said:
        return o.Answer(o.HOLDS, text, origin(report))
    if arns.CANNOT_TELL in said:
        return o.unknown(f"{identity.arn}, which does not tell the role's path", origin(report))
    if identity.source == "config" and any("assumed-role/" in value for value in values):
        return o.unknown(f"{text}, so there is no session yet", origin(report))
    return o.holds_if(False, text, origin(report))


@o.assertion("partition")
def partition(values: tuple[str, ...], report: Report) -> o.Answer:
    """The identity is of one of these partitions: aws, aws-cn, aws-us-gov, …"""
    identity = _identity(report)
    if isinstance(identity, o.Answer):
        return identity
    if identity is None or identity.arn is None:
        return o.unknown(_untold(report), origin(report))
    found = identity.arn.split(":")[1]
    return o.holds_if(found in values, f"{found} ({_SAID.get(identity.source, identity.source)})", origin(report))


def _identity(report: Report) -> Identity | o.Answer | None:
    row = winner(report)
    return row if isinstance(row, o.Answer) else report.diagnosis.identity


def _untold(report: Report) -> str:
    """Why nobody knows who it is."""
    diagnosis = report.diagnosis
    if diagnosis.use is not None and diagnosis.use.state == "unknown" and diagnosis.use.because:
        return diagnosis.use.because
    if diagnosis.host.budget.network != "full":
        return f"STS was not asked (--network {diagnosis.host.budget.network})"
    if diagnosis.chain.id != diagnosis.host.sdk.id or diagnosis.witness == "not-run":
        return f"STS was not asked with the credentials that {diagnosis.chain.title} takes"
    return "STS was not asked"
