"""Where secrets stay: what the SDK's own code needs again, and what no text may repeat."""

from __future__ import annotations

import itertools
import os.path
import re
import shlex

_WINDOW = 8
"""So many characters of a secret in a row count as a leak."""


_SECRET_ARGUMENT = 16
"""A shorter argument of a program is an account, a region or a profile, and hiding it would hide it everywhere."""

_LONG_COMMAND = 10_000


class Vault:
    """Texts that were sealed while gathering. Never printed, never part of the Host."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._commands: dict[tuple[str, int | None, str], str] = {}

    def __repr__(self) -> str:
        return "Vault(…)"

    def keep(self, secret: str) -> None:
        """Remembers a text that must not be shown."""
        if len(secret) >= _WINDOW:
            self._secrets.add(_low(secret))

    def keep_command(self, path: str, line: int, command: str, words: str) -> None:
        """Remembers the command line that stands at a place, with its fingerprint, or "" for botocore's reading of it;
        its arguments may be secrets, its program is none.
        """
        self._commands[path, line, words] = command
        try:
            # shlex takes time by the square of a word's length.
            arguments = (shlex.split(command) if len(command) < _LONG_COMMAND else command.split())[1:]
        except ValueError:
            arguments = command.split()[1:]
        for argument in arguments:
            # The name of an option is no secret; what is joined to it may be: --token=…, -p…
            text = argument.partition("=")[2] if argument.startswith("--") else argument
            if len(text) >= _SECRET_ARGUMENT and not (text.startswith("/") and os.path.exists(text)):
                self.keep(text)

    def command(self, path: str, line: int | None, words: str) -> str | None:
        """The command line at a place, as it was read there by whom `words` tells."""
        return self._commands.get((path, line, words))

    def scrub(self, text: str) -> str:
        """The text with every run of eight or more characters that a secret also has replaced by `…` (in
        upper or lower case), and likewise whatever looks like a key or a token that nobody has told us of.
        """
        text = _LONG_RUN.sub(lambda run: "…" if _looks_random(run[0]) else run[0], text)
        secrets = tuple(self._secrets)  # another thread may be adding one
        while (scrubbed := _without(text, secrets)) != text:
            text = scrubbed  # once more: what stood on both sides of a run now stands together
        return text


_LONG_RUN = re.compile(r"[A-Za-z0-9+/=_-]{32,}")


def _looks_random(run: str) -> bool:
    """Whether upper and lower case and digits alternate as in base 64, and not as in names, paths and ids."""
    kinds = ["A" if char.isupper() else "a" if char.islower() else "0" if char.isdigit() else "-" for char in run]
    changes = sum(left != right for left, right in itertools.pairwise(kinds))
    return {"A", "a", "0"} <= set(kinds) and changes > 0.45 * len(run)


def _low(text: str) -> str:
    """In lower case (option names and hosts come back so), with as many characters as before."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _without(text: str, secrets: tuple[str, ...]) -> str:
    low = _low(text)
    windows = [low[at : at + _WINDOW] for at in range(len(text) - _WINDOW + 1)]
    found = {window for window in windows if any(window in secret for secret in secrets)}
    if not found:
        return text
    hidden = [False] * len(text)
    for at, window in enumerate(windows):
        if window in found:
            hidden[at : at + _WINDOW] = [True] * _WINDOW
    kept = []
    for at, char in enumerate(text):
        if not hidden[at]:
            kept.append(char)
        elif at == 0 or not hidden[at - 1]:
            kept.append("…")
    return "".join(kept)
