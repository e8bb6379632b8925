"""Whether an SDK takes what an endpoint answered."""

from __future__ import annotations

import re
from datetime import datetime

from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.fetching.dialect import Answer
from whoami_aws.chain.probe import SdkError
from whoami_aws.host.facts import ContainerAnswer, ImdsAnswer

_ZONED = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")

TIMES = {
    "zoned": _ZONED,
    "smart": _ZONED,
    "zoneless": _ZONELESS,
    "iso": re.compile(r"\d{4}-\d\d-\d\d(.\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d){0,2})?)?", re.DOTALL),
    "utc": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?[Zz]"),
    "whole": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([Zz]|[+-]\d\d:\d\d)"),
}
"""The forms of a time, by the name that `dialect.Answer.times` has for them."""
_ANY_MONTH_HAS_31 = ("smart", "zoneless")


def lacking(rules: Answer, answer: ContainerAnswer | ImdsAnswer, now: float) -> str | None:
    """What is wrong with the answer of an endpoint; None if nothing is."""
    reply = answer.reply if isinstance(answer, ContainerAnswer) else answer.credentials
    if reply is not None and reply.body != "object":
        return "it is no JSON object"
    if isinstance(answer, ImdsAnswer) and answer.code != "Success":
        return f"its Code is {answer.code or 'missing'}"
    for name in rules.required:
        if name not in answer.fields:
            return f"it has no {name}"
    if "AccessKeyId" in rules.required and answer.key_id is None:
        return "its AccessKeyId is no text"
    if answer.key_id == "" and not rules.empty_id:
        return "its AccessKeyId is empty"
    if "Expiration" not in answer.fields:
        return None
    if answer.expiration is None:
        return None if rules.number_time else "its Expiration is no text"
    return refused_time(rules.times, rules.expired, answer.expiration, now)


def refused_time(times: str, expired: bool, text: str, now: float) -> str | None:
    """What is wrong with an Expiration that is a text, by the rules `times` and `expired` of an `Answer`."""
    form = TIMES.get(times)
    if form is not None and not (form.fullmatch(text) and _is_in_calendar(text, times in _ANY_MONTH_HAS_31)):
        return "its Expiration is no time"
    if not expired:
        expiry = parse_expiry(text)
        if not isinstance(expiry, SdkError) and expiry.at is not None and expiry.at <= now:
            return "it has expired"
    return None


def _is_in_calendar(text: str, any_month_has_31: bool) -> bool:
    """Whether there is such a day and such a time of it."""
    year, month, day, hour, minute, second = (int(number) for number in [*re.findall(r"\d+", text), *"000"][:6])
    try:
        datetime(year, 1 if any_month_has_31 and month <= 12 else month, day, hour, minute, second)
    except ValueError:
        return False
    return True
