"""Command lines that a shell and a plain split into words take alike."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

_PLAIN = re.compile(r"""(?:[\w./:,@%+=-]|'[^'\n]*'|"[^"$`\\\n]*"|[ \t])+""")
"""Nothing outside of quotes that means something to a shell."""
_OWN = (
    ". : [ [[ ! { } alias bg bind break builtin caller case cd command compgen complete compopt continue "
    "coproc declare dirs disown do done echo elif else enable esac eval exec exit export false fc fg fi "
    "for function getopts hash help history if in jobs kill let local logout mapfile newgrp popd printf "
    "pushd pwd read readarray readonly return select set shift shopt source stop suspend test then time "
    "times trap true type typeset ulimit umask unalias unset until wait while"
)
"""Words that a shell takes for its own, and for no program."""


def plain_words(command: str, environ: Mapping[str, str]) -> list[str] | None:
    """The words of a command line for which a shell does no more than to start the program with them; None for any
    other command line, and for one of which this cannot be told.
    """
    if not _PLAIN.fullmatch(command):
        return None
    words = shlex.split(command)
    if not words or not words[0] or "=" in words[0] or words[0] in _OWN.split():
        return None
    if "/" in words[0]:
        return words
    # Without a PATH each has its own; and a shell may have been given functions.
    if not environ.get("PATH") or any(name.startswith("BASH_FUNC_") for name in environ):
        return None
    return words
