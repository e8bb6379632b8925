"""Scenarios: hosts as folders that a person can read and write.

`host.json` has a `title`, and whatever of the following the host has. Files stand beside it as they are on the host:
`home/.aws/config` is `~/.aws/config`, `root/etc/token` is `/etc/token`.

| field | meaning |
| --- | --- |
| `story` | what somebody did, and what surprises them |
| `command` | the words of the command that is run, if it is not `explain` |
| `argv` | options of that command |
| `env` | variables; null for one that is not set, though others expect it |
| `files` | what no file beside it can be: a directory, a link, a FIFO, another encoding, control characters |
| `file_modes` | modes that are not the usual ones |
| `imds` | what the metadata service answers, or the role of an ordinary instance; without it, nothing answers |
| `sts` | what STS answers, added to `IDENTITIES`; null where nothing answers |
| `sso`, `container`, `proxy` | what these endpoints answer |
| `sso_cache`, `login_cache` | cached tokens |
| `passwd_home` | the home folder in the list of users |
| `healthy` | true where there is nothing to fix |
| `silent_for` | rules that say nothing here, and speak on a host much like it |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from whoami_aws.host.arn import Arn

IDENTITIES = {
    "AKIAIOSFODNN7EXAMPLE": "arn:aws:iam::111122223333:user/alice",
    "AKIAI44QH8DHBEXAMPLE": "arn:aws:iam::111122223333:user/bob",
    "ASIAIOSFODNN7EXAMPLE": "arn:aws:sts::111122223333:assumed-role/web-prod-role/i-1234567890abcdef0",
    "ASIACONTAINR7EXAMPLE": "arn:aws:sts::111122223333:assumed-role/task-role/1",
}
"""Whose keys STS knows in every scenario, unless its own `identity_by_key` says otherwise (null: unknown)."""

_ACCOUNT = "111122223333"
_FILE = "host.json"
_PLACES = {"home": "~", "root": ""}
"""Folders beside `host.json`, and where their files are on the host."""
_ABOUT = ("title", "story", "command", "healthy", "silent_for")
"""What `host.json` says that is no part of the host."""


class Scenario(NamedTuple):
    """What a folder says."""

    title: str
    story: str
    command: tuple[str, ...]
    """The first words of the command line."""
    healthy: bool
    silent_for: tuple[str, ...]
    host: dict[str, Any]
    """In the form of `layout.lay_out`."""


def folders(place: Path) -> dict[str, Path]:
    """The folders of all scenarios at or below a place, by their names, in the order of these."""
    found = {file.parent.name: file.parent for file in place.glob(f"**/{_FILE}")}
    return dict(sorted(found.items()))


def read(folder: Path) -> Scenario:
    """A scenario as it is on disk. ValueError or OSError if it cannot be read as one."""
    told: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    host = {name: value for name, value in told.items() if name not in _ABOUT}
    host["files"] = {**host.get("files", {}), **dict(_files(folder))}
    if isinstance(host.get("imds"), str):
        host["imds"] = instance(host["imds"])
    host["sts"] = _sts(host.get("sts", {}))
    return Scenario(
        told["title"],
        told.get("story", ""),
        tuple(told.get("command", ("explain",))),
        told.get("healthy", False),
        tuple(told.get("silent_for", ())),
        host,
    )


def instance(role: str) -> dict[str, Any]:
    """What the metadata service of an ordinary EC2 instance with this role answers."""
    profile = Arn("aws", "iam", "", _ACCOUNT, f"instance-profile/{role.removesuffix('-role')}")
    return {
        "v1": False,
        "token": "ok",
        "role": role,
        "account": _ACCOUNT,
        "region": "us-west-2",
        "credentials": {"Code": "Success", "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "Expiration": "+6h"},
        "instance_profile_arn": str(profile),
    }


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for name, place in _PLACES.items():
        top = folder / name
        for file in sorted(top.rglob("*")):
            if file.is_file():
                # Line ends stay as they are.
                yield f"{place}/{file.relative_to(top).as_posix()}", file.read_bytes().decode()


def _sts(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    known = {**IDENTITIES, **told.get("identity_by_key", {})}
    return {**told, "identity_by_key": {key: arn for key, arn in known.items() if arn is not None}}
