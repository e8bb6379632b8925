"""The form of a command: what is left of it without the names, paths, values and line numbers in it."""

from __future__ import annotations

import re

_LEFT_OUT = (
    # Of sed's scripts the line, and the name that is written.
    (r"(?<=-e )('?)\d+(?=[sdi])", r"\1N"),
    (r"\[[\w\" -]+\](?=/?')", "[NAME]"),
    (r"(?<=\\1)\w+(?=/)", "NAME"),
    (r"https?://[^\s'\"]+", "URL"),
    (r"(?<![^\s=])(?:file:/)?(?:~|\.{1,2})?/(?:'[^']*'|[^\s'\"])+", "PATH"),
    (r"'~/[^']*'", "'PATH'"),
    (r"\$[A-Za-z_]\w*", "$VARIABLE"),
    (r"\b[A-Za-z_]\w*=(?=\"?\$)", "VARIABLE="),
    (r"(?<=unset )\w+( \w+)*", "VARIABLE"),
    (r"(?<=export )\w+=(PATH|URL|'PATH'|\"\$)", r"VARIABLE=\1"),
    (r"(?<=export )(?!VARIABLE=)\w+=\S+", "VARIABLE=VALUE"),
    (r"(?<=^aws configure set )\S+ (?:'[^']*'|\S+)", "KEY VALUE"),
    (r"(?<= )(--[a-z-]+)[ =](?:'[^']*'|(?!-)[^\s\"')]+)", r"\1 VALUE"),
    # What is there several times counts once.
    (r"( (?:-e )?\S+)\1+", r"\1"),
)
"""Patterns, applied in this order, and what stands for the text in the form."""


def form(command: str) -> str:
    r"""Such as `unset VARIABLE`, `sed -i.bak -e 'Ns/\[.*\]/[NAME]/' PATH`, `aws sso login --profile VALUE`."""
    for pattern, replacement in _LEFT_OUT:
        command = re.sub(pattern, replacement, command)
    return command
