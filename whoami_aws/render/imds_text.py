"""All about the metadata service on one screen, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from whoami_aws.chain.expiry import span
from whoami_aws.render import Options
from whoami_aws.render.imds_facts import ImdsFacts, facts, said
from whoami_aws.render.sanitize import clean
from whoami_aws.render.text import _Page
from whoami_aws.report import Report


def render(report: Report, options: Options) -> str:
    """The whole screen."""
    known, page = facts(report), _Page(report._replace(findings=facts(report).findings), options)
    lines = [page.paint(clean(_head(known, report)), "good" if known.served else "error"), ""]
    lines += [f"{label:<12} {clean(text)}" for label, text in _rows(known)]
    return "\n".join([*lines, "", *page.findings()]).rstrip() + "\n"


def _head(known: ImdsFacts, report: Report) -> str:
    if known.served:
        return f"role {known.role}" + (f" of account {known.account}" if known.account else "")
    row = report.diagnosis.verdict.row("iam-role")
    return "no role: " + (row.probe.reason.text if row else report.because)


def _rows(known: ImdsFacts) -> Iterator[tuple[str, str]]:
    origin = known.endpoint_origin
    by = "" if origin is None or origin.kind == "default" else f" (by {origin})"
    yield "endpoint", f"{known.endpoint or 'its settings are broken'}{by}"
    if known.disabled_by is not None:
        yield "disabled", f"by {known.disabled_by}: the service is not asked"
        return
    yield (
        "reachable",
        ("yes" if known.reachable else "no") + (f", through the proxy {known.proxy}" if known.proxy else ""),
    )
    access = {
        "v1-open": "IMDSv1 is open: answers without a token, too",
        "token-required": "a token is required (v2 only)",
    }
    yield "access", access.get(known.access or "", "not known")
    yield "token", said(known.token) + (" (hop limit too low?)" if known.hop_limit_too_low else "")
    yield "role list", said(known.role_list) + (f": {known.role}" if known.role else "")
    yield "credentials", said(known.credentials) + _state(known)
    yield (
        "profile",
        (known.instance_profile_arn or "none known")
        + (f" (iam/info: {known.info_code})" if known.info_code not in (None, "Success") else ""),
    )
    place = [known.instance_id, known.zone or known.region, known.account and f"account {known.account}"]
    if told := ", ".join(filter(None, place)):
        yield "instance", told
    if known.server or known.stand_in:
        yield "server", (known.server or "says no name") + (f": a stand-in, {known.stand_in}" if known.stand_in else "")


def _state(known: ImdsFacts) -> str:
    if not known.served:
        told = ": ".join(filter(None, (known.code, known.message)))
        return f", {told}" if told else ""
    left = known.seconds_left
    expiry = "" if left is None else f", {span(left)} left" if left >= 0 else f", EXPIRED {span(-left)} ago"
    return f": {known.access_key_id or 'a key'}{expiry}"
