"""GitLab's report on code quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from whoami_aws.render.ci_report import CiReport, Item, results
from whoami_aws.render.defang import in_json

_SEVERITY = {"error": "critical", "warning": "major", "info": "info"}

escape = in_json


def render(paper: CiReport) -> str:
    """A list of issues, ASCII only; an empty one where nothing is wrong."""
    issues = [_issue(item, paper) for item in results(paper)]
    seen: dict[str, int] = {}
    for issue in issues:
        # Of equal fingerprints GitLab shows one.
        count = seen[issue["fingerprint"]] = seen.get(issue["fingerprint"], 0) + 1
        issue["fingerprint"] = hashlib.sha256(f"{issue['fingerprint']}\n{count}".encode()).hexdigest()
    return json.dumps(issues, indent=2) + "\n"


def _issue(item: Item, paper: CiReport) -> dict[str, Any]:
    # GitLab wants a path for each: without a file to blame it is the one that sets the job up.
    path, line = (item.place.path, item.place.line) if item.place else (paper.config or ".gitlab-ci.yml", 1)
    identity = "\n".join((item.id, item.sdk, item.name, path, item.where))
    return {
        "description": f"{item.name}: {item.text}",
        "check_name": item.id,
        # The same from run to run, so that a merge request shows what it adds.
        "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
        "severity": _SEVERITY[item.level],
        "location": {"path": path, "lines": {"begin": line}},
    }
