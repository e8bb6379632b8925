"""`whoami-aws/imds/2`: what is known of the metadata service, as JSON. Fields are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from whoami_aws import __version__
from whoami_aws.host.facts import Reply
from whoami_aws.render.imds_facts import facts
from whoami_aws.render.json_report import _finding, _origin, cleaned, host_of, run_of
from whoami_aws.report import Report

SCHEMA = "whoami-aws/imds/2"


_REQUESTS = ("token", "role_list", "credentials")
_ELSEWHERE = ("endpoint_origin", "disabled_by", "elapsed_ms", "seconds_left", "findings", *_REQUESTS)


def render(report: Report) -> str:
    """The facts as JSON, ASCII only, with a line end."""
    known = facts(report)
    replies: dict[str, Reply | None] = {name: getattr(known, name) for name in _REQUESTS}
    elapsed = {name: round(reply.elapsed_ms, 1) if reply else None for name, reply in replies.items()}
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "run": {
            **run_of(report.diagnosis.host),
            "elapsed_ms": {"total": known.elapsed_ms, **elapsed},
            "seconds_left": known.seconds_left,
        },
        "host": host_of(report.diagnosis),
        "endpoint_origin": _origin(known.endpoint_origin) if known.endpoint_origin else None,
        "disabled_by": _origin(known.disabled_by) if known.disabled_by else None,
        "requests": {name: _reply(reply) for name, reply in replies.items()},
        **{name: value for name, value in known._asdict().items() if name not in _ELSEWHERE},
        "findings": [_finding(finding) for finding in known.findings],
    }
    return json.dumps(cleaned(content), indent=2) + "\n"


def _reply(reply: Reply | None) -> dict[str, Any] | None:
    return {"status": reply.status, "error": reply.error or None} if reply else None
