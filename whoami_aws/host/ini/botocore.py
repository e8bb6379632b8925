"""Reads the config and credentials files as botocore does, and remembers the line of everything.

The grammar is CPython's `configparser.RawConfigParser` with its defaults, which `botocore/configloader.py`
(1.44.8, `raw_config_parse`) uses: strict, delimiters `=` and `:`, whole-line comments `#` and `;`, option names
lower-cased, indented lines continue a value. Nested blocks are botocore's own `_parse_nested`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from whoami_aws.host.values import Reading

DEFAULT_SECTION = "DEFAULT"

_HEADER = re.compile(r"\[(?P<name>.+)\]")
_OPTION = re.compile(r"([^=:]*)[=:](.*)", re.DOTALL)

Seal = Callable[[str, str, int], Reading]
"""(key, text, line) -> what may be kept of the text."""


SealName = Callable[[str, int], str]
"""(name of an option, line) -> what may be kept of it."""


class Redaction(NamedTuple):
    """What may be kept of the texts of a file."""

    option: Seal
    option_name: SealName = lambda name, _: name
    section_name: Callable[[str], str] = lambda name: name
    """Equal names stay equal, and different ones different."""


class Entry(NamedTuple):
    """One option. `continued` are the lines that an indent joined to the value, as (line, key or None): the key is
    what the reader of the file probably meant to set there.
    """

    key: str
    value: Reading | tuple[Entry, ...]
    line: int
    continued: tuple[tuple[int, str | None], ...] = ()


class Section(NamedTuple):
    """One `[name]` with its own entries (those of `[DEFAULT]` are not in it: see `Document.entries`).

    `words`: of how many words the name is for a shell, as it stands in the file, where that is not plain to see: a
    label in place of a secret can be one word where the secret was several. None: it is plain to see.
    """

    name: str
    line: int
    own: dict[str, Entry]
    words: int | None = None


_PLAIN = re.compile(r"[^\s'\"\\]+(?:[ \t\r\n]+[^\s'\"\\]+)?")
"""A name of one or two words."""


def hidden_words(name: str) -> int | None:
    """`Section.words` of a section with this name; 0 for one that a shell refuses."""
    if _PLAIN.fullmatch(name):
        return None
    return len(shell_words(name))


def shell_words(name: str) -> list[str]:
    """The words of a section's name as botocore/configloader.py takes them (`shlex.split`); none if it refuses it."""
    # shlex takes 50 µs a section; without quotes and escapes it is a split at its four white space characters.
    if not _SHELL_SYNTAX.search(name):
        return [word for word in re.split(r"[ \t\r\n]+", name) if word]
    import shlex

    try:
        return shlex.split(name)
    except ValueError:
        return []


_SHELL_SYNTAX = re.compile(r"['\"\\]")


class Problem(NamedTuple):
    """Why the file cannot be parsed. Never quotes the line, which may hold a secret.

    `code`: `duplicate-section`, `duplicate-key`, `no-section-header`, `unclosed-section`, `no-delimiter`,
    `broken-block`, `encoding`.
    `other_line` is where a duplicate was first.
    """

    code: str
    line: int
    name: str = ""
    other_line: int | None = None


class Document(NamedTuple):
    """A whole file: its sections in order, or the problem that makes the SDK refuse all of it. `indented` are the lines
    of options that stand behind white space and count all the same.
    """

    sections: dict[str, Section]
    defaults: dict[str, Entry]
    problem: Problem | None = None
    byte_order_mark: bool = False
    indented: tuple[int, ...] = ()

    def entries(self, section: str) -> dict[str, Entry]:
        """The entries of a section as configparser gives them: `[DEFAULT]`'s shine through."""
        own = self.sections[section].own
        return {**self.defaults, **own} if self.defaults else own


class _Growing:
    """The value of an option that an indented line has continued."""

    __slots__ = ("continued", "line", "parts")

    def __init__(self, line: int, text: str) -> None:
        self.line, self.parts = line, [text]
        self.continued: list[tuple[int, str | None]] = []


_Raw = dict[str, tuple[int, str] | _Growing]


def parse(text: str, redaction: Redaction) -> Document:
    """The document that `raw_config_parse` would see in `text` (line ends already universal).

    Never raises: what makes botocore raise ConfigParseError is the document's `problem`.
    """
    return _Reader(text, redaction).read()


