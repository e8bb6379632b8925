"""Asks SDKs on states, and keeps what they answer."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Any

from tests.netns.namespace import why_not

from .answers import Answers, digest, read, written_by_one
from .ask import ask
from .place import lead_names_here
from .sdks import Sdk
from .states import STATES

_OFTEN = 25


def run(sdks: Sequence[Sdk], part: str | None, sample: int | None, missing: bool, jobs: int) -> int:
    """Asks each SDK on each state. A part or a sample is printed; only all of the states are written."""
    if reason := why_not():
        print(reason, file=sys.stderr)
        return 2
    lead_names_here()
    names = [name for name in STATES if part is None or part in name]
    names = names[:: max(1, len(names) // sample)] if sample else names
    for sdk in sdks:
        if not sdk.is_built:
            print(f"{sdk.name}: not built", file=sys.stderr)
            continue
        start = time.monotonic()
        fit = [name for name in names if is_for(sdk, name)]
        asked = _names(sdk, fit) if missing else fit
        if part is None and sample is None:
            _record(sdk, asked, jobs)
        else:
            _show(sdk, asked, jobs)
        seconds = time.monotonic() - start
        print(f"{sdk.name} {sdk.version}: {len(asked)} states in {seconds:.0f} s", file=sys.stderr, flush=True)
    return 0


def show(pattern: str | None) -> int:
    """Prints the states' names; with a pattern, the states in full."""
    for name, host in STATES.items():
        if pattern is None:
            print(name)
        elif pattern in name:
            print(name, json.dumps(host, indent=2))
    return 0


def is_for(sdk: Sdk, name: str) -> bool:
    """Whether an SDK can be asked about a state."""
    return sdk.explicit or not STATES[name].get("argv")


def _names(sdk: Sdk, names: Sequence[str]) -> list[str]:
    """The names of what has no answer yet by this version."""
    kept = read(sdk.name)
    if kept is None or kept.version != sdk.version:
        return list(names)
    return [name for name in names if not kept.is_of(name, STATES[name])]


def _record(sdk: Sdk, names: Sequence[str], jobs: int) -> None:
    """Writes now and then, so that a run which is ended was not for nothing."""
    new: dict[str, dict[str, Any]] = {}
    for name, answer in answers_of(sdk, names, jobs):
        if answer is not None:
            new[name] = {**answer, "state": digest(STATES[name])}
        if len(new) >= _OFTEN:
            _keep(sdk, new)
            new = {}
    _keep(sdk, new)


def _keep(sdk: Sdk, new: Mapping[str, dict[str, Any]]) -> None:
    """Puts answers to those on record, which another run may have come to meanwhile."""
    with written_by_one():
        kept = read(sdk.name)
        known = kept.by_state if kept and kept.version == sdk.version else {}
        by_state = {name: answer for name, answer in {**known, **new}.items() if name in STATES and is_for(sdk, name)}
        today = datetime.now(timezone.utc).date().isoformat()
        Answers(sdk.name, sdk.version, today, by_state).write()


def _show(sdk: Sdk, names: Sequence[str], jobs: int) -> None:
    """Prints the answers, and beside each the one that is kept where it is another."""
    kept = read(sdk.name)
    for name, answer in answers_of(sdk, names, jobs):
        if answer is None:
            continue
        was = {**kept.by_state.get(name, {})} if kept else {}
        was.pop("state", None)
        differs = f"  KEPT {json.dumps(was)}" if was not in ({}, answer) else ""
        print(f"{sdk.name:13} {name:45} {json.dumps(answer)}{differs}", flush=True)


def answers_of(sdk: Sdk, names: Sequence[str], jobs: int) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """The answers in order. A state that cannot be laid out is named, and has none."""

    def one(name: str) -> Mapping[str, Any] | None:
        try:
            return ask(sdk, STATES[name])
        except Exception as error:  # noqa: BLE001 - one bad state must not end a long run
            print(f"{sdk.name}: {name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            return None

    with ThreadPoolExecutor(jobs) as pool:
        yield from zip(names, pool.map(one, names), strict=True)
