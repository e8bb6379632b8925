"""The table of what both said, a row a case; rows travel with the test's report, so that workers can send them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .children import Said

Record = Callable[[str, object], None]
PROPERTY = "netns-row"
HEAD = ("situation", "boto3", "s", "whoami-aws", "s", "finding")


def row(name: str, sdk: Said, ours: Said, record: Record) -> str:
    """The row as a line; it is also recorded for the summary."""
    rules = ", ".join(finding["rule"] for finding in ours.report["findings"])
    cells = (name, sdk.text, f"{sdk.seconds:.2f}", ours.text, f"{ours.seconds:.2f}", rules)
    record(PROPERTY, cells)
    return line(cells)


def line(cells: Iterable[str]) -> str:
    """Cells at fixed columns."""
    name, sdk, sdk_seconds, ours, our_seconds, rules = cells
    return f"{name:42}  {sdk:24} {sdk_seconds:>5}  {ours:24} {our_seconds:>5}  {rules}".rstrip()
