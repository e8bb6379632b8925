"""The check for a person, or a job's log: a line an assertion, what explains a failure, and a last line for it all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from whoami_aws.check.assertion import HOLDS, Outcome
from whoami_aws.check.result import Check, summary
from whoami_aws.render import Options
from whoami_aws.render.sanitize import clean

_COLOURS = {"holds": "32", "FAILS": "31", "UNKNOWN": "33"}
_INDENT = " " * 9


def render(check: Check, options: Options) -> str:
    """The whole check."""
    page = _Page(check, options)
    lines = [line for one in check.shown for line in page.outcome(one)]
    for note in check.notes:
        lines += page.sentence("note     ", clean(note))
    return "\n".join([*lines, clean(summary(check))]) + "\n"


class _Page:
    def __init__(self, check: Check, options: Options) -> None:
        self.check, self.options = check, options
        self.told: set[str] = set()
        self.several = len(check.sdks) > 1
        self.room = max((len(self.wanted(one)) for one in check.shown), default=0)
        self.room = min(self.room, max(16, options.width // 3))

    def wanted(self, one: Outcome) -> str:
        return clean(f"{one.sdk}: {one.wanted}" if self.several and one.sdk else one.wanted)

    def outcome(self, one: Outcome) -> Iterator[str]:
        """What was asked, what is, from where; for what does not hold why, and the fix."""
        word = "holds" if one.state == HOLDS else one.state.upper()
        painted = f"\x1b[{_COLOURS[word]}m{word:<7}\x1b[0m" if self.options.colour else f"{word:<7}"
        where = one.answer.origin
        told = "" if where is None or where.kind == "default" else f", from {clean(str(where))}"
        yield f"{painted}  {self.wanted(one):<{self.room}}  {clean(one.answer.is_)}{told}"
        if one.finding is not None and one.finding.rule in self.told:
            yield f"{_INDENT}because  {one.finding.rule}, as above"
            return
        if one.finding is not None:
            self.told.add(one.finding.rule)
            yield from self.sentence(f"{_INDENT}because  ", f"{one.finding.rule}: {clean(one.finding.message)}")
        if one.fix is not None:
            colon = ":" if one.fix.commands and one.fix.commands != (one.fix.text,) else ""
            yield from self.sentence(f"{_INDENT}fix      ", clean(one.fix.text) + colon)
            if colon:
                yield from (f"{_INDENT}         {clean(command)}" for command in one.fix.commands)
        if one.finding is not None:
            yield f"{_INDENT}more     whoami-aws rule {one.finding.rule}"

    def sentence(self, label: str, text: str) -> list[str]:
        """Wrapped, under a label."""
        lines = textwrap.wrap(text, max(30, self.options.width - len(label)), break_on_hyphens=False) or [""]
        return [label + lines[0], *(" " * len(label) + line for line in lines[1:])]
