"""What is looked at beyond what a chain asks for: for the rules, which explain and advise. Files alone, and cheap ones.

Pure: it names needs; the gatherer answers them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from whoami_aws import surroundings
from whoami_aws.chain.verdict import ERROR, NONE, Verdict
from whoami_aws.host.clues import CacheDirNeed, PlaceNeed
from whoami_aws.host.facts import CacheNeed, Need
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value

SSO_CACHE = "~/.aws/sso/cache"


def wants(host: Host, verdict: Verdict) -> Iterator[Need]:
    """The needs of the rules for this host and this verdict."""
    yield from surroundings.NEEDS
    if any(isinstance(need, CacheNeed) and need.kind == "sso" for _, need in host.facts):
        yield CacheDirNeed(host.expand_home(SSO_CACHE))
    if verdict.outcome in (NONE, ERROR):
        for path in lost_files(host):
            yield PlaceNeed(path)
    if host.home:
        yield PlaceNeed(host.home)
        yield PlaceNeed(posixpath.join(host.home, ".aws"))


def lost_files(host: Host) -> list[str]:
    """Where credentials files lie that somebody meant for this process: other homes, a directory called `~`."""
    homes = [home for home in (host.passwd_home, *_other_homes(host)) if home and home != host.home]
    if host.home:
        homes.append(posixpath.join(host.home, "~"))
    found = [f"{home.rstrip('/')}/.aws/{name}" for home in homes for name in ("credentials", "config")]
    return list(dict.fromkeys(found))


def _other_homes(host: Host) -> Iterator[str]:
    yield "/root"
    sudo = host.variable("SUDO_USER")
    if sudo is not None and (name := _plain_name(sudo)):
        yield f"/home/{name}"
    windows = host.variable("USERPROFILE")
    if windows is not None and (path := windows_path(windows.text or "")):
        yield path


def _plain_name(value: Value) -> str | None:
    text = value.text or ""
    return text if text and "/" not in text and not text.startswith(".") else None


def windows_path(text: str) -> str | None:
    """Where a path of Windows lies on this side (WSL's default place for a drive), or None if it is none."""
    drive, colon, rest = text.partition(":")
    if not colon or len(drive) != 1 or not drive.isalpha() or ".." in rest:
        return None
    return f"/mnt/{drive.lower()}/" + rest.replace("\\", "/").strip("/")
