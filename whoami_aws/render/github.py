"""Workflow commands of GitHub Actions: an annotation for all that is wrong, plain lines for the rest.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; how values are escaped is what the
runner undoes (actions/runner src/Runner.Common/ActionCommand.cs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whoami_aws.check.assertion import HOLDS
from whoami_aws.render.ci_report import CiReport, Item
from whoami_aws.render.defang import by_line, without_hashes

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_OWN_COMMAND = re.compile(r"::(?:error|warning|notice) (?:file=[^,:]*,line=[0-9]+,)?title=whoami-aws(?:::|%3A)")
"""How a line begins that is a command of ours: no value is at the start of a line there."""


def render(paper: CiReport) -> str:
    """One line an item, and a last one for it all."""
    return "".join(f"{line}\n" for line in _lines(paper))


def escape(text: str) -> str:
    """Of our own commands, and other lines."""
    return by_line(text, _OWN_COMMAND, without_hashes)


def _lines(paper: CiReport) -> Iterator[str]:
    told = {item.explained_by for item in paper.assertions}
    for item in paper.assertions:
        if item.state == HOLDS:
            yield f"holds  {item.name}  {item.message}" + (f", from {item.where}" if item.where else "")
        else:
            yield _command("error", item)
    for item in paper.findings:
        if item.id not in told and item.level != "info":
            # What does not fail the step must not look as if it did.
            yield _command("warning" if paper.ok else _COMMANDS[item.level], item)
    for note in paper.notes:
        yield f"::notice title=whoami-aws::{_data(note)}"
    yield paper.headline


def _command(name: str, item: Item) -> str:
    place = {"file": item.place.path, "line": str(item.place.line)} if item.place and item.place.inside else {}
    properties = {**place, "title": f"whoami-aws: {item.name}"}
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    where = f"\nat {item.where}" if item.where else ""
    return f"::{name} {said}::{_data(item.text + where)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
