"""Every field in which one SDK's chain is not as most, each set to what most have: deliberate faults, made from data.

A fault has a name such as `profile.sso.window`, or `settings[0].allowed`. A text in a list of an SDK's own is a fault
of its own: the list without it (`stops_on[iam-role: role-empty]`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.model import Chain

_TOLD = ("id", "title", "links", "engine", "bare")
"""Of a chain: what it is called, what it is made of, and what has no default."""


def faults(chain: Chain) -> Iterator[tuple[str, Chain]]:
    """The chain with one fault each, by the fault's name."""
    for name, faulty in _of(chain, skipped=_TOLD):
        yield name, faulty
    assert isinstance(chain.engine, SdkEngine)
    for name, dialect in _of(chain.engine.dialect):
        yield name, chain._replace(engine=chain.engine._replace(dialect=dialect))


def _of(value: Any, skipped: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """A named tuple with one of its fields, or a field of one of its fields, as it is by default."""
    for field in value._fields:
        if field in skipped:
            continue
        own = getattr(value, field)
        default = value._field_defaults.get(field, ())
        for name, other in _otherwise(own, default):
            yield f"{field}{name}", value._replace(**{field: other})


def _otherwise(own: Any, default: Any) -> Iterator[tuple[str, Any]]:
    if own == default:
        return
    if hasattr(own, "_fields"):
        if default is None or default == ():
            yield "", default
            default = own
        for name, other in _of(own):
            yield f".{name}", other
    elif isinstance(own, tuple) and own and all(hasattr(item, "_fields") for item in own):
        for number, item in enumerate(own):
            yield f"[{number}]", (*own[:number], *own[number + 1 :])
            for name, other in _of(item):
                yield f"[{number}].{name}", (*own[:number], other, *own[number + 1 :])
    elif isinstance(own, tuple) and isinstance(default, tuple) and set(default) <= set(own):
        added = [item for item in own if item not in default]
        for item in added:
            yield f"[{_word(item)}]", tuple(one for one in own if one != item)
        if not added:
            yield "", default
    else:
        yield "", default


def _word(item: Any) -> str:
    if not isinstance(item, tuple):
        return str(item)
    return ": ".join(" ".join(part) if isinstance(part, tuple) else str(part) for part in item)
