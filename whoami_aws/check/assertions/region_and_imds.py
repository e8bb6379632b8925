"""Where calls go: region, partition, and how the metadata service is asked."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from whoami_aws.check import assertion as o
from whoami_aws.check.winner import identity_of, only_if_confirmed, origin, unconfirmed
from whoami_aws.host.arn import parse

if TYPE_CHECKING:
    from whoami_aws.report import Report

_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
OPEN = "metadata-v1-open"
"""The rule that says so, with what closes it."""

UNAUTHORIZED = 401
"""How the metadata service refuses a request without a token; a proxy or a stand-in refuses with something else."""


@o.assertion("region", o.Option("GLOB", "The region; repeat: any."))
def region(values: tuple[str, ...], report: Report) -> o.Answer:
    """Calls go to one of these regions, each a glob."""
    from whoami_aws.host.values import Origin

    found = report.diagnosis.region
    if found is None:
        return o.fails("no region is set", Origin("default", "no region"), settled=True, rule="")
    name = found.text or ""
    good = any(fnmatchcase(name, value) for value in values)
    return o.holds_if(good, name or "an empty text", found.origin)._replace(rule="")


@o.assertion("partition", o.Option("NAME", "aws, aws-cn, aws-us-gov, …; repeat: any."), known=lambda: _PARTITIONS)
def partition(values: tuple[str, ...], report: Report) -> o.Answer:
    """The identity is of one of these partitions: aws, aws-cn, aws-us-gov, …"""
    from whoami_aws.report import told_by

    identity = identity_of(report)
    if isinstance(identity, o.Answer):
        return identity
    arn = parse(identity.arn)
    if arn is None:
        return o.unknown(unconfirmed(report), origin(report))
    answer = o.holds_if(arn.partition in values, f"{arn.partition} ({told_by(identity)})", origin(report))
    return only_if_confirmed(report, answer)


@o.assertion("imds-v2-only", o.Option("", "IMDS refuses a request without a token."), "flag", asks_v1=True)
def imds_v2_only(_: tuple[str, ...], report: Report) -> o.Answer:
    """The metadata service refuses a request without a token, which is asked of it for this assertion alone.

    What the SDK does is no answer: one that was given a token may sit on a service that would give without.
    """
    from whoami_aws.chain.botocore.imds_settings import MetadataSettings, is_true, metadata_settings
    from whoami_aws.chain.endpoints import DISABLED
    from whoami_aws.host.values import Origin

    diagnosis, budget = report.diagnosis, report.diagnosis.host.budget
    disabled = diagnosis.host.variable(DISABLED)
    if disabled is not None and is_true(disabled):
        text = f"not asked: {DISABLED} is {disabled.text!r}"
        return o.unknown(text, disabled.origin, settled=True, rule="metadata-disabled-by-variable")
    settings = metadata_settings(diagnosis.view)
    where = Origin("endpoint", settings.base_url) if isinstance(settings, MetadataSettings) else None
    answer = diagnosis.imds
    if answer is None:
        why = f" (--network {budget.network})" if budget.network == "none" else ""
        return o.unknown(f"not asked{why}", where, settled=True, rule="")
    refused = answer.role.status if answer.role is not None else None
    spoke = refused is not None or answer.v1_open is not None
    if spoke and answer.version is None and refused != UNAUTHORIZED:
        return o.unknown("what answers there gives no token and asks for none", where, settled=False, rule="")
    if answer.v1_open is None:
        what = "a request without a token had no answer" if answer.reachable else "the metadata service did not answer"
        return o.unknown(what, where, settled=False, rule="")
    if answer.v1_open:
        return o.fails("v1 is open: a request without a token is answered", where, settled=True, rule=OPEN)
    return o.Answer(o.HOLDS, "v2 only: a request without a token is refused", where)
