"""What reads each format: not our code, and no code that was written for it."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema

from tests.render.readers import of_message
from whoami_aws.render import PAPERS, paper_format
from whoami_aws.render.defang import in_json

TOOLS = os.environ.get("WHOAMI_AWS_TOOLS", "")
"""Where .ci/run keeps the schemas and the readers that are not ours to ship."""


def kept(name: str) -> Path | None:
    """A file among the tools; None where it could not be had."""
    path = Path(TOOLS) / name
    return path if TOOLS and path.is_file() else None


@cache
def sarif_schema() -> jsonschema.Draft4Validator | None:
    """OASIS's sarif-schema-2.1.0.json."""
    path = kept("sarif-schema-2.1.0.json")
    if path is None:
        return None
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def sarif(text: str) -> dict[str, Any]:
    """A SARIF log that fits OASIS's schema, where that is at hand."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    if (schema := sarif_schema()) is not None:
        schema.validate(log)
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        # What GitHub's code scanning wants beyond the schema.
        assert all(rule["fullDescription"]["text"] and rule["help"]["text"] for rule in rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            for one in (result, *result["locations"]):
                assert of_message(one["message"]["text"])["links"] == [], "a value became a link"
    return log


def junit(text: str) -> ElementTree.Element:
    """A document whose counts are right, of no other elements than readers of JUnit know."""
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    (suite,) = root
    cases = suite.findall("testcase")
    for one in (root, suite):
        assert int(one.attrib["tests"]) == len(cases)
        assert int(one.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(one.attrib["errors"]) == len(suite.findall("testcase/error"))
    assert {child.tag for child in suite} <= {"testcase", "system-out"}
    assert all(case.attrib.keys() == {"classname", "name", "time"} for case in cases)
    return root


_ISSUE = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./).+"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def gitlab(text: str) -> list[dict[str, Any]]:
    """A report on code quality as GitLab documents it."""
    issues = json.loads(text)
    jsonschema.validate(issues, _ISSUE)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints), "GitLab shows of equal fingerprints only one"
    return issues


def lines(log: str) -> list[str]:
    """The lines of a log, as runners read them from a program: each of CR, LF and both ends one."""
    return re.split(r"\r\n|\n|\r", log)


_UNSEEN = re.compile(
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
"""What .NET skips where it compares texts by the rules of a language, as the runners of GitHub and Azure do."""


def azure(log: str) -> list[str]:
    """The commands that Azure's agent would see, read as its Command.cs does, and what its log viewer makes headings,
    errors or groups.
    """
    found = []
    for line in lines(log):
        seen = _UNSEEN.sub("", line).lower()
        if re.search(r"##vso\[.*\]", seen) or re.match(r"\s*##\[", seen):
            found.append(line)
    return found


def teamcity(log: str) -> list[str]:
    """The service messages that TeamCity would see, wherever in a line they begin."""
    return [line for line in lines(log) if "##teamcity[" in line.lower()]


def gitlab_sections(log: str) -> list[str]:
    """The marks of collapsible sections that GitLab would see, and what would be one behind another line end."""
    return re.findall(r"section_(?:start|end):[0-9]+:[A-Za-z0-9_.-]+", log)


def forged(
    log: str, format_: str = "text", ours: frozenset[str] = frozenset({"error", "warning", "notice"})
) -> list[str]:
    """What a CI system would take for a command, other than ours: in the format `github` annotations, whose names and
    titles are ours alone.
    """
    found = [*azure(log), *teamcity(log), *gitlab_sections(log)]
    for name, properties, _ in github(log):
        is_ours = format_ == "github" and name in ours and properties.get("title", "").startswith("whoami-aws")
        if not is_ours or not properties.keys() <= {"title", "file", "line"}:
            found.append(f"::{name} {properties}")
    return found


_OLD = re.compile(r"##\[([^\]]*)\]")


def github(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner would see in a log, read as its ActionCommand.cs does (white space before a
    command is skipped, and so is what cannot be seen; the old form counts anywhere in a line).
    """
    found = []
    for line in lines(text):
        line = _UNSEEN.sub("", line)
        stripped = re.sub(r"^(?:\s|\x1b\[[0-9;]*m)+", "", line)
        if stripped.startswith("::") and (at := stripped.find("::", 2)) >= 0:
            name, _, rest = stripped[2:at].partition(" ")
            pairs = dict(pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair)
            found.append((name, {k: _undone(v, True) for k, v in pairs.items()}, _undone(stripped[at + 2 :], False)))
        elif old := _OLD.search(line):
            found.append((old[1], {}, ""))
    return found


def _undone(text: str, is_property: bool) -> str:
    known = {"%25": "%", "%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if is_property else {})
    assert unquote(text) == text or set(re.findall("%[0-9A-F]{2}", text)) <= set(known)
    return re.sub("%(25|0D|0A|3A|2C)", lambda hit: known.get(hit[0], hit[0]), text)


def tap(text: str) -> list[tuple[bool, str]]:
    """The points of a TAP 14 document; its diagnostics are YAML that is JSON."""
    head, plan, *lines = text.splitlines()
    assert head == "TAP version 14"
    points: list[tuple[bool, str]] = []
    inside = False
    for line in lines:
        if point := re.fullmatch(r"(not )?ok (\d+) - (.*)", line):
            assert not inside and int(point[2]) == len(points) + 1
            assert not re.search(r"(?<!\\)(?:\\\\)*#", point[3]), "a bare # is a directive"
            points.append((not point[1], point[3]))
        elif line in ("  ---", "  ..."):
            inside = line == "  ---"
        elif inside:
            key, colon, value = line.strip().partition(": ")
            assert colon and key.isidentifier() and json.loads(value)
        else:
            assert line.startswith("# ")
    assert plan == f"1..{len(points)}" and not inside
    return points


def is_json(format_: str) -> bool:
    """Whether a format is JSON: where that is written as JSON is."""
    return format_ == "json" or (format_ in PAPERS and paper_format(format_).escape is in_json)


READERS = {"sarif": sarif, "junit": junit, "gitlab": gitlab, "github": github, "tap": tap, "json": json.loads}
