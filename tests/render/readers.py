"""What a reader takes out of each format, as plain data: not by our code, nor by code that was written with it.

JSON and XML are read by Python's own libraries, Markdown by markdown-it-py, the rest by the rules of whoever reads it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import groupby
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

Data = Any


def of_json(text: str) -> Data:
    assert text.isascii() and text.endswith("}\n")
    return json.loads(text)


# SARIF (OASIS, 2.1.0).


def of_sarif(text: str) -> Data:
    """The log; of each message the text that is shown and the links in it, of each URI the path."""
    assert text.isascii()
    log = json.loads(text)
    for run in log["runs"]:
        for result in run["results"]:
            del result["partialFingerprints"]  # a hash of what is compared here
            for location in (result, *result["locations"]):
                location["message"] = of_message(location["message"]["text"])
                if physical := location.get("physicalLocation"):
                    uri = physical["artifactLocation"]["uri"]
                    # RFC 3986: what may stand in a path, the slash between its parts, and what begins a scheme.
                    assert re.fullmatch(r"(?:file://)?(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*", uri), uri
                    physical["artifactLocation"]["uri"] = unquote(uri, errors="surrogatepass")
    return log


_MESSAGE = re.compile(r"\\(?P<plain>[\\\[\]])|\[(?P<shown>(?:\\.|[^\\\[\]])*)\]\((?P<target>[^)]*)\)", re.DOTALL)


def of_message(text: str) -> Data:
    """A plain text message with embedded links, section 3.11.6: `[text](target)`, and a backslash before a bracket or
    a backslash that is no markup.
    """
    links: list[str] = []

    def shown(found: re.Match[str]) -> str:
        if found["plain"]:
            return found["plain"]
        links.append(found["target"])
        return found["shown"]

    assert not re.search(r"[\\\[\]]", _MESSAGE.sub("", text)), "neither markup nor escaped"
    return {"shown": _MESSAGE.sub(shown, text), "links": links}


def of_gitlab(text: str) -> Data:
    assert text.isascii()
    issues = json.loads(text)
    for issue in issues:
        assert re.fullmatch("[0-9a-f]{64}", issue.pop("fingerprint"))
    return issues


def of_junit(text: str) -> Data:
    root = ElementTree.fromstring(text)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return [[element.tag, dict(element.attrib), element.text or "", element.tail or ""] for element in root.iter()]


# The workflow commands of GitHub's runner (actions/runner, src/Runner.Common/ActionCommand.cs).

_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_COMMANDS = ("error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output", "stop-commands")


def of_github(text: str) -> Data:
    """Each line as the runner sees it: a command with its properties and data, or a line of the log."""
    return [_github_line(line) for line in re.split("\r\n|\r|\n", text)]


def _github_line(line: str) -> Data:
    bare = line.lstrip()
    end = bare.find("::", 2)
    name, _, rest = bare[2:end].partition(" ")
    if bare.startswith("::") and end >= 0 and name in _COMMANDS:
        properties = [pair.split("=", 1) for pair in rest.strip().split(",") if pair]
        assert all(len(pair) == 2 for pair in properties), line
        return [
            name,
            [[key, _replaced(value, _PROPERTY)] for key, value in properties],
            _replaced(bare[end + 2 :], _DATA),
        ]
    assert "##[" not in line, line
    return line


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for code, char in pairs:
        text = text.replace(code, char)
    return text


# The Test Anything Protocol, version 14 (testanything.org).


def of_tap(text: str) -> Data:
    """The test points with their directives and diagnostics, and the comments. A diagnostic is YAML, which is read by
    PyYAML where that is installed; each of ours is JSON, too.
    """
    head, plan, *rest = text.removesuffix("\n").split("\n")
    assert head == "TAP version 14"
    found: list[Data] = []
    block: list[str] | None = None
    for line in rest:
        if block is not None and line == "  ...":
            found[-1].append(_yaml(block))
            block = None
        elif block is not None:
            assert line.startswith("  ")
            block.append(line[2:])
        elif line == "  ---":
            block = []
        elif point := re.fullmatch(r"((?:not )?ok) (\d+)(?: - )((?:\\.|[^\\#])*)(#.*)?", line):
            found.append([point[1], point[2], re.sub(r"\\([\\#])", r"\1", point[3]), point[4]])
        else:
            assert line.startswith("# "), line
            found.append([line[2:]])
    return [plan, found]


def _yaml(lines: list[str]) -> Data:
    pairs = [line.partition(": ") for line in lines]
    data = {key: json.loads(value) for key, _, value in pairs}
    # In YAML an escape is a character, and half of a pair is none.
    assert not any(re.search(r"\\u[dD][89A-Fa-f]", re.sub(r"\\\\", "", value)) for _, _, value in pairs)
    try:
        import yaml
    except ImportError:
        return data
    assert yaml.safe_load("\n".join(lines)) == data
    return data


# Markdown, as GitHub writes it.


class _Page(HTMLParser):
    """Elements with their attributes, and the lines of texts without their blanks. Comments are no part of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Data] = []
        self.texts: list[str] = []

    def _ended(self) -> None:
        lines = "".join(self.texts).split("\n")
        self.found += [bare for line in lines if (bare := "".join(line.split()))]
        self.texts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._ended()
        self.found.append(["begin", tag, [list(pair) for pair in attrs]])

    def handle_endtag(self, tag: str) -> None:
        self._ended()
        self.found.append(["end", tag])

    def handle_data(self, data: str) -> None:
        # What GitHub turns into links and mentions, wherever it stands in a text.
        if not any(one[:2] == ["begin", "code"] for one in self.found[-1:]):
            assert not re.search(r"(?:https?|ftp)://|\bwww\.|@\w|#\d", data), data
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        assert data == " "


