"""The schemas of the JSON documents, as they are published and closed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

RENDER = Path(__file__).parents[1] / "whoami_aws/render"


def published(kind: str) -> dict[str, Any]:
    """What `whoami-aws schema` prints: fields may be added to a document, so it allows any."""
    found: dict[str, Any] = json.loads((RENDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return found


@cache
def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Of a document of this version: a field that the schema does not name is an error."""
    return jsonschema_rs.Draft202012Validator(closed(published(kind)))


def closed(schema: Any) -> Any:
    """The schema without leave for what it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # A condition is not a description.
    inner = {name: value if name == "if" else closed(value) for name, value in schema.items()}
    return {"additionalProperties": False, **inner} if isinstance(schema.get("properties"), dict) else inner
