"""A JSON text from outside, told without its secrets: how it is written, which is what readers of JSON differ in."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.host.values import Reading


class Member(NamedTuple):
    """One member of an object. `name` as it is written; `kind`: `text`, `number`, `boolean`, `null`, `list` or
    `object`. `reading`: the value of a text, number or boolean as it is spelled, where it may be kept; of a secret
    it is "" if the text is empty, and else None.
    """

    name: str
    kind: str
    reading: Reading | None = None

    @property
    def text(self) -> str | None:
        """The spelling, where it was kept."""
        return self.reading if isinstance(self.reading, str) else None


class JsonText(NamedTuple):
    """`kind` of the first value, as in `Member`; "" if there is none. `members`: those of an object that could be
    meant for credentials, in their order, also repeated ones.

    `deviations`, for which one reader refuses the text and another does not: `undecodable` (bytes that are no UTF-8),
    `mark` (a byte order mark in front), `blanks` (ASCII's white space around it that is none to JSON), `unicode-blanks`
    (likewise of Unicode's), `comment` (as in C, between or around the values), `rest` (something follows the
    value), `constant` (NaN or Infinity is one), `control` (a control character inside a text).
    """

    kind: str = ""
    members: tuple[Member, ...] = ()
    deviations: tuple[str, ...] = ()
