"""Reads each file at most once in a run, so that every chain judges the same bytes."""

from __future__ import annotations

from threading import Lock

from whoami_aws.gather.files import CONFIG_LIMIT, read_bounded
from whoami_aws.gather.machine import Machine
from whoami_aws.host.facts import FileState

_MOST_KEPT = 8 * CONFIG_LIMIT
"""Bytes that are kept in memory. A file that does not fit is read again by the next reader that wants it."""


class Contents:
    """The files of one machine that were read so far. Their bytes stay in memory and never become part of a Host."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[FileState, bytes]] = {}
        self._room = _MOST_KEPT
        self._lock = Lock()  # an endpoint's thread reads its token

    def __repr__(self) -> str:
        return "Contents(…)"

    def read(self, machine: Machine, path: str, limit: int) -> tuple[FileState, bytes]:
        """The state of a path, and its bytes if it is a regular file of at most `limit` bytes, as `read_bounded` gives
        them.
        """
        with self._lock:
            found = self._read.get(path)
            if found is None:
                found = read_bounded(machine, path, CONFIG_LIMIT)
                if len(found[1]) <= self._room:
                    self._room -= len(found[1])
                    self._read[path] = found
        state, data = found
        return (state, data) if len(data) <= limit else (state._replace(kind="too-large"), b"")
