"""Changes of a host: what `--without` and `--set` ask about, what a what-if tries, and what a fix would do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from whoami_aws.host import facts as f
from whoami_aws.host.ini.botocore import DEFAULT_SECTION, Document, Entry
from whoami_aws.host.values import Origin, Reading

if TYPE_CHECKING:
    from whoami_aws.host.host import Host


class Change(NamedTuple):
    """One change of a host. `kind`: `unset` (a variable), `set` (`name`=`reading`), `rename` (a variable, to the name
    in `reading`), `drop-file` (`name` is the path),
    `drop-option` (`--profile`, `--java-property NAME`), `unset-property` (`-DNAME`, of one variable if that stands
    behind it in parentheses); and in the file at the path `name`:
    `drop-key` (with section and key), `set-key` (to `reading`), `rename-key` (to the name in `reading`),
    `rename-section` (likewise).
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


_KEY_REMOVAL = r"(?P<path>\S.*?)(?::(?P<line>\d+))? \[(?P<section>.*)\] (?P<key>\S+)"


def removal(name: str) -> Change:
    """The change that `--without NAME` asks for.

    NAME is a variable, `PATH [section] key` (as the report writes origins), a path (it has a `/`), `--profile`, or a
    system property (`-Daws.profile`).
    """
    if found := re.fullmatch(_KEY_REMOVAL, name):
        line = int(found["line"]) if found["line"] else None
        return Change("drop-key", found["path"], found["section"], found["key"].lower(), line=line)
    if name.startswith("--"):
        return Change("drop-option", name)
    if name.startswith("-D"):
        return Change("unset-property", name)
    return Change("drop-file" if "/" in name else "unset", name)


def _unset(host: Host, change: Change) -> Host:
    return host._replace(env={name: reading for name, reading in host.env.items() if name != change.name})


def _set(host: Host, change: Change) -> Host:
    return host._replace(env={**host.env, change.name: change.reading or ""})


def _rename(host: Host, change: Change) -> Host:
    new = change.reading
    if change.name not in host.env or not isinstance(new, str):
        return host
    return host._replace(env={(new if name == change.name else name): value for name, value in host.env.items()})


def _unset_property(host: Host, change: Change) -> Host:
    name, _, source = change.name.removeprefix("-D").removesuffix(")").partition(" (")
    kept = [one for one in host.properties if one.name != name or (source and one.source != source)]
    return host._replace(properties=tuple(kept))


def _drop_option(host: Host, change: Change) -> Host:
    option, _, name = change.name.partition(" ")
    if option == "--java-property":
        kept = [one for one in host.properties if (one.source, one.name) != (option, name)]
        return host._replace(properties=tuple(kept))
    return host._replace(option_profile=None) if option == "--profile" else host


def _drop_file(host: Host, change: Change) -> Host:
    path = host.whole(host.expand(change.name))
    gone = f.FileState("missing")
    # _replace works on every kind of file fact, all of which carry a state.
    facts: dict[tuple[str, f.Need], f.Fact] = dict(host.facts)
    for name, need in host.facts:
        if getattr(need, "path", None) is None or host.whole(need.path) != path:  # type: ignore[union-attr]
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


def _edit(host: Host, change: Change) -> Host:
    """A change inside a config or credentials file."""
    # Both variables may name the same file, each in its own way.
    path = host.whole(host.expand(change.name))
    found: dict[f.Need, f.Fact] = {}
    documents = [file.document for file in _read(host, path)] if change.kind == "rename-section" else []
    for _, need in host.facts:
        if isinstance(need, f.IniNeed) and host.whole(need.path) == path:
            file = host.ini(need.path, need.grammar)
            if file is not None and file.document is not None:
                document = _with_section(file.document, change, documents)
                found[need] = file._replace(document=_EDITS[change.kind](document, change))
    return host.with_facts(found)


def _read(host: Host, path: str) -> Iterator[f.IniFile]:
    needs = [need for _, need in host.facts if isinstance(need, f.IniNeed) and host.whole(need.path) == path]
    yield from (file for need in needs if (file := host.ini(need.path, need.grammar)) is not None)


def _with_section(document: Document, change: Change, documents: Iterable[Document | None]) -> Document:
    """The document with the section that is to be renamed, also where its reader leaves out one that is called so:
    then it is as another reader has it.
    """
    if document.problem is not None or change.section in document.sections or change.kind != "rename-section":
        return document
    kept = next((one.sections[change.section] for one in documents if one and change.section in one.sections), None)
    if kept is None:
        return document
    return document._replace(sections={**document.sections, kept.name: kept})


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


def _with_key(document: Document, change: Change) -> Document:
    section = document.sections.get(change.section or "")
    if section is None or change.key is None:
        return document
    own = {**section.own, change.key: Entry(change.key, change.reading or "", change.line or section.line)}
    return document._replace(sections={**document.sections, section.name: section._replace(own=own)})


def _renamed_key(document: Document, change: Change) -> Document:
    section = document.sections.get(change.section or "")
    new = change.reading
    if section is None or not isinstance(new, str) or change.key not in section.own:
        return document
    own = {
        (new if key == change.key else key): (entry._replace(key=new) if key == change.key else entry)
        for key, entry in section.own.items()
    }
    return document._replace(sections={**document.sections, section.name: section._replace(own=own)})


def _renamed_section(document: Document, change: Change) -> Document:
    new = change.reading
    if not isinstance(new, str):
        return document
    sections = {
        (new if name == change.section else name): (
            section._replace(name=new, words=None) if name == change.section else section
        )
        for name, section in document.sections.items()
    }
    return document._replace(sections=sections)


_EDITS = {
    "drop-key": _without_key,
    "set-key": _with_key,
    "rename-key": _renamed_key,
    "rename-section": _renamed_section,
}
_CHANGES = {
    "unset": _unset,
    "set": _set,
    "rename": _rename,
    "unset-property": _unset_property,
    "drop-option": _drop_option,
    "drop-file": _drop_file,
    **dict.fromkeys(_EDITS, _edit),
}


_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
"""Variables, in small letters, that send a request to a proxy or past it."""


def apply(host: Host, change: Change) -> Host:
    """The host after a change. A change of something that is not there changes nothing."""
    after = _CHANGES[change.kind](host, change)
    return _asked_another_way(after) if _proxies(after) != _proxies(host) else after


def _proxies(host: Host) -> dict[str, Reading]:
    return {name: reading for name, reading in host.env.items() if name.lower() in _PROXIES}


def _asked_another_way(host: Host) -> Host:
    """The host without the answers of the metadata service that may have come another way than they would now: through
    a proxy, or past one that there is now. What the SDK would be told is not known then.
    """
    wanted = any(name.lower() != "no_proxy" for name in _proxies(host))
    facts = {
        key: fact
        for key, fact in host.facts.items()
        if not isinstance(fact, f.ImdsAnswer) or getattr(key[1], "direct", False) or (fact.proxy is None and not wanted)
    }
    return host._replace(facts=facts)
