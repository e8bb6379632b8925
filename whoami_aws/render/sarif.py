"""SARIF 2.1.0 (OASIS): results with the page of their rule, and the file that is to blame, where there is one."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from whoami_aws import __version__
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.render.ci_report import CiReport, Item, Place, results
from whoami_aws.render.defang import in_json
from whoami_aws.rules.finding import RULES

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
Json = dict[str, Any]

escape = in_json


def render(paper: CiReport) -> str:
    """The log, ASCII only."""
    found = list(results(paper))
    ids = list(dict.fromkeys(item.id for item in found))
    driver = {
        "name": "whoami-aws",
        "semanticVersion": __version__,
        "rules": [_rule(id_, next(item for item in found if item.id == id_)) for id_ in ids],
    }
    run: Json = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "exitCode": 0 if paper.ok else 1}],
        "results": [_result(item, ids.index(item.id), paper) for item in found],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"HOME": {"description": {"text": "The home directory of the user who ran the job."}}},
        "properties": {"command": paper.command, "summary": paper.headline, "notes": list(paper.notes)},
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(id_: str, item: Item) -> Json:
    if id_ not in RULES:
        return _assertion(id_, item)
    rule = RULES[id_]
    page = rule.page
    before, after = [("Why", page.why)], [("Fix", page.fix), ("Ignore", page.ignore), ("See", page.see)]
    described: Json = {
        "id": id_,
        "shortDescription": {"text": f"{page.title}."},
        "fullDescription": {"text": page.why or page.title},
        "help": {
            "text": "\n\n".join(
                f"{head}: {text}" for head, text in (*before, ("Example", f"\n{page.example}"), *after)
            ),
            "markdown": "\n\n".join(
                (
                    *(f"**{head}:** {text}" for head, text in before),
                    f"**Example:**\n\n```text\n{page.example}\n```",
                    *(f"**{head}:** {text}" for head, text in after),
                )
            ),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"topic": rule.topic},
    }
    if (url := page.see.partition(" ")[0].rstrip(";,")).startswith("https://"):
        described["helpUri"] = url
    return described


def _assertion(id_: str, item: Item) -> Json:
    # GitHub takes no rule without a full description.
    name = id_.partition("/")[2]
    asserted = ASSERTIONS.get(name)
    said = (asserted and (asserted.one or asserted.all_).__doc__) or ""
    short = f"The assertion {name} of whoami-aws check does not hold." if name else item.name
    full = " ".join(said.partition("\n\n")[0].split()) or short
    return {
        "id": id_,
        "shortDescription": {"text": short},
        "fullDescription": {"text": full},
        "help": {"text": f"{full} More: whoami-aws check --help"},
    }


def _result(item: Item, index: int, paper: CiReport) -> Json:
    identity = "\n".join((item.id, item.sdk, item.name, item.where))
    return {
        "ruleId": item.id,
        "ruleIndex": index,
        "level": _LEVELS[item.level],
        "message": _message(f"{item.name}: {item.text}"),
        "locations": [_location(item, paper)],
        "partialFingerprints": {"whoamiAws/v1": hashlib.sha256(identity.encode()).hexdigest()},
        "properties": {"state": item.state, "sdk": item.sdk, "origin": item.where},
    }


def _message(text: str) -> Json:
    """A message that shows the text as it is. Links are parsed out of plain messages, too: `[text](target)`."""
    return {"text": text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")}


def _location(item: Item, paper: CiReport) -> Json:
    place = item.place or (Place(paper.config, 1, True) if paper.config else None)
    location: Json = {"message": _message(item.where or item.name)}
    if item.where:
        location["logicalLocations"] = [{"name": item.where, "kind": "member"}]
    if place is not None:
        artifact = {"uri": _uri(place.path)}
        if place.path.startswith("~/"):
            artifact = {"uri": _uri(place.path[2:]), "uriBaseId": "HOME"}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": place.line}}
    return location


def _uri(path: str) -> str:
    quoted = quote(path, safe="/~")
    return f"file://{quoted}" if path.startswith("/") else quoted
