"""Commands that edit, move and delete files, and that change who may use them."""

from __future__ import annotations

import re

from whoami_aws.rules.shell.quoting import Commands, NotPasteable, builder, path_word, word


@builder
def edit(path: str, *scripts: tuple[str, ...]) -> str:
    """Edits a file by sed, after keeping it as PATH.bak. Where there is such a file already, nothing is done: it may be
    the backup of an earlier edit, after which lines have other numbers.
    """
    if not scripts:
        raise NotPasteable
    parts = " ".join(f"-e {word(part)}" for script in scripts for part in script)
    return f"test ! -e {path_word(path, '.bak')} && sed -i.bak {parts} {path_word(path)}"


@builder
def _filter(path: str, program: str) -> str:
    """The same through a program that copies standard input to standard output. The file keeps its mode and owner."""
    backup, kept = path_word(path, ".bak"), path_word(path)
    return f"test ! -e {backup} && cp -p {kept} {backup} && {program} < {backup} > {kept}"


def drop_byte_order_mark(path: str) -> Commands:
    """Deletes the first three bytes of a file."""
    return _filter(path, "tail -c +4")


def convert_utf_16(path: str) -> Commands:
    """Writes a file in UTF-8."""
    return _filter(path, "iconv -f UTF-16 -t UTF-8")


def drop_line_ends(path: str) -> Commands:
    """Joins all lines of a file."""
    return _filter(path, r"LC_ALL=C tr -d '\r\n'")


@builder
def move(source: str, target: str) -> str:
    """Gives a file another name, if that is free."""
    return f"test ! -e {path_word(target)} && mv {path_word(source)} {path_word(target)}"


def put_aside(path: str) -> Commands:
    """Takes a file out of the way, to PATH.off."""
    return move(path, f"{path}.off")


@builder
def remove(path: str) -> str:
    """Deletes a file."""
    return f"rm {path_word(path)}"


@builder
def remove_tree(path: str) -> str:
    """Deletes a directory and all that is in it."""
    return f"rm -r {path_word(path)}"


@builder
def remove_directory(path: str) -> str:
    """Deletes a directory that is empty."""
    return f"rmdir {path_word(path)}"


@builder
def make_directory(path: str) -> str:
    """Makes a directory, if it is not there."""
    return f"mkdir -p {path_word(path)}"


@builder
def change_mode(mode: str, path: str) -> str:
    """Changes who may read, write or run a file."""
    if not re.fullmatch(r"[0-7]{3}|[augo]*\+[rwx]+", mode):
        raise NotPasteable(mode)
    return f"chmod {mode} {path_word(path)}"


@builder
def change_owner(uid: int, path: str, below: bool = False) -> str:
    """Gives a file to a user; a directory with all that is `below`."""
    return f"sudo chown {'-R ' if below else ''}{uid} {path_word(path)}"


@builder
def list_directories_above(path: str) -> str:
    """Lists who may enter the directories on the way to a file."""
    parts = path.split("/")[:-1]
    above = ["/".join(parts[: count + 1]) or "/" for count in range(len(parts))]
    return f"ls -ld {' '.join(one if one in ('/', '~', '.', '..') else path_word(one) for one in above)}"
