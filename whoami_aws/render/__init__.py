"""Reports as texts. Each format is a file with `render(report, options) -> str`, imported when it is used."""

from __future__ import annotations

from typing import NamedTuple

FORMATS = ("text", "short", "json")


class Options(NamedTuple):
    """`width` in columns; `colour` whether escape sequences of our own may be used."""

    width: int = 100
    colour: bool = False
    verbose: bool = False
    show_key_ids: bool = False
