"""What is looked at beyond what a chain asks for: for the rules, which explain and advise. Files alone, and cheap ones.

Pure: it names needs; the gatherer answers them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from whoami_aws import platform
from whoami_aws.chain.verdict import ERROR, NONE, Verdict
from whoami_aws.host import misnamed_variables, variables
from whoami_aws.host.extra_facts import CacheDirNeed, PlaceNeed
from whoami_aws.host.facts import CacheNeed, IniFile, IniNeed, Need
from whoami_aws.host.host import Host
from whoami_aws.host.values import Value

SSO_CACHE = "~/.aws/sso/cache"


def wants(host: Host, verdict: Verdict) -> Iterator[Need]:
    """The needs of the rules for this host and this verdict."""
    yield from platform.NEEDS
    lost = verdict.outcome in (NONE, ERROR)
    if lost or any(isinstance(need, CacheNeed) and need.kind == "sso" for _, need in host.facts):
        yield CacheDirNeed(host.expand_home(SSO_CACHE))
    if lost:
        yield from map(PlaceNeed, lost_files(host))
        yield from (PlaceNeed(path) for path, _ in misnamed_files(host))
    yield from _meant_files(host)
    for path in _bundles(host):
        yield PlaceNeed(path)
    if host.home:
        yield PlaceNeed(host.home)
        yield PlaceNeed(posixpath.join(host.home, ".aws"))


def _meant_files(host: Host) -> Iterator[Need]:
    """Files that are named by a variable that no SDK reads."""
    for name in host.env:
        found = misnamed_variables.meant(name)
        if found is not None and found.name in (variables.CREDENTIALS_FILE, variables.CONFIG_FILE):
            value = host.variable(name)
            if value is not None and value.text:
                yield IniNeed(host.expand(value.text))


def _bundles(host: Host) -> Iterator[str]:
    """Files of trusted certificates that a variable or a profile names."""
    values = [host.variable(name) for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")]
    yield from (value.text for value in values if value is not None and value.text)
    for fact in host.facts.values():
        document = fact.document if isinstance(fact, IniFile) else None
        for name in document.sections if document else ():
            entry = document.entries(name).get("ca_bundle") if document else None
            if entry is not None and isinstance(entry.value, str) and entry.value:
                yield entry.value


def lost_files(host: Host) -> list[str]:
    """Where credentials files meant for this process may be: other homes, a directory called `~`."""
    homes = [home for home in (host.passwd_home, *_other_homes(host)) if home and home != host.home]
    if (below := tilde_home(host)) is not None:
        homes.append(below)
    found = [f"{home.rstrip('/')}/.aws/{name}" for home in homes for name in ("credentials", "config")]
    return list(dict.fromkeys(found))


def tilde_home(host: Host) -> str | None:
    """A directory that is called `~`, made by a program that did not expand one."""
    return posixpath.join(host.home, "~") if host.home else None


_MISNAMED = {
    "credentials": (
        "credentials.txt",
        "credential",
        "credentials.ini",
        "Credentials",
        ".credentials",
        "credentials.csv",
    ),
    "config": ("config.txt", "config.ini", "Config", "configuration"),
}


def misnamed_files(host: Host) -> list[tuple[str, str]]:
    """Almost right paths, each with the name that was meant."""
    if not host.home:
        return []
    near = [(f".aws/{name}", meant) for meant, misnamed_variables in _MISNAMED.items() for name in misnamed_variables]
    near += [("aws/credentials", "credentials"), (".aws.credentials", "credentials"), ("aws/config", "config")]
    return [(posixpath.join(host.home, path), meant) for path, meant in near]


def _other_homes(host: Host) -> Iterator[str]:
    yield "/root"
    for variable in ("SUDO_USER", "USER"):
        named = host.variable(variable)
        if named is not None and (name := _plain_name(named)) and name != "root":
            yield f"/home/{name}"
    if host.uid == 0:
        # Set up by the user of the image, run by root: a unit file, cron, sudo.
        yield from ("/home/ec2-user", "/home/ubuntu")
    yield from windows_homes(host)


def windows_homes(host: Host) -> list[str]:
    """Where the home of Windows lies, as WSL mounts it."""
    given = host.variable("USERPROFILE")
    paths = [windows_path(given.text or "")] if given is not None else []
    if host.variable("WSL_DISTRO_NAME") is not None and host.user:
        paths.append(f"/mnt/c/Users/{host.user}")
    return [path for path in paths if path is not None]


def _plain_name(value: Value) -> str | None:
    text = value.text or ""
    return None if "/" in text or text.startswith(".") else text


def windows_path(text: str) -> str | None:
    """Where a path of Windows lies on this side (WSL's default place for a drive), or None if it is not one."""
    drive, colon, rest = text.partition(":")
    if not colon or len(drive) != 1 or not drive.isalpha() or ".." in rest:
        return None
    return f"/mnt/{drive.lower()}/" + rest.replace("\\", "/").strip("/")
