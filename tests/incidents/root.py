"""A machine of its own: a root directory in memory, with this machine's programs and nothing else of it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]

_NEWNS, _NEWCGROUP, _NEWPID, _NEWNET = 0x00020000, 0x02000000, 0x20000000, 0x40000000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_CAPBSET_DROP = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_DEVICES = ("null", "zero", "random", "urandom")
_SYSTEM = ("usr", "bin", "sbin", "lib", "lib32", "lib64")
_OF_ETC = ("ld.so.cache", "ssl", "alternatives")

_libc = ctypes.CDLL(None, use_errno=True)


def leave() -> None:
    """Takes this process out of all that it shares: mounts, network, cgroups, and its children out of its processes."""
    _call(_libc.unshare, _NEWNS | _NEWNET | _NEWPID | _NEWCGROUP)
    _mount(None, "/", None, _REC | _PRIVATE)


def enter(place: Path, replaced: Mapping[str, str], seen: Iterable[Path]) -> None:
    """Builds the root at `place`, an empty directory, and goes in. `seen`: further directories to be seen, unwritable.

    `replaced`: files of this machine with those that are seen in their place.
    """
    _mount("root", str(place), "tmpfs", 0)
    for name in ("etc", "dev", "proc", "sys", "tmp", "run", "var", "home", "root", "opt", "srv", "mnt"):
        (place / name).mkdir()
    (place / "root").chmod(0o700)
    (place / "tmp").chmod(0o1777)
    (place / "var/run").symlink_to("/run")
    _mount("proc", str(place / "proc"), "proc", 0)
    for name in _DEVICES:
        (place / "dev" / name).touch()
        _mount(f"/dev/{name}", str(place / "dev" / name), None, _BIND)
    for name in _SYSTEM:
        real = Path("/", name)
        if real.is_symlink():
            (place / name).symlink_to(os.readlink(real))
        elif real.is_dir():
            _show(real, place)
    for name in _OF_ETC:
        _show(Path("/etc", name), place)
    for path in (Path(sys.base_prefix), Path(sys.prefix), PROJECT, *seen):
        if not path.is_relative_to("/usr"):
            _show(path, place)
    for path, other in replaced.items():
        _mount(other, f"{place}{path}", None, _BIND)
    os.chroot(place)
    os.chdir("/")


def obey_file_modes() -> None:
    """From now on what this process starts may not read what its user may not read, though that user is root."""
    for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        _call(_libc.prctl, _CAPBSET_DROP, capability, 0, 0, 0)


def _show(real: Path, place: Path) -> None:
    """Binds a path into the new root, read-only."""
    target = place / str(real).lstrip("/")
    if not real.exists() or target.is_mount():
        return
    if real.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(real), str(target), None, _BIND)
    _mount(None, str(target), None, _BIND | _REMOUNT | _RDONLY)


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    words = [word and word.encode() for word in (source, target, kind)]
    _call(_libc.mount, *words, ctypes.c_ulong(flags), None)


def _call(function: ctypes._CFuncPtr, *arguments: object) -> None:
    if function(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}: {arguments}")