def of_markdown(text: str) -> Data:
    """The elements of the page as markdown-it-py makes HTML of it, with tables and strikethrough as on GitHub."""
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed: Markdown was NOT read")
    made = markdown.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    page = _Page()
    page.feed(made)
    page.close()
    return page.found


# A terminal.

_OURS = ("0", "1", "2", "31", "32", "33", "36")
_SGR = re.compile(r"\x1b\[([0-9]+)m")


def of_terminal(text: str) -> Data:
    """What stands on a terminal, in pieces of one colour: of all that drives one only our own colours are known, and
    each ends before the next begins.
    """
    found: list[tuple[str, str]] = []
    colour = ""
    for at, part in enumerate(_SGR.split(text)):
        if at % 2 == 0:
            found.append((colour, part))
            continue
        assert (part == "0") == (colour != "") and part in _OURS, part
        colour = "" if part == "0" else part
    shown = {char for _, part in found for char in part} - {"\n"}
    assert colour == "" and not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in shown)
    return _pieces(found)


def of_emulator(text: str) -> Data:
    """The same as an emulator of a VT100 has it on its screen, which also keeps titles and modes."""
    pyte = pytest.importorskip("pyte", reason="pyte is not installed: nothing was shown on a terminal")
    lines = text.split("\n")
    screen = pyte.Screen(max(map(len, lines)) * 2 + 2, len(lines) + 2)
    modes = set(screen.mode)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    assert (screen.title, screen.icon_name, screen.cursor.hidden, set(screen.mode)) == ("", "", False, modes)
    codes = {"default": "", "red": "31", "green": "32", "brown": "33", "cyan": "36"}
    found: list[tuple[str, str]] = []
    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            assert not (cell.italics or cell.underscore or cell.blink or cell.reverse or cell.strikethrough)
            assert cell.bg == "default"
            found.append(("1" if cell.bold else codes[cell.fg], cell.data))
        found.append(("", "\n"))
    return _pieces(found)


def _pieces(found: list[tuple[str, str]]) -> Data:
    """Pieces of one colour, blanks left out: how wide a column is and where a line is broken hangs on the values."""
    bare = [(colour, "".join(text.split())) for colour, text in found]
    grouped = groupby(((colour, text) for colour, text in bare if text), key=lambda piece: piece[0])
    return [[colour, unicodedata.normalize("NFC", "".join(text for _, text in same))] for colour, same in grouped]


READERS: dict[str, Callable[[str], Data]] = {
    "json": of_json,
    "sarif": of_sarif,
    "gitlab": of_gitlab,
    "junit": of_junit,
    "github": of_github,
    "tap": of_tap,
    "markdown": of_markdown,
    "text": of_terminal,
    "short": of_terminal,
}
