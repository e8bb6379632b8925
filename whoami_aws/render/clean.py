"""Makes texts from outside harmless: no control character, no direction override, no broken surrogate gets through."""

from __future__ import annotations

import unicodedata

LIMIT = 600
"""Characters of one text from outside that are shown."""

# Cc: control, Cf: format (directions, zero widths), Cs: surrogates, Co: private use, Zl/Zp: line and paragraph ends.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(text: str) -> str:
    """The text with every unsafe character written as an escape, on one line, and not endless."""
    if not (text.isascii() and text.isprintable()):
        # One more than the limit, so that it shows whether something was left out.
        cut = text[: LIMIT + 1]
        text = "".join(char if unicodedata.category(char) not in _UNSAFE else _escaped(char) for char in cut)
    # To the limit as it is shown: what has been cleaned can be cleaned again and stays the same.
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"


def _escaped(char: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\x1b"}
    code = ord(char)
    return named.get(char) or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )
