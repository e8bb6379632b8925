"""Makes texts from outside harmless: no control character, no direction override, nothing invisible gets through."""

from __future__ import annotations

from whoami_aws.host.characters import escaped, is_unsafe

LIMIT = 600
"""Characters of one text from outside that are shown."""


def clean(text: str) -> str:
    """The text with every unsafe character written as an escape, on one line, and not endless."""
    if not (text.isascii() and text.isprintable()):
        # One more than the limit, so that it shows whether something was left out.
        text = "".join(escaped(char) if is_unsafe(char) else char for char in text[: LIMIT + 1])
    # To the limit as it is shown: what has been cleaned can be cleaned again and stays the same.
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"
