"""The table of all incidents, and a line for each that is not as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from tests.incidents.lab import why_not
from tests.incidents.measure import Outcome

Column = Callable[[Outcome], "bool | None"]
ROWS: tuple[tuple[str, Column, float], ...] = (
    ("right winner, as the SDK itself says", lambda one: one.winner, 1.0),
    ("root cause named by the first finding", lambda one: one.first, 0.9),
    ("root cause named by any finding", lambda one: one.named, 0.97),
    ("silent where nothing is wrong", lambda one: one.quiet, 1.0),
    ("fix applied, promised winner in place", lambda one: one.cured, 1.0),
)
BESIDE: tuple[tuple[str, Column], ...] = (
    ("fix applied, the cause is told no more", lambda one: one.gone),
    ("severity as expected", lambda one: one.severity),
    ("the tool's own commands, pasted, cure", lambda one: one.pasted),
)


def share(outcomes: Iterable[Outcome], column: Column) -> tuple[int, int]:
    """How many are right, of how many that can be judged."""
    counted = Counter(column(one) for one in outcomes)
    return counted[True], counted[True] + counted[False]


def table(outcomes: list[Outcome]) -> str:
    """All figures, with their targets."""
    lines = [f"{'':40} {'right':>9}  {'share':>7}  target"]
    for name, column, target in (*ROWS, *((name, column, None) for name, column in BESIDE)):
        right, of = share(outcomes, column)
        part = f"{right / of:7.1%}" if of else f"{'–':>7}"
        lines.append(f"{name:40} {right:>4} / {of:<3}  {part}  {'' if target is None else f'{target:.0%}'}".rstrip())
    skipped = [one for one in outcomes if one.before.skipped]
    lines.append(f"incidents: {len(outcomes)}, not run: {len(skipped)}")
    if reason := why_not():
        lines.append(f"NOT ON MACHINES OF THEIR OWN ({reason}): paths, addresses and modes are not as in reality")
    lines += [f"not run: {one.incident.name}: {one.before.skipped}" for one in skipped]
    return "\n".join(lines)


def details(outcomes: list[Outcome], every: bool = False) -> str:
    """For each incident with anything wrong, or for all: what it is, and all that was said of it."""
    return "\n".join(line for one in outcomes if every or _wanting(one) for line in _lines(one))


def _wanting(one: Outcome) -> bool:
    return False in (one.winner, one.first, one.named, one.quiet, one.cured, one.gone, one.severity, one.pasted)


def _lines(one: Outcome) -> Iterable[str]:
    wrong = [name for name, column in (*((name, column) for name, column, _ in ROWS), *BESIDE) if column(one) is False]
    yield f"\n{one.incident.name}: {one.incident.data['title']}"
    if wrong:
        yield f"    not: {'; '.join(wrong)}"
    if not one.incident.control:
        yield f"    cause: {', '.join(one.incident.cause) or '(no rule yet)'} at {one.incident.expected['severity']}"
    for note in one.notes:
        yield f"    {note}"
    for finding in one.before.report["findings"] if one.before.report else ():
        yield f"    {finding['severity']:7} {finding['rule']}: {finding['message']}"
