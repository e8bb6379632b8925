"""Writes files, and never through a link or into what is not ours: a report replaces a regular file, whole or not at
all, and leaves nothing behind where it cannot.

Others may write in the directory, or in one above it, while we do. So a path is opened component by component, what
was found out about a directory is found out about its descriptor, and what is written is a new file that takes the
place of the old one.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from whoami_aws.cli.output import Page, pour
from whoami_aws.render.defang import defang

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | getattr(os, "O_PATH", 0)
# A FIFO or a device that has taken the place of a file since it was looked at does not hold us up.
_SAFE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_MOST_LINKS = 40
"""Symbolic links that are followed on the way to a directory, as in Linux."""


class Refused(Exception):
    """A file that is not written: the reason and what to do, in one line."""

    option = ""
    """What asked for the file."""


def write_all(pages: Sequence[Page], mode: int) -> None:
    """Writes each page to its file, or none of them. `mode` is that of new files; one that is there keeps its mode and
    its owner. Raises Refused.
    """
    streams: list[tuple[int, bytes, str]] = []
    parts: list[_Part] = []
    with ExitStack() as cleanup:
        for page in pages:
            data = defang(page.text, page.format, page.colour).encode("utf-8", "replace")
            target = _descriptor(page.path)
            if target is not None:
                streams.append((target, data, page.option))
            elif not _is_null(page.path):
                with _refusing(page.option):
                    parts.append(_Part(page, data, mode, cleanup))
        for target, data, option in streams:
            with _refusing(option):
                _into_stream(target, data)
        for part in parts:
            with _refusing(part.option):
                part.put()


def append(path: str, text: str, format_: str, mode: int) -> None:
    """Appends to a file that a CI system has made for us. Raises Refused."""
    with ExitStack() as cleanup, _refusing():
        where = _Where(path, cleanup)
        flags = os.O_WRONLY | os.O_APPEND | _SAFE | (os.O_CREAT | os.O_EXCL if where.found is None else 0)
        target = where.open(flags, mode, cleanup)
        pour(target, defang(text, format_).encode("utf-8", "replace"))


def read(path: str, most: int) -> bytes | None:
    """The beginning of a file that is to be replaced; None where there is none. Raises Refused."""
    with ExitStack() as cleanup, _refusing():
        where = _Where(path, cleanup)
        return None if where.found is None else os.read(where.open(os.O_RDONLY | _SAFE, 0, cleanup), most)


def is_stream(path: str) -> bool:
    """Whether several texts can go there, one after the other: standard output, an open descriptor, /dev/null."""
    return _descriptor(path) is not None or _is_null(path)


@contextmanager
def _refusing(option: str = "") -> Iterator[None]:
    """Makes every error in writing a Refused."""
    try:
        yield
    except Refused as error:
        error.option = option
        raise
    except OSError as error:
        refused = Refused(_SAID.get(error.errno or 0) or f"{error.strerror or type(error).__name__}; name another file")
        refused.option = option
        raise refused from None


_SAID = {
    errno.ENOENT: "its directory does not exist; create it first",
    errno.ENOTDIR: "a part of its path is not a directory; name another file",
}


# Open descriptors.

_STREAM = re.compile(r"/+dev/+(?:(stdout)|(stderr)|fd/+([0-9]{1,9}))|/+proc/+(?:self|thread-self)/+fd/+([0-9]{1,9})")


def _descriptor(path: str) -> int | None:
    """The open descriptor that a path means; None where it is another path."""
    if path == "-":
        return 1
    hit = _STREAM.fullmatch(path)
    if hit is None:
        return None
    return 1 if hit[1] else 2 if hit[2] else int(hit[3] or hit[4])


def _into_stream(descriptor: int, data: bytes) -> None:
    """Appends to what was open when we were started."""
    try:
        # Python's own descriptors, as one to an endpoint, are closed on exec; one that we were started with is not.
        is_inherited = os.get_inheritable(descriptor)
    except OSError:
        is_inherited = False
    if is_inherited:
        pour(descriptor, data)
    elif descriptor not in (1, 2):  # a standard stream that was closed has no reader
        raise Refused(f"descriptor {descriptor} is not open; name a file, or - for standard output")


def _is_null(path: str) -> bool:
    try:
        found, null = os.lstat(path), os.lstat(os.devnull)
    except OSError:
        return False
    return stat.S_ISCHR(found.st_mode) and found.st_rdev == null.st_rdev


# Files.

_KINDS = {
    stat.S_IFLNK: "a symbolic link, which can lead to another user's file; name the file itself",
    stat.S_IFDIR: "a directory; name a file in it",
    stat.S_IFIFO: "a FIFO, which may have no reader; name a regular file, or - for standard output",
    stat.S_IFSOCK: "a socket; name a regular file, or - for standard output",
}


class _Where:
    """A file by its open directory and its name in there. Raises Refused for what is not a regular file of ours."""

    def __init__(self, path: str, cleanup: ExitStack) -> None:
        folder, _, self.name = path.rpartition("/")
        if self.name in ("", ".", ".."):
            raise Refused(f"it is {_KINDS[stat.S_IFDIR]}")
        walk = _Walk(folder + "/" if path.startswith("/") else folder or ".", cleanup)
        self.folder = walk.folder
        self.found: os.stat_result | None = None
        try:
            self.found = os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            return
        self.must_be_ours(self.found)

    def open(self, flags: int, mode: int, cleanup: ExitStack) -> int:
        """The file, open: it is judged again, as it can be another one since."""
        opened = os.open(self.name, flags, mode, dir_fd=self.folder)
        cleanup.callback(os.close, opened)
        self.must_be_ours(os.fstat(opened))
        return opened

    def must_be_ours(self, found: os.stat_result) -> None:
        """Raises Refused for what is not a regular file of ours."""
        if not stat.S_ISREG(found.st_mode):
            kind = _KINDS.get(stat.S_IFMT(found.st_mode), "a device; name a regular file, or - for standard output")
            raise Refused(f"it is {kind}")
        if found.st_nlink > 1:
            raise Refused("it is a hard link to a file with another name; remove it, or name another file")
        folder = os.fstat(self.folder)
        # Another user's file is there on purpose in that user's own directory, and where only we can put it.
        in_own = found.st_uid == folder.st_uid
        in_ours = folder.st_uid in (0, os.geteuid()) and not folder.st_mode & 0o022
        if not (found.st_uid == os.geteuid() or in_own or in_ours):
            raise Refused("it belongs to another user; remove it, or name another file")


class _Part:
    """A new file beside the one that it is going to replace."""

    def __init__(self, page: Page, data: bytes, mode: int, cleanup: ExitStack) -> None:
        self.option = page.option
        self.where = _Where(page.path, cleanup)
        self.name = f".whoami-aws-{os.urandom(8).hex()}.part"
        cleanup.callback(self.remove)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE
        part = os.open(self.name, flags, 0o600, dir_fd=self.where.folder)
        try:
            was = self.where.found
            if was is not None:
                _give(part, was)
            try:
                os.fchmod(part, mode if was is None else was.st_mode & 0o777)
            except PermissionError:  # of a file that we have just made: this file system keeps no modes
                pass
            pour(part, data)
        finally:
            os.close(part)

    def put(self) -> None:
        """Takes the place of the old file."""
        folder = self.where.folder
        os.replace(self.name, self.where.name, src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self) -> None:
        """Takes it away again, unless it has its place."""
        try:
            os.unlink(self.name, dir_fd=self.where.folder)
        except OSError:
            pass


def _give(part: int, was: os.stat_result) -> None:
    """Gives a new file to the owner of the old one."""
    now = os.fstat(part)
    if (now.st_uid, now.st_gid) == (was.st_uid, was.st_gid):
        return
    try:
        os.fchown(part, was.st_uid, was.st_gid)
    except PermissionError:
        raise Refused("it belongs to another user or group; remove it, or name another file") from None


# Directories.


class _Link(NamedTuple):
    owner: int
    target: str


class _Walk:
    """Opens a directory, component by component. A symbolic link is followed if it is ours or root's."""

    def __init__(self, path: str, cleanup: ExitStack) -> None:
        self.folder = os.open("/" if path.startswith("/") else ".", _FOLDER)
        cleanup.callback(self._close)
        rest, links = _components(path), 0
        while rest:
            name = rest.pop()
            link = self._link(name)
            if link is None:
                self._enter(os.open(name, _FOLDER, dir_fd=self.folder))
                continue
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            if link.owner not in (0, os.geteuid()):
                raise Refused("a directory in its path is a symbolic link of another user; write the path without it")
            if link.target.startswith("/"):
                self._enter(os.open("/", _FOLDER))
            rest += _components(link.target)
        here, there = os.fstat(self.folder), os.stat(path)
        if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino):
            # As with the links in /proc, which lead elsewhere than they say.
            raise Refused("its directory is not where its path says; write the path without symbolic links")

    def _link(self, name: str) -> _Link | None:
        found = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        if not stat.S_ISLNK(found.st_mode):
            return None
        target = os.readlink(name, dir_fd=self.folder)
        again = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        if (found.st_ino, found.st_ctime_ns) != (again.st_ino, again.st_ctime_ns):
            raise Refused("a directory in its path has changed meanwhile; try again")
        return _Link(found.st_uid, target)

    def _enter(self, folder: int) -> None:
        os.close(self.folder)
        self.folder = folder

    def _close(self) -> None:
        os.close(self.folder)


def _components(path: str) -> list[str]:
    """Those of a path, the first one last."""
    return [part for part in path.split("/") if part not in ("", ".")][::-1]
