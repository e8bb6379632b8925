"""Whether SDKs pick the same on one host, and the smallest change of the host after which they do. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.arn import looks_like_arn
from whoami_aws.host.host import Change, Host
from whoami_aws.host.variables import CONFIG_FILE, CREDENTIALS_FILE

_MOST_INPUTS = 10
"""So many changes are tried two by two: a host with more needs more than one fix."""


class Subject(NamedTuple):
    """One SDK's chain on the host as that SDK has it, and the verdict there."""

    host: Host
    chain: Chain
    verdict: Verdict


class Side(NamedTuple):
    """SDKs that pick the same, and what that is in words."""

    sdks: tuple[str, ...]
    told: str


class Disagreement(NamedTuple):
    """`sides`, the largest first. `change`: the smallest one after which all pick what `link` gives, as judging each of
    them on the changed host says; empty if none was found.
    """

    sides: tuple[Side, ...]
    change: tuple[Change, ...] = ()
    link: str = ""


def pick(verdict: Verdict) -> tuple[str, ...]:
    """Whose credentials a verdict comes to, as far as it can be told without asking: two that are equal are one
    identity. Errors are equal whatever their class: no credentials either way.
    """
    if verdict.outcome != RESOLVED or verdict.winning_link is None:
        return ("nobody",) if verdict.outcome in (NONE, ERROR) else (verdict.outcome,)
    credentials = verdict.winning_link.probe.credentials
    if credentials is None:
        return (verdict.winning_link.link,)
    if credentials.role is not None and (credentials.key_id is None or looks_like_arn(credentials.role)):
        return ("role", credentials.role, credentials.account or "")
    key = credentials.key_id
    if key is None:
        return (verdict.winning_link.link, credentials.account or "")
    return ("key", key.text or key.shape.fingerprint, "token" if credentials.has_token else "")


def smallest_change(subjects: Sequence[Subject]) -> tuple[tuple[Change, ...], str]:
    """The smallest change after which all pick the same credentials, and the link that gives them: one input taken
    away or called by another name, else two. Empty if there is none.
    """
    tried = _candidates(subjects)
    # Those that differ now are asked first: most changes do not bring them together.
    seen: set[tuple[str, ...]] = set()
    subjects = sorted(subjects, key=lambda one: _is_seen(pick(one.verdict), seen))
    for size in (1, 2):
        for changes in combinations(tried[:_MOST_INPUTS] if size > 1 else tried, size):
            flat = tuple(dict.fromkeys(change for group in changes for change in group))
            if (link := _agreed(subjects, flat)) is not None:
                return tuple(_placed(subjects[0].host, change) for change in flat), link
    return (), ""


def _placed(host: Host, change: Change) -> Change:
    """A key's removal with its line only where that line is all of it: without the first one, what an indent joins to
    a value would belong to the key above.
    """
    file = host.ini(host.expand(change.name)) if change.kind == "drop-key" else None
    section = file.document.sections.get(change.section or "") if file is not None and file.document else None
    entry = section.own.get(change.key or "") if section is not None else None
    whole = entry is not None and not entry.continued and not isinstance(entry.value, tuple)
    return change if change.kind != "drop-key" or whole else change._replace(line=None)


def _is_seen(found: tuple[str, ...], seen: set[tuple[str, ...]]) -> bool:
    known = found in seen
    seen.add(found)
    return known


def _agreed(subjects: Sequence[Subject], changes: tuple[Change, ...]) -> str | None:
    """The link that wins for all after the changes; None where they do not pick the same, or none has credentials."""
    first: tuple[str, ...] | None = None
    link = None
    for host, chain, _ in subjects:
        verdict = judge(host.changed(changes), chain)
        if verdict.outcome != RESOLVED or (first is not None and pick(verdict) != first):
            return None
        first, link = first or pick(verdict), link or verdict.winner
    return link


def _candidates(subjects: Sequence[Subject]) -> list[tuple[Change, ...]]:
    """What decided in one of them, each with what belongs to it, and each for itself; then other names for it."""
    found: dict[tuple[Change, ...], None] = {}
    for host, chain, verdict in subjects:
        selected = BotocoreView(host, chain).selected
        if selected is not None and selected.origin.kind == "env":
            found[(Change("unset", selected.origin.name),)] = None
        whole = verdict.removable_inputs
        for change in whole:
            found[(change,)] = None
        if len(whole) > 1:
            found[whole] = None
    found.update(dict.fromkeys(_renames(subjects[0].host, {BotocoreView(*one[:2]).profile for one in subjects})))
    return list(found)


_NAMES = (
    (("AWS_DEFAULT_PROFILE", "AWS_PROFILE"),),
    (("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"), ("AWS_SECRET_KEY", "AWS_SECRET_ACCESS_KEY")),
)
"""Variables that some SDKs read, and the names that all of them do."""


def _renames(host: Host, profiles: set[str]) -> Iterator[tuple[Change, ...]]:
    for pairs in _NAMES:
        if all(old in host.env and new not in host.env for old, new in pairs):
            yield tuple(Change("rename", old, reading=new) for old, new in pairs)
    if "AWS_SDK_LOAD_CONFIG" not in host.env:
        # Without it the SDKs for Go v1 and JavaScript v2 do not read the config file.
        yield (Change("set", "AWS_SDK_LOAD_CONFIG", reading="1"),)
    for variable, default, right in (
        (CONFIG_FILE, "~/.aws/config", "profile {}"),
        (CREDENTIALS_FILE, "~/.aws/credentials", "{}"),
    ):
        named = host.variable(variable)
        path = (named.text if named else None) or default
        file = host.ini(host.expand(path))
        for section in file.document.sections.values() if file is not None and file.document is not None else ():
            name = section.name.removeprefix("profile ").strip()
            meant = right.format(name)
            if name in profiles and name != "default" and section.name != meant:
                yield (
                    Change("rename-section", host.shown(host.expand(path)), section.name, None, meant, section.line),
                )
