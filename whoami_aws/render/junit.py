"""JUnit's XML, as Jenkins, GitLab, Azure and CircleCI read it: a case an assertion, and a case a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape as as_xml
from xml.sax.saxutils import quoteattr

from whoami_aws.check.assertion import FAILS, HOLDS, UNKNOWN
from whoami_aws.render.ci_report import CiReport, Item
from whoami_aws.render.defang import in_xml
from whoami_aws.render.utc import utc

# What XML 1.0 has no way to write; most of it is gone by cleaning.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

escape = in_xml


def render(paper: CiReport) -> str:
    """The document."""
    failures, errors = sum(map(_failed, paper.items)), sum(item.state == UNKNOWN for item in paper.items)
    counts = f'tests="{len(paper.items)}" failures="{failures}" errors="{errors}"'
    when = utc(paper.now).removesuffix("Z")
    seconds = f'time="{paper.seconds:.3f}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="whoami-aws" {counts} {seconds}>',
        f'  <testsuite name="whoami-aws {paper.command}" {counts} skipped="0" {seconds} timestamp="{when}">',
        *(line for item in paper.items for line in _case(item)),
        f"    <system-out>{_text(chr(10).join((*paper.notes, paper.headline)))}</system-out>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _failed(item: Item) -> bool:
    return item.state == FAILS or (item.state == "found" and item.level == "error")


def _case(item: Item) -> Iterator[str]:
    name = item.name if item.state != "found" else f"{item.id}: {item.name}"
    head = f'    <testcase classname={_value(f"whoami-aws.{item.sdk}")} name={_value(name)} time="0"'
    said = item.text + (f"\nat {item.where}" if item.where else "")
    if item.state == HOLDS:
        yield f"{head}/>"
        return
    yield f"{head}>"
    if _failed(item) or item.state == UNKNOWN:
        tag = "error" if item.state == UNKNOWN else "failure"
        yield f"      <{tag} message={_value(item.message)} type={_value(item.id)}>{_text(said)}</{tag}>"
    else:
        yield f"      <system-out>{_text(said)}</system-out>"
    yield "    </testcase>"


def _text(text: str) -> str:
    return as_xml(_NOT_XML.sub("?", text))


def _value(text: str) -> str:
    return quoteattr(_NOT_XML.sub("?", text))
