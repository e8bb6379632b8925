"""Recognizes a secret by what the text is, wherever it was written: secret keys, tokens, private keys, file contents.

Pure. Words, paths, ids of hexadecimal digits and UUIDs are not secrets; a run of characters in which upper case, lower
case and digits change as in base 64 is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from whoami_aws.host.randomness import IDENTIFIER, has_random_part, is_random

SecretKind = Literal["", "secret-key", "token", "jwt", "private-key", "file-content"]
"""`secret-key`: 40 characters as AWS makes them. `token`: another random text. `jwt`: a JSON web token. `private-key`:
a PEM block. `file-content`: what belongs into a file (several lines, settings with keys, JSON). "": none of them.
"""

_JWT = re.compile(r"eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?", re.ASCII)
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----")
_SETTING = re.compile(
    r"(?:aws_?)?(?:secret_?access_?key|session_?token|access_?token)[\"']?\s*[=:]\s*[\"']?[^\s\"',]{8}", re.IGNORECASE
)
_SECTION = re.compile(r"^\s*(?:\[[^\]\n]+\]\s*$|\{\s*\")", re.MULTILINE)
_LINES = re.compile(r"\S[^\n\r]*[\n\r]+\s*\S")
_WHOLE_KEY = re.compile(r"[A-Za-z0-9/+]{40}")
_KEY_FORM = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+][A-Za-z0-9/+]{39}(?![A-Za-z0-9/+=])")

_RUN = re.compile(r"(?:[A-Za-z0-9+/=_!$&*~^|;<>(){}-]|%[0-9A-Fa-f]{2}){16,}")
_ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:glpat-|gh[pousr]_|github_pat_|xox[abeprs]-|hvs\.|npm_|pypi-|sk-)[A-Za-z0-9_-]{16,}"
)
"""Tokens of well-known services, which tell by how they begin."""
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")

_LEAST = 16
"""Characters of the shortest random run that counts: shorter ones are parts of names."""
_SHORT_WORD = 2.8
"""Letters and digits per word, below which a run is not made of words. In base 64 it is below 2; in names 4 to 8."""


def secret_kind(text: str) -> SecretKind:
    """What kind of secret a text looks like, or has inside; "" for a text that may be shown."""
    if len(text) < _LEAST:
        return ""
    text = text[:_MOST]
    # Substrings first: this is asked about every name and value of files with ten thousand profiles.
    if "-----BEGIN " in text and _PEM.search(text):
        return "private-key"
    several_lines = ("\n" in text or "\r" in text) and _LINES.search(text) is not None
    if not several_lines and "eyJ" in text and _JWT.search(text):
        return "jwt"
    has_settings = "=" in text or ":" in text
    if (several_lines and has_settings and _SECTION.search(text)) or (has_settings and _SETTING.search(text)):
        return "file-content"
    if _WHOLE_KEY.fullmatch(text.strip()) and is_random(text.strip()):
        return "secret-key"
    return "" if next(secret_spans(text), None) is None else "token"


_MOST = 16 * 1024
"""Characters of a text that are looked at: a longer one fits no place, and is shown nowhere."""


def secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text a secret is: start and end of each, which may overlap."""
    text = text[:_MOST]
    if "eyJ" in text:
        for found in _JWT.finditer(text):
            yield found.span()
    for found in _ISSUED.finditer(text):
        yield found.span()
    for found in _RUN.finditer(text):
        start, end = found.span()
        if has_random_part(_ESCAPE.sub("/", found[0])):
            yield start, end
    for found in _KEY_FORM.finditer(text):
        if is_random(found[0]):
            yield found.span()


def hidden(text: str) -> str:
    """The text with every secret that shows in it replaced by `…`."""
    if len(text) < _LEAST:
        return text
    spans = sorted(secret_spans(text))
    if not spans:
        return text
    kept, at = [], 0
    for start, end in spans:
        if start >= at:
            kept += [text[at:start], "…"]
        at = max(at, end)
    return "".join([*kept, text[at:]])


def is_made_of_words(text: str) -> bool:
    """Whether a short text is words and numbers: nothing of it looks chosen at random, not even a short password."""
    return all(_is_plain(piece) for piece in _PIECE.findall(text))


def _is_plain(piece: str) -> bool:
    words = _WORD.findall(piece)
    numbered = len(words) == 2 and words[0].isalpha() and words[1].isdigit()  # `west2`
    return len(piece) <= 4 or numbered or bool(IDENTIFIER.fullmatch(piece)) or len(piece) >= _SHORT_WORD * len(words)


_SINGLE_CASE = re.compile(r"[a-z0-9]{20,}|[A-Z0-9]{24,}")


def is_random_name(text: str) -> bool:
    """Whether a name has a random part in one case and digits alone: too common in a path, where build systems and
    package managers put such hashes, but not for a name that a person has given.
    """
    return any(
        not IDENTIFIER.fullmatch(found[0]) and len(found[0]) < _SHORT_WORD * len(_WORD.findall(found[0]))
        for found in _SINGLE_CASE.finditer(text)
    )


def secret_parts(text: str) -> Iterator[str]:
    """What of a text must not be seen: each secret in it, of a JSON web token all but its header."""
    for found in _JWT.finditer(text[:_MOST]):
        yield found[0].partition(".")[2]
    for start, end in secret_spans(text):
        yield text[start:end]
