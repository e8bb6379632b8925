"""Reads the config and credentials files as SDKs other than botocore do, by the grammar that each of them has.

botocore's own grammar, which is configparser's, stands in `ini`; both give the same `Document`.
"""

from __future__ import annotations

import re

from whoami_aws.host.ini.botocore import Document, Entry, Problem, Redaction, Section, hidden_words
from whoami_aws.host.ini.grammar import (
    ANYWHERE,
    CONTINUES,
    ENDS,
    IGNORED,
    JOINED,
    NESTED,
    REFUSED,
    REPLACED,
    SLICED,
    Grammar,
)
from whoami_aws.host.values import Reading


def read(text: str, grammar: Grammar, redaction: Redaction) -> Document:
    """The document that an SDK with this grammar sees. Never raises: what it refuses is the document's `problem`."""
    return _Reader(grammar, redaction).read(text)


def _joined(text: str) -> str:
    """A name with single blanks between its words."""
    return " ".join(re.findall(r"[^ \t\r\n\f\v]+", text))


class _Ended(Exception):
    """What counts of the file ends before the section that is open."""


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Reader:
    """`opened` is the option that a line may continue; `above`: the value of the setting in the line above; `block`:
    the key whose value is a block; `inner`: such blocks; `before`: the section as it was; `skipping`: it is none;
    `unnamed`: the line above has a key that does not count."""

    def __init__(self, grammar: Grammar, redaction: Redaction) -> None:
        self.grammar, self.seal, self.seal_name = grammar, redaction.option, redaction.option_name
        self.section_name = redaction.section_name
        # Made once, since they are asked for each line.
        delimiters, inline = re.escape(grammar.delimiters), re.escape(grammar.inline)
        self.parts = re.compile(f"([^{delimiters}]*)[{delimiters}](.*)", re.DOTALL)
        self.comment = re.compile(f"[ \t][{inline}]") if inline else None
        self.good_key, self.good_section = re.compile(grammar.keys), re.compile(grammar.sections)
        self.blank = None if grammar.unicode_blanks else " \t\r\n\f\v"
        self.sections: dict[str, Section] = {}
        self.raw: dict[str, dict[str, tuple[int, str]]] = {}
        self.current: dict[str, tuple[int, str]] | None = None
        self.opened: str | None = None
        self.indented: list[int] = []
        self.above: str | None = None
        self.block: str | None = None
        self.skipping = self.unnamed = False
        self.name = ""
        self.before: dict[str, tuple[int, str]] = {}
        self.inner: dict[tuple[str, str], tuple[int, list[tuple[str, str]]]] = {}

    def read(self, text: str) -> Document:
        mark = text.startswith("\ufeff")
        if mark and self.grammar.byte_order_mark == IGNORED:
            text = text[1:]
        try:
            for number, line in enumerate(re.split(self.grammar.line_end, text), start=1):
                self._line(number, line)
        except _Refused as refused:
            return Document({}, {}, refused.problem, mark, tuple(self.indented))
        except _Ended:
            if self.current is not None:
                self.raw[self.name] = self.before
        for name, options in self.raw.items():
            own = self.sections[name].own
            for key, (line_number, value) in options.items():
                if self.grammar.drops_empty and not value:
                    continue
                kept = self.seal_name(key, line_number)
                own[kept] = Entry(kept, self._sealed(name, kept, value, line_number), line_number)
        for (name, key), (line_number, parts) in self.inner.items():
            kept = self.seal_name(key, line_number)
            self.sections[name].own[kept] = Entry(kept, self._block(parts, line_number), line_number)
        sections = {section.name: section for section in self.sections.values()}
        return Document(sections, {}, None, mark, tuple(self.indented))

    def _sealed(self, section: str, key: str, value: str, number: int) -> Reading | tuple[Entry, ...]:
        nested = self.grammar.blocks == NESTED or section.startswith("services ")
        if not nested or not value.startswith("\n"):
            text = value.removeprefix("\n") if self.grammar.blocks == JOINED else value
            return self.seal(key.lower(), text, number)
        parts = [self._parts(part) for part in value.split("\n") if part]
        if self.grammar.drops_bad_inner:
            parts = [part for part in parts if self.good_key.fullmatch(part[0])]
            if not parts:
                return self.seal(key.lower(), "", number)
        return self._block(parts, number)

    def _block(self, parts: list[tuple[str, str]], number: int) -> tuple[Entry, ...]:
        inside = ((self.seal_name(inner, number), self._strip(text)) for inner, text in parts)
        return tuple(Entry(inner, self.seal(inner.lower(), text, number), number) for inner, text in inside)

    def _line(self, number: int, line: str) -> None:
        bare = self._strip(line)
        if self.grammar.indent == NESTED and not self._in_column(number, line, bare):
            return
        blanks = self.grammar.refused_blanks
        if blanks is not None and not bare and not self.skipping and re.fullmatch(blanks, line):
            raise _Refused(Problem("no-delimiter", number))
        start = bare if self.grammar.indented_comments else line
        if not bare or start[0] in self.grammar.comments:
            return
        indented = line[0] in " \t"
        inside = indented and self.grammar.empty_opens_block and self.opened is not None and self._is_empty(self.opened)
        refused = self.grammar.refused_lines
        if refused is not None and not inside and re.fullmatch(refused, bare):
            raise _Refused(Problem("no-delimiter", number))
        if self.skipping and bare[0] != "[" and not self.grammar.checks_skipped:
            return
        if self.grammar.header == SLICED and self._is_sliced(line):
            self._open_sliced(number, line)
            return
        if indented and self.grammar.indent == CONTINUES:
            self._continue(number, bare)
            return
        if bare[0] == "[" and self.grammar.header != SLICED:
            self._open(number, bare)
            return
        if self.grammar.header == ANYWHERE and {"[", "]"} <= set(self._uncommented(bare)):
            self.current, self.skipping = None, True
            return
        if indented:
            if self.opened is not None and self.grammar.empty_opens_block and self._is_empty(self.opened):
                self._inner(self.opened, bare)
                return
            self.indented.append(number)
        self._option(number, line if self.grammar.keeps_blank else bare)

    def _in_column(self, number: int, line: str, bare: str) -> bool:
        # Whether a line begins a header or a setting. An indented one is of a block, nothing, or refused.
        if line[:1] == "[" or not bare:
            self.above = self.above if bare else None
            return bool(bare)
        key, raw = self._parts(line)
        value = self._value(raw) if key else ""
        above, self.above = self.above, value or None
        indented = line[0] in " \t"
        if not value:
            named = line.partition("=")[0].rstrip() if indented and "=" in line else key
            self.block = named or self.block
            return not indented
        if not indented:
            self.block = None
            return True
        if self.current is None:
            return False
        if self.block is None:
            if above is None:
                raise _Refused(Problem("nothing-to-continue", number))
            self.block = self.opened if not above.strip() else None
        if self.block is not None:
            opened, text = self.current.get(self.block, (number, ""))
            text = text if text.startswith("\n") else ""
            self.current[self.block] = (opened, f"{text}\n{key} = {value}")
        return False

    def _inner(self, key: str, bare: str) -> None:
        name, text = self._parts(bare)
        if name and self.current is not None:
            self.inner.setdefault((self.name, key), (self.current[key][0], []))[1].append((name, self._value(text)))

    def _is_empty(self, key: str) -> bool:
        return self.current is not None and key in self.current and not self.current[key][1]

    def _continue(self, number: int, bare: str) -> None:
        if self.opened is None or self.current is None:
            if self.unnamed and self.current is not None:
                return
            raise _Refused(Problem("nothing-to-continue", number))
        line, value = self.current[self.opened]
        if self.grammar.junk == REFUSED and not value.partition("\n")[0] and not self._parts(bare)[0]:
            raise _Refused(Problem("no-delimiter", number))  # a line of a block has to be a setting too
        self.current[self.opened] = (line, f"{value}\n{bare}")

    def _is_sliced(self, line: str) -> bool:
        bare = self._strip(re.split("[#;]", line, maxsplit=1)[0])
        return bare[:1] == "[" and bare[-1:] == "]"

    def _open_sliced(self, number: int, line: str) -> None:
        inner = re.split(" ?[#;]", line, maxsplit=1)[0][1:-1]
        self._enter(number, _joined(inner))

    def _open(self, number: int, bare: str) -> None:
        self.opened = None
        inner, bracket, rest = bare[1:].partition("]")
        behind = rest.strip()
        if behind == "]":
            inner, behind = f"{inner}]", ""
        is_comment = behind[:1] in self.grammar.comments and self.grammar.after_header != REFUSED
        if not bracket or (behind and not is_comment and self.grammar.after_header != IGNORED):
            if self.grammar.after_header == REFUSED or self.grammar.junk == REFUSED:
                raise _Refused(Problem("no-delimiter", number))
            return
        name = {"all": _joined(inner), "ends": inner.strip()}.get(self.grammar.names_trimmed, inner)
        if not name and (self.grammar.nameless == REFUSED or self.grammar.junk == self.grammar.after_header == REFUSED):
            raise _Refused(Problem("no-delimiter", number))
        self._enter(number, name)

    def _enter(self, number: int, name: str) -> None:
        self.opened, self.unnamed = None, False
        self.skipping = self.good_section.fullmatch(name) is None
        if self.skipping:
            self.current = None
            return
        if name in self.sections:
            if self.grammar.repeated_section == REPLACED:
                self.raw[name], self.inner = {}, {one: kept for one, kept in self.inner.items() if one[0] != name}
        else:
            self.sections[name] = Section(self.section_name(name), number, {}, hidden_words(name))
        self.current, self.name = self.raw.setdefault(name, {}), name
        self.before = dict(self.current)

    def _option(self, number: int, bare: str) -> None:
        key, value = self._parts(bare)
        if not key or self.good_key.fullmatch(key) is None:
            if not key and self.grammar.junk == REFUSED and re.fullmatch(self.grammar.refused_junk, bare):
                raise _Refused(Problem("no-delimiter", number))
            if not key and self.grammar.junk == ENDS and len(bare) > 2:
                raise _Ended
            self.opened, self.unnamed = None, bool(key) and self.grammar.below_bad_key == IGNORED
            return
        if self.current is None:
            if self.grammar.homeless == REFUSED and not self.skipping:
                raise _Refused(Problem("no-section-header", number))
            return
        if self.grammar.fold_case:
            key = key.lower()
        self.opened, value = key, self._value(value)
        if value or self.grammar.indent != NESTED:
            self.current[key] = (number, value)

    def _strip(self, text: str) -> str:
        return text.strip(self.blank)

    def _parts(self, bare: str) -> tuple[str, str]:
        found = self.parts.match(bare)
        return (self._strip(found[1]), found[2]) if found else ("", "")

    def _uncommented(self, text: str) -> str:
        return self.comment.split(text, maxsplit=1)[0] if self.comment is not None else text

    def _value(self, text: str) -> str:
        text = self._uncommented(text)
        text = self._strip(text) or (text[-1:] if self.grammar.keeps_blank else "")
        if len(text) > 1 and text[0] in self.grammar.quotes and text[-1] == text[0]:
            text = text[1:-1]
        return text
