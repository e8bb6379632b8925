"""Looks at places: whether something is there, which known word a system file has, which logins a directory holds."""

from __future__ import annotations

import os

from whoami_aws.gather.files import Read, cache_file, read_bounded, state_of
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host import facts as f
from whoami_aws.host.extra_facts import CacheDir, CacheDirNeed, CachedLogin, FileState, Mark, MarkNeed, Place, PlaceNeed

_MARK_LIMIT = 64 * 1024
_MOST_LOGINS = 100


def place(machine: Machine, need: PlaceNeed, store: SecretStore) -> Place:
    """What is at a path; whether this user may read it is asked of the system, and nothing is opened."""
    path = store.reveal(need.path)
    state = state_of(machine, path, 0)
    if state.kind in ("file", "too-large", "kernel-file"):
        state = state._replace(kind="file" if machine.may(path, os.R_OK) else "unreadable")
    elif state.kind == "directory" and not machine.may(path, os.R_OK | os.X_OK):
        state = state._replace(kind="unreadable")
    return Place(state)


def mark(machine: Machine, need: MarkNeed) -> Mark:
    """Which of the words the file has. The files of /proc and /sys give no size, so they are read as they come."""
    try:
        with os.fdopen(machine.open(need.path), "rb") as stream:
            text = stream.read(_MARK_LIMIT).decode("utf-8", "replace").lower()
    except (OSError, ValueError):
        return Mark()
    return Mark(next((word for word in need.words if word in text), None))


def cache_dir(machine: Machine, need: CacheDirNeed, store: SecretStore, read_file: Read = read_bounded) -> CacheDir:
    """The SSO tokens in a directory."""
    try:
        names = sorted(name for name in machine.names_in(store.reveal(need.path)) if name.endswith(".json"))
    except (OSError, ValueError) as error:
        kind = "unreadable" if isinstance(error, PermissionError) else "missing"
        return CacheDir(FileState(kind))
    logins = (_login(machine, need.path, name, store, read_file) for name in names[:_MOST_LOGINS])
    return CacheDir(FileState("directory"), tuple(login for login in logins if login is not None))


def _login(machine: Machine, folder: str, name: str, store: SecretStore, read_file: Read) -> CachedLogin | None:
    file = cache_file(machine, f.CacheNeed(f"{folder}/{name}", "sso"), store, read_file)
    if "accessToken" not in file.fields:
        return None  # a client registration
    texts = dict(file.texts)
    return CachedLogin(
        store.scrub(name),
        texts.get("startUrl"),
        texts.get("region"),
        texts.get("expiresAt"),
        "refreshToken" in file.fields,
    )
