"""From recorded answers to facts: what of an answer may be kept, and how the SDK's code will see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse

from whoami_aws.gather.decode_errors import shown
from whoami_aws.gather.http import Sent, Unfinished
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.shapes import seal_key_id
from whoami_aws.host.facts import CREDENTIAL_FIELDS, Reply
from whoami_aws.host.values import Reading

_TEXT_LIMIT = 300


Decode = Callable[[AWSResponse], str]
"""How the SDK makes a text of an answer; raises one of UNDECODABLE."""
UNDECODABLE = (ValueError, LookupError, TypeError)
"""Mostly a UnicodeDecodeError; what the headers name may also be no encoding, one that only raises a UnicodeError, have
a NUL in it, or be no text at all (`charset*=`, RFC 2231, is a triple).
"""


def by_headers(response: AWSResponse) -> str:
    """As most of the SDK does: by the encoding that the headers imply."""
    return str(response.text)


def as_utf8(response: AWSResponse) -> str:
    """As botocore/utils.py `ContainerMetadataFetcher._get_response` does."""
    return str(response.content, "utf-8")


def reply_of(sent: list[Sent], store: SecretStore, decode: Decode = by_headers) -> Reply | None:
    """The last of several answers to one request; None if it was never put."""
    if not sent:
        return None
    last = sent[-1]
    attempts, elapsed = len(sent), sum(one.elapsed_ms for one in sent)
    if isinstance(last.outcome, Exception):
        inner = getattr(last.outcome, "kwargs", {}).get("error")
        cause = type(inner).__name__ if isinstance(inner, Exception) else ""
        detail = shortened(str(last.outcome), store)
        return Reply(None, type(last.outcome).__name__, "", attempts, elapsed, detail, cause)
    body, detail = _body(last.outcome, decode)
    return Reply(last.outcome.status_code, "", body, attempts, elapsed, detail)


def unfinished(sent: list[Sent]) -> bool:
    """Whether our own limits ended it."""
    return any(isinstance(one.outcome, Unfinished) for one in sent)


def _body(response: AWSResponse, decode: Decode) -> tuple[str, str]:
    if not response.content:
        return "empty", ""
    try:
        text = decode(response)
    except UnicodeDecodeError as error:
        return "undecodable", shown(error)
    except UNDECODABLE as error:
        return "undecodable", f"{type(error).__name__} in the answer"
    try:
        content = json.loads(text)
    except RecursionError as error:
        return "too-deep", str(error)
    except ValueError:
        return "not-json", ""
    if isinstance(content, dict):
        return "object", ""
    if isinstance(content, list):
        return "list", "list indices must be integers or slices, not str"
    if isinstance(content, str):
        return "list", "string indices must be integers, not 'str'"
    return "scalar", f"argument of type '{type(content).__name__}' is not iterable"


def json_object(response: AWSResponse | Exception, decode: Decode = by_headers) -> dict[str, Any]:
    """The JSON object in an answer; empty if there is none."""
    content = _json(response, decode)
    return content if isinstance(content, dict) else {}


def fields(response: AWSResponse | Exception, decode: Decode = by_headers) -> tuple[str, ...]:
    """What `in` finds in an answer: the keys of an object; also in a list or a text, which the SDK does not expect."""
    content = _json(response, decode)
    if isinstance(content, dict):
        return tuple(content)
    return tuple(name for name in CREDENTIAL_FIELDS if isinstance(content, (list, str)) and name in content)


def _json(response: AWSResponse | Exception, decode: Decode) -> object:
    if isinstance(response, Exception):
        return None
    try:
        return json.loads(decode(response))
    except (*UNDECODABLE, RecursionError):
        return None


def keep_secrets(content: dict[str, Any], store: SecretStore) -> None:
    """Puts the secret parts of a role's credentials into the store."""
    for name in ("SecretAccessKey", "Token", "SessionToken"):
        if isinstance(content.get(name), str):
            store.keep(content[name])


_WRITTEN = r"""(?i)(?:SecretAccessKey|Token)[\\"'\s:=]+([^"'\\\s,}]{8,})"""


def keep_written_secrets(text: str, store: SecretStore) -> None:
    """The same for an answer that is no JSON, or that the SDK cannot read as a text, and looks as if it was meant."""
    for found in re.finditer(_WRITTEN, text):
        store.keep(found[1])


def key_id(content: dict[str, Any], store: SecretStore) -> Reading | None:
    """The access key id, sealed if it does not look like one."""
    text = content.get("AccessKeyId")
    if not isinstance(text, str):
        return None
    reading = seal_key_id(text)
    if reading != text:
        store.keep(text)
    return reading


def text_field(content: dict[str, Any], name: str, store: SecretStore) -> str | None:
    """A field that is no secret, cut to a sensible length."""
    value = content.get(name)
    return shortened(value, store) if isinstance(value, str) else None


def shortened(text: str, store: SecretStore, also: tuple[str, ...] = ()) -> str:
    """A text from outside: without any secret (`also`: further ones), and not longer than one can read."""
    clean = store.scrub(text[: 4 * _TEXT_LIMIT], also)
    return clean if len(clean) <= _TEXT_LIMIT else clean[:_TEXT_LIMIT] + "…"
