"""Reduces a text that must not be kept to its shape, where it enters."""

from __future__ import annotations

import hashlib
import os

from whoami_aws.host.key_id import KEY_ID
from whoami_aws.host.values import Reading, Shape, outline

# Keys fingerprints to this process, so that one in a report cannot be looked up in a table of known secrets.
_FINGERPRINT_KEY = os.urandom(16)


def shape_of(text: str) -> Shape:
    """The shape of a text, after which the text can be dropped."""
    # surrogatepass: JSON's escapes can give a lone surrogate of any kind, a variable's bytes one of some.
    digest = hashlib.blake2s(text.encode("utf-8", "surrogatepass"), key=_FINGERPRINT_KEY, digest_size=6)
    return outline(text)._replace(fingerprint=digest.hexdigest())


def seal_key_id(text: str) -> Reading:
    """An access key id may be kept if it looks like one; anything else there may be a secret in the wrong place."""
    return text if text == "" or KEY_ID.fullmatch(text.strip()) else shape_of(text)
