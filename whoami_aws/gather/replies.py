"""From recorded answers to facts: what of an answer may be kept, and how the SDK's code will see it."""

from __future__ import annotations

import json
from typing import Any

from botocore.awsrequest import AWSResponse

from whoami_aws.gather.http import Sent, Unfinished
from whoami_aws.gather.vault import Vault
from whoami_aws.host.facts import Reply
from whoami_aws.host.values import Reading, seal_key_id

_TEXT_LIMIT = 300


def reply_of(sent: list[Sent], vault: Vault) -> Reply | None:
    """The last of several answers to one request; None if it was never put."""
    if not sent:
        return None
    last = sent[-1]
    attempts, elapsed = len(sent), sum(one.elapsed_ms for one in sent)
    if isinstance(last.outcome, Exception):
        return Reply(None, type(last.outcome).__name__, "", attempts, elapsed, shortened(str(last.outcome), vault))
    body, detail = _body(last.outcome)
    return Reply(last.outcome.status_code, "", body, attempts, elapsed, detail)


def unfinished(sent: list[Sent]) -> bool:
    """Whether our own limits ended it."""
    return any(isinstance(one.outcome, Unfinished) for one in sent)


def _body(response: AWSResponse) -> tuple[str, str]:
    if not response.content:
        return "empty", ""
    try:
        text = response.text
    except (UnicodeDecodeError, LookupError) as error:
        return "undecodable", f"{type(error).__name__} in the answer"
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "not-json", ""
    if isinstance(content, dict):
        return "object", ""
    if isinstance(content, (list, str)):
        return "list", ""
    return "scalar", f"argument of type '{type(content).__name__}' is not iterable"


def json_object(response: AWSResponse | Exception) -> dict[str, Any]:
    """The JSON object in an answer; empty if there is none."""
    if isinstance(response, Exception):
        return {}
    try:
        content = json.loads(response.text)
    except (ValueError, LookupError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def keep_secrets(content: dict[str, Any], vault: Vault) -> None:
    """Puts the secret parts of a role's credentials into the vault."""
    for name in ("SecretAccessKey", "Token", "SessionToken"):
        if isinstance(content.get(name), str):
            vault.keep(content[name])


def key_id(content: dict[str, Any], vault: Vault) -> Reading | None:
    """The access key id, sealed if it does not look like one."""
    text = content.get("AccessKeyId")
    if not isinstance(text, str):
        return None
    reading = seal_key_id(text)
    if reading != text:
        vault.keep(text)
    return reading


def text_field(content: dict[str, Any], name: str, vault: Vault) -> str | None:
    """A field that is no secret, cut to a sensible length."""
    value = content.get(name)
    return shortened(value, vault) if isinstance(value, str) else None


def shortened(text: str, vault: Vault) -> str:
    """A text from outside: without any secret, and not longer than one can read."""
    clean = vault.scrub(text[: 4 * _TEXT_LIMIT])
    return clean if len(clean) <= _TEXT_LIMIT else clean[:_TEXT_LIMIT] + "…"
