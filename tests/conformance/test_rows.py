"""Each row of a verdict on the hosts on record, and on some that are made up: what the link finds, why, and what it
looked at to tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import Probe, SdkError
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN, Verdict
from whoami_aws.host import facts as f
from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, SECRET_HOST
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.ini.botocore import Document, Entry, Problem, Section

from .answers import read
from .recorded import asked, fields, hosts, with_files
from .states import STATES

ROWS = Path(__file__).with_name("rows.json")
"""`rows`, each with the SDKs whose verdicts have it, and the hosts on which `boto3` is judged. `pytest --update` writes
the texts in it again, `pytest --update=verdicts` all.
"""
_TEXTS = ("why", "fails", "error")
_LEAST = 100
"""On how many hosts boto3 was asked, and its chain can tell."""
Told = tuple[str, str, Verdict]
"""An SDK, a state's name, and the verdict."""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def of_botocore() -> list[Told]:
    """The verdicts of boto3's chain, on as few hosts as together show each of its rows."""
    return list(_of_botocore(json.loads(ROWS.read_text(encoding="utf-8"))["boto3"]))


def _of_botocore(names: Iterable[str]) -> Iterator[Told]:
    # The hosts have the shared files as the other SDKs read them.
    chain = CHAINS["boto3"]
    for name in names:
        yield "boto3", name, judge(with_files(name, hosts()[name], chain), chain)


def _with_something_new(told: Iterable[Told]) -> Iterator[Told]:
    """Those that show a row which no earlier one shows."""
    seen: set[str] = set()
    for one in told:
        rows = {json.dumps(row) for row in _told(one[2])}
        if not rows <= seen:
            seen |= rows
            yield one


def _of_the_others() -> Iterator[Told]:
    for sdk, record in fields().items():
        for name in record["said"]:
            yield sdk, name, judge(hosts()[name], asked()[sdk][0])


