"""Where secrets stay: what the SDK's own code needs again, and what no text may repeat."""

from __future__ import annotations

_WINDOW = 8
"""So many characters of a secret in a row count as a leak."""


_SECRET_ARGUMENT = 16
"""A shorter argument of a program is an account, a region or a profile, and hiding it would hide it everywhere."""


class Vault:
    """Texts that were sealed while gathering. Never printed, never part of the Host."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._commands: dict[tuple[str, int | None], str] = {}

    def __repr__(self) -> str:
        return "Vault(…)"

    def keep(self, secret: str) -> None:
        """Remembers a text that must not be shown."""
        if len(secret) >= _WINDOW:
            self._secrets.add(secret)

    def keep_command(self, path: str, line: int, command: str) -> None:
        """Remembers the command line that stands at a place; its arguments may be secrets, its program is none."""
        self._commands[path, line] = command
        for argument in command.split()[1:]:
            text = argument.partition("=")[2] if argument.startswith("-") else argument
            if len(text) >= _SECRET_ARGUMENT and not text.startswith(("/", "~", ".", "arn:", "http")):
                self.keep(text)

    def command(self, path: str, line: int | None) -> str | None:
        """The command line at a place."""
        return self._commands.get((path, line))

    def scrub(self, text: str) -> str:
        """The text with every run of eight or more characters that a secret also has replaced by `…`."""
        if len(text) < _WINDOW or not self._secrets:
            return text
        windows = [text[at : at + _WINDOW] for at in range(len(text) - _WINDOW + 1)]
        found = {window for window in windows if any(window in secret for secret in self._secrets)}
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
