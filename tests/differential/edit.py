"""Carries a what-if out for real: unsets variables, removes files, deletes keys from files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError

Removal = Sequence[Any]
"""(kind, name, section, key, line) of a `Change`."""


class Edits:
    """`paths` maps a path as the model shows it to the one on disk. Each `apply` starts from the original files."""

    def __init__(self, job: Mapping[str, Any], paths: Mapping[str, str]) -> None:
        self._job = job
        self._paths = paths
        self._originals: dict[Path, bytes] = {}

    def __enter__(self) -> Edits:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def apply(self, removals: Sequence[Removal]) -> dict[str, Any]:
        """The job after the removals."""
        self._restore()
        job: dict[str, Any] = {**self._job, "env": dict(self._job["env"])}
        lines: dict[Path, list[Removal]] = {}
        for removal in removals:
            kind, name = removal[:2]
            if kind == "unset":
                del job["env"][name]
            elif kind == "drop-option":
                job["profile"] = None
            elif kind == "drop-file":
                path = self._path(name)
                self._originals[path] = path.read_bytes()
                path.unlink()
            elif kind == "drop-key":
                lines.setdefault(self._path(name), []).append(removal)
            else:
                raise ValueError(f"unknown change {kind}")
        for path, keys in lines.items():
            self._originals[path] = path.read_bytes()
            _delete(path, keys)
        return job

    def _path(self, shown: str) -> Path:
        return Path(self._job["cwd"]) / self._paths.get(shown, shown)

    def _restore(self) -> None:
        for path, content in self._originals.items():
            path.write_bytes(content)
        self._originals.clear()


def _delete(path: Path, keys: Sequence[Removal]) -> None:
    """Deletes keys with the lines that continue them, and sees to it that botocore misses just them."""
    before = raw_config_parse(str(path))
    text = path.read_text()
    lines: list[str | None] = list(text.split("\n"))
    for _, _, section, key, number in keys:
        if lines[number - 1] is None:  # deleted by another name of the same file
            continue
        first = str(lines[number - 1])
        assert first.strip().lower().startswith(key), f"{path}:{number} is not {key} but {first!r}"
        lines[number - 1] = None
        at = number
        while at < len(lines):
            line = str(lines[at])
            bare = line.strip()
            if bare and bare[0] not in "#;":
                if _indent(line) <= _indent(first):
                    break
                lines[at] = None
            elif not bare:
                lines[at] = None
            at += 1
        for name, own in before.items():
            if section in (name, "DEFAULT"):
                own.pop(key, None)
    path.write_text("\n".join(line for line in lines if line is not None))
    try:
        after = raw_config_parse(str(path))
    except ConfigParseError as error:
        raise AssertionError(f"the edited file cannot be parsed: {error.kwargs['error']}") from None
    own_before = {name: set(own) for name, own in before.items()}
    own_after = {name: set(own) for name, own in after.items()}
    if "DEFAULT" not in text:
        assert own_before == own_after, f"{os.fspath(path)}: {own_before} became {own_after}"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
