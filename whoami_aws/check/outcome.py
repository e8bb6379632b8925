"""An assertion, how it came out, and how one is declared. A new assertion is one function in `asserted/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from whoami_aws.host.values import Origin
from whoami_aws.report import Report
from whoami_aws.rules.finding import Finding, Fix

HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"

UNCONFIRMED = "unconfirmed"
"""What `--accept` may name: that nobody confirms who the credentials are of, and that they can be used."""


class Asked(NamedTuple):
    """What the user asserts: the assertion's name, its values, and where they stand (an option, a file's line).

    Several values are alternatives; an assertion of which each value counts is asked once for each.
    """

    name: str
    values: tuple[str, ...]
    origin: Origin

    @property
    def implied(self) -> bool:
        """Whether nobody asked for it: it is asserted in every check."""
        return self.origin.kind == "default"


class Answer(NamedTuple):
    """What an assertion's function says. `is_` is what was found, in words, and `origin` where.

    `settled`: whether waiting changes nothing of it; None: that depends on the credentials. `rule`: whose finding
    tells why it fails, "" where none can; None: the worst one there is. `finding`: where no single report has it.
    `unconfirmed`: what it is where `--accept unconfirmed` is given; None where that changes nothing. `accepted`: it is
    such an answer.
    """

    state: str
    is_: str
    origin: Origin | None = None
    settled: bool | None = None
    rule: str | None = None
    finding: Finding | None = None
    unconfirmed: Answer | None = None
    accepted: bool = False


class Outcome(NamedTuple):
    """An assertion with its answer, for one SDK (None: for all of them together).

    `finding` and `fix` are given only for what does not hold. `may_change`: trying again could make it hold.
    """

    asked: Asked
    sdk: str | None
    answer: Answer
    finding: Finding | None = None
    fix: Fix | None = None
    may_change: bool = False

    @property
    def quiet(self) -> bool:
        """Whether a person need not be told: it holds, and nobody asked."""
        return self.asked.implied and self.state == HOLDS and not self.answer.accepted

    @property
    def state(self) -> str:
        """`holds`, `fails`, or `unknown`, which is as good as a failure."""
        return self.answer.state

    @property
    def wanted(self) -> str:
        """What was asked, in a line: `account 111122223333`, `not-long-term`."""
        # A value's own white space is shown: it may be what is wrong with it.
        return f"{self.asked.name} {' or '.join(self.asked.values)}" if self.asked.values else self.asked.name


One = Callable[[tuple[str, ...], Report], Answer]
All = Callable[[tuple[str, ...], Mapping[str, Report]], Answer]


class Assertion(NamedTuple):
    """`takes`: `any` (of the values given), `each` (one outcome a value), `flag` (no value), `last` (one value).

    `one` judges a report, `all_` the reports of every chain; one of them is given. `check` says what is wrong with a
    value, and gives "" for a good one; `read` is what the value means, where it has older names.
    """

    name: str
    takes: str
    one: One | None = None
    all_: All | None = None
    check: Callable[[str], str] | None = None
    read: Callable[[str], str] = str


ASSERTIONS: dict[str, Assertion] = {}
"""Every assertion by its name, which is its option without the dashes and its key in a file."""


def assertion(
    name: str, takes: str = "any", check: Callable[[str], str] | None = None, read: Callable[[str], str] = str
) -> Callable[[One], One]:
    """Registers an assertion about one SDK's report."""

    def register(function: One) -> One:
        ASSERTIONS[name] = Assertion(name, takes, one=function, check=check, read=read)
        return function

    return register


def assertion_of_all(name: str) -> Callable[[All], All]:
    """Registers an assertion about the reports of all chains; it takes no value."""

    def register(function: All) -> All:
        ASSERTIONS[name] = Assertion(name, "flag", all_=function)
        return function

    return register


def fails(text: str, origin: Origin | None = None, settled: bool | None = None, rule: str | None = None) -> Answer:
    """It is otherwise."""
    return Answer(FAILS, text, origin, settled, rule)


def unknown(text: str, origin: Origin | None = None, settled: bool | None = None, rule: str | None = None) -> Answer:
    """It cannot be told."""
    return Answer(UNKNOWN, text, origin, settled, rule)


def holds_if(good: bool, text: str, origin: Origin | None = None) -> Answer:
    """It is as asked, or settled otherwise: what is there will not go away by waiting."""
    return Answer(HOLDS, text, origin) if good else fails(text, origin, settled=True)
