"""Keeps a text from being read as a command by the CI system that shows it, and from driving a terminal.

Every text that the tool writes passes through `defang` once, where it is written; no renderer calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from whoami_aws.host.characters import escaped, is_unsafe

# GitHub: `::name::` where a line begins (white space before it is skipped), and, of its first version, `##[name]`
# anywhere. Azure: `##vso[…]` and `##[…]`. TeamCity: `##teamcity[…]`. GitLab: `section_start:TIME:NAME`.
_HASHES = re.compile(r"#(?=#(?:vso|teamcity)?\[)", re.IGNORECASE)
_AT_START = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)", re.MULTILINE)
_SECTION = re.compile(r"(section_(?:start|end)):(?=[0-9])", re.IGNORECASE)

_JSON = ("json", "sarif", "gitlab")
_OWN_COMMAND = re.compile(r"::(?:error|warning|notice) (?:file=[^,:]*,line=[0-9]+,)?title=whoami-aws(?:::|%3A)")
"""How a line of the format `github` begins that is a command of ours: no value stands at the start of a line there."""
_JSON_IN_TAP = re.compile(r'  [a-z]+: ["\[]')
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def defang(text: str, format_: str = "text", colour: bool = False) -> str:
    """The text with an escape in whatever would be a command. What a reader of JSON or XML takes out of it stays the
    same. `colour`: whether the text has escape sequences of our own.
    """
    if format_ in _JSON:
        return _in_json(text)
    text = _visible(text, colour and format_ in ("text", "short"))
    if format_ == "junit":
        return _in_xml(text)
    if format_ == "tap":
        return _by_line(text, _JSON_IN_TAP, _in_json)
    if format_ == "github":
        return _by_line(text, _OWN_COMMAND, _without_hashes)
    return _in_text(text)


def _visible(text: str, colour: bool) -> str:
    """The text without unsafe characters, in case that a renderer has let one through."""
    unsafe = {ord(char): escaped(char) for char in set(text) if char != "\n" and is_unsafe(char)}
    if not unsafe:
        return text
    if not colour:
        return text.translate(unsafe)
    parts = _COLOUR.split(text)
    return "".join(part if at % 2 else part.translate(unsafe) for at, part in enumerate(parts))


def _in_text(text: str) -> str:
    return _AT_START.sub(r"\1\\:", _without_hashes(text))


def _without_hashes(text: str) -> str:
    return _SECTION.sub(r"\1\\:", _HASHES.sub("# ", text))


def _in_json(text: str) -> str:
    """JSON can write every character of a string in another way."""
    return _SECTION.sub(r"\1\\u003a", text.replace("##", "#\\u0023"))


def _in_xml(text: str) -> str:
    """So can XML, of an attribute and of a text."""
    text = _SECTION.sub(r"\1&#58;", text.replace("##", "#&#35;"))
    return _AT_START.sub(r"\1&#58;", text)


def _by_line(text: str, special: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Line by line: those that are special in their own way, the others as a text."""
    lines = text.split("\n")
    return "\n".join(change(line) if special.match(line) else _in_text(line) for line in lines)
