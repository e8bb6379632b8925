"""Pastes commands into real shells, and says what they changed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

SHELLS: dict[str, tuple[str, ...]] = {
    "bash": ("bash", "--norc", "--noprofile", "--noediting", "-i"),
    "dash": ("dash",),
    "ksh": ("ksh",),
    "zsh": ("zsh", "-f", "-i"),
}
"""As on a terminal where the shell differs there: bash and zsh recall earlier commands for a `!`."""


def installed() -> list[str]:
    """The shells that are here."""
    return [name for name in SHELLS if shutil.which(name)]


def paste(
    commands: Iterable[str], shell: str, cwd: Path, env: Mapping[str, str], path: Path | None = None
) -> tuple[dict[str, str], str]:
    """The shell's environment after the commands, and what it said. `path` holds the only programs that it finds."""
    program, *options = SHELLS[shell]
    real = shutil.which(program)
    assert real is not None
    given = {**env, "HISTFILE": "/dev/null"}
    if path is not None:
        given["PATH"] = str(path)
    with tempfile.TemporaryDirectory(prefix="pasted-") as folder:
        first, last = Path(folder, "first"), Path(folder, "last")
        lines = [f'/usr/bin/env -0 > "{first}"', *commands, f'/usr/bin/env -0 > "{last}"', "exit 0"]
        script = "".join(f"{line}\n" for line in lines)
        done = subprocess.run(
            [real, *options],
            input=os.fsencode(script),
            cwd=cwd,
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            timeout=60,
            check=False,
        )
        said = os.fsdecode(done.stdout)
        before, after = _variables(first), _variables(last)
    assert before and after, said
    # Shells set some by themselves.
    own = {name for name in {*before, *env} if before.get(name) != env.get(name)} | {"_"}
    return {name: value for name, value in after.items() if name not in own or before.get(name) != value} | {
        name: env[name] for name in own if name in env and after.get(name) == before.get(name)
    }, said


def _variables(file: Path) -> dict[str, str]:
    text = os.fsdecode(file.read_bytes()) if file.exists() else ""
    pairs = (pair.partition("=") for pair in text.split("\0")[:-1])
    return {name: value for name, _, value in pairs if name != "_"}


Tree = dict[str, tuple[int, bytes]]


def tree(root: Path) -> Tree:
    """Everything below a folder: mode, and content or the target of a link."""
    found: Tree = {}
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            content = b""
            if stat.S_ISLNK(mode):
                content = os.readlink(path)
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.fsdecode(path)] = (mode, content)
    return found


def restore(root: Path, before: Tree) -> None:
    """Makes a folder again what it was."""
    now = tree(root)
    for path in sorted(now.keys() - before.keys(), reverse=True):
        if stat.S_ISDIR(now[path][0]):
            os.rmdir(path)
        else:
            os.unlink(path)
    for path in sorted(before):
        mode, content = before[path]
        if now.get(path) == before[path]:
            continue
        if stat.S_ISDIR(mode):
            os.makedirs(path, exist_ok=True)
        elif stat.S_ISREG(mode):
            with open(path, "wb") as file:
                file.write(content)
        else:
            continue
        os.chmod(path, stat.S_IMODE(mode))
