"""Commands that can be pasted into a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from whoami_aws.host.host import Change
from whoami_aws.rules.finding import Fix


def pasted(path: str) -> str:
    """A path for a shell: a leading `~/` stays one, the rest is quoted where it must be."""
    return "~/" + shlex.quote(path[2:]) if path.startswith("~/") and len(path) > 2 else shlex.quote(path)


def commands(changes: Iterable[Change]) -> tuple[str, ...]:
    """The commands that make changes of a host; those that no command makes are left out."""
    found: list[str] = []
    gone: list[str] = []
    lines: dict[str, list[int]] = {}
    for change in changes:
        match change.kind:
            case "unset":
                gone.append(change.name)
            case "rename":
                found.append(f'export {change.reading}="${change.name}"')
                gone.append(change.name)
            case "set" if isinstance(change.reading, str):
                found.append(export(change.name, change.reading))
            case "drop-key" if change.line is not None:
                lines.setdefault(change.name, []).append(change.line)
            case "drop-file":
                found.append(f"mv {pasted(change.name)} {pasted(f'{change.name}.off')}")
            case "rename-section" if change.line is not None and isinstance(change.reading, str):
                found += section_renamed(change.name, change.line, change.reading)
            case _:
                pass
    # All of a file at once: where a line is gone, those below it have other numbers.
    for path, numbers in lines.items():
        found.append(f"sed -i '{';'.join(f'{number}d' for number in sorted(numbers))}' {pasted(path)}")
    return (*found, *([f"unset {' '.join(gone)}"] if gone else ()))


_PLAIN = re.compile(r"[\w .@+-]+", re.ASCII)
"""Names in which nothing is a command to sed."""


def section_renamed(path: str, line: int, name: str) -> tuple[str, ...]:
    """The command that gives a section another name; none for a name that sed would not take as it stands."""
    return (f"sed -i '{line}s/.*/[{name}]/' {pasted(path)}",) if _PLAIN.fullmatch(name) else ()


_PLAIN_KEY = re.compile(r"[\w .\"'-]+", re.ASCII)


def options_renamed(path: str, renames: Iterable[tuple[int, str, str]]) -> tuple[str, ...]:
    """The command that gives options other names (line, old, new); none where an old name holds more than letters,
    dots, blanks and quotes: it comes from a file, and a shell and sed would read it.
    """
    found = list(renames)
    if not all(_PLAIN_KEY.fullmatch(old) for _, old, _ in found):
        return ()
    script = "; ".join(f"{line}s/{re.escape(old)}/{new}/i" for line, old, new in found)
    return (f"sed -i {shlex.quote(script)} {pasted(path)}",)


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
            return f"take the file {change.name} away"
        case "drop-option" | "unset-property":
            return f"leave {change.name} out"
        case _:
            return f"take {change} away"


def export(name: str, value: str) -> str:
    """`export NAME=value`."""
    return f"export {name}={pasted(value)}"


def exported(*pairs: tuple[str, str]) -> Fix:
    """The cure of setting variables."""
    commands = tuple(export(name, value) for name, value in pairs)
    return Fix("; ".join(commands), commands, tuple(Change("set", name, reading=value) for name, value in pairs))


def selecting(name: str, explicit: bool) -> Fix:
    """The cure of choosing another profile, in place of a variable's or of `--profile`'s."""
    change = Change("set", "AWS_PROFILE", reading=name)
    if explicit:
        return Fix(f"--profile {shlex.quote(name)}", (), (Change("drop-option", "--profile"), change))
    return exported(("AWS_PROFILE", name))
