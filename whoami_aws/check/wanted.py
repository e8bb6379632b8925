"""From options and a file of expectations to what is asserted. Raises Wrong with what a person can mend."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from whoami_aws.check import outcome as o
from whoami_aws.check.asserted import TOPICS  # noqa: F401 - registers them
from whoami_aws.host.values import Origin


class Wrong(ValueError):
    """What is wrong, and with which option or file (`hint`)."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Expected(NamedTuple):
    """A file's assertions, and the SDKs that it names."""

    asked: tuple[o.Asked, ...]
    sdks: tuple[str, ...] = ()


KEYS = (
    "account",
    "arn",
    "source",
    "not-source",
    "not-long-term",
    "min-ttl",
    "region",
    "partition",
    "imds-v2-only",
    "all-sdks-agree",
    "no-finding",
    "fail-on",
)
"""What a file may assert, and what has an option; `resolves` and `usable` are made by themselves."""


def from_options(given: Mapping[str, Any]) -> tuple[o.Asked, ...]:
    """What the command line asserts: `given` has None, False or () for what it does not."""
    found = []
    for name, value in given.items():
        values = _texts(value)
        if values is not None:
            found.append(_checked(o.Asked(name, values, Origin("option", f"--{name}")), f"--{name}"))
    return tuple(found)


def from_file(data: Mapping[str, Any], text: str, path: str, sdks: tuple[str, ...]) -> Expected:
    """What a file of expectations asserts. `text` is searched for the lines of the keys."""
    known = (*KEYS, "sdk")
    found: list[o.Asked] = []
    named: tuple[str, ...] = ()
    for key, value in data.items():
        place = f"{path}:{_line(key, text)} {key}"
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1, 0.4)
            raise Wrong(f"{key!r} is no assertion{f'; did you mean {near[0]}?' if near else ''}", place)
        flag = key not in ("sdk",) and o.ASSERTIONS[key].takes == "flag"
        if flag != isinstance(value, bool):
            raise Wrong("wants true or false" if flag else "wants a text, or a list of texts", place)
        texts = _texts(value)
        if texts is None:
            continue
        if key == "sdk":
            if bad := [one for one in texts if one not in sdks]:
                raise Wrong(f"{bad[0]!r} is none of {', '.join(sdks)}", place)
            named = texts
            continue
        found.append(_checked(o.Asked(key, texts, Origin("file", path, _line(key, text), key=key)), place))
    return Expected(tuple(found), named)


def merged(file: tuple[o.Asked, ...], options: tuple[o.Asked, ...]) -> tuple[o.Asked, ...]:
    """The file's assertions with the command line's on top: an option takes the place of the file's key."""
    replaced = {one.name: one for one in options}
    kept = [replaced.pop(one.name, one) for one in file]
    return (*kept, *replaced.values())


def _texts(value: Any) -> tuple[str, ...] | None:  # noqa: ANN401 - whatever a file holds
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


def _not_text(value: Any) -> str:  # noqa: ANN401
    # 0012… as a number has lost its zeros: that it was one must not be guessed away.
    return f"\0{type(value).__name__}"


def _checked(asked: o.Asked, place: str) -> o.Asked:
    declared = o.ASSERTIONS[asked.name]
    for value in asked.values:
        if value.startswith("\0"):
            raise Wrong(f"wants a text in quotes, not a {value[1:]}", place)
        wrong = declared.check(value) if declared.check else ("" if value else "is empty")
        if wrong:
            raise Wrong(wrong if wrong.startswith("no rule") else f"{value!r} {wrong}", place)
    if declared.takes == "last" and len(asked.values) > 1:
        raise Wrong("wants one value", place)
    return asked


def _line(key: object, text: str) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*(?:=|\.)")
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.match(line)), 1)
