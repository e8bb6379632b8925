"""An assertion, how it came out, and how one is declared.

The command line makes an option of each assertion. So neither this module nor the files in `assertions` import at
their top what only judging needs: `whoami-aws --help` would have to wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whoami_aws.host.values import Origin
    from whoami_aws.report import Report
    from whoami_aws.rules.finding import Finding, Fix

HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"

UNCONFIRMED = "unconfirmed"
"""What `--accept` may name: credentials whose owner, or whose use, is not confirmed."""


class Asked(NamedTuple):
    """What the user asserts: the assertion's name, its values, and their origin (an option, a file's line).

    Several values are alternatives; an assertion of which each value counts is asked once for each.
    """

    name: str
    values: tuple[str, ...]
    origin: Origin

    @property
    def implied(self) -> bool:
        """Whether it is asserted in every check, without being asked for."""
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
        """Whether a person need not be told: it holds, and was not asked for."""
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


One = Callable[[tuple[str, ...], "Report"], Answer]
All = Callable[[tuple[str, ...], "Mapping[str, Report]"], Answer]
Takes = Literal["any", "each", "flag", "last"]
"""What an assertion does with its values: one of them must hold; each is an outcome of its own; there is none; there is
one, and the last that is given counts.
"""


class Option(NamedTuple):
    """How an assertion is made on the command line."""

    metavar: str
    """What stands for its value; "" for a flag."""
    help: str


class Assertion(NamedTuple):
    """An assertion with all that is known of it. Either `one` or `all_` is given."""

    name: str
    """Its option without the dashes, and its key in a file of expectations."""
    option: Option | None
    """None where there is no option for it: it is asserted in every check."""
    takes: Takes
    one: One | None = None
    """Judges the report of one SDK."""
    all_: All | None = None
    """Judges the reports of all SDKs."""
    check: Callable[[str], str] | None = None
    """What is wrong with a value; "" for a good one."""
    read: Callable[[str], str] = str
    """What a value means, where it has older names."""
    known: Callable[[], Iterable[str]] | None = None
    """Values to choose from, which a shell completes."""
    asks_v1: bool = False
    """Whether the metadata service is to be asked without a token."""


ASSERTIONS: dict[str, Assertion] = {}
"""Every assertion by its name. It is filled by importing `assertions`; take it from there."""


def assertion(
    name: str,
    option: Option | None,
    takes: Takes = "any",
    check: Callable[[str], str] | None = None,
    read: Callable[[str], str] = str,
    known: Callable[[], Iterable[str]] | None = None,
    asks_v1: bool = False,
) -> Callable[[One], One]:
    """Registers an assertion about one SDK's report."""

    def register(function: One) -> One:
        ASSERTIONS[name] = Assertion(name, option, takes, function, None, check, read, known, asks_v1)
        return function

    return register


def assertion_of_all(name: str, option: Option) -> Callable[[All], All]:
    """Registers an assertion about the reports of all chains; it takes no value."""

    def register(function: All) -> All:
        ASSERTIONS[name] = Assertion(name, option, "flag", all_=function)
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
