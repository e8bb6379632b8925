"""The last look at a gathered Host: a secret may have been read after the text that repeats it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host.host import Host
from whoami_aws.host.values import Shape

_LEAST = 16
"""Characters of the shortest text that is looked at: a known secret counts from that many on."""


def without_known_secrets(host: Host, store: SecretStore) -> Host:
    """The host in which a label replaces every secret of it that another text repeats. The same part of two texts, as
    of a home and of a path below it, has the same label.
    """
    if not store.has_long_secrets:
        return host
    labels = {text: other for text in set(_texts(host)) if (other := store.without_known(text)) != text}
    if not labels:
        return host
    replaced: Host = _replaced(host, labels)
    return replaced


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value that are long enough."""
    if isinstance(value, str):
        if len(value) >= _LEAST:
            yield value
    elif isinstance(value, (dict, MappingProxyType)):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, tuple) and not isinstance(value, Shape):
        for item in value:
            yield from _texts(item)


def _replaced(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, (dict, MappingProxyType)):
        return {_replaced(key, labels): _replaced(item, labels) for key, item in value.items()}
    if isinstance(value, tuple) and not isinstance(value, Shape):
        items = [_replaced(item, labels) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
