"""Makes a state on which model and botocore disagree as small as it gets."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from .bench import Bench, Result


def smallest(bench: Bench, state: dict[str, Any]) -> tuple[dict[str, Any], Result]:
    """Drops part after part as long as there is still a disagreement of the same kind."""
    result = bench.run(state)
    kind = _kind(result)
    again = bool(result.disagreements)
    while again:
        again = False
        for smaller in _smaller(state):
            try:
                tried = bench.run(smaller)
            except Exception:  # noqa: BLE001 - a state that cannot be laid out
                continue
            if tried.disagreements and _kind(tried) == kind:
                state, result, again = smaller, tried, True
                break
    return state, result


def _kind(result: Result) -> str:
    first = result.disagreements[0] if result.disagreements else ""
    return ("what-if" if first.startswith("without") else "") + first.split("(")[0].rpartition("without")[2][-40:]


def _smaller(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in state.items():
        if value:
            yield {**state, name: type(value)()} if name != "imds" else {**state, name: None}
        if isinstance(value, dict):
            for inner in value:
                yield {**state, name: {key: item for key, item in value.items() if key != inner}}
        elif isinstance(value, list):
            for at in range(len(value)):
                yield {**state, name: value[:at] + value[at + 1 :]}
    for path, text in state.get("files", {}).items():
        if not isinstance(text, str):
            continue
        lines = text.split("\n")
        for size in (8, 4, 2, 1):
            for at in range(0, len(lines), size):
                smaller = copy.deepcopy(state)
                smaller["files"][path] = "\n".join(lines[:at] + lines[at + size :])
                if smaller["files"][path] != text:
                    yield smaller
