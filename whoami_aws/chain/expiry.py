"""Times of expiry, as the SDK reads them, and what a time in the past does when credentials are used."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from whoami_aws.chain.probe import SdkError, Usability

NAIVE = SdkError("TypeError", "can't subtract offset-naive and offset-aware datetimes")
"""What the SDK raises when it compares a time without a zone."""


class Expiry(NamedTuple):
    """A time that can be read, also one that cannot be compared with another."""

    at: float | None
    """In seconds since the epoch; None where the SDK cannot compare it."""
    error: SdkError = NAIVE
    """What the SDK raises then."""
    why: str = "has no time zone"


def parse_expiry(text: str | None) -> Expiry | SdkError:
    """A time as `dateutil.parser.parse` reads it, which botocore uses, or the error that this raises.

    None stands for something that is not a text.
    """
    if text is None:
        return SdkError("TypeError", "Parser must be a string or character stream")
    if (parsed := _aws_form(text)) is not None:
        return Expiry((parsed - datetime(1970, 1, 1)).total_seconds())
    from dateutil.parser import ParserError, parse  # what botocore brings along; slow to import

    try:
        moment: datetime = parse(text)
    except ParserError as error:
        return SdkError("ParserError", str(error))
    except (ArithmeticError, ValueError, TypeError) as error:  # a decimal's `InvalidOperation` is a class of its own
        return SdkError(type(error).__name__, str(error))
    try:
        return Expiry(None if moment.tzinfo is None else moment.timestamp())
    except ValueError as error:  # a zone more than a day away, which counts only in comparison
        return Expiry(None, SdkError("ValueError", str(error)), "has a time zone that does not exist")


def is_aws_form(text: str | None) -> bool:
    """Whether a time is written as AWS does, such as 2030-01-31T12:00:00Z."""
    return text is not None and _aws_form(text) is not None


def _aws_form(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None


def expiry_use(expiry: Expiry, now: float, because: str) -> Usability:
    """What using refreshable credentials does whose refresh gives the same time of expiry again.

    botocore/credentials.py `RefreshableCredentials._protected_refresh` (1.44.8).
    """
    if expiry.at is None:
        return Usability("fails", expiry.error, f"the time of expiry {expiry.why}")
    if expiry.at < now:
        message = "Credentials were refreshed, but the refreshed credentials are still expired."
        return Usability("fails", SdkError("RuntimeError", message), because)
    return Usability()


def span(seconds: float) -> str:
    """`5 h 12 min`, `3 min`, `40 s`; the sign is dropped."""
    seconds = abs(seconds)
    if seconds < 60:
        return f"{int(seconds)} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} days"
