"""Whether an ARN is the one that is asked for, by a glob or a regular expression.

A role has two ARNs: its own (`arn:aws:iam::…:role/path/deploy`) and that of whoever has assumed it
(`arn:aws:sts::…:assumed-role/deploy/session`), which has lost the path. A pattern may name either.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

MATCHES, DIFFERS, CANNOT_TELL = "matches", "differs", "cannot-tell"
REGEX = "re:"

_ASSUMED = re.compile(
    r"arn:(?P<partition>[^:]*):sts::(?P<account>[^:]*):assumed-role/(?P<role>[^/]+)(?:/.*)?", re.DOTALL
)
_PATTERN = re.compile(r"(?P<head>arn:[^/]*:)?role/(?P<path>.+/)?(?P<name>[^/]+)", re.DOTALL)


def wrong(pattern: str) -> str:
    """What is wrong with a pattern; "" for a good one."""
    if not pattern:
        return "is empty"
    if pattern.startswith(REGEX):
        try:
            re.compile(pattern[len(REGEX) :])
        except (re.error, RecursionError, OverflowError) as error:
            return f"is no regular expression: {error}"
    elif pattern.startswith("arn:") and pattern.count(":") < 5:
        return "begins like an ARN and is none: arn:PARTITION:SERVICE::ACCOUNT:RESOURCE"
    return ""


def match(pattern: str, arn: str) -> str:
    """`matches`, `differs`, or `cannot-tell` where the pattern asks for a part that this ARN does not have."""
    if pattern.startswith(REGEX):
        expression = re.compile(pattern[len(REGEX) :])
        return MATCHES if any(expression.fullmatch(name) for name in _names(arn)) else DIFFERS
    if any(fnmatchcase(name, pattern) for name in _names(arn)):
        return MATCHES
    return _by_name(pattern, arn)


def resource(arn: str) -> str:
    """The part that says who: `user/alice`, `assumed-role/deploy/session`."""
    return arn.split(":", 5)[5] if arn.count(":") >= 5 else arn


def _names(arn: str) -> list[str]:
    """All ways to write this identity: in whole and by its resource, as session and as role, with path and without."""
    names = [arn]
    if found := _ASSUMED.fullmatch(arn):
        names.append(f"arn:{found['partition']}:iam::{found['account']}:role/{found['role']}")
    elif (own := _PATTERN.fullmatch(arn)) and own["path"]:
        names.append(f"{own['head']}role/{own['name']}")
    return names + [resource(name) for name in names]


def _by_name(pattern: str, arn: str) -> str:
    """A role's path in the pattern, against an ARN that has none.

    Within an account there is one role of a name, whatever its path: a name without wildcards is enough.
    """
    asked = _PATTERN.fullmatch(pattern)
    if asked is None or asked["path"] is None or _ASSUMED.fullmatch(arn) is None:
        return DIFFERS
    if not any(fnmatchcase(name, f"{asked['head'] or ''}role/{asked['name']}") for name in _names(arn)):
        return DIFFERS
    return CANNOT_TELL if re.search(r"[*?[]", asked["name"]) else MATCHES
