"""Whether an ARN is the one that is asked for, by a glob or a regular expression.

A role has two ARNs: its own (`arn:aws:iam::…:role/path/deploy`) and that of a session that has assumed it
(`arn:aws:sts::…:assumed-role/deploy/session`), which has lost the path. A pattern may name either.

The caller who assumes the role chooses the last part of a session's ARN. So a pattern is held against it only where it
says `assumed-role`: `*/deploy` is a role called deploy, and not a session of that name.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from whoami_aws.host import arn as arns
from whoami_aws.host.arn import ASSUMED, FEDERATED, Arn

MATCHES, DIFFERS, CANNOT_TELL = "matches", "differs", "cannot-tell"
REGEX = "re:"

_ROLE = re.compile(r"(?P<head>arn:[^/]*:)?role/(?P<path>.+/)(?P<name>[^/]+)", re.DOTALL)
_NEGATIVE = re.compile(r"\(\?<?!|\[[!^]")
"""What a pattern excludes: without the path it cannot be told that a role's name is not excluded."""


def wrong(pattern: str) -> str:
    """What is wrong with a pattern; "" for a good one."""
    if not pattern:
        return "is empty"
    if pattern.startswith(REGEX):
        try:
            re.compile(pattern[len(REGEX) :])
        except (re.error, RecursionError, OverflowError) as error:
            return f"is not a regular expression: {error}"
    elif arns.looks_like_arn(pattern) and pattern.count(":") < 5:
        return "begins like an ARN but is not valid: expected arn:PARTITION:SERVICE::ACCOUNT:RESOURCE"
    return ""


def match(pattern: str, arn: str, role: str | None = None) -> str:
    """`matches`, `differs`, or `cannot-tell` where the pattern asks for a part that this ARN does not have. `role`: the
    ARN of the role, with its path, that the chain says it assumes.
    """
    found = arns.parse(arn)
    if found is None:
        return CANNOT_TELL
    named = arns.parse(role)
    if found.kind == "role":
        named = found
    elif named is not None and not found.is_session_of(named):
        named = None
    if _says(pattern, _names(pattern, found, named)):
        return CANNOT_TELL if found.kind == ASSUMED and named is None and _NEGATIVE.search(pattern) else MATCHES
    return CANNOT_TELL if found.kind == ASSUMED and named is None and _asks_for_path(pattern, found) else DIFFERS


def _names(pattern: str, arn: Arn, role: Arn | None) -> list[Arn]:
    """The ways to write this identity that the pattern may mean: as session and as role, with path and without."""
    own = [] if arn.kind in (ASSUMED, FEDERATED) and arn.kind not in pattern else [arn]
    if role is not None and role not in own:
        own.append(role)
    # With a path that is known, what a pattern excludes must be held against all of it.
    if arn.role is not None and not (role is not None and _NEGATIVE.search(pattern)):
        own.append(_without_path(arn))
    return own


def _without_path(arn: Arn) -> Arn:
    return Arn(arn.partition, "iam", "", arn.account, f"role/{arn.role}")


def _says(pattern: str, names: list[Arn]) -> bool:
    if pattern.startswith(REGEX):
        expression = re.compile(pattern[len(REGEX) :])
        return any(expression.fullmatch(text) for name in names for text in (str(name), name.resource))
    return any(_globs(pattern, text) for name in names for text in (str(name), name.resource))


def _globs(pattern: str, text: str) -> bool:
    """As `fnmatch`; of a session each part for itself, so that no `*` for the role reaches into the session's name."""
    head, assumed, rest = text.rpartition(f"{ASSUMED}/")
    asked, wanted, parts = pattern.rpartition(f"{ASSUMED}/")
    if not assumed or not wanted:
        return fnmatchcase(text, pattern)
    role, _, session = rest.partition("/")
    asked_role, slash, asked_session = parts.partition("/")
    if not slash:
        asked_session = "*" if asked_role.endswith("*") else ""
    return (
        fnmatchcase(head, asked)
        and fnmatchcase(role, asked_role)
        and (fnmatchcase(session, asked_session) if slash or asked_session else not session)
    )


def _asks_for_path(pattern: str, arn: Arn) -> bool:
    """Whether the pattern wants a path of a role whose name it matches: a session's ARN does not carry the path."""
    if pattern.startswith(REGEX):
        return re.search(r"role/.*/", pattern) is not None
    asked = _ROLE.fullmatch(pattern)
    if asked is None:
        return False
    bare, without = f"{asked['head'] or ''}role/{asked['name']}", _without_path(arn)
    return any(fnmatchcase(text, bare) for text in (str(without), without.resource))
