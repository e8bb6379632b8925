"""Keeps a text from being read as a command by the CI system that shows it, and from driving a terminal.

Every text that the tool writes passes through `defang` once, where it is written; no renderer calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.host.characters import escaped, is_unsafe
from whoami_aws.render import PAPERS, paper_format

# GitHub: `::name::` where a line begins (white space before it is skipped), and, of its first version, `##[name]`
# anywhere. Azure: `##vso[…]` and `##[…]`. TeamCity: `##teamcity[…]`. GitLab: `section_start:TIME:NAME`.
_HASHES = re.compile(r"#(?=#(?:vso|teamcity)?\[)", re.IGNORECASE)
_AT_START = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)", re.MULTILINE)
_SECTION = re.compile(r"(section_(?:start|end)):(?=[0-9])", re.IGNORECASE)

_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def defang(text: str, format_: str = "text", colour: bool = False) -> str:
    """The text with an escape in whatever would be a command. What a reader of JSON or XML takes out of it stays the
    same. `colour`: whether the text has escape sequences of our own.
    """
    if format_ in PAPERS:
        return paper_format(format_).escape(text)
    return in_json(text) if format_ == "json" else in_text(text, colour)


def _visible(text: str, colour: bool = False) -> str:
    """The text without unsafe characters, in case that a renderer has let one through."""
    unsafe = {ord(char): escaped(char) for char in set(text) if char != "\n" and is_unsafe(char)}
    if not unsafe:
        return text
    if not colour:
        return text.translate(unsafe)
    parts = _COLOUR.split(text)
    return "".join(part if at % 2 else part.translate(unsafe) for at, part in enumerate(parts))


def in_text(text: str, colour: bool = False) -> str:
    """Of plain text, or of what people read as such."""
    return _AT_START.sub(r"\1\\:", without_hashes(_visible(text, colour)))


def without_hashes(text: str) -> str:
    """Of a line that begins with a command of ours."""
    return _SECTION.sub(r"\1\\:", _HASHES.sub("# ", text))


def in_json(text: str) -> str:
    """Of JSON, which can write every character of a string in another way."""
    return _SECTION.sub(r"\1\\u003a", text.replace("##", "#\\u0023"))


def in_xml(text: str) -> str:
    """Of XML, which can do so too, in an attribute and in a text."""
    text = _SECTION.sub(r"\1&#58;", _visible(text).replace("##", "#&#35;"))
    return _AT_START.sub(r"\1&#58;", text)


def by_line(text: str, special: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Line by line: those that are special in their own way, the others as a text."""
    lines = _visible(text).split("\n")
    return "\n".join(change(line) if special.match(line) else in_text(line) for line in lines)
