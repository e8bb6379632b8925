"""The Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from whoami_aws.check.assertion import HOLDS
from whoami_aws.render.ci_report import CiReport, Item
from whoami_aws.render.defang import by_line, in_json

_JSON = re.compile(r'  [a-z]+: ["\[]')


def render(paper: CiReport) -> str:
    """A test point an assertion, and a point a finding, which fails where it is an error."""
    lines = ["TAP version 14", f"1..{len(paper.items)}"]
    for number, item in enumerate(paper.items, 1):
        lines += _point(number, item)
    lines += [f"# {text}" for text in (*paper.notes, paper.headline)]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Of lines that have JSON in them, and others."""
    return by_line(text, _JSON, in_json)


def _point(number: int, item: Item) -> Iterator[str]:
    good = item.state == HOLDS or (item.state == "found" and item.level != "error")
    name = item.name if item.state != "found" else f"{item.id}: {item.name}"
    yield f"{'ok' if good else 'not ok'} {number} - {_escaped(name)}"
    if item.state == HOLDS:
        return
    said = {
        "message": item.message,
        "severity": item.level,
        "state": item.state,
        "rule": item.rule,
        "because": item.because,
        "fix": item.fix,
        "commands": list(item.commands),
        "at": item.where,
    }
    yield "  ---"
    # A JSON text is a YAML scalar. YAML's escapes know no pairs of surrogates, so letters stay letters.
    yield from (f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value)
    yield "  ..."


def _escaped(text: str) -> str:
    # A bare # begins a directive: `# SKIP` would make a failure a success.
    return text.replace("\\", "\\\\").replace("#", "\\#")
