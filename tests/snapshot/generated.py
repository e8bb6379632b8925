"""Hosts of any content, generated from the types' own annotations: whatever a field may hold, some host has there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import FACTS, HOST

_TEXT = st.text(st.characters(), max_size=12)  # lone surrogates too
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    bool: st.booleans(),
    int: st.one_of(st.integers(0, 5), st.integers()),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}


@cache
def hosts() -> st.SearchStrategy[Host]:
    """Any host."""
    facts = st.lists(st.sampled_from(sorted(FACTS)).flatmap(_fact), max_size=4).map(dict)
    return _object(Host, facts=facts)


def _fact(name: str) -> st.SearchStrategy[Any]:
    need, fact = FACTS[name]
    return st.tuples(_of(need), _of(fact)).map(lambda pair: ((need.__name__, pair[0]), pair[1]))


@cache
def _of(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*map(_of, arguments))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        if arguments[1:] == (...,):
            return st.lists(_of(arguments[0]), max_size=2).map(tuple)
        return st.tuples(*map(_of, arguments))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key = HOST.keyed.get(arguments[1])
        if key is None:
            return st.dictionaries(st.text("AZ_", max_size=4), _of(arguments[1]), max_size=2)
        return st.lists(_of(arguments[1]), max_size=2).map(lambda found: {getattr(one, key): one for one in found})
    return _PLAIN[hint] if hint in _PLAIN else st.deferred(lambda: _object(hint))


@cache
def _object(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    names = HOST.fields(kind)
    required = {own: given[own] if own in given else _of(hints[own]) for own, field in names.items() if field.required}
    optional = {own: _of(hints[own]) for own, field in names.items() if not field.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda found: kind(**found))
