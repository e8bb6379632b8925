"""A hostile host with what its report must say, in each of the formats."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from .child import QUICK, Done

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ALICE = "arn:aws:iam::123456789012:user/alice"
STS = {"identity_by_key": {KEY: ALICE}}
PAIR = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ENV_KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "us-east-1"}

_WORDS = {"resolved": ("You are ", "Fails "), "none": "None ", "error": "Error ", "unknown": "Unknown "}


@dataclass(frozen=True)
class Case:
    """`outcome` is empty where it hangs on chance. `link` is a link's id with its status and, if that is told too, the
    code of its reason. `rule` is a finding; `says` are texts that the JSON must hold, and `tells` texts for a person.
    `core` cases are run by default, in one of the formats.
    """

    name: str
    host: Mapping[str, object]
    outcome: str
    link: tuple[str, ...] = ()
    rule: str = ""
    says: Sequence[str] = ()
    tells: Sequence[str] = ()
    core: bool = False
    limit: float = QUICK
    powerless: bool = False
    arguments: tuple[str, ...] = ()
    env: Mapping[str, str | None] = field(default_factory=dict)
    raw: Mapping[bytes, bytes] = field(default_factory=dict)


def runs(cases: Sequence[Case]) -> list[object]:
    """The core cases in one format by default, in all as `slow`; the others as `slow`, in one format."""
    found: list[object] = []
    for case in cases:
        # By the case's own name: where it stands must not change how it is run.
        turn = sum(case.name.encode()) % 2
        bare = () if case.arguments or case.host.get("argv") else ("short",)
        formats = ("text", "json", *bare) if case.core else (("json", "text")[turn],)
        fast = ("text", "json")[turn] if case.core else None
        for format_ in formats:
            marks = [] if format_ == fast else [pytest.mark.slow]
            found.append(pytest.param(case, format_, id=f"{case.name}-{format_}", marks=marks))
    return found


def check(case: Case, done: Done) -> None:
    """Asserts that the report says what the case expects."""
    if done.format == "json":
        _check_json(case, done)
        return
    assert not case.outcome or done.text.startswith(_WORDS[case.outcome]), done.text
    if done.format == "short":
        assert 2 <= len(done.text.splitlines()) <= 3, done.text
        assert done.text.splitlines()[1].startswith("because "), done.text
        return
    if len(case.link) > 1:
        link, status, *_ = case.link
        assert re.search(rf"^ *\d+ +{link} +{status}\b", done.text, re.MULTILINE | re.IGNORECASE), done.text
    if case.rule:
        assert f": {case.rule} — " in done.text, done.text
    flowing = " ".join(done.text.split())
    for text in case.tells:
        assert text in flowing, f"{text!r} is not in {done.text}"


def _check_json(case: Case, done: Done) -> None:
    report = done.report
    row = next(link for link in report["links"] if link["id"] == (case.link or ["env"])[0])
    assert case.outcome in ("", report["outcome"]), (report["because"], report["error"], row["status"], row["reason"])
    if case.link:
        assert (row["id"], row["status"], row["reason"]["code"])[: len(case.link)] == case.link, row
    if case.rule:
        assert case.rule in [finding["rule"] for finding in report["findings"]], report["findings"]
    whole = json.dumps(report, ensure_ascii=False)
    for text in case.says:
        there = json.dumps(text, ensure_ascii=False)[1:-1] in whole
        assert there, ascii(f"{text!r} is not in {whole}")
