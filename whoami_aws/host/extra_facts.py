"""What hardly a link of a chain reads, and a person looks at to understand one: places, marks, caches, claims.

Needs and facts as in `facts`, with the same promise: no secret is in them.
"""

from __future__ import annotations

from typing import NamedTuple


class FileState(NamedTuple):
    """How a path was found. `kind`: `file`, `missing`, `directory`, `null-device` (/dev/null, which is empty and no
    regular file), `not-regular` (a FIFO, socket or another device),
    `kernel-file` (not read), `unreadable` (this user may not), `hidden` (a directory on the way may not be searched),
    `link-loop`, `too-large` (not read), `failed` (see `detail`).
    """

    kind: str
    detail: str = ""
    size: int = 0
    mode: int | None = None
    owner: int | None = None

    @property
    def was_read(self) -> bool:
        """Whether the content is known."""
        return self.kind in ("file", "null-device")


class Claims(NamedTuple):
    """What a JSON web token says of itself, unproven: times in seconds since the epoch. Neither its signature nor the
    token can be made of it.
    """

    issuer: str | None = None
    audience: tuple[str, ...] = ()
    subject: str | None = None
    issued_at: float | None = None
    expires_at: float | None = None


class CertificatesNeed(NamedTuple):
    """A file of trusted certificates."""

    path: str


class Certificates(NamedTuple):
    """`found`: a certificate is in it (`gather.certificates` says what is one). Nothing else of the file is kept."""

    state: FileState
    found: bool = False


class PlaceNeed(NamedTuple):
    """Whether something is at a path: nothing of it is read."""

    path: str


class Place(NamedTuple):
    """What is there. A file that this user may not read is `unreadable`."""

    state: FileState


class MarkNeed(NamedTuple):
    """Which of some words a small file of the system has (compared without regard to case)."""

    path: str
    words: tuple[str, ...]


class Mark(NamedTuple):
    """`found` is the first of the words, or None: no other text of the file is kept."""

    found: str | None = None


class CacheDirNeed(NamedTuple):
    """A directory of SSO tokens."""

    path: str


class CachedLogin(NamedTuple):
    """One token in it, by what is no secret. `name` is the file's; times as they stand there."""

    name: str
    start_url: str | None = None
    region: str | None = None
    expires_at: str | None = None
    refreshable: bool = False


class CacheDir(NamedTuple):
    """The logins in a directory; of a huge one the first hundred files."""

    state: FileState
    logins: tuple[CachedLogin, ...] = ()
