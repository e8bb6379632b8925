"""What is known of the metadata service, as one flat value for text and JSON."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.botocore.imds_settings import MetadataSettings, is_true, metadata_settings
from whoami_aws.chain.endpoints import DISABLED
from whoami_aws.chain.probe import OFFERS
from whoami_aws.host.facts import ImdsAnswer, Reply
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin
from whoami_aws.report import Report
from whoami_aws.rules.finding import RULES, Finding
from whoami_aws.rules.imds_support import stand_in


class ImdsFacts(NamedTuple):
    """What is None is not known."""

    endpoint: str | None
    endpoint_origin: Origin | None
    disabled_by: Origin | None
    reachable: bool
    access: str | None
    """`token-required`, `v1-open`, or None."""
    token: Reply | None
    role_list: Reply | None
    credentials: Reply | None
    """What came of each of the three requests; None: it was not sent."""
    served: bool
    """Whether the link has credentials."""
    role: str | None
    instance_profile_arn: str | None
    info_code: str | None
    code: str | None
    message: str | None
    access_key_id: str | None
    expires_at: str | None
    seconds_left: int | None
    region: str | None
    zone: str | None
    instance_id: str | None
    account: str | None
    hop_limit_too_low: bool | None
    proxy: str | None
    server: str | None
    stand_in: str | None
    elapsed_ms: float | None
    findings: tuple[Finding, ...]


def facts(report: Report) -> ImdsFacts:
    """The facts of a report on the one link."""
    diagnosis = report.diagnosis
    settings = metadata_settings(diagnosis.view)
    known = settings if isinstance(settings, MetadataSettings) else None
    disabled = diagnosis.host.variable(DISABLED)
    answer = diagnosis.imds or ImdsAnswer()
    row = diagnosis.verdict.row("iam-role")
    offered = row.probe.credentials if row is not None and row.probe.kind == OFFERS else None
    key = offered.key_id.text if offered and offered.key_id else None
    at = offered.expires_at if offered else None
    return ImdsFacts(
        endpoint=known.base_url if known else None,
        endpoint_origin=known.base_url_origin if known else None,
        disabled_by=disabled.origin if disabled is not None and is_true(disabled) else None,
        reachable=answer.reachable,
        access=_access(answer),
        token=answer.token,
        role_list=answer.role,
        credentials=answer.credentials,
        served=offered is not None,
        role=answer.role_name or None,
        instance_profile_arn=answer.instance_profile_arn,
        info_code=answer.info_code,
        code=answer.code,
        message=answer.message,
        access_key_id=masked(key.strip()) if key else None,
        expires_at=answer.expiration,
        seconds_left=int(at - diagnosis.host.now) if at is not None else None,
        region=answer.region,
        zone=answer.zone,
        instance_id=answer.instance_id,
        account=answer.account,
        hop_limit_too_low=_hop_limit(answer, report),
        proxy=answer.proxy,
        server=answer.server,
        stand_in=stand_in(answer) if answer.reachable else None,
        elapsed_ms=round(answer.elapsed_ms, 1) if diagnosis.imds is not None else None,
        findings=tuple(one for one in report.findings if _is_ours(one)),
    )


def _is_ours(finding: Finding) -> bool:
    rule = RULES.get(finding.rule)
    return rule is not None and rule.topic.startswith("imds")


def _access(answer: ImdsAnswer) -> str | None:
    if not answer.reachable:
        return None
    if answer.v1_open or answer.version == "v1":
        return "v1-open"
    return "token-required" if answer.v1_open is False else None


def _hop_limit(answer: ImdsAnswer, report: Report) -> bool | None:
    """True where the answer to the token request is lost; False where it came; None where one cannot tell."""
    if any(finding.rule == "metadata-hop-limit" for finding in report.findings):
        return True
    return False if answer.token is not None and answer.token.status is not None else None


_SAID = {
    "EndpointConnectionError": "nothing listens there",
    "ConnectTimeoutError": "no connection",
    "ReadTimeoutError": "a connection, and no answer",
    "ConnectionClosedError": "the connection was closed",
    "ProxyConnectionError": "the proxy cannot be reached",
}


def said(reply: Reply | None) -> str:
    """What came of a request, in a few words."""
    if reply is None:
        return "not asked"
    if reply.error:
        return f"{_SAID.get(reply.error, reply.error)}, {reply.elapsed_ms:.0f} ms"
    return f"answered {reply.status}, {reply.elapsed_ms:.0f} ms"
