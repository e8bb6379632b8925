"""Which members of a JSON text an SDK takes, of those that may be credentials."""

from __future__ import annotations

from collections.abc import Mapping

from whoami_aws.chain.blocks.dialect import Answer, Program
from whoami_aws.host.lenient_json import JsonText, Member


def members(rules: Answer | Program, text: JsonText, names: Mapping[str, str], as_is: str) -> dict[str, Member] | str:
    """The members that count, by their proper names; or why the text or one of them makes all useless. `names`: what
    is written -> the proper name; `as_is`: the one that is taken whatever it has.
    """
    if text.kind != "object" or any(one not in rules.forgives for one in text.deviations):
        return "the JSON object is missing or malformed"
    found: dict[str, Member] = {}
    taken = dict(rules.taken)
    known = {written.lower(): name for written, name in names.items()} if rules.any_case else names
    for member in reversed(text.members) if rules.first else text.members:
        if (name := known.get(member.name.lower() if rules.any_case else member.name)) is None:
            continue
        if name == as_is or member.kind == "text" or member.kind in taken.get(name, ()):
            found[name] = member
        elif member.kind in rules.spelled:
            found[name] = member._replace(kind="text", reading="null" if member.kind == "null" else member.reading)
        elif member.kind not in rules.absent:
            return f"its {name} is not text"
        elif rules.null_hides:
            found.pop(name, None)
    return found
