"""What the SDKs answered, as files: one for each SDK, a line for each state."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "answers"


def digest(host: Mapping[str, Any]) -> str:
    """Says of an answer to which text of a state it is one."""
    return hashlib.sha256(json.dumps(host, sort_keys=True).encode()).hexdigest()[:8]


@dataclass
class Answers:
    """One SDK's answers by the state's name. Each has `state`, the digest of what was asked."""

    sdk: str
    version: str
    date: str
    by_state: dict[str, dict[str, Any]]

    def is_of(self, name: str, host: Mapping[str, Any]) -> bool:
        """Whether there is an answer to just this state."""
        return self.by_state.get(name, {}).get("state") == digest(host)

    def write(self) -> None:
        """Writes the file, sorted by the states' names."""
        head = json.dumps({"sdk": self.sdk, "version": self.version, "date": self.date})[1:-1]
        lines = [f"{json.dumps(name)}: {json.dumps(self.by_state[name])}" for name in sorted(self.by_state)]
        text = "{" + head + ', "states": {\n' + ",\n".join(lines) + "\n}}\n"
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{self.sdk}.json"
        # A run may be ended while it writes.
        new = path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(path)


@contextmanager
def written_by_one() -> Iterator[None]:
    """Two runs may be under way, each with answers that the other has not."""
    FOLDER.mkdir(exist_ok=True)
    folder = os.open(FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def read(sdk: str) -> Answers | None:
    """The answers of an SDK, None where it never was asked."""
    path = FOLDER / f"{sdk}.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Answers(kept["sdk"], kept["version"], kept["date"], kept["states"])
