"""Whether an SDK takes what a program or an endpoint answered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from whoami_aws.chain.expiry import parse_expiry
from whoami_aws.chain.fetching.dialect import Answer
from whoami_aws.chain.probe import SdkError
from whoami_aws.host.facts import ContainerAnswer, ImdsAnswer, ProcessRun
from whoami_aws.host.values import Reading

_ZONED = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")

TIMES = {"zoned": _ZONED, "zoneless": _ZONELESS}
"""The forms of a time, by the name that `dialect.Answer.times` has for them."""


class _Said(NamedTuple):
    """`expiration` None: there is none, or (`has_time`) it is no text."""

    fields: tuple[str, ...]
    key_id: Reading | None
    has_time: bool
    expiration: str | None


def lacking_process(rules: Answer, run: ProcessRun, now: float) -> str | None:
    """What is wrong with the output of a program; None if nothing is."""
    if rules.versions != "any" and not (run.version_ok and (rules.versions == "equal" or run.version == "1")):
        return "its Version is not 1"
    fields = tuple(name for name in ("AccessKeyId", "SecretAccessKey") if name != run.missing_key)
    if run.missing_key == "AccessKeyId":
        fields = ()
    fields = (*fields, "SessionToken") if run.has_token else fields
    return _lacking(rules, _Said(fields, run.key_id, run.expires, run.expiration), now)


def lacking(rules: Answer, answer: ContainerAnswer | ImdsAnswer, now: float) -> str | None:
    """What is wrong with the answer of an endpoint; None if nothing is."""
    reply = answer.reply if isinstance(answer, ContainerAnswer) else answer.credentials
    if reply is not None and reply.body != "object":
        return "it is no JSON object"
    if isinstance(answer, ImdsAnswer) and answer.code != "Success":
        return f"its Code is {answer.code or 'missing'}"
    said = _Said(answer.fields, answer.key_id, "Expiration" in answer.fields, answer.expiration)
    return _lacking(rules, said, now)


def _lacking(rules: Answer, said: _Said, now: float) -> str | None:
    missing: Iterable[str] = (name for name in rules.required if name not in said.fields)
    if (first := next(iter(missing), None)) is not None:
        return f"it has no {first}"
    if "AccessKeyId" in rules.required and said.key_id is None:
        return "its AccessKeyId is no text"
    if said.key_id == "" and not rules.empty_id:
        return "its AccessKeyId is empty"
    return _time(rules, said, now) if said.has_time else None


def _time(rules: Answer, said: _Said, now: float) -> str | None:
    if said.expiration is None:
        return None if rules.number_time else "its Expiration is no text"
    form = TIMES.get(rules.times)
    if form is not None and not form.fullmatch(said.expiration):
        return "its Expiration is no time"
    if not rules.expired:
        expiry = parse_expiry(said.expiration)
        if not isinstance(expiry, SdkError) and expiry.at is not None and expiry.at <= now:
            return "it has expired"
    return None
