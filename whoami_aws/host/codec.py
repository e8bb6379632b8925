"""A Host as JSON data and back: recorded on one machine, explained on another. It holds no secret, nor does this."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from whoami_aws.host import changes, clues, facts, grammar, host, ini, json_text, program, values

_TYPES: dict[str, type] = {
    name: kind
    for module in (changes, clues, facts, grammar, host, ini, json_text, program, values)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")
}

_SEAM = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
"""Where two lone surrogates meet: escaped side by side, JSON takes them for one character."""


def encode(value: Any) -> Any:  # noqa: ANN401 - JSON data is anything
    """Plain JSON data for a Host or any part of one."""
    if isinstance(value, str):
        return value if value.isascii() or not _SEAM.search(value) else {"parts": _SEAM.split(value)}
    if hasattr(value, "_fields"):
        fields = {name: encode(getattr(value, name)) for name in value._fields}
        return {"type": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, (dict, MappingProxyType)):
        return {"map": [[encode(key), encode(item)] for key, item in value.items()]}
    return value


def decode(data: Any) -> Any:  # noqa: ANN401
    """What `encode` was given. Raises ValueError for data that it did not make."""
    if not isinstance(data, dict):
        if isinstance(data, list):
            raise ValueError("a bare list is no part of a recorded host")
        return data
    try:
        if "parts" in data:
            return "".join(data["parts"])
        if "tuple" in data:
            return tuple(decode(item) for item in data["tuple"])
        if "map" in data:
            return {decode(key): decode(item) for key, item in data["map"]}
        kind = _TYPES.get(str(data.get("type")))
        if kind is None:
            raise ValueError(f"a recorded host has no part called {data.get('type')!r}")
        return kind(**{name: decode(item) for name, item in data.items() if name != "type"})
    except TypeError as error:
        raise ValueError("a part of the recorded host does not fit this version") from error
