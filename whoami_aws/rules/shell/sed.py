"""Scripts for sed, as `edit` takes them: of what POSIX has, since GNU and BSD have different extensions."""

from __future__ import annotations

import re


def delete_line(line: int) -> tuple[str, ...]:
    """Deletes a line."""
    return (f"{line}d",)


def rename_section(line: int, name: str) -> tuple[str, ...]:
    """Gives the section whose `[name]` is at a line another name."""
    return (rf"{line}s/\[.*\]/[{_replacement(name)}]/",)


def rename_option(line: int, name: str) -> tuple[str, ...]:
    """Gives the option at a line another name, whatever it is called now."""
    return (rf"{line}s/^\([[:space:]]*\)[^=:]*[^=:[:space:]]/\1{_replacement(name)}/",)


def close_header(line: int) -> tuple[str, ...]:
    """Puts the bracket at the end of a line."""
    return (f"{line}s/[[:space:]]*$/]/",)


def insert_header(line: int, name: str) -> tuple[str, ...]:
    """Puts a section's header above a line."""
    return (f"{line}i\\", f"[{name}]")


def remove_indent(line: int | None = None) -> tuple[str, ...]:
    """Takes the white space in front of a line away, or of all lines."""
    return (f"{line or ''}s/^[[:space:]]*//",)


LOWER_CASE_DEFAULT = (r"s/^\([[:space:]]*\)\[DEFAULT\]/\1[default]/",)
"""Writes the section's name [DEFAULT] in small letters."""
DROP_CARRIAGE_RETURNS = ("s/[[:cntrl:]]$//",)
"""Deletes the carriage return that ends a line."""


def _replacement(text: str) -> str:
    """A text as sed's replacement, in which it reads nothing."""
    return re.sub(r"([\\&/])", r"\\\1", text)
