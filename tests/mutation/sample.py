"""Draws a sample of the changes: the same from the same seed and files.

What is drawn is a line, then one of the kinds of change that are possible there, then one of that kind: a call of ten
arguments weighs no more than a comparison. No line comes twice before all others of its folder had their turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .equivalent import Change
from .mutants import Mutant, Source, folder_of
from .uses import Uses

LEAST, OF = 20, 300
"""How many of how many each folder gets at least, if it has so many."""


def sample(
    root: Path, files: Sequence[str], uses: Uses, number: int, seed: str, equivalent: Mapping[Change, str]
) -> tuple[list[Mutant], list[Mutant]]:
    """The drawn ones, and those that were drawn and set aside as equivalent."""
    lines: dict[str, list[tuple[str, int]]] = {}
    for file in sorted(files):
        lines.setdefault(folder_of(file), []).extend((file, line) for line in uses.code_lines(file))
    drawn: list[Mutant] = []
    aside: list[Mutant] = []
    for folder, quota in quotas(number, {folder: len(found) for folder, found in lines.items()}).items():
        taken = 0
        for mutant in _of_folder(root, lines[folder], random.Random(f"{seed} {folder}")):
            if taken == quota:
                break
            if Change(mutant.file, mutant.removed, mutant.added) in equivalent:
                aside.append(mutant)
            else:
                drawn.append(mutant)
                taken += 1
    return drawn, aside


def quotas(number: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many each folder gets: at least 20 of 300, or as many lines as it has, and of the rest its share."""
    floor = {folder: min(size, number * LEAST // OF) for folder, size in sizes.items()}
    if sum(floor.values()) > number:
        floor = dict.fromkeys(sizes, 0)
    rest, left = number - sum(floor.values()), {folder: size - floor[folder] for folder, size in sizes.items()}
    # A line can be changed in several ways: where all have had their turn, they get it again.
    weights = left if any(left.values()) else dict(sizes)
    shares = {folder: rest * weight / (sum(weights.values()) or 1) for folder, weight in weights.items()}
    given = {folder: floor[folder] + int(share) for folder, share in shares.items()}
    largest = sorted(shares, key=lambda folder: (int(shares[folder]) - shares[folder], folder))
    for folder in largest[: number - sum(given.values())]:
        given[folder] += 1
    return dict(sorted(given.items()))


def _of_folder(root: Path, lines: list[tuple[str, int]], dice: random.Random) -> Iterator[Mutant]:
    lines = list(lines)
    dice.shuffle(lines)
    sources: dict[str, Source] = {}
    seen: set[tuple[str, str]] = set()
    while lines:
        left = []
        for file, line in lines:
            if file not in sources:
                sources[file] = Source(file, (root / file).read_text(encoding="utf-8"))
            mutant = _of_line(sources[file], line, dice, seen)
            if mutant is not None:
                left.append((file, line))
                yield mutant
        lines = left


def _of_line(source: Source, line: int, dice: random.Random, seen: set[tuple[str, str]]) -> Mutant | None:
    changes = [change for change in source.changes if change.line == line]
    while changes:
        operator = dice.choice(sorted({change.operator for change in changes}))
        change = dice.choice([change for change in changes if change.operator == operator])
        changes.remove(change)
        mutant = source.mutant(change)
        if mutant is not None and (mutant.file, mutant.code) not in seen:
            seen.add((mutant.file, mutant.code))
            return mutant
    return None
