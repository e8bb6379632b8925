"""The Host: all that the diagnosis may know, as one value; and the changes that a what-if makes to it."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from whoami_aws.host import facts as f
from whoami_aws.host.ini import DEFAULT_SECTION, Document
from whoami_aws.host.values import Origin, Reading, Value

T = TypeVar("T", bound=f.Fact)


class Sdk(NamedTuple):
    """The SDK that is asked about. Versions are of what is installed here (None: not installed, not known).

    `login_support`: `yes`, or why not: `no-crt` (awscrt is missing, too old or switched off).
    """

    id: str
    version: str | None
    botocore: str | None
    login_support: str


class Budget(NamedTuple):
    """What may be asked. `network`: `none`, `metadata` or `full`; `run`: whether a program may be started;
    `timeout`: seconds for the whole run.
    """

    network: str = "full"
    run: bool = True
    timeout: float = 10.0


class Change(NamedTuple):
    """One change of a host. `kind`: `unset` (a variable), `set` (`name`=`reading`), `drop-key` (`name` is the path,
    with section and key), `drop-file` (`name` is the path), `drop-option` (`--profile`).
    """

    kind: str
    name: str
    section: str | None = None
    key: str | None = None
    reading: Reading | None = None
    line: int | None = None

    def __str__(self) -> str:
        """As `--without` takes it: `AWS_PROFILE`, `~/.aws/config:3 [profile dev] role_arn`, a path, `--profile`."""
        if self.kind == "drop-key":
            return str(Origin("file", self.name, self.line, self.section, self.key))
        return self.name


_KEY_REMOVAL = re.compile(r"(?P<path>\S.*?)(?::(?P<line>\d+))? \[(?P<section>.*)\] (?P<key>\S+)")


def removal(name: str) -> Change:
    """The change that `--without NAME` asks for.

    NAME is a variable, `PATH [section] key` (as the report writes origins), a path (it has a `/`), or `--profile`.
    """
    if found := _KEY_REMOVAL.fullmatch(name):
        line = int(found["line"]) if found["line"] else None
        return Change("drop-key", found["path"], found["section"], found["key"].lower(), line=line)
    if name.startswith("--"):
        return Change("drop-option", name)
    return Change("drop-file" if "/" in name else "unset", name)


class Host(NamedTuple):
    """Everything after gathering is a pure function of this value.

    `now` is in seconds since the epoch, `home` what `~` stands for (None: nothing, `~` stays a letter),
    `option_profile` the explicit `--profile`. `env` holds only variables that some rule or link reads.
    """

    now: float
    home: str | None
    user: str | None
    uid: int | None
    env: Mapping[str, Reading]
    option_profile: str | None
    sdk: Sdk
    budget: Budget
    facts: Mapping[tuple[str, f.Need], f.Fact]

    def variable(self, name: str) -> Value | None:
        """The variable with its origin, or None if it is not set at all (an empty one is set)."""
        reading = self.env.get(name)
        return None if reading is None else Value(reading, Origin("env", name))

    def _ask(self, need: f.Need, kind: type[T]) -> T | None:
        # Tuples of unlike types can be equal, so the type's name is a part of the key.
        fact = self.facts.get((type(need).__name__, need))
        return fact if isinstance(fact, kind) else None

    def ini(self, path: str) -> f.IniFile | None:
        """A config or credentials file. None if it was not gathered."""
        return self._ask(f.IniNeed(path), f.IniFile)

    def key_file(self, path: str) -> f.KeyFile | None:
        """The file of AWS_CREDENTIAL_FILE. None if it was not gathered."""
        return self._ask(f.KeyFileNeed(path), f.KeyFile)

    def token_file(self, path: str) -> f.TokenFile | None:
        """A token file. None if it was not gathered."""
        return self._ask(f.TokenNeed(path), f.TokenFile)

    def cache(self, need: f.CacheNeed) -> f.CacheFile | None:
        """A token or role cache. None if it was not gathered."""
        return self._ask(need, f.CacheFile)

    def process(self, need: f.ProcessNeed) -> f.ProcessRun | None:
        """A run of a credential_process. None if it was not gathered."""
        return self._ask(need, f.ProcessRun)

    def imds(self, need: f.ImdsNeed) -> f.ImdsAnswer | None:
        """The metadata service's answer. None if it was not gathered."""
        return self._ask(need, f.ImdsAnswer)

    def container(self, need: f.ContainerNeed) -> f.ContainerAnswer | None:
        """The container endpoint's answer. None if it was not gathered."""
        return self._ask(need, f.ContainerAnswer)

    def identity(self, link: str) -> f.IdentityAnswer | None:
        """STS's answer for the credentials of a link. None if it was not gathered."""
        return self._ask(f.IdentityNeed(link), f.IdentityAnswer)

    def testimony(self) -> f.Testimony | None:
        """The installed SDK's own answer. None if it was not gathered."""
        return self._ask(f.WitnessNeed(self.sdk.id), f.Testimony)

    def with_facts(self, found: Mapping[f.Need, f.Fact]) -> Host:
        """The same host, knowing more."""
        named = {(type(need).__name__, need): fact for need, fact in found.items()}
        return self._replace(facts={**self.facts, **named})

    def expand(self, path: str) -> str:
        """A path as the SDK opens it: `$NAME` and `${NAME}` from the environment, then a leading `~`.

        (posixpath.expandvars and expanduser, in the order of botocore/configloader.py raw_config_parse, 1.44.8.)
        """

        def value(match: re.Match[str]) -> str:
            reading = self.env.get(match[1] or match[2])
            return reading if isinstance(reading, str) else match[0]

        return self.expand_home(re.sub(r"\$(?:(\w+)|\{([^}]*)\})", value, path, flags=re.ASCII))

    def expand_home(self, path: str) -> str:
        """A leading `~` or `~/` replaced by the home directory (another user's `~name` stays as it is)."""
        if self.home is not None and (path == "~" or path.startswith("~/")):
            return (self.home.rstrip("/") + path[1:]) or "/"
        return path

    def shown(self, path: str) -> str:
        """A path as a person would write it: with `~` for the home directory."""
        home = (self.home or "").rstrip("/")
        return "~" + path[len(home) :] if home and path.startswith(home + "/") else path

    def changed(self, changes: Iterable[Change]) -> Host:
        """This host after the changes. A change of something that is not there changes nothing."""
        host = self
        for change in changes:
            host = _CHANGES[change.kind](host, change)
        return host


