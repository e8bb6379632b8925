"""Fixes that several rules offer: changes of variables and files, with the commands that make them."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.profiles import SharedFile
from whoami_aws.host.facts import IniFile, IniNeed
from whoami_aws.host.host import Change, Host
from whoami_aws.host.ini.botocore import DEFAULT_SECTION, Document, Entry
from whoami_aws.rules import shell
from whoami_aws.rules.finding import Fix
from whoami_aws.rules.shell import Commands


def plain(commands: Commands, otherwise: str, changes: tuple[Change, ...] = ()) -> Fix:
    """The fix that is one command, as its own text; the words where there is no safe command."""
    return Fix("; ".join(commands) or otherwise, commands, changes)


def exported(*pairs: tuple[str, str]) -> Fix:
    """The fix of setting variables."""
    words = " and ".join(f"{name} to {value!r}" for name, value in pairs)
    return plain(
        shell.export(*pairs), f"set {words}", tuple(Change("set", name, reading=value) for name, value in pairs)
    )


def selecting(name: str, explicit: bool) -> Fix:
    """The fix of selecting another profile, by the variable or by `--profile`, whichever is in use."""
    change = Change("set", "AWS_PROFILE", reading=name)
    if explicit:
        return Fix(shell.profile_option(name), (), (Change("drop-option", "--profile"), change))
    return exported(("AWS_PROFILE", name))


def unexpanded(host: Host, path: str) -> str:
    """For a command, a path that a program opens as it is written: a `~` that begins it is a directory's name."""
    return f"./{path}" if path.startswith("~") else host.shown(path)


def keeps(path: str) -> str:
    """What a command that edits a file leaves behind, for the text of its fix."""
    return (
        f"{path}.bak keeps the old text, with any secret in it: delete it after checking; if it exists already, "
        "nothing is changed"
    )


def with_backup(text: str, path: str, commands: Commands, changes: tuple[Change, ...] = ()) -> Fix:
    """The fix of editing a file by commands that keep a backup; where there are none, the text says what to do."""
    return Fix(f"{text} ({keeps(path)})" if commands else text, commands, changes)


def edited(file: SharedFile, text: str, *scripts: tuple[str, ...], changes: tuple[Change, ...] = ()) -> Fix:
    """The fix of editing a shared file by sed."""
    commands = shell.edit(file.shown, *scripts) if file.fact and _counts_as_sed(file.fact) else ()
    return with_backup(text, file.shown, commands, changes)


def applied(text: str, changes: tuple[Change, ...], *hosts: Host) -> Fix:
    """The fix of making changes: with all of their commands, or none where one of them has none. `hosts` is the one
    host as each SDK in question reads it.
    """
    commands = commands_for(changes, *hosts)
    kept = [path for path in dict.fromkeys(change.name for change in changes if change.kind in _EDITS) if commands]
    return Fix(f"{text} ({'; '.join(map(keeps, kept))})" if kept else text, commands, changes)


def commands_for(changes: Iterable[Change], *hosts: Host) -> Commands:
    """The commands that make changes of a host; none where one of the changes cannot be made so."""
    parts: list[Commands] = []
    gone: list[str] = []
    edits: dict[str, list[tuple[str, ...]]] = {}
    for change in changes:
        match change.kind:
            case "unset":
                gone.append(change.name)
            case "rename" if isinstance(change.reading, str):
                parts.append(shell.copy_variables([(change.reading, change.name)]))
                gone.append(change.name)
            case "set" if isinstance(change.reading, str):
                parts.append(shell.export((change.name, change.reading)))
            case "drop-file":
                parts.append(shell.put_aside(change.name))
            case "drop-key" | "rename-section":
                # All of a file at once: where a line is gone, those below it have other numbers.
                edits.setdefault(change.name, []).extend(_scripts(change, hosts) or [()])
            case _:
                return ()
    for path, scripts in edits.items():
        parts.append(shell.edit(path, *sorted(set(scripts))) if all(scripts) else ())
    return shell.together(*parts, *([shell.unset(*gone)] if gone else ()))


_EDITS = ("drop-key", "rename-section")


def _scripts(change: Change, hosts: tuple[Host, ...]) -> list[tuple[str, ...]]:
    """What sed has to do for a change in a file; nothing where its readers disagree on which lines it is about."""
    found: set[tuple[int, ...]] = set()
    for file in (file for host in hosts for file in _files(host, change.name)):
        if not _counts_as_sed(file):
            return []
        if file.document is not None and (lines := _lines(file.document, change)):
            found.add(lines)
    if len(found) != 1 or (change.kind == "drop-key" and change.line is None):
        return []  # a removal has no line where that alone would not be all of it
    (lines,) = found
    if change.kind == "rename-section":
        return [shell.rename_section(lines[0], str(change.reading))]
    return [shell.delete_line(line) for line in lines]


def _files(host: Host, name: str) -> Iterable[IniFile]:
    """A file as each of its readers has it."""
    path = host.whole(host.expand(name))
    for (_, need), fact in host.facts.items():
        if isinstance(need, IniNeed) and isinstance(fact, IniFile) and host.whole(need.path) == path:
            yield fact


def _counts_as_sed(file: IniFile) -> bool:
    """Whether the lines of a file have the numbers that sed gives them."""
    return not file.lone_returns


def _lines(document: Document, change: Change) -> tuple[int, ...]:
    """The lines of what is changed: of an option all that its value takes."""
    section = document.sections.get(change.section or "")
    if change.kind == "rename-section":
        return (section.line,) if section is not None else ()
    own = document.defaults if change.section == DEFAULT_SECTION else section.own if section is not None else {}
    entry: Entry | None = own.get(change.key or "")
    return (entry.line, *(line for line, _ in entry.continued)) if entry is not None else ()


def described(changes: Iterable[Change]) -> str:
    """Changes in words, to be carried out."""
    return "; ".join(_described(change) for change in changes)


def _described(change: Change) -> str:
    match change.kind:
        case "rename":
            return f"call {change.name} {change.reading}"
        case "set":
            return f"set {change.name}={change.reading}" if isinstance(change.reading, str) else f"set {change.name}"
        case "rename-section":
            return f"call [{change.section}] at {change.name}:{change.line} [{change.reading}]"
        case "drop-file":
            return f"remove the file {change.name}"
        case "drop-option" | "unset-property":
            return f"leave {change.name} out"
        case _:
            return f"remove {change}"
