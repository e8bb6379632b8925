"""Tells characters that were drawn at random from names made of words, by which letter follows which.

Pure. In names, `th` and `on` are common and `xq` is not, and capitals and digits stand where words begin and end; in
base 64 all are equally probable. The tables were counted in 144,000 parts of names: those of the operations and shapes
of botocore 1.44's service models and of the files of a Debian 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_AFTER_LETTER = {
    row[0]: dict(zip("abcdefghijklmnopqrstuvwxyz", (int(digit) - 3 for digit in row[2:]), strict=True))
    for row in (
        # abcdefghijklmnopqrstuvwxyz
        "^ 24223335256234326123445788",  # the first letter of a word
        "a 84238638386232838220466548",
        "b 17550766238155268326178738",
        "c 28381882383368168152388838",
        "d 14640758188566348447377858",
        "e 36335548888332743101745358",
        "f 28772388087278178354488848",
        "g 28680844288454468136188868",
        "h 15660788188536157352488847",
        "i 33233438888331148412858785",
        "j 47560778487767067738475888",
        "k 26550257288344558615387888",
        "l 27741678087378278732268848",
        "m 03660788288526228747588888",
        "n 28222228386764438711548878",
        "o 54338458475330538143244768",
        "p 28521875388286038242178868",
        "q 68888888888488888877088888",
        "r 28340648184644278533448838",
        "s 48281684285666228820287858",
        "t 18480784088678248234485838",
        "u 44441758588232628121888888",
        "v 07680888088748338876788888",
        "w 08562683187473068415888868",
        "x 37061487286648718641777548",
        "y 55374768788422408713785885",
        "z 07660477377567168646387865",
    )
}
"""For a letter and the next one of a word, how many bits more the pair takes in a name than at random. Written as one
digit each, which is 3 higher.
"""
_START = "^"
_LOWER, _UPPER, _DIGIT = "l", "U", "d"
_AFTER_KIND = {
    _START: {_LOWER: 1, _UPPER: -1, _DIGIT: 4},
    _LOWER: {_LOWER: -1, _UPPER: 2, _DIGIT: 4},
    _UPPER: {_LOWER: -1, _UPPER: 3, _DIGIT: 4},
    _DIGIT: {_LOWER: 3, _UPPER: 1, _DIGIT: -2},
}
"""The same for the kind of a character and that of the next one."""
_SEPARATOR = -3
"""The same for a sign between two parts of a name: in base 64, one in 32 characters is one."""

_PART = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]+")
IDENTIFIER = re.compile(r"[0-9]{5,}|[0-9a-f]{8,40}|[0-9A-F]{16,40}")
"""A number, or an id in hexadecimal digits: random or not, it is no secret."""

_LEAST = 16
"""Characters of the shortest random text that counts: shorter ones are parts of names, such as `mktemp` makes."""
_ENOUGH = 20
"""Bits that decide. Of 10,000 texts of 40 random characters, all but a few have more than 35; of names hardly any has
more than 15.
"""


def has_random_part(text: str) -> bool:
    """Whether 16 characters or more of a text, in both cases, are probably random.

    The part that is the least like a name is looked for, so that the words around it tell nothing. Parts in one case
    are left out: stacks, build systems and package managers put such ones into names.
    """
    if text.islower() or text.isupper():
        return False
    bits = highest = length = 0
    for found in _PART.finditer(text):
        part = found[0]
        if IDENTIFIER.fullmatch(part):
            bits = highest = length = 0
            continue
        mixed = not (part.islower() or part.isupper())
        for more in _bits(part):
            bits += more if mixed else min(more, 0)
            length += part.isalnum() and (mixed or len(part) <= 2)
            if bits <= 0:
                bits = highest = length = 0
            elif bits > highest:
                highest = bits
                if length >= _LEAST and bits >= _ENOUGH:
                    return True
    return False


def is_random(text: str) -> bool:
    """Whether a text as a whole, in both cases and with digits or signs, is probably random."""
    mixed = any(map(str.isupper, text)) and any(map(str.islower, text)) and not text.isalpha()
    parts = _PART.findall(text)
    identified = len(parts) == 1 and IDENTIFIER.fullmatch(text)
    return mixed and not identified and sum(bits for part in parts for bits in _bits(part)) >= _ENOUGH


def _bits(part: str) -> Iterator[int]:
    """For each character of a part, how many bits more it takes in a name than at random."""
    if not part.isalnum():
        yield from [_SEPARATOR] * len(part)
        return
    before, letter = _START, _START
    for char in part:
        kind = _DIGIT if char.isdigit() else _LOWER if char.islower() else _UPPER
        bits = _AFTER_KIND[before][kind]
        if kind != _DIGIT:
            if before in (_START, _DIGIT) or (kind == _UPPER and before == _LOWER):
                letter = _START
            bits += _AFTER_LETTER[letter][char.lower()]
            letter = char.lower()
        before = kind
        yield bits