def _unset(host: Host, change: Change) -> Host:
    return host._replace(env={name: reading for name, reading in host.env.items() if name != change.name})


def _set(host: Host, change: Change) -> Host:
    return host._replace(env={**host.env, change.name: change.reading or ""})


def _drop_option(host: Host, change: Change) -> Host:
    return host._replace(option_profile=None) if change.name == "--profile" else host


def _drop_file(host: Host, change: Change) -> Host:
    path = os.path.normpath(host.expand(change.name))
    gone = f.FileState("missing")
    # _replace works on every kind of file fact, all of which carry a state.
    facts: dict[tuple[str, f.Need], f.Fact] = dict(host.facts)
    for name, need in host.facts:
        if getattr(need, "path", None) is None or os.path.normpath(need.path) != path:  # type: ignore[union-attr]
            continue
        match need:
            case f.IniNeed():
                facts[name, need] = f.IniFile(gone, None)
            case f.KeyFileNeed():
                facts[name, need] = f.KeyFile(gone, {})
            case f.TokenNeed():
                message = f"[Errno 2] No such file or directory: '{need.path}'"
                facts[name, need] = f.TokenFile(gone, "FileNotFoundError", message)
            case f.CacheNeed():
                facts[name, need] = f.CacheFile(gone)
            case _:
                pass
    return host._replace(facts=facts)


def _drop_key(host: Host, change: Change) -> Host:
    # Both variables may name the same file, each in its own way.
    path = os.path.normpath(host.expand(change.name))
    found: dict[f.Need, f.Fact] = {}
    for _, need in host.facts:
        if isinstance(need, f.IniNeed) and os.path.normpath(need.path) == path:
            file = host.ini(need.path)
            if file is not None and file.document is not None:
                found[need] = file._replace(document=_without_key(file.document, change))
    return host.with_facts(found)


def _without_key(document: Document, change: Change) -> Document:
    if change.section == DEFAULT_SECTION:
        rest = {key: entry for key, entry in document.defaults.items() if key != change.key}
        return document._replace(defaults=rest)
    if change.section not in document.sections:
        return document
    section = document.sections[change.section]
    own = {key: entry for key, entry in section.own.items() if key != change.key}
    sections = {**document.sections, section.name: section._replace(own=own)}
    shared = {key: entry for key, entry in document.defaults.items() if key != change.key or key in section.own}
    return document._replace(sections=sections, defaults=shared)


_CHANGES = {
    "unset": _unset,
    "set": _set,
    "drop-option": _drop_option,
    "drop-file": _drop_file,
    "drop-key": _drop_key,
}
