"""`whoami-aws/report/2`: the shape of the JSON, written out field by field so that no inner name leaks into it.

Fields are added, never changed. What differs between two runs on an unchanged host stands in `run`. The schema beside
this file is what programs are built on.
"""

from __future__ import annotations

import json
from typing import Any

from whoami_aws import __version__
from whoami_aws.chain.model import Endpoint
from whoami_aws.chain.probe import Input, SdkError
from whoami_aws.chain.sdks.conformance import proof_for
from whoami_aws.chain.verdict import UNKNOWN, LinkResult, Verdict
from whoami_aws.diagnosis import Diagnosis, Identity
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin, Shape
from whoami_aws.render import Options
from whoami_aws.render.sanitize import clean
from whoami_aws.render.utc import utc
from whoami_aws.report import Report
from whoami_aws.rules.finding import Finding

SCHEMA = "whoami-aws/report/2"
DOCS = "whoami-aws rule "

Json = dict[str, Any]


def render(report: Report, options: Options) -> str:
    """The report as JSON, ASCII only, with a line end."""
    return json.dumps(cleaned(as_json(report, options)), indent=2) + "\n"


def cleaned(value: Any) -> Any:  # noqa: ANN401 - JSON data is anything
    """The same data with every text neutralised."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in value.items()}
    return [cleaned(inner) for inner in value] if isinstance(value, (list, tuple)) else value


class Numbers(dict[str, int]):
    """Numbers for fingerprints, which are new in each run: equal texts of one document have the same number."""

    def __missing__(self, fingerprint: str) -> int:
        self[fingerprint] = len(self) + 1
        return self[fingerprint]


def as_json(report: Report, options: Options, numbers: Numbers | None = None) -> Json:
    """The report's fields. `numbers`: those of the document that the report is a part of."""
    numbers = Numbers() if numbers is None else numbers
    diagnosis, verdict, host = report.diagnosis, report.diagnosis.verdict, report.diagnosis.host
    use = diagnosis.use
    selected = diagnosis.view.selected
    proof = proof_for(diagnosis.chain, host)
    return {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "run": {
            **run_of(host),
            "elapsed_ms": {
                "total": round(report.elapsed_ms, 1),
                "imds": round(diagnosis.imds.elapsed_ms, 1) if diagnosis.imds else None,
            },
        },
        "host": host_of(diagnosis),
        "sdk": {
            "id": diagnosis.chain.id,
            "version": host.sdk.version,
            "botocore": host.sdk.botocore,
            "witness": diagnosis.witness,
            "assumes": diagnosis.chain.assumptions(host),
            "proven": proof.version if proof else None,
        },
        "budget": {"network": host.budget.network, "exec": host.budget.run, "trusted": list(host.budget.trusted)},
        "asked": [_asked(change.kind, str(change)) for change in diagnosis.asked],
        "profile": {
            "name": diagnosis.view.profile if selected is None or selected.text != "" else "",
            "explicit": diagnosis.view.explicit,
            "origin": _origin(selected.origin if selected else Origin("default", "default")),
        },
        "region": {"name": diagnosis.region.text, "origin": _origin(diagnosis.region.origin)}
        if diagnosis.region
        else None,
        "endpoints": _endpoints(diagnosis),
        "environment": [
            {"kind": kind.name, "evidence": _origin(kind.evidence)} for kind in diagnosis.surroundings.kinds
        ],
        "outcome": verdict.outcome,
        "winner": verdict.winner,
        "because": report.because,
        "usable": _usable(diagnosis),
        "usable_because": (use.because or None) if use else None,
        "usable_code": (use.code or None) if use else None,
        "unusable_because": _error(use.error) if use else None,
        "error": _stop(verdict),
        "identity": _identity(diagnosis.identity),
        "links": [_link(row, diagnosis, options, numbers) for row in verdict.rows],
        "what_if": [_what_if(step.remove, step.verdict, diagnosis) for step in diagnosis.what_ifs],
        "imds": _imds(diagnosis.imds),
        "findings": [_finding(finding) for finding in report.findings],
        "silenced": list(report.silenced),
    }


def run_of(host: Host) -> Json:
    """Which run it is: what differs from the next one on the same host."""
    return {"generated_at": utc(host.now), "pid": host.pid, "program": host.program or None}


def host_of(diagnosis: Diagnosis) -> Json:
    """Whose host it is. The instance is known where the metadata service was asked for its document."""
    host, imds = diagnosis.host, diagnosis.imds
    return {
        "name": host.name or None,
        "instance_id": imds.instance_id if imds else None,
        "user": host.user,
        "uid": host.uid,
    }


