"""What is printed: each change that no test noticed as a diff, and the rates by folder."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from .trial import Result

_WHY = {"survived": "no test fails", "unreached": "no test reaches it"}


def survivor(result: Result) -> str:
    """A change that survived: where it is, why, and the diff."""
    mutant = result.mutant
    tests = f" ({result.tests} ran)" if result.fate == "survived" else ""
    return f"{mutant.file}:{mutant.line}: {_WHY[result.fate]}{tests}\n{mutant.diff}\n"


def table(results: Sequence[Result]) -> str:
    """How many were killed, by folder and in total."""
    folders = sorted({result.mutant.folder for result in results})
    rows = [_row(folder, [one for one in results if one.mutant.folder == folder]) for folder in folders]
    headers = ("folder", "tried", "killed", "by timeout", "survived", "unreached", "not tried", "rate")
    return tabulate([*rows, _row("total", results)], headers)


def rate(results: Sequence[Result]) -> float:
    """Per cent of those tried that a test noticed; a test that does not end has noticed."""
    tried = [result for result in results if result.fate != "not tried"]
    return 100 * sum(result.fate in ("killed", "timeout") for result in tried) / len(tried) if tried else 0.0


def _row(name: str, results: Sequence[Result]) -> tuple[object, ...]:
    counts = [sum(result.fate == fate for result in results) for fate in ("timeout", "survived", "unreached")]
    late = sum(result.fate == "not tried" for result in results)
    killed = sum(result.fate in ("killed", "timeout") for result in results)
    tried = len(results) - late
    return name, tried, killed, *counts, late, f"{rate(results):.0f} %" if tried else "–"
