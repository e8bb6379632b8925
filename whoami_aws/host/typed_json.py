"""Values of annotated types as JSON data and back, by tables of names: the data has no trace of how code is called."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Unfit(ValueError):
    """What is wrong, and where: the outermost name last."""

    def __init__(self, what: str, *way: str) -> None:
        super().__init__(what)
        self.what, self.way = what, list(way)

    def __str__(self) -> str:
        return f"{''.join(reversed(self.way)).lstrip('.') or 'the document'}: {self.what}"


class Coder(NamedTuple):
    """How values of one type are written and read. `kinds`: the JSON types that it takes, as `kind_of` names them."""

    encode: Callable[[object], Json]
    decode: Callable[[Json], object]
    kinds: tuple[str, ...]


_REQUIRED = object()


class Field(NamedTuple):
    """One field of a type. `name` is its name in a file."""

    name: str
    hint: object
    coder: Coder
    default: object

    @property
    def required(self) -> bool:
        """Whether it is in every file."""
        return self.default is _REQUIRED


class Format:
    """How values of some types are written and read.

    `names` has the fields of each type by their names in the data: `field`, or `field=name` where the code calls it
    otherwise. A mapping of a type in `keyed` is a list in the data, since each item has its key inside, by that name.
    `special` are fields, by type and name, with a coder of their own.
    """

    def __init__(
        self,
        names: Mapping[type, str],
        keyed: Mapping[type, str],
        special: Mapping[tuple[type, str], Coder],
    ) -> None:
        self.names, self.keyed, self.special = names, keyed, special
        self._fields: dict[type, Mapping[str, Field]] = {}

    def encode(self, kind: type, value: object) -> dict[str, Json]:
        """The data of a value of a type in the tables, without what is as it is by default."""
        return {
            field.name: field.coder.encode(found)
            for own, field in self.fields(kind).items()
            if (found := getattr(value, own)) != field.default
        }

    def decode(self, kind: type[T], data: Json) -> T:
        """The value of a type in the tables that such data describes. Raises `Unfit` for any other."""
        if not isinstance(data, dict):
            raise mismatch("an object", data)
        found: dict[str, object] = {}
        for own, field in self.fields(kind).items():
            if field.name in data:
                found[own] = inside(f".{field.name}", field.coder.decode, data[field.name])
            elif field.required:
                raise Unfit(f"{field.name} is missing")
        if len(found) != len(data):
            known = {field.name for field in self.fields(kind).values()}
            raise Unfit(f"unknown field {shown(next(name for name in data if name not in known))}")
        return kind(**found)

    def fields(self, kind: type) -> Mapping[str, Field]:
        """The fields of a type by their names in the code, in the order of its table."""
        if kind not in self._fields:
            hints, found = get_type_hints(kind), {}
            defaults: Mapping[str, object] = getattr(kind, "_field_defaults", {})
            for word in self.names[kind].split():
                own, _, name = word.partition("=")
                coder = self.special.get((kind, own)) or self._coder(hints[own])
                found[own] = Field(name or own, hints[own], coder, defaults.get(own, _REQUIRED))
            self._fields[kind] = found
        return self._fields[kind]

    def _coder(self, hint: object) -> Coder:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self._union(tuple(map(self._coder, arguments)))
        if origin is Literal:
            return _literal(tuple(map(str, arguments)))
        if origin is tuple:
            coders = tuple(map(self._coder, arguments[: 1 if arguments[1:] == (...,) else None]))
            return _list(coders[0]) if arguments[1:] == (...,) else _row(coders)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            item, key = self._coder(arguments[1]), self.keyed.get(arguments[1])
            return _map(item) if key is None else _keyed(item, key)
        if isinstance(hint, type) and hint in self.names:
            # Its fields are looked up when they are needed: a type may have itself inside.
            return Coder(lambda value: self.encode(hint, value), lambda data: self.decode(hint, data), ("an object",))
        if isinstance(hint, type) and hint in _PLAIN:
            return _PLAIN[hint]
        raise TypeError(f"a value cannot be written whose type is {hint}")

    def _union(self, members: tuple[Coder, ...]) -> Coder:
        by_kind = {kind: member for member in members for kind in member.kinds}

        def encode(value: object) -> Json:
            return by_kind[self._kind_of(value)].encode(value)

        def decode(data: Json) -> object:
            if (member := by_kind.get(kind_of(data))) is None:
                raise mismatch(" or ".join(by_kind), data)
            return member.decode(data)

        return Coder(encode, decode, tuple(by_kind))

    def _kind_of(self, value: object) -> str:
        """The JSON type that a value is written as."""
        if isinstance(value, tuple) and type(value) not in self.names:
            return "a list"
        return "an object" if isinstance(value, tuple | Mapping) else kind_of(cast("Json", value))


def inside(name: str, decode: Callable[[Json], T], data: Json) -> T:
    """What `decode` makes of the data in a place of this name, which an error then tells."""
    try:
        return decode(data)
    except Unfit as error:
        error.way.append(name)
        raise


def _literal(allowed: tuple[str, ...]) -> Coder:
    def decode(data: Json) -> object:
        if not isinstance(data, str) or data not in allowed:
            raise Unfit(f"expected one of {', '.join(map(repr, allowed))}, found {shown(data)}")
        return data

    return Coder(_text_out, decode, ("text",))


def _list(item: Coder) -> Coder:
    def decode(data: Json) -> object:
        if not isinstance(data, list):
            raise mismatch("a list", data)
        return tuple(inside(f"[{at}]", item.decode, one) for at, one in enumerate(data))

    return Coder(lambda value: [item.encode(one) for one in cast("tuple[object, ...]", value)], decode, ("a list",))


def _row(items: tuple[Coder, ...]) -> Coder:
    def encode(value: object) -> Json:
        return [item.encode(one) for item, one in zip(items, cast("tuple[object, ...]", value), strict=True)]

    def decode(data: Json) -> object:
        if not isinstance(data, list) or len(data) != len(items):
            raise mismatch(f"a list of {len(items)}", data)
        return tuple(
            inside(f"[{at}]", item.decode, one) for at, (item, one) in enumerate(zip(items, data, strict=True))
        )

    return Coder(encode, decode, ("a list",))


def _map(item: Coder) -> Coder:
    def encode(value: object) -> Json:
        return {name: item.encode(one) for name, one in cast("Mapping[str, object]", value).items()}

    def decode(data: Json) -> object:
        if not isinstance(data, dict):
            raise mismatch("an object", data)
        return {name: inside(f".{shown(name)}", item.decode, one) for name, one in data.items()}

    return Coder(encode, decode, ("an object",))


def _keyed(item: Coder, key: str) -> Coder:
    items = _list(item)

    def encode(value: object) -> Json:
        own = cast("Mapping[str, object]", value)
        if any(getattr(one, key) != name for name, one in own.items()):
            raise ValueError(f"an item of a mapping has another {key} than its own")
        return items.encode(tuple(own.values()))

    def decode(data: Json) -> object:
        read = cast("tuple[object, ...]", items.decode(data))
        found: dict[str, object] = {getattr(one, key): one for one in read}
        if len(found) != len(read):
            raise Unfit(f"two items have the same {key}")
        return found

    return Coder(encode, decode, ("a list",))


_SEAM = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
"""Where two lone surrogates meet: escaped side by side, JSON takes them for one character."""


def _text_out(value: object) -> Json:
    text = str(value)
    return text if text.isascii() or not _SEAM.search(text) else {"parts": list[Json](_SEAM.split(text))}


def _text_in(data: Json) -> object:
    if isinstance(data, dict) and data.keys() == {"parts"} and isinstance(data["parts"], list):
        parts = [part for part in data["parts"] if isinstance(part, str)]
        if len(parts) == len(data["parts"]):
            return "".join(parts)
    if not isinstance(data, str):
        raise mismatch("text", data)
    return data


def _number_in(data: Json) -> object:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise mismatch("a number", data)
    try:
        number = float(data)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unfit("the number is too large")
    return number


def _whole_in(data: Json) -> object:
    if isinstance(data, bool) or not isinstance(data, int):
        raise mismatch("a whole number", data)
    return data


def _number_out(value: object) -> Json:
    number = cast("float", value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a number that a document can have")
    return number


def _bool_in(data: Json) -> object:
    if not isinstance(data, bool):
        raise mismatch("true or false", data)
    return data


def _null_in(data: Json) -> object:
    if data is not None:
        raise mismatch("null", data)
    return None


_PLAIN: Mapping[type, Coder] = {
    str: Coder(_text_out, _text_in, ("text",)),
    bool: Coder(lambda value: cast("bool", value), _bool_in, ("true or false",)),
    int: Coder(lambda value: cast("int", value), _whole_in, ("a whole number",)),
    float: Coder(_number_out, _number_in, ("a number", "a whole number")),
    NoneType: Coder(lambda _: None, _null_in, ("null",)),
}


def kind_of(data: Json) -> str:
    """The JSON type of data."""
    match data:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return "a whole number"
        case float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "text" if data.keys() == {"parts"} else "an object"


def mismatch(expected: str, found: Json) -> Unfit:
    """What is wrong with data of another JSON type than the one expected."""
    return Unfit(f"expected {expected}, found {kind_of(found)}")


def shown(value: Json) -> str:
    """What a document has in a place, short and harmless enough for a message."""
    return ascii(value[:40]) if isinstance(value, str) else kind_of(value)
