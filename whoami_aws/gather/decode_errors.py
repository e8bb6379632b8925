"""What may be shown of an error that decoding somebody's bytes raised."""

from __future__ import annotations


def shown(error: Exception) -> str:
    """The error's own message; that of a UnicodeDecodeError without the byte, which may be one of a secret.

    Only for errors of `bytes.decode` and `json.loads`, whose messages hold nothing else of what was read.
    """
    if isinstance(error, UnicodeDecodeError):
        one = error.end - error.start == 1
        where = f"a byte in position {error.start}" if one else f"bytes in position {error.start}-{error.end - 1}"
        return f"'{error.encoding}' codec can't decode {where}: {error.reason}"
    return str(error)
