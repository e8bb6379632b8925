"""A command, and how names from outside become words of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import NewType, ParamSpec

from whoami_aws.host.characters import is_unsafe
from whoami_aws.host.values import has_label

Command = NewType("Command", str)
"""One line for a shell. Only this module makes one."""

Commands = tuple[Command, ...]

LONGEST = 600
"""Characters of a command: of longer texts a report shows the beginning, and half a command must not be pasted."""

_P = ParamSpec("_P")


class NotPasteable(Exception):
    """No shell takes this text as one word, or no tool as what it is meant for."""


def builder(make: Callable[_P, str]) -> Callable[_P, Commands]:
    """Makes a builder of a function: no commands where a word cannot be written."""

    @wraps(make)
    def build(*args: _P.args, **kwargs: _P.kwargs) -> Commands:
        try:
            command = make(*args, **kwargs)
        except NotPasteable:
            return ()
        return (Command(command),) if len(command) <= LONGEST else ()

    return build


def together(*parts: Commands) -> Commands:
    """All of several commands, or none where one of them cannot be made: by halves they would mislead."""
    return tuple(one for part in parts for one in part) if all(parts) else ()


_PLAIN = re.compile(r"[A-Za-z0-9_./:@,+-]+")
"""What no shell reads anything into. A `=` is not among them: zsh replaces the word =NAME by a program's path."""


def _visible(text: str) -> bool:
    """Whether the text can be pasted as it is shown: reports escape all other characters."""
    return text.isprintable() and (text.isascii() or not any(map(is_unsafe, text)))


def word(text: str) -> str:
    """The text as one word of a shell, also of fish, and on a terminal where `!` recalls earlier commands. None for one
    in which a label stands for a text that is not shown.
    """
    if not _visible(text) or has_label(text):
        raise NotPasteable(text)
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """The text in single quotes. A backslash stays outside of them where fish would read it as an escape."""
    parts: list[str] = []
    inside = ""
    for char, following in zip(text, (*text[1:], ""), strict=False):
        if char == "'" or (char == "\\" and following in ("", "'", "\\")):
            parts += [f"'{inside}'"] if inside else []
            parts.append(f"\\{char}")
            inside = ""
        else:
            inside += char
    if inside or not parts:
        parts.append(f"'{inside}'")
    return "".join(parts)


def path_word(path: str, ending: str = "") -> str:
    """A path, with the home directory as `~/` where it begins so. One that is relative begins with `./`, so that no
    tool takes it for an option.
    """
    if not path or (ending and path.endswith("/")):
        raise NotPasteable(path)
    if path.startswith("~/") and len(path) > 2:
        return f"~/{word(path[2:] + ending)}"
    return word((path if path.startswith(("/", "./", "../")) else f"./{path}") + ending)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def variable_word(name: str) -> str:
    """The name of a variable, as a shell takes it."""
    if not _NAME.fullmatch(name):
        raise NotPasteable(name)
    return name
