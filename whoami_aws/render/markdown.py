"""Markdown for a ticket, and for GitHub's job summary: what was asked and found, what to fix, and the chain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whoami_aws.check.assertion import HOLDS
from whoami_aws.render.ci_report import CiReport, Item
from whoami_aws.render.defang import in_text

_NUMBER = re.compile(r"^([0-9]+)\.")
"""What begins a list."""
_ISSUE = re.compile(r"#(?=[0-9])")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~$-])")

escape = in_text


def render(paper: CiReport) -> str:
    """The page. Nothing of a value is markup, a link, a mention or HTML."""
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: CiReport) -> Iterator[str]:
    state = "passed" if paper.ok else "failed"
    yield f"### whoami-aws {paper.command}: {state}"
    yield ""
    yield prose(paper.headline)
    yield ""
    yield "| | asked | is | from |"
    yield "| --- | --- | --- | --- |"
    for item in paper.assertions:
        word = item.state if item.state == HOLDS else f"**{item.state}**"
        yield f"| {word} | {code(item.name)} | {prose(item.message)} | {code(item.where)} |"
    yield ""
    told = set()
    for item in (*paper.assertions, *paper.findings):
        if item.state == HOLDS or item.rule in told or (item.state == "found" and item.level == "info"):
            continue
        told.add(item.rule)
        yield from _fix(item)
    for note in paper.notes:
        yield f"> {prose(note)}"
        yield ""
    yield "<details><summary>The chain</summary>"
    yield ""
    yield "| # | link | status | why |"
    yield "| ---: | --- | --- | --- |"
    for number, link, status, why in paper.links:
        yield f"| {number} | {prose(link)} | {status} | {prose(why)} |"
    yield ""
    yield "</details>"


def _fix(item: Item) -> Iterator[str]:
    rule = item.rule
    if not rule and not item.fix:
        return
    level = "" if item.state != "found" else f" ({item.level})"
    yield f"- {code(rule or item.name, in_table=False)}{level}: {prose(item.because or item.message)}"
    if item.fix and item.commands != (item.fix,):
        yield f"  Fix: {prose(item.fix)}"
    if item.commands:
        fence = "`" * max(3, 1 + _longest("\n".join(item.commands)))
        yield from ("", f"  {fence}sh", *(f"  {one}" for one in item.commands), f"  {fence}")
    yield ""


def code(text: str, in_table: bool = True) -> str:
    """A code span that nothing in the text ends. `in_table`: and that does not end a table's cell."""
    if not text:
        return ""
    fence = "`" * (1 + _longest(text))
    # One blank at both ends is no part of the text for Markdown.
    space = " " if {text[0], text[-1]} & {"`", " "} else ""
    shown = text.replace("|", "\\|") if in_table else text
    return f"{fence}{space}{shown}{space}{fence}"


def prose(text: str) -> str:
    """The text as it is: markup escaped, HTML too; an empty comment keeps @name from being told, URLs from links, and
    #1 from an issue.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _NUMBER.sub(r"\1\\.", _MARKUP.sub(r"\\\1", text))
    text = _ISSUE.sub("#<!-- -->", text)
    return text.replace("@", "@<!-- -->").replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
