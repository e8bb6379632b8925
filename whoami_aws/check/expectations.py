"""From options and a file of expectations to what is asserted. Raises Wrong with what a person can correct."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import NamedTuple

from whoami_aws.check import assertion as o
from whoami_aws.check.assertions import ASSERTIONS, OPTIONS
from whoami_aws.check.result import Ignored
from whoami_aws.host.secret_like import hidden
from whoami_aws.host.values import Origin
from whoami_aws.rules import pages
from whoami_aws.rules.finding import OLD_IDS, RULES, current_id


class Wrong(ValueError):
    """What is wrong, and with which option or file (`hint`)."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Expected(NamedTuple):
    """A file's assertions, the SDKs that it names, what it accepts (`accept`), and which findings it silences
    (`ignore`).
    """

    asked: tuple[o.Asked, ...]
    sdks: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def from_options(given: Mapping[str, object]) -> tuple[o.Asked, ...]:
    """What the command line asserts: `given` has None, False or () for what it does not."""
    found = []
    for name, value in given.items():
        values = _texts(value)
        if values is not None:
            found.append(_checked(o.Asked(name, values, Origin("option", f"--{name}")), f"--{name}"))
    return tuple(found)


def from_file(data: Mapping[str, object], text: str, path: str, sdks: tuple[str, ...]) -> Expected:
    """What a file of expectations asserts. `text` is searched for the lines of the keys."""
    known = (*OPTIONS, *_OTHERS)
    found: list[o.Asked] = []
    named: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    for key, value in data.items():
        place = f"{path}:{_line(key, text)} {key}"
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1, 0.4)
            raise Wrong(f"{key!r} is not an assertion{f'; did you mean {near[0]}?' if near else ''}", place)
        if value in ([], {}):
            raise Wrong("is empty, and asserts nothing: expected at least one value", place)
        if key == "ignore":
            ignored = _ignored(value, place)
            continue
        flag = key not in _OTHERS and ASSERTIONS[key].takes == "flag"
        if flag != isinstance(value, bool):
            raise Wrong("wants true or false" if flag else "wants a text, or a list of texts", place)
        texts = _texts(value)
        if texts is None:
            continue
        if key == "sdk":
            if bad := [one for one in texts if one not in sdks]:
                raise Wrong(f"{bad[0]!r} is not one of {', '.join(sdks)}", place)
            named = texts
            continue
        if key == "accept":
            if bad := [one for one in texts if one not in ACCEPTABLE]:
                raise Wrong(f"expected {' or '.join(ACCEPTABLE)}, got {bad[0]!r}", place)
            accepted = texts
            continue
        found.append(_checked(o.Asked(key, texts, Origin("file", path, _line(key, text), key=key)), place))
    if not found:
        raise Wrong(f"asserts nothing: expected at least one of {', '.join(OPTIONS)}", path)
    for one in ignored:
        if any(asked.name == "no-finding" and one.rule in asked.values for asked in found):
            raise Wrong(f"{one.rule} is in no-finding and in ignore", path)
    return Expected(tuple(found), named, accepted, ignored)


def old_ids(given: Mapping[str, object]) -> tuple[str, ...]:
    """The old ids by which options or a file that were read without fault name rules."""
    tables = given.get("ignore")
    silenced = [one["rule"] for one in tables] if isinstance(tables, list) else []
    rules = (*(_texts(given.get("no-finding")) or ()), *silenced)
    return tuple(one for one in dict.fromkeys(rules) if one in OLD_IDS)


_OTHERS = ("sdk", "accept", "ignore")
"""Keys of a file that assert nothing."""
ACCEPTABLE = (o.UNCONFIRMED,)
"""What `--accept` and `accept` may name."""


def _ignored(value: object, place: str) -> tuple[Ignored, ...]:
    """The rules whose findings are silenced, each with a reason."""
    expected = "expected a list of tables {rule, reason}"
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Wrong(expected, place)
    found: dict[str, Ignored] = {}
    for one in value:
        if unknown := [key for key in one if key not in ("rule", "reason")]:
            raise Wrong(f"{expected}, got the key {unknown[0]!r}", place)
        named, reason = one.get("rule"), one.get("reason")
        if not isinstance(named, str) or (rule := current_id(named)) not in RULES:
            raise Wrong(pages.unknown(named) if isinstance(named, str) else f"{expected}: rule is missing", place)
        if not isinstance(reason, str) or not any(map(str.isalnum, reason)):
            raise Wrong(f"the reason why {rule} is ignored is missing", place)
        if rule in found:
            raise Wrong(f"{rule} is ignored twice", place)
        found[rule] = Ignored(rule, hidden(reason.strip()))
    return tuple(found.values())


def merged(file: tuple[o.Asked, ...], options: tuple[o.Asked, ...]) -> tuple[o.Asked, ...]:
    """The file's assertions with the command line's on top: an option takes the place of the file's key."""
    replaced = {one.name: one for one in options}
    kept = [replaced.pop(one.name, one) for one in file]
    return (*kept, *replaced.values())


def _texts(value: object) -> tuple[str, ...] | None:
    """The values; None for an assertion that is not made."""
    match value:
        case None | False | [] | ():
            return None
        case True:
            return ()
        case str():
            return (value,)
        case list() | tuple():
            return tuple(one if isinstance(one, str) else _not_text(one) for one in value)
        case _:
            return (_not_text(value),)


def _not_text(value: object) -> str:
    # 0012… as a number has lost its zeros: that it was one must not be guessed away.
    return f"\0{type(value).__name__}"


def _checked(asked: o.Asked, place: str) -> o.Asked:
    declared = ASSERTIONS[asked.name]
    for value in asked.values:
        if value.startswith("\0"):
            raise Wrong(f"wants a text in quotes, not a {value[1:]}", place)
        wrong = declared.check(value) if declared.check else ("" if value else "is empty")
        if wrong:
            raise Wrong(f"{value!r} {wrong}", place)
    if declared.takes == "last" and len(asked.values) > 1:
        raise Wrong("wants one value", place)
    # A secret that was typed in the wrong place is not repeated; nor is it anything that could hold.
    origin = asked.origin._replace(name=hidden(asked.origin.name))
    return asked._replace(values=tuple(hidden(declared.read(value)) for value in asked.values), origin=origin)


def _line(key: object, text: str) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*(?:=|\.)")
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.match(line)), 1)
