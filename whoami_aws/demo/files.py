"""Writes a host's files below a root, and removes them again whatever their modes."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from whoami_aws.fakes.state import State, moment, section

Fill = Callable[[str], str]
"""Replaces placeholders in a text."""


def write(path: Path, content: object, fill: Fill) -> None:
    """One file as a host describes it: text, or a mapping that says what else it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    private = ".aws" in path.parts
    if not isinstance(content, Mapping):
        path.write_bytes(fill(str(content)).encode())
    elif content.get("directory"):
        path.mkdir(exist_ok=True)
        return
    elif content.get("fifo"):
        os.mkfifo(path)
    elif "symlink" in content:
        path.symlink_to(fill(str(content["symlink"])))
        return
    elif "bytes_hex" in content:
        path.write_bytes(bytes.fromhex(str(content["bytes_hex"])))
    elif "size" in content or "text" in content:
        encoding = codecs.lookup(str(content.get("encoding", "utf-8"))).name
        path.write_bytes(fill(str(content.get("text", ""))).encode(encoding))
        if "size" in content:
            os.truncate(path, int(str(content["size"])))
    else:
        raise ValueError(f"{path.name}: not a description of a file: {sorted(content)}")
    # Modes are set, not left to the umask of whoever runs this.
    path.chmod(0o755 if path.parent.name == "bin" else 0o600 if private else 0o644)


def sso_cache(home: Path, token: State) -> tuple[Path, str]:
    """Where botocore looks for a cached SSO token, and the text to put there.

    `token` has `key` (a start URL or the name of an sso-session) and the fields of the
    file; `raw` in their place is the text itself.
    """
    name = hashlib.sha1(str(token["key"]).encode()).hexdigest()
    fields = {k: v for k, v in token.items() if k != "key"}
    return home / f".aws/sso/cache/{name}.json", _json(fields)


def login_cache(home: Path, entry: State) -> tuple[Path, str]:
    """Where botocore looks for the cache of `aws login`, and the text to put there.

    `entry` has `session` (the `login_session`) and `token`, or `raw`, the text itself.
    """
    name = hashlib.sha256(str(entry["session"]).encode()).hexdigest()
    raw = {"raw": entry["raw"]} if "raw" in entry else section(entry, "token")
    return home / f".aws/login/cache/{name}.json", _json(raw)


def remove(path: Path) -> None:
    """Removes `path` and all below it, also directories that may not be entered."""
    if path.is_symlink() or not path.exists():
        path.unlink(missing_ok=True)
        return
    _unlock(path)
    shutil.rmtree(path)


def _unlock(directory: Path) -> None:
    directory.chmod(0o700)
    for entry in os.scandir(directory):
        if entry.is_dir(follow_symlinks=False):
            _unlock(Path(entry.path))


def _json(fields: State) -> str:
    return str(fields["raw"]) if "raw" in fields else json.dumps(_timed(fields))


def _timed(value: object) -> object:
    """`value` with the times in it, fields named `…expiresAt`, made absolute."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: moment(inner) if isinstance(inner, str) and name.lower().endswith("expiresat") else _timed(inner)
        for name, inner in value.items()
    }
