"""What may differ in what an endpoint answers and what a program prints: JSON texts with credentials."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from whoami_aws.host.facts import CREDENTIAL_FIELDS

Times = Literal["any", "zoned", "dated", "zoneless", "iso", "smart", "utc", "whole"]
"""The forms of a time that is there: any text; RFC 3339 (`zoned`); so, or a day alone (`dated`); without a zone, too
(`zoneless`); what Python's `fromisoformat` takes with its hyphens and colons (`iso`); RFC 3339 with 31 days in each
month (`smart`), as `zoneless` has them; in UTC alone (`utc`); in whole seconds (`whole`).
"""

Kind = Literal["number", "boolean", "null", "list", "object"]
"""What a JSON value may be that is not text."""
NO_TEXTS: Final[tuple[Kind, ...]] = ("number", "boolean", "null", "list", "object")

Deviation = Literal["undecodable", "mark", "blanks", "unicode-blanks", "comment", "rest", "constant", "control"]
"""What is not as RFC 8259 has it (see `JsonText`)."""

Taken = tuple[tuple[str, tuple[Kind, ...]], ...]
"""Names, and the kinds of values that are taken for each as they are."""


class Answer(NamedTuple):
    """What an endpoint's answer must be."""

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    """The fields that must be there."""
    empty_id: bool = False
    """Whether an empty id is one."""
    empty_secret: bool = True
    empty_token: bool = True
    times: Times = "zoned"
    """The forms of an Expiration."""
    expired: bool = True
    """Whether one in the past is taken. A number is one of milliseconds, where it is `taken`, and null is then 1970."""
    code: Literal["exact", "if-there", "in-any-case", "any-case", "unread"] = "exact"
    """The Code of the metadata service must be `Success`; so only if it is there; so in any case of its letters, if it
    is there (`in-any-case`) or though there must be one (`any-case`); or it is not read.
    """
    account: bool = False
    """Whether an AccountId is read, too."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Other names, and what they are names of."""
    any_case: bool = False
    """Whether names are the same in upper and lower case."""
    first: bool = False
    """Whether the first of a repeated name counts, and not the last."""
    null_hides: bool = True
    """Whether one that is as if it was not there takes away the one before."""
    forgives: tuple[Deviation, ...] = ()
    """The deviations for which the text is not refused."""
    spelled: tuple[Kind, ...] = ()
    """The kinds of values that stand for their spelling."""
    absent: tuple[Kind, ...] = ("null",)
    """The kinds of values that are as if they were not there. Others that are no text are refused."""
    taken: Taken = ()


class Program(NamedTuple):
    """What a program must print, and how it is run."""

    required: tuple[str, ...] = ("AccessKeyId", "SecretAccessKey")
    """As in `Answer`, and so are those below that have its names."""
    empty_id: bool = False
    """Whether an empty id or secret is one."""
    times: Times = "zoned"
    expired: bool = True
    versions: Literal["1", "equal", "whole", "any", "python"] = "1"
    """The Version is 1 and no 1.0; equal to 1; 1 but for what is behind the point (`whole`); any; or what is equal to 1
    in Python, as true is.
    """
    any_case: bool = False
    first: bool = False
    null_hides: bool = True
    forgives: tuple[Deviation, ...] = ()
    spelled: tuple[Kind, ...] = ()
    absent: tuple[Kind, ...] = ("null",)
    taken: Taken = ()
    limit: int | None = None
    """How many bytes it may print at most."""
    beyond: Literal["refused", "waits"] = "refused"
    """What comes of more: it is refused, or the SDK waits for ever."""
    input_open: bool = False
    """Whether its standard input is left open, so that a program that reads it waits for ever."""
    in_shell: bool = True
    """Whether a shell takes the line; else its words are split as botocore splits them."""


ALL_FOUR = CREDENTIAL_FIELDS
TYPELESS: Final[Taken] = tuple(
    (name, NO_TEXTS) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId")
)
"""`Program.taken` of a language that does not look at what a value is."""
_SOMETHING: Final[tuple[Kind, ...]] = ("number", "boolean", "list", "object")
TYPELESS_ANSWER: Final[Taken] = tuple((name, _SOMETHING) for name in (*ALL_FOUR, "AccountId"))
"""`Answer.taken` of one that asks only whether there is something."""
