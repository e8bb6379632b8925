"""`whoami-aws/check/2`: the check for programs. Fields are added, never changed; the schema is beside this file."""

from __future__ import annotations

import json
from typing import Any

from whoami_aws import __version__
from whoami_aws.check.assertion import Outcome
from whoami_aws.check.result import Check, summary
from whoami_aws.render import Options
from whoami_aws.render.json_report import _finding, _origin, as_json, cleaned

SCHEMA = "whoami-aws/check/2"
Json = dict[str, Any]


def render(check: Check, options: Options) -> str:
    """The check as JSON, ASCII only, with a line end."""
    return json.dumps(cleaned(fields(check, options)), indent=2) + "\n"


def fields(check: Check, options: Options) -> Json:
    """The check's fields. Findings and identities are those of the report's schema."""
    reports = {sdk: as_json(report, options) for sdk, report in check.reports.items()}
    first = reports[check.sdks[0]]
    run = {name: first["run"][name] for name in ("generated_at", "pid", "program")}
    waited = {"seconds": round(check.waited.seconds, 1), "tries": check.waited.tries} if check.waited else None
    return {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "run": {**run, "waited": waited},
        "host": first["host"],
        "ok": check.ok,
        "exit_code": check.exit_code,
        "summary": summary(check),
        "budget": first["budget"],
        "sdks": [
            {
                "id": sdk,
                "asserted": sdk in check.sdks,
                **{name: report[name] for name in ("outcome", "winner", "because", "usable", "identity", "region")},
                "witness": report["sdk"]["witness"],
            }
            for sdk, report in reports.items()
        ],
        "assertions": [_assertion(one) for one in check.outcomes],
        "findings": [_finding(one) for one in check.findings],
        "notes": list(check.notes),
        "accepted": list(check.accepted),
        "silenced": [{"rule": one.rule, "reason": one.reason, "count": one.found} for one in check.ignored],
    }


def _assertion(one: Outcome) -> Json:
    return {
        "name": one.asked.name,
        "asked": list(one.asked.values),
        "asked_by": _origin(one.asked.origin),
        "sdk": one.sdk,
        "state": one.state,
        "is": one.answer.is_,
        "origin": _origin(one.answer.origin) if one.answer.origin else None,
        "explained_by": one.finding.rule if one.finding else None,
        "fix": {"text": one.fix.text, "commands": list(one.fix.commands)} if one.fix else None,
        "may_change": one.may_change,
    }