_PROBLEMS = ("duplicate-section", "duplicate-key", "no-section-header", "no-delimiter", "broken-block", "encoding")
KEY = "AKIAIOSFODNN7EXAMPLE"
_ENV = {"HOME": "/home/me", "AWS_SDK_LOAD_CONFIG": "1", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1/"}
_URI = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/keys"}
_TOKEN = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/dev"}
_KINDS = (
    *("missing", "directory", "null-device", "not-regular", "kernel-file", "unreadable", "hidden", "link-loop"),
    *("too-large", "failed"),
)
_RUN = f.ProcessRun("/bin/keys", 0, exit_code=0, version="1", version_ok=True, key_id=KEY, printed=99)
_REFUSED, _SILENT = f.Reply(403, body="not-json", attempts=1), f.Reply(None, "ConnectTimeoutError", attempts=3)
_OK = f.Reply(200, body="object", attempts=1)
_ROLE = f.ImdsAnswer(token=_OK, role=_OK, role_name="dev", credentials=_OK)
_VARIANTS: list[tuple[dict[str, str], dict[str, str], type, list[Any]]] = [
    (
        {},
        {"credential_process": "/bin/keys"},
        f.ProcessNeed,
        [
            *(f.ProcessRun("the program", 0, not_run=why) for why in f.NOT_RUN),
            f.ProcessRun("/bin/keys", 0, timed_out=True),
            f.ProcessRun("/bin/keys", 0, error="FileNotFoundError", message="no such file"),
            f.ProcessRun("/bin/keys", 2, error="PermissionError", message="no", marks=("|",)),
            _RUN._replace(exit_code=3, stderr="sorry", version=None, key_id=None),
            _RUN._replace(error="JSONDecodeError", message="Expecting value", version=None, key_id=None),
            _RUN._replace(version="2", version_ok=False),
            _RUN._replace(missing_key="SecretAccessKey"),
            _RUN._replace(expires=True, expiration="soon"),
            _RUN._replace(printed=10**6),
            _RUN._replace(printed=10**8),
        ],
    ),
    (
        {},
        {},
        f.ImdsNeed,
        [
            f.ImdsAnswer(unfinished=True),
            f.ImdsAnswer(token=_SILENT),
            f.ImdsAnswer(token=_SILENT, role=_SILENT),
            f.ImdsAnswer(token=_REFUSED),
            f.ImdsAnswer(token=_REFUSED, role=_REFUSED),
            f.ImdsAnswer(token=f.Reply(404), role=_OK._replace(status=404)),
            f.ImdsAnswer(token=_OK, role=f.Reply(404, body="empty")),
            f.ImdsAnswer(token=_OK, role=_OK, role_name="dev", credentials=f.Reply(500)),
            _ROLE._replace(code="AssumeRoleUnauthorizedAccess", message="no", fields=("Code", "Message")),
            _ROLE._replace(proxy="http://127.0.0.1:9", token=_SILENT, role=_SILENT, direct=True),
        ],
    ),
    (
        _URI,
        {},
        f.ContainerNeed,
        [
            f.ContainerAnswer(_SILENT),
            f.ContainerAnswer(_REFUSED, body_excerpt="no"),
            f.ContainerAnswer(_OK, unfinished=True),
            f.ContainerAnswer(f.Reply(), unsent=True),
            *(f.ContainerAnswer(f.Reply(), not_sent=why) for why in (AMBIGUOUS, PLAIN_HTTP, SECRET_HOST)),
            f.ContainerAnswer(_OK._replace(body="empty")),
            f.ContainerAnswer(_OK._replace(body="not-json"), body_excerpt="<html>"),
            f.ContainerAnswer(_OK, fields=("AccessKeyId",), key_id=KEY),
        ],
    ),
    (
        _TOKEN,
        {},
        f.TokenNeed,
        [
            *(f.TokenFile(f.FileState(kind), "OSError", "no") for kind in _KINDS),
            *(f.TokenFile(f.FileState("file"), form=form, length=9) for form in ("empty", "jwt", "broken", "words")),
            f.TokenFile(f.FileState("file"), "UnicodeDecodeError", "no", 9),
        ],
    ),
    ({}, {}, f.IniNeed, [f.IniFile(f.FileState(kind, "EIO"), None) for kind in _KINDS]),
    ({}, {}, f.IniNeed, [f.IniFile(f.FileState("file"), Document({}, {}, Problem(code, 7))) for code in _PROBLEMS]),
]
"""What a host has, and what it may be that a need of one kind brings."""


def _made_up() -> Iterator[Told]:
    """The verdicts where something is in each of the ways in which it can be, also in those that no state has."""
    for sdk, chain in CHAINS.items():
        for number, (env, settings, kind, facts) in enumerate(_VARIANTS):
            host = _host(chain, {**_ENV, **env}, settings)
            verdict = judge(host, chain)
            needs = {need for need in (*verdict.wants, *verdict.deciding) if isinstance(need, kind)}
            if kind is f.IniNeed:
                needs = {need for _, need in host.facts if isinstance(need, f.IniNeed)}
            for fact in facts:
                yield sdk, f"made up: {number}", judge(host.with_facts(dict.fromkeys(needs, fact)), chain)


def _host(chain: Chain, env: dict[str, str], settings: dict[str, str]) -> Host:
    """A host with these settings of the default profile, as the chain reads them, and no other file."""
    sdk = Sdk(chain.id, None, None, "yes")
    host = Host(1e9, "/home/me", "me", 1000, env, None, sdk, Budget(), {}, passwd_home="/home/me", cwd="/home/me")
    own = {key: Entry(key, text, line) for line, (key, text) in enumerate(settings.items(), start=2)}
    document = Document({"default": Section("default", 1, own)}, {})
    for _ in range(2):
        for need in judge(host, chain).wants:
            if isinstance(need, f.IniNeed):
                there = need.path.endswith(".aws/config")
                state = f.FileState("file" if there else "missing", size=9)
                host = host.with_facts({need: f.IniFile(state, document if there else None)})
    return host


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
    if update == "verdicts":
        of_botocore = list(_with_something_new(_of_botocore(hosts())))
    found = _rows([*of_botocore, *_of_the_others(), *_made_up()])
    known: Rows = json.loads(ROWS.read_text(encoding="utf-8"))["rows"]
    if update == "verdicts" or (update and _without_texts(found) == _without_texts(known)):
        lines = (
            f'"{link}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
            for link, rows in found.items()
        )
        names = json.dumps([name for _, name, _ in of_botocore], ensure_ascii=False)
        text = f'{{"boto3": {names},\n"rows": {{\n' + ",\n".join(lines) + "\n}}\n"
        ROWS.write_text(text, encoding="utf-8")
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
