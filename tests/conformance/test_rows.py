"""Each row of a verdict on the hosts on record: what the link finds, why, and what it looked at to tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import Probe, SdkError
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN, Verdict

from .answers import read
from .recorded import asked, fields, hosts, with_files
from .states import STATES

ROWS = Path(__file__).with_name("rows.json")
"""The rows, each with the SDKs whose verdicts have it. `pytest --update` writes the texts in it anew,
`pytest --update=verdicts` all.
"""
_TEXTS = ("why", "fails", "error")
_LEAST = 250
"""On how many hosts boto3 was asked, and its chain can tell."""
Told = tuple[str, str, Verdict]
"""An SDK, a state's name, and the verdict."""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def of_botocore() -> list[Told]:
    """The verdicts of boto3's chain. The hosts have the shared files as the other SDKs read them."""
    chain = CHAINS["boto3"]
    return [("boto3", name, judge(with_files(name, host, chain), chain)) for name, host in hosts().items()]


def _of_the_others() -> Iterator[Told]:
    for sdk, record in fields().items():
        for name in record["said"]:
            yield sdk, name, judge(hosts()[name], asked()[sdk][0])


def _told(verdict: Verdict) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in verdict.rows:
        yield row.link, {"status": row.status, **_filled(row.probe)}
    if verdict.session is not None:
        changes = [str(change) for change in verdict.session.triggers]
        reason = verdict.session.reason
        yield "session", {"code": reason.code, "why": reason.text, "error": _said(verdict.error), "without": changes}


def _filled(probe: Probe) -> dict[str, Any]:
    """What a probe says, without what is empty."""
    use, found = probe.use, probe.credentials
    told = {
        "kind": probe.kind,
        "code": probe.reason.code,
        "why": probe.reason.text,
        "error": _said(probe.error),
        "use": [use.state, use.source, use.code, use.may_ask] if use.state != "works" else None,
        "fails": [use.because, _said(use.error)] if use.state != "works" else None,
        "path": probe.path,
        "inputs": [f"{one.name} {one.state} {one.origin}" for one in probe.inputs],
        "without": [str(change) for change in probe.triggers],
        "key": str(found.key_id.origin) if found and found.key_id else None,
        "role": found.role if found else None,
        "account": found.account_hint if found else None,
        "token": found.has_token if found else None,
        "needs": sorted({type(need).__name__ for need in probe.wants}),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _said(error: SdkError | None) -> str | None:
    return f"{error.type}: {error.message}" if error else None


def _rows(verdicts: Iterable[Told]) -> Rows:
    found: dict[str, dict[str, set[str]]] = {}
    for sdk, _, verdict in verdicts:
        for link, told in _told(verdict):
            found.setdefault(link, {}).setdefault(json.dumps(told, ensure_ascii=False), set()).add(sdk)
    return {
        link: [{**json.loads(row), "sdks": " ".join(sorted(sdks))} for row, sdks in sorted(rows.items())]
        for link, rows in sorted(found.items())
    }


def _without_texts(rows: Rows) -> set[tuple[str, str]]:
    return {
        (link, json.dumps({name: value for name, value in row.items() if name not in _TEXTS}))
        for link, all_ in rows.items()
        for row in all_
    }


def test_each_row_says_what_is_on_record(of_botocore: list[Told], update: str | None) -> None:
    found = _rows([*of_botocore, *_of_the_others()])
    known: Rows = json.loads(ROWS.read_text(encoding="utf-8")) if ROWS.exists() else {}
    if update == "verdicts" or (update and _without_texts(found) == _without_texts(known)):
        lines = (
            f'"{link}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
            for link, rows in found.items()
        )
        ROWS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        known = found
    for link, rows in found.items():
        assert [row for row in rows if row not in known.get(link, ())] == [], link
    assert found == known


def test_boto3_picked_the_same(of_botocore: list[Told]) -> None:
    answers = read("boto3")
    assert answers is not None
    told = {name: verdict for _, name, verdict in of_botocore if verdict.outcome != UNKNOWN}
    asked_ = {name: one for name, one in told.items() if answers.is_of(name, STATES[name])}
    assert len(asked_) > _LEAST
    differing = [name for name, one in asked_.items() if one.winner != answers.by_state[name].get("provider")]
    assert differing == []
