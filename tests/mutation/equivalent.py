"""Changes that are set aside, each with a reason: those in `equivalent.txt`.

An entry is the file, what is gone and what came as a diff has them (indentation does not count), and after `=` the
reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("equivalent.txt")


class Change(NamedTuple):
    """What is known of a change wherever it is in its file."""

    file: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def read(path: Path = FILE) -> dict[Change, str]:
    """The reasons by change."""
    found: dict[Change, str] = {}
    file, removed, added = "", [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match line[:1]:
            case "" | "#":
                pass
            case "-":
                removed.append(line[1:].strip())
            case "+":
                added.append(line[1:].strip())
            case "=":
                reason = line[1:].strip()
                if not (file and (removed or added) and reason):
                    raise ValueError(f"{path.name}:{number}: an entry needs a file, changed lines and a reason")
                found[Change(file, tuple(removed), tuple(added))] = reason
                removed, added = [], []
            case _:
                file = line.strip()
    if removed or added:
        raise ValueError(f"{path.name}: the last entry has no reason")
    return found
