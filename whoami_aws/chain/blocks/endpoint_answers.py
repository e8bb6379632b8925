"""Whether an SDK takes what an endpoint answered."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from whoami_aws.chain.blocks.dialect import Answer
from whoami_aws.chain.blocks.json_members import members
from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.probe import SdkError
from whoami_aws.host.facts import ContainerAnswer, ImdsAnswer
from whoami_aws.host.lenient_json import Member
from whoami_aws.host.values import Reading

_ZONED = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")

TIMES = {
    "zoned": _ZONED,
    "smart": _ZONED,
    "dated": re.compile(rf"{_ZONED.pattern}|\d{{4}}-\d\d-\d\d"),
    "zoneless": _ZONELESS,
    "iso": re.compile(r"\d{4}-\d\d-\d\d(.\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d){0,2})?)?", re.DOTALL),
    "utc": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?[Zz]"),
    "whole": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([Zz]|[+-]\d\d:\d\d)"),
}
"""The forms of a time, by the name that `dialect.Answer.times` has for them."""
_ANY_MONTH_HAS_31 = ("smart", "zoneless")


ID, SECRET, END = "AccessKeyId", "SecretAccessKey", "Expiration"
_TOKEN, _CODE = "Token", "Code"
_NAMES = {name: name for name in (ID, SECRET, _TOKEN, END, _CODE)}
_ACCOUNT = {"AccountId": "AccountId"}


class Given(NamedTuple):
    """Credentials that an SDK takes from an endpoint."""

    key_id: Reading
    has_token: bool


def given(rules: Answer, answer: ContainerAnswer | ImdsAnswer, now: float) -> Given | str:
    """The credentials; or what is wrong with the answer."""
    found = members(rules, answer.text, {**_NAMES, **(_ACCOUNT if rules.account else {}), **dict(rules.aliases)}, _CODE)
    if isinstance(found, str):
        return found
    if isinstance(answer, ImdsAnswer) and not _is_success(rules, found.get(_CODE, _NOTHING)):
        return f"its Code is {answer.code or 'missing'}"
    for name in rules.required:
        if name not in found:
            return f"it has no {name}"
    for name, may_be_empty in ((ID, rules.empty_id), (SECRET, rules.empty_secret), (_TOKEN, rules.empty_token)):
        if name in found and found[name].reading == "" and not may_be_empty:
            return f"its {name} is empty"
    if (wrong := _wrong_end(rules, found.get(END, _NOTHING), now)) is not None:
        return wrong
    key, token = found.get(ID, _NOTHING), found.get(_TOKEN, _NOTHING)
    return Given(key.reading if key.reading is not None else "", token.kind != "" and token.reading != "")


_NOTHING = Member("", "")


def _is_success(rules: Answer, code: Member) -> bool:
    text = (code.text or "") if code.kind == "text" else ""
    match rules.code:
        case "unread":
            return True
        case "if-there":
            return code.kind != "text" or text == "Success"
        case "in-any-case":
            return code.kind in ("", "null") or text.lower() == "success"
        case "any-case":
            return text.lower() == "success"
        case _:
            return text == "Success"


def _wrong_end(rules: Answer, end: Member, now: float) -> str | None:
    if end.kind == "text":
        return refused_time(rules.times, rules.expired, end.text or "", now)
    if rules.expired or end.kind not in ("number", "null"):
        return None
    try:
        milliseconds = float(end.text or "0")
    except ValueError:  # a very long one was cut
        return None
    return "it has expired" if milliseconds < now * 1000 else None


def refused_time(times: str, expired: bool, text: str, now: float) -> str | None:
    """What is wrong with an Expiration that is a text, by the rules `times` and `expired` of an `Answer`."""
    form = TIMES.get(times)
    if form is not None and not (form.fullmatch(text) and _is_in_calendar(text, times in _ANY_MONTH_HAS_31)):
        return "its Expiration is not a time"
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
