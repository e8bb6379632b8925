"""What an SDK makes of a program's output."""

from __future__ import annotations

from typing import NamedTuple

from whoami_aws.chain.blocks.dialect import Program
from whoami_aws.chain.blocks.endpoint_answers import END, ID, SECRET, refused_time
from whoami_aws.chain.blocks.json_members import members
from whoami_aws.host.facts import ProcessRun
from whoami_aws.host.lenient_json import Member
from whoami_aws.host.values import Reading

_TOKEN, _ACCOUNT = "SessionToken", "AccountId"
_VERSION = "Version"
_NAMES = {name: name for name in (_VERSION, ID, SECRET, _TOKEN, END, _ACCOUNT)}


class Printed(NamedTuple):
    """Credentials that an SDK takes from a program."""

    key_id: Reading
    has_token: bool
    account: str | None


def printed(rules: Program, run: ProcessRun, now: float) -> Printed | str:
    """The credentials; or what is wrong with the output."""
    if rules.limit is not None and run.printed > rules.limit:
        return f"it prints {run.printed} bytes, and may print {rules.limit}"
    found = members(rules, run.text, _NAMES, _VERSION)
    if isinstance(found, str):
        return found
    if not _is_version_1(rules, found.get(_VERSION)):
        return "its Version is not 1"
    for name in rules.required:
        if name not in found:
            return f"it has no {name}"
    for name in (ID, SECRET):
        if name in found and found[name].reading == "" and not rules.empty_id:
            return f"its {name} is empty"
    if (wrong := _wrong_end(rules, found.get(END), now)) is not None:
        return wrong
    key, token, account = found.get(ID), found.get(_TOKEN), found.get(_ACCOUNT)
    key_id = key.reading if key is not None and key.reading is not None else ""
    return Printed(key_id, token is not None and token.reading != "", account.text if account else None)


def _is_version_1(rules: Program, member: Member | None) -> bool:
    if rules.versions == "any":
        return True
    if rules.versions == "python" and member is not None and (member.kind, member.text) == ("boolean", "true"):
        return True
    if member is None or member.kind != "number":
        return False
    number = _number(member)
    match rules.versions:
        case "equal" | "python":
            return number == 1
        case "whole":
            return 1 <= number < 2
        case _:
            return member.text == "1"


def _wrong_end(rules: Program, member: Member | None, now: float) -> str | None:
    if member is None:
        return None
    if member.kind == "text":
        return refused_time(rules.times, rules.expired, member.text or "", now)
    if member.kind == "number" and not rules.expired:
        # JavaScript's Date takes milliseconds; 0 is as good as none.
        return "it has expired" if 0 != _number(member) < now * 1000 else None
    return None


def _number(member: Member) -> float:
    try:
        return float(member.text or "")
    except ValueError:  # a very long one was cut
        return float("nan")
