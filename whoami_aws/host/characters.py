"""Characters that must not be shown as they are: those that drive a terminal, turn text round, or cannot be seen."""

from __future__ import annotations

import unicodedata
from functools import cache

# Cc: control, Cf: format (directions, zero widths), Cs: surrogates, Co: private use, Cn: unassigned, Zl/Zp: line and
# paragraph ends, Zs: spaces that look like the ordinary one.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})

_DEFAULT_IGNORABLE = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)
"""Unicode's Default_Ignorable_Code_Point, which `unicodedata` does not know, as far as no category above has it."""

_BLANK = (0x2800, 0x16FE4, 0x1D159)
"""Letters and symbols whose picture is empty: a Braille pattern without dots, a filler, a note without a head."""

_INVISIBLE = frozenset(
    chr(code)
    for first, last in (*_DEFAULT_IGNORABLE, *((one, one) for one in _BLANK))
    for code in range(first, last + 1)
)


@cache
def is_unsafe(char: str) -> bool:
    """Whether a character drives a terminal, turns text round, or cannot be seen."""
    return char != " " and (unicodedata.category(char) in _UNSAFE or char in _INVISIBLE)


def escaped(char: str) -> str:
    """A character as an escape, in ASCII."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\x1b"}
    code = ord(char)
    return named.get(char) or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )
