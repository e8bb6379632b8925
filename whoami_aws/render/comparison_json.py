"""`whoami-aws/compare/2`: the comparison as JSON, one object for each SDK with the report's own fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from whoami_aws import __version__
from whoami_aws.chain.sdks.conformance import proof_for
from whoami_aws.comparison import Comparison
from whoami_aws.render import Options
from whoami_aws.render.json_report import Numbers, _finding, as_json, cleaned, host_of, run_of
from whoami_aws.report import Report

SCHEMA = "whoami-aws/compare/2"
_OF_THE_REPORT = (
    "outcome",
    "winner",
    "because",
    "usable",
    "unusable_because",
    "error",
    "identity",
    "profile",
    "region",
)


def render(comparison: Comparison, evidence: Mapping[str, str], options: Options) -> str:
    """The comparison as JSON, ASCII only, with a line end."""
    first, numbers = comparison.reports[0].diagnosis, Numbers()
    data = {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "run": run_of(first.host),
        "host": host_of(first),
        "agree": comparison.agree,
        "because": comparison.because,
        "split_by": [str(change) for change in comparison.split_by],
        "findings": [_finding(finding) for finding in comparison.findings],
        "sdks": [_sdk(report, evidence, options, numbers) for report in comparison.reports],
    }
    return json.dumps(cleaned(data), indent=2) + "\n"


def _sdk(report: Report, evidence: Mapping[str, str], options: Options, numbers: Numbers) -> dict[str, Any]:
    told = as_json(report, options, numbers)
    chain = report.diagnosis.chain
    winning = next((link for link in told["links"] if link["status"] == "wins"), None)
    proof = proof_for(chain, report.diagnosis.host)
    return {
        "sdk": chain.id,
        "title": chain.title,
        **{name: told[name] for name in _OF_THE_REPORT},
        "access_key_id": winning["access_key_id"] if winning else None,
        "links": told["links"],
        "assumes": told["sdk"]["assumes"],
        "in_use": evidence.get(chain.id),
        "proven": {name: getattr(proof, name) for name in ("version", "states", "agreeing", "date")} if proof else None,
    }
