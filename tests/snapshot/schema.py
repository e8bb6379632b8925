"""The JSON schema of `whoami-aws/host/1`, made of the tables, annotations, defaults and docstrings of the host's types.

`python -m tests.snapshot.schema` writes `whoami_aws/render/host.schema.json` again.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from whoami_aws import render
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import FACTS, HOST, SCHEMA

FILE = Path(inspect.getfile(render)).with_name("host.schema.json")
_PLAIN = {bool: "boolean", int: "integer", float: "number", NoneType: "null"}


def schema() -> dict[str, Any]:
    """The whole schema."""
    own = _object(Host)
    own["properties"] = {"schema": {"const": SCHEMA}, **own["properties"]}
    own["properties"]["facts"] = {
        "type": "array",
        "description": "What was found on the host, each fact with what was asked for.",
        "items": {"oneOf": [_fact(name) for name in FACTS]},
    }
    own["required"] = ["schema", *own["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A recorded host of whoami-aws",
        **own,
        "$defs": {
            "text": {
                "description": "A text. Its parts stand apart where JSON would join two halves of a character.",
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {"parts": {"type": "array", "items": {"type": "string"}}},
                        "required": ["parts"],
                    },
                ],
            },
            **{kind.__name__: _object(kind) for kind in HOST.names if kind not in (Host, *_needs())},
        },
    }


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _needs() -> list[type]:
    return [need for need, _ in FACTS.values()]


def _fact(name: str) -> dict[str, Any]:
    need, fact = FACTS[name]
    found = _object(need)
    found["properties"] = {
        "need": {"const": name},
        **found["properties"],
        "found": _of(fact),
        "same_as": {"type": "integer", "description": "The number of a fact before, from 0, with the same answer."},
    }
    found["required"] = ["need", *found["required"]]
    return {**found, "oneOf": [{"required": ["found"]}, {"required": ["same_as"]}]}


def _object(kind: type) -> dict[str, Any]:
    said, hints = _said_of(kind), get_type_hints(kind)
    properties = {}
    for own, field in HOST.fields(kind).items():
        properties[field.name] = dict(_of(hints[own])) if own != "facts" else {}
        if own in said:
            properties[field.name]["description"] = said[own]
        if not field.required and isinstance(field.default, (bool, int, float, str, NoneType)):
            properties[field.name]["default"] = field.default
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": properties,
        "required": [field.name for field in HOST.fields(kind).values() if field.required],
    }


def _of(hint: Any) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_of(one) for one in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        if arguments[1:] == (...,):
            return {"type": "array", "items": _of(arguments[0])}
        size = len(arguments)
        return {"type": "array", "prefixItems": [_of(one) for one in arguments], "minItems": size, "maxItems": size}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key = HOST.keyed.get(arguments[1])
        if key is not None:
            return {"type": "array", "items": _of(arguments[1]), "description": f"Each has another {key}."}
        return {"type": "object", "additionalProperties": _of(arguments[1])}
    if hint is str:
        return {"$ref": "#/$defs/text"}
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {"$ref": f"#/$defs/{hint.__name__}"}


@cache
def _said_of(kind: type) -> Mapping[str, str]:
    """The docstrings beside fields."""
    body = ast.parse(inspect.getsource(kind)).body
    (owner,) = [one for one in body if isinstance(one, ast.ClassDef)] or [None]
    parts = owner.body if owner is not None else []
    found = {}
    for field, said in pairwise(parts):
        if isinstance(field, ast.AnnAssign) and isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            found[ast.unparse(field.target)] = inspect.cleandoc(str(said.value.value))
    return found


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
