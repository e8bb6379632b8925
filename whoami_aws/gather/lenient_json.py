"""Takes down how a JSON text is written, without what is secret in it."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse

from whoami_aws.chain.expiry import Expiry, parse_expiry
from whoami_aws.gather.http_answers import shortened
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.shapes import seal_key_id
from whoami_aws.host.lenient_json import JsonText, Member
from whoami_aws.host.values import Reading

_SECRETS = frozenset({"secretaccesskey", "sessiontoken", "token"})
_VERSION, _KEY_ID = "version", "accesskeyid"
_NAMES = "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TEXTS = {
    "expiration": re.compile(rf"(?:{_NAMES})[a-z]{{0,6}}|GMT|UTC|[AP]M|[\d:+.,/ TtZz-]"),
    "accountid": re.compile(r"\d"),
    "expiresat": re.compile(r"[\d:+.TtZz-]"),
    "code": re.compile(r"success", re.IGNORECASE),
}
"""What is no secret, if it is made up of these: names first, since a T alone would leave half of a Tuesday."""
_LONGEST = 64
_MOST = 40
"""Members that are kept. No SDK reads more of these names than that."""

_MARK = "\ufeff"
_BLANKS = " \t\r\n\v\f"
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|/\*(?:.*?\*/|.*)|//[^\n]*', re.DOTALL)
"""A text, so that nothing inside one is taken for a comment; or a comment. What does not end ends where all does, so
that this takes a time in proportion to the length.
"""
_NOTHING = object()
"""No value at all."""


class _Literal(NamedTuple):
    """A number or constant as it is spelled."""

    spelled: str


class _Object(NamedTuple):
    """An object with its members in order."""

    members: tuple[tuple[str, Any], ...]


def written(response: AWSResponse | Exception | None, store: SecretStore) -> JsonText:
    """How the JSON of an answer is written; of none where there was no answer."""
    return JsonText() if response is None or isinstance(response, Exception) else json_text(response.content, store)


def json_text(data: bytes, store: SecretStore) -> JsonText:
    """What is kept of a text. Never raises."""
    deviations = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        deviations.append("undecodable")
    if text.startswith(_MARK):
        text = text[1:]
        deviations.append("mark")
    bare = text.strip(_BLANKS)
    if bare != text.strip(" \t\r\n"):
        deviations.append("blanks")
    if bare != (all_bare := text.strip()):
        deviations.append("unicode-blanks")
    value, rest, inside = _first(all_bare)
    if value is _NOTHING and (plain := _COMMENT.sub(_without_comment, all_bare).strip()) != all_bare:
        value, rest, inside = _first(plain)
        deviations.append("comment")
    if value is _NOTHING:
        return JsonText(deviations=tuple(deviations))
    return JsonText(_kind(value), _members(value, store), (*deviations, *(["rest"] if rest else []), *inside))


def _without_comment(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else " "


def _first(text: str) -> tuple[Any, bool, list[str]]:
    """The first value, whether anything follows it, and the deviations inside it."""
    for strict in (True, False):
        constants: list[str] = []

        def constant(word: str, seen: list[str] = constants) -> _Literal:
            seen.append(word)
            return _Literal(word)

        decoder = json.JSONDecoder(
            object_pairs_hook=lambda pairs: _Object(tuple(pairs)),
            parse_int=_Literal,
            parse_float=_Literal,
            parse_constant=constant,
            strict=strict,
        )
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            continue
        inside = (["constant"] if constants else []) + ([] if strict else ["control"])
        return value, end < len(text), inside
    return _NOTHING, False, []


def _kind(value: object) -> str:
    match value:
        case _Object():
            return "object"
        case _Literal():
            return "number"
        case list():
            return "list"
        case str():
            return "text"
        case bool():
            return "boolean"
        case _:
            return "null"


def _members(value: object, store: SecretStore) -> tuple[Member, ...]:
    if not isinstance(value, _Object):
        return ()
    known = [(name, one) for name, one in value.members if name.lower() in _KNOWN]
    return tuple(Member(name, _kind(one), _reading(name.lower(), one, store)) for name, one in known[:_MOST])


_KNOWN = _SECRETS | _TEXTS.keys() | {_VERSION, _KEY_ID}


def _is_time(name: str, spelled: str) -> bool:
    """Whether botocore's reader of times takes it for one, which reads more words than can be listed; or for one that
    is too large.
    """
    if name != "expiration":
        return False
    expiry = parse_expiry(spelled)
    return isinstance(expiry, Expiry) or expiry.type != "ParserError"


def _reading(name: str, value: object, store: SecretStore) -> Reading | None:
    match value:
        case str():
            spelled = value
        case _Literal():
            spelled = value.spelled
        case bool():
            spelled = "true" if value else "false"
        case _:
            return None
    # A Version that is a text is none to anybody, and may be anything.
    if name == _VERSION and isinstance(value, (_Literal, bool)):
        return shortened(spelled, store)
    if name in _TEXTS and len(spelled) <= _LONGEST and (not _TEXTS[name].sub("", spelled) or _is_time(name, spelled)):
        return shortened(spelled, store)
    if name == _KEY_ID:
        reading = seal_key_id(spelled)
        if reading != spelled:
            store.keep(spelled)
        return reading
    if name not in _TEXTS or _TEXTS[name].sub("", spelled[:_LONGEST]):
        store.keep(spelled, known=name in _SECRETS)
    return "" if spelled == "" else None
