"""`whoami-aws/imds/1`: what is known of the metadata service, as JSON. Fields are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from whoami_aws import __version__
from whoami_aws.render.imds_facts import facts
from whoami_aws.render.json_report import _finding, _origin, cleaned
from whoami_aws.render.sanitize import clean
from whoami_aws.render.utc import utc
from whoami_aws.report import Report

SCHEMA = "whoami-aws/imds/1"


def render(report: Report) -> str:
    """The facts as JSON, ASCII only, with a line end."""
    known = facts(report)
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "generated_at": utc(report.diagnosis.host.now),
        **{name: _plain(value) for name, value in known._asdict().items() if name != "findings"},
        "endpoint_origin": _origin(known.endpoint_origin) if known.endpoint_origin else None,
        "disabled_by": _origin(known.disabled_by) if known.disabled_by else None,
        "findings": [_finding(finding) for finding in known.findings],
    }
    return json.dumps(cleaned(content), indent=2) + "\n"


def _plain(value: object) -> object:
    return clean(value) if isinstance(value, str) else value