def _asked(kind: str, name: str) -> str:
    return f"set {name}" if kind == "set" else f"without {name}"


def _error(error: SdkError | None) -> Json | None:
    return {"type": error.type, "message": error.message} if error else None


def _stop(verdict: Verdict) -> Json | None:
    if verdict.error is None:
        return None
    return {"link": verdict.error_link, "type": verdict.error.type, "message": verdict.error.message}


def _usable(diagnosis: Diagnosis) -> bool | str:
    """True, False, or `unknown`; what is not offered cannot be used."""
    if diagnosis.use is None:
        return "unknown" if diagnosis.verdict.outcome == UNKNOWN else False
    return {"works": True, "fails": False}.get(diagnosis.use.state, "unknown")


def _origin(origin: Origin) -> Json:
    named: Json = {"kind": origin.kind}
    if origin.kind != "file":
        return {**named, "name": origin.name}
    named["path"] = origin.name
    for field in ("line", "section", "key"):
        if (value := getattr(origin, field)) is not None:
            named[field] = value
    return named


def _endpoints(diagnosis: Diagnosis) -> Json:
    clients = diagnosis.clients
    if clients is None:
        return {"sts": None, "imds": None}
    return {"sts": _endpoint(clients.sts), "imds": _endpoint(clients.imds) if clients.imds is not None else None}


def _endpoint(endpoint: Endpoint) -> Json:
    return {"url": endpoint.url, "origin": _origin(endpoint.origin)}


def _identity(identity: Identity | None) -> Json | None:
    if identity is None:
        return None
    return {
        "arn": identity.arn,
        "account": identity.account,
        "user_id": identity.user_id,
        "source": identity.source,
        "confirmed": identity.confirmed,
        "unconfirmed_because": identity.doubt or None,
        "endpoint": identity.endpoint or None,
        "endpoint_is_aws": identity.own_endpoint if identity.endpoint else None,
    }


def _link(row: LinkResult, diagnosis: Diagnosis, options: Options, numbers: Numbers) -> Json:
    probe, host = row.probe, diagnosis.host
    credentials = probe.credentials
    answer = None if diagnosis.asked else host.identity(row.link)
    key = credentials.key_id.text if credentials and credentials.key_id else None
    if key is None and answer is not None and isinstance(answer.key_id, str):
        key = answer.key_id
    expires = (credentials.expires_at if credentials else None) or (answer.expires_at if answer else None)
    return {
        "position": row.position,
        "id": row.link,
        "status": row.status,
        "reason": {"code": probe.reason.code, "text": probe.reason.text},
        "inputs": [_input(one, numbers) for one in probe.inputs],
        "access_key_id": (key if options.show_key_ids else masked(key.strip())) if key else None,
        "key_type": credentials.key_type if credentials else None,
        "account": credentials.account if credentials else None,
        "expires_at": utc(expires) if expires is not None else None,
        "role": credentials.role if credentials else None,
        "path": list(map(str, probe.hops)),
        "error": _error(probe.error),
        "identity": _identity(diagnosis.identity_of(row, bool(diagnosis.asked))),
    }


def _input(one: Input, numbers: Numbers) -> Json:
    return {
        "name": one.name,
        "state": one.state,
        "origin": _origin(one.origin),
        "shape": _shape(one.shape, numbers) if one.shape else None,
    }


def _shape(shape: Shape, numbers: Numbers) -> Json:
    return {
        "length": shape.length,
        "alphabet": shape.alphabet,
        "flaws": list(shape.flaws),
        "fingerprint": numbers[shape.fingerprint] if shape.fingerprint else None,
    }


def _what_if(remove: tuple[Any, ...], verdict: Verdict, diagnosis: Diagnosis) -> Json:
    return {
        "remove": [str(change) for change in remove],
        "outcome": verdict.outcome,
        "winner": verdict.winner,
        "error": _stop(verdict),
        "identity": _identity(diagnosis.identity_of(verdict.winning_link)),
    }


def _imds(answer: ImdsAnswer | None) -> Json | None:
    if answer is None:
        return None
    return {
        "reachable": answer.reachable,
        "version": answer.version,
        "role": answer.role_name,
        "instance_profile_arn": answer.instance_profile_arn,
        "code": answer.code,
        "message": answer.message,
        "expires_at": answer.expiration,
        "region": answer.region,
        "instance_id": answer.instance_id,
        "account": answer.account,
        "proxy": answer.proxy,
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "title": finding.title,
        "message": finding.message,
        "subject": {"kind": finding.subject.kind, "name": str(finding.subject), "origin": _origin(finding.subject)},
        "fix": {"text": finding.fix.text, "commands": list(finding.fix.commands)},
        "doc": DOCS + finding.rule,
    }