class _Reader:
    """One reading of a file. `key` is the option that an indented or empty line would continue."""

    def __init__(self, text: str, redaction: Redaction) -> None:
        self.text, self.seal, self.seal_name = text, redaction.option, redaction.option_name
        self.section_name = redaction.section_name
        self.sections: dict[str, Section] = {}
        self.raw: dict[str, _Raw] = {}
        self.defaults: _Raw = {}
        self.current: _Raw | None = None
        self.key = ""
        self.bad_line: Problem | None = None
        self.indented: list[int] = []

    def read(self) -> Document:
        indent = 0
        for number, line in enumerate(self.text.split("\n"), start=1):
            value = line.strip()
            if not value:
                if self.key and self.current is not None:
                    _grow(self.current, self.key).parts.append("")
                continue
            if value[0] in "#;":
                continue
            column = 0 if value[0] == line[0] else len(line) - len(line.lstrip())
            if self.key and self.current is not None and column > indent:
                self._continue(self.current, number, value)
                continue
            indent = column
            if column and value[0] != "[":
                self.indented.append(number)
            if problem := self._start(number, value):
                # An option is there twice because the section that it belongs to was never opened.
                if problem.code == "duplicate-key" and self.bad_line and self.bad_line.code == "unclosed-section":
                    problem = self.bad_line
                return self._document(problem)
        return self._document(self.bad_line or self._seal_all())

    def _continue(self, current: _Raw, number: int, value: str) -> None:
        growing = _grow(current, self.key)
        growing.parts.append(value)
        meant = _meant_key(value)
        growing.continued.append((number, meant and self.seal_name(meant, number)))

    def _start(self, number: int, value: str) -> Problem | None:
        """A line that is no continuation: a header or an option."""
        header = _HEADER.match(value) if value[0] == "[" else None
        if header:
            return self._open(number, header["name"])
        if self.current is None:
            return Problem("unclosed-section" if value[0] == "[" else "no-section-header", number)
        found = _OPTION.match(value)
        name = found[1].rstrip().lower() if found else ""
        if found is None or not name:
            # configparser goes on after such a line, and refuses the file at the end; a duplicate comes before that.
            code = "unclosed-section" if value[0] == "[" else "no-delimiter"
            self.bad_line = self.bad_line or Problem(code, number)
            if found is None:
                return None
        if name in self.current:
            return Problem("duplicate-key", number, self.seal_name(name, number), _line(self.current[name]))
        self.key = name
        self.current[name] = (number, found[2].strip())
        return None

    def _open(self, number: int, name: str) -> Problem | None:
        self.key = ""
        if name == DEFAULT_SECTION:
            self.current = self.defaults
            return None
        if name in self.sections:
            return Problem("duplicate-section", number, self.section_name(name), self.sections[name].line)
        self.sections[name] = Section(self.section_name(name), number, {}, hidden_words(name))
        self.current = self.raw[name] = {}
        return None

    def _seal_all(self) -> Problem | None:
        """Fills the sections; the problem of a block that cannot be one."""
        try:
            for name, options in self.raw.items():
                self._fill(self.sections[name].own, options)
        except _BrokenBlock as broken:
            return Problem("broken-block", broken.line)
        return None

    def _fill(self, own: dict[str, Entry], options: _Raw) -> None:
        for key, opened in options.items():
            kept = self.seal_name(key, _line(opened))
            own[kept] = _entry(kept, opened, self.seal)

    def _document(self, problem: Problem | None) -> Document:
        shared: dict[str, Entry] = {}
        if problem is None:
            try:
                self._fill(shared, self.defaults)
            except _BrokenBlock as broken:
                # Of a file with no section but [DEFAULT] nothing is looked at.
                problem = Problem("broken-block", broken.line) if self.sections else None
        if problem is not None:
            shared = {}
        sections = {section.name: section for section in self.sections.values()}
        return Document(sections, shared, problem, self.text.startswith("\ufeff"), tuple(self.indented))


class _BrokenBlock(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


def _line(opened: tuple[int, str] | _Growing) -> int:
    return opened.line if isinstance(opened, _Growing) else opened[0]


def _grow(options: _Raw, key: str) -> _Growing:
    opened = options[key]
    if not isinstance(opened, _Growing):
        opened = options[key] = _Growing(*opened)
    return opened


def _entry(key: str, opened: tuple[int, str] | _Growing, seal: Seal) -> Entry:
    if not isinstance(opened, _Growing):
        line, text = opened
        return Entry(key, seal(key, text, line), line)
    line = opened.line
    text = "\n".join(opened.parts).rstrip()
    continued = tuple(opened.continued)
    if not text.startswith("\n"):
        return Entry(key, seal(key, text, line), line, continued)
    nested: dict[str, Entry] = {}
    numbers = iter(continued)
    for part in text.splitlines():
        if not (bare := part.strip()):
            continue
        inner_line = next(numbers, (line, None))[0]
        inner, delimiter, value = bare.partition("=")
        if not delimiter:
            raise _BrokenBlock(inner_line)
        inner = inner.strip()
        nested[inner] = Entry(inner, seal(inner, value.strip(), inner_line), inner_line)
    return Entry(key, tuple(nested.values()), line, continued)


def _meant_key(value: str) -> str | None:
    """The option name in a continuation line, if it looks like one."""
    found = _OPTION.match(value)
    return found[1].rstrip().lower() if found and re.fullmatch(r"\w+\s*", found[1]) else None
