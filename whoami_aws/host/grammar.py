"""Reads the config and credentials files as SDKs other than botocore do: one reader, and what differs as data.

botocore's own grammar, which is configparser's, stands in `ini`; both give the same `Document`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from whoami_aws.host.ini import Document, Entry, Problem, Seal, SealName, Section

IGNORED, REFUSED, ABSENT = "ignored", "refused", "absent"
_BLANKS = " \t\r\n\f\v"
FIRST, LAST = "first", "last"
MERGED, REPLACED = "merged", "replaced"
CONTINUES, SWALLOWED = "continues", "swallowed"


class Grammar(NamedTuple):
    """What one SDK's reader makes of a line.

    `delimiters`: characters that end a key. `comments` begin a comment line, behind blanks too if
    `indented_comments`; `inline` are those that, behind a blank, end a value. `indent`: what an indented line is
    (`ignored`: the indent means nothing; `continues`: it belongs to the value above, and is refused where there is
    none; `swallowed`: it belongs to nothing, and is refused behind a line that is no setting). `junk`: a line without
    a delimiter; `homeless`: a key before any section. `repeated_key`, `repeated_section`: which counts. `fold_case`:
    keys are the same in upper and lower case. `quotes`: of these, a pair around a value is taken off.
    `empty_opens_block`: a key without a value begins a block, which its indented lines make up. `after_header`: words
    behind a section's `]` are nothing (`ignored`), make the line junk (`junk`), or the file is `refused`.
    `carriage_returns`: one alone ends a line. `undecodable`: bytes that are no UTF-8 are read as something else, or
    the file is `refused`, or as if it were not there (`absent`). `drops_empty`: an empty value is no setting.
    `unicode_blanks`: a blank is what Unicode has for one, beside space and tab. `sections`: a pattern of headers that
    count; the lines below another are not even looked at, or (`checks_skipped`) refused as elsewhere. `refused_junk`:
    which lines without a key are refused, where `junk` is; `refused_lines`: which lines are, whatever else holds.
    `names_trimmed`: white space around a section's name is none of it (`ends`), nor is more than one blank inside
    (`all`), or all of it counts (`none`).
    """

    delimiters: str = "="
    comments: str = "#;"
    indented_comments: bool = True
    inline: str = "#;"
    indent: str = IGNORED
    junk: str = IGNORED
    homeless: str = IGNORED
    repeated_key: str = LAST
    repeated_section: str = MERGED
    fold_case: bool = False
    quotes: str = ""
    empty_opens_block: bool = False
    byte_order_mark: str = REFUSED
    after_header: str = "junk"
    carriage_returns: bool = False
    undecodable: str = REFUSED
    names_trimmed: str = "all"
    drops_empty: bool = False
    unicode_blanks: bool = False
    sections: str = r"(?s:.*)"
    checks_skipped: bool = False
    refused_junk: str = r"(?s:.*)"
    refused_lines: str | None = None


def read(text: str, grammar: Grammar, seal: Seal, seal_name: SealName = lambda name, _: name) -> Document:
    """The document that an SDK with this grammar sees. Never raises: what it refuses is the document's `problem`."""
    return _Reader(grammar, seal, seal_name).read(text)


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Reader:
    """`opened` is the option that an indented line would continue; `follows`: the line above is one;
    `skipping`: the section is none that counts."""

    def __init__(self, grammar: Grammar, seal: Seal, seal_name: SealName) -> None:
        self.grammar, self.seal, self.seal_name = grammar, seal, seal_name
        self.sections: dict[str, Section] = {}
        self.raw: dict[str, dict[str, tuple[int, str]]] = {}
        self.current: dict[str, tuple[int, str]] | None = None
        self.opened: str | None = None
        self.indented: list[int] = []
        self.follows = self.skipping = False

    def read(self, text: str) -> Document:
        mark = text.startswith("\ufeff")
        if mark and self.grammar.byte_order_mark == IGNORED:
            text = text[1:]
        try:
            ends = r"\r\n|\r|\n" if self.grammar.carriage_returns else r"\r?\n"
            for number, line in enumerate(re.split(ends, text), start=1):
                self._line(number, line)
        except _Refused as refused:
            return Document({}, {}, refused.problem, mark, tuple(self.indented))
        for name, options in self.raw.items():
            own = self.sections[name].own
            for key, (line_number, value) in options.items():
                if self.grammar.drops_empty and not value:
                    continue
                kept = self.seal_name(key, line_number)
                own[kept] = Entry(kept, self.seal(kept.lower(), value, line_number), line_number)
        return Document(self.sections, {}, None, mark, tuple(self.indented))

    def _line(self, number: int, line: str) -> None:
        bare = self._strip(line)
        if self.grammar.indent == SWALLOWED and not self._in_column(number, line, bare):
            return
        start = bare if self.grammar.indented_comments else line
        if not bare or start[0] in self.grammar.comments:
            return
        indented = line[0] in " \t"
        if self.grammar.refused_lines is not None and re.fullmatch(self.grammar.refused_lines, bare):
            raise _Refused(Problem("no-delimiter", number))
        if self.skipping and bare[0] != "[" and not self.grammar.checks_skipped:
            return
        if indented and self.grammar.indent == CONTINUES:
            self._continue(number, bare)
            return
        if bare[0] == "[":
            self._open(number, bare)
            return
        if indented:
            if self.opened is not None and self.grammar.empty_opens_block and self._is_empty(self.opened):
                return  # a line of the block
            self.indented.append(number)
        self._option(number, bare)

    def _in_column(self, number: int, line: str, bare: str) -> bool:
        """Whether a line begins a header or a setting; of an indented one only whether it is refused."""
        if line[:1] == "[" or not bare:
            self.follows = self.follows and bool(bare)
            return bool(bare)
        key, value = self._parts(bare)
        above, self.follows = self.follows, bool(key)
        if line[0] not in " \t":
            return True
        if key and value.strip() and not above and self.current is not None:
            raise _Refused(Problem("nothing-to-continue", number))
        return False

    def _is_empty(self, key: str) -> bool:
        return self.current is not None and key in self.current and not self.current[key][1]

    def _continue(self, number: int, bare: str) -> None:
        if self.opened is None or self.current is None:
            raise _Refused(Problem("nothing-to-continue", number))
        line, value = self.current[self.opened]
        if self.grammar.junk == REFUSED and not value.partition("\n")[0] and not self._parts(bare)[0]:
            raise _Refused(Problem("no-delimiter", number))  # a line of a block has to be a setting too
        self.current[self.opened] = (line, f"{value}\n{bare}")

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
        name = {"all": " ".join(inner.split()), "ends": inner.strip()}.get(self.grammar.names_trimmed, inner)
        if not name and self.grammar.junk == REFUSED and self.grammar.after_header == REFUSED:
            raise _Refused(Problem("no-delimiter", number))
        self.skipping = re.fullmatch(self.grammar.sections, name) is None
        if self.skipping:
            self.current = self.opened = None
            return
        if name in self.sections:
            if self.grammar.repeated_section == REFUSED:
                raise _Refused(Problem("duplicate-section", number, name, self.sections[name].line))
            if self.grammar.repeated_section == REPLACED:
                self.raw[name] = {}
        else:
            self.sections[name] = Section(name, number, {})
        self.current = self.raw.setdefault(name, {})

    def _option(self, number: int, bare: str) -> None:
        key, value = self._parts(bare)
        if not key:
            if self.grammar.junk == REFUSED and re.fullmatch(self.grammar.refused_junk, bare):
                raise _Refused(Problem("no-delimiter", number))
            return
        if self.current is None:
            if self.grammar.homeless == REFUSED and not self.skipping:
                raise _Refused(Problem("no-section-header", number))
            return
        if self.grammar.fold_case:
            key = key.lower()
        if key in self.current and self.grammar.repeated_key == REFUSED:
            raise _Refused(Problem("duplicate-key", number, self.seal_name(key, number), self.current[key][0]))
        self.opened = key
        if key in self.current and self.grammar.repeated_key == FIRST:
            return
        self.current[key] = (number, self._value(value))

    def _strip(self, text: str) -> str:
        return text.strip() if self.grammar.unicode_blanks else text.strip(_BLANKS)

    def _parts(self, bare: str) -> tuple[str, str]:
        delimiters = re.escape(self.grammar.delimiters)
        found = re.match(f"([^{delimiters}]*)[{delimiters}](.*)", bare, re.DOTALL)
        return (self._strip(found[1]), found[2]) if found else ("", "")

    def _value(self, text: str) -> str:
        if self.grammar.inline:
            text = re.split(f"[ \t][{re.escape(self.grammar.inline)}]", text, maxsplit=1)[0]
        text = self._strip(text)
        if len(text) > 1 and text[0] in self.grammar.quotes and text[-1] == text[0]:
            text = text[1:-1]
        return text
