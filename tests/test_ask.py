"""The order in which a host is asked, and what is not asked: on hosts that are made up, with a gatherer that only notes
what it is told.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from tests.check.hosts import asked
from tests.machines import InMemory
from whoami_aws.ask import explain, run_check, run_comparison, run_imds
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import BREAKS, DECLINES, OFFERS, PROMISES, UNASKED, Probe, Reason, Usability
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.seen import seen_by
from whoami_aws.chain.verdict import RESOLVED, LinkResult, Verdict
from whoami_aws.fakes.examples import DPOP_KEY
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host import facts as f
from whoami_aws.host.changes import Change
from whoami_aws.host.host import Assumed, Budget, Host, Sdk
from whoami_aws.host.ini.botocore import Document, Entry, Problem, Section

BOTO3 = CHAINS["boto3"]
HOME = "/home/me"
CONFIG = f"{HOME}/.aws/config"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "EXAMPLE"}


def _host(env: dict[str, str] | None = None, **more: Any) -> Host:
    sdk = Sdk("boto3", None, None, "yes")
    host = Host(0.0, HOME, "me", 1000, {"HOME": HOME, **(env or {})}, None, sdk, Budget(), {}, passwd_home=HOME)
    return host._replace(**more)


def _with_config(host: Host, chains: Iterable[str] = ("boto3",), size: int = 0, **settings: str) -> Host:
    """The host with these settings of the default profile, as each of these chains reads them, and no other file."""
    own = {key: Entry(key, text, line) for line, (key, text) in enumerate(settings.items(), start=2)}
    document = Document({"default": Section("default", 1, own)}, {})
    for _ in range(2):
        for chain in chains:
            for need in judge(host, CHAINS[chain]).wants:
                if isinstance(need, f.IniNeed):
                    found = f.IniFile(f.FileState("missing"), None)
                    if need.path == CONFIG:
                        found = f.IniFile(f.FileState("file", size=size), document)
                    host = host.with_facts({need: found})
    return host


class _Notes:
    """A gatherer that finds nothing, and notes what it is to look for."""

    def __init__(self, until: float = 0.0, more: int = 0) -> None:
        self.machine, self.store, self.until, self.more = ThisProcess(), SecretStore(), until, more
        self.settled: list[tuple[set[type], bool]] = []
        self.started: list[tuple[bool, bool]] = []
        self.collected: list[type | None] = []
        self.results = 0

    def settle(self, host: Host, needs: Iterable[f.Need], slow: bool) -> tuple[Host, bool]:
        self.settled.append(({type(need) for need in needs}, slow))
        self.more -= 1
        return host, self.more >= 0

    def program_results(self, host: Host, needs: Iterable[f.Need]) -> tuple[Host, bool]:
        self.results += 1
        return host, False

    def run_programs(self, host: Host, needs: Iterable[f.Need], in_use: bool, asked: bool) -> None:
        assert len(list(needs)) == 1
        self.started.append((in_use, asked))

    def collect(self, host: Host, kind: type | None = None) -> Host:
        self.collected.append(kind)
        return host

    def output(self, _: list[str]) -> None:
        return None


# What is asked in which order


def test_what_a_chain_wants_is_started_and_what_a_what_if_wants_is_only_read() -> None:
    notes = _Notes()
    explain._settle(_with_config(_host()), BOTO3, (), notes)
    # That none is asked about is no change, and no second round is needed.
    assert [slow for _, slow in notes.settled] == [True, False]
    assert f.ImdsNeed in notes.settled[0][0] and notes.results == 0


@pytest.mark.parametrize(("more", "rounds"), [(0, 1), (1, 2), (2, 2), (3, 3), (100, 8)])
def test_what_is_found_is_asked_about_again(more: int, rounds: int) -> None:
    notes = _Notes(more=more)
    explain._settle(_with_config(_host()), BOTO3, (), notes)
    assert len(notes.settled) == 2 * rounds


def test_at_the_end_nothing_is_started() -> None:
    notes = _Notes()
    explain._settle(_with_config(_host()), BOTO3, (), notes, slow=False)
    assert ([slow for _, slow in notes.settled], notes.results) == ([False, False], 1)
    notes = _Notes()
    explain._with_evidence(_host(), BOTO3, notes)
    assert [slow for _, slow in notes.settled] == [False, False]
    assert notes.settled[0][0] == {f.IniNeed}, "the files as botocore reads them"
    assert f.PlaceNeed in notes.settled[1][0], "what the rules look at"


def test_a_program_is_nothing_that_is_asked_in_passing() -> None:
    host = _with_config(_host(), credential_process="/bin/keys")
    assert any(isinstance(need, f.ProcessNeed) for need in judge(host, BOTO3).deciding)
    for changes in ((), (Change("set", "AWS_PROFILE", reading="default"),)):
        notes = _Notes()
        explain._settle(host, BOTO3, changes, notes)
        assert all(f.ProcessNeed not in kinds for kinds, _ in notes.settled)


def test_what_the_changed_host_wants_is_asked_for() -> None:
    host = _with_config(_host(KEYS))
    wanted = []
    by_token = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/dev"}
    for changes in ((), [Change("set", name, reading=text) for name, text in by_token.items()]):
        notes = _Notes()
        explain._settle(host, BOTO3, changes, notes)
        wanted.append(f.TokenNeed in notes.settled[0][0])
    assert wanted == [False, True]


# Programs


def _programs(
    sdks: tuple[str, ...], found: set[str] | None, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, bool, bool]]:
    host = _with_config(_host(), sdks, credential_process="/bin/keys")
    notes = _Notes()

    def in_use(_: Machine) -> set[str]:
        assert found is not None, "nobody has to look"
        return found

    monkeypatch.setattr(explain, "_in_use", in_use)
    explain._run_programs(host, CHAINS[sdks[0]], [CHAINS[sdk] for sdk in sdks[1:]], notes)
    return notes.started


def test_the_sdk_in_use_starts_a_program_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _programs(("boto3",), None, monkeypatch) == [(True, True)]
    assert _programs(("go-v2",), {"boto3"}, monkeypatch) == [(False, True)]
    assert _programs(("go-v2", "boto3"), {"boto3"}, monkeypatch) == [(True, False), (False, True)]
    assert _programs(("boto3", "go-v2"), {"boto3", "go-v2"}, monkeypatch) == [(True, True), (True, False)]
    assert _programs(("boto3", "go-v2"), {"go-v2"}, monkeypatch) == [(True, False), (False, True)]


def test_no_program_is_started_below_the_winner(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = _Notes()
    host = _with_config(_host(KEYS), credential_process="/bin/keys")
    explain._run_programs(host, BOTO3, (), notes)
    assert notes.started == []


# The SDK's own code


def _why_not(host: Host) -> str | None:
    asked = explain._ask_sdk(host, BOTO3, explain.Question(budget=Budget("none")), _Notes())
    found = asked.testimony("boto3")
    assert found is not None and found.outcome is None
    return found.why_not


def _hanging() -> Host:
    return _with_config(_host()).with_facts({f.IniNeed(CONFIG): f.IniFile(f.FileState("too-large"), None)})


def test_the_sdk_is_not_asked_about_what_is_only_assumed() -> None:
    host = _with_config(_host(KEYS, assumed=(Assumed("boto3", "awscrt", True),)))
    assert _why_not(host) == "what --assume says is not what is here"
    # Of another SDK's parts that is no reason.
    hangs = _hanging()._replace(assumed=(Assumed("python-v4", "awscrt", True),))
    assert _why_not(hangs) == _why_not(_hanging())


def test_the_sdk_is_not_asked_where_it_would_hang() -> None:
    verdict = judge(_hanging(), BOTO3)
    assert verdict.unknown_because is not None and not verdict.deciding
    assert _why_not(_hanging()) == verdict.unknown_because.text


@pytest.mark.parametrize(
    ("size", "is_heap", "is_large"),
    [(65536, False, False), (65537, True, False), (262144, True, False), (262145, True, True)],
)
@pytest.mark.parametrize("which", ["config", "credentials"])
def test_a_large_file_of_lines_that_are_none(which: str, size: int, is_heap: bool, is_large: bool) -> None:
    broken = Document({}, {}, Problem("no-delimiter", 1))
    host = _with_config(_host())
    path = f"{HOME}/.aws/{which}"
    host = host.with_facts({f.IniNeed(path): f.IniFile(f.FileState("file", size=size), broken)})
    view = explain.BotocoreView(host, BOTO3)
    assert (explain._heap(view), explain._is_large(view)) == (f"~/.aws/{which}" if is_heap else None, is_large)
    if is_heap:
        assert _why_not(host) == f"~/.aws/{which} cannot be parsed, and is large"
    whole = host.with_facts({f.IniNeed(path): f.IniFile(f.FileState("file", size=size), Document({}, {}))})
    assert explain._heap(explain.BotocoreView(whole, BOTO3)) is None


@pytest.mark.parametrize(("size", "times"), [(262144, 0), (262145, 1)])
def test_only_after_large_files_the_memory_is_swept(size: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes time, of which a small host has nothing."""
    swept: list[bool] = []
    said = f.WitnessResult("resolved", "env")
    monkeypatch.setattr("whoami_aws.gather.botocore_witness.Witness", lambda *_: SimpleNamespace(ask=lambda: said))
    monkeypatch.setattr("gc.collect", lambda *_: swept.append(True))
    question = explain.Question(budget=Budget("none"))
    host = explain._ask_sdk(_with_config(_host(KEYS), size=size), BOTO3, question, _Notes())  # type: ignore[arg-type]
    assert host.testimony("boto3") == said
    assert len(swept) == times


# Whose identity is asked for


def _verdict(**rows: tuple[str, str, bool]) -> Verdict:
    made = (
        LinkResult(number, link.replace("_", "-"), status, Probe(kind, Reason("", ""), use=Usability(may_ask=may_ask)))  # type: ignore[arg-type]
        for number, (link, (status, kind, may_ask)) in enumerate(rows.items(), start=1)
    )
    return Verdict(RESOLVED, "env", tuple(made))


@pytest.mark.parametrize(
    ("link", "row", "is_asked"),
    [
        ("sso", ("shadowed", PROMISES, True), True),
        ("sso", ("shadowed", OFFERS, True), True),
        ("sso", ("shadowed", OFFERS, False), False),
        ("sso", ("removed", OFFERS, True), False),
        ("sso", ("declined", DECLINES, True), False),
        ("sso", ("would-stop", BREAKS, True), False),
        ("sso", ("not-probed", UNASKED, True), False),
        ("assume_role", ("shadowed", PROMISES, True), False),
        ("custom_process", ("shadowed", OFFERS, True), False),
    ],
)
def test_whom_all_identities_are(link: str, row: tuple[str, str, bool], is_asked: bool) -> None:
    verdict = _verdict(env=("wins", OFFERS, True), **{link: row})
    assert explain._to_ask(verdict, "winner") == ["env"]
    assert explain._to_ask(verdict, "all") == ["env", link][: 1 + is_asked]


@pytest.mark.parametrize("link", ["assume-role", "custom-process"])
def test_a_winner_is_asked_whatever_it_is(link: str) -> None:
    verdict = _verdict(**{link.replace("-", "_"): ("wins", PROMISES, True)})._replace(winner=link)
    assert explain._to_ask(verdict, "winner") == explain._to_ask(verdict, "all") == [link]
    not_usable = _verdict(**{link.replace("-", "_"): ("wins", PROMISES, False)})._replace(winner=link)
    assert explain._to_ask(not_usable, "winner") == []


SSO = "[profile me]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n"
CORP = "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
SESSION = "arn:aws:sts::111122223333:assumed-role/dev/me"
TOKEN = f"{HOME}/.aws/sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json"
LOGIN = f"{HOME}/.aws/login/cache/{hashlib.sha256(SESSION.encode()).hexdigest()}.json"
ROLE = "role_arn = arn:aws:iam::111122223333:role/dev\n"
BASE = "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLE\n"
RENEWS = {"refreshToken": "x", "clientId": "x", "clientSecret": "x", "registrationExpiresAt": "2099-01-01T00:00:00Z"}


def _ends(minutes: int) -> str:
    return (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sso(minutes: int, **more: str) -> dict[str, str]:
    return {CONFIG: SSO + CORP, TOKEN: json.dumps({"accessToken": "x", "expiresAt": _ends(minutes), **more})}


def _login(minutes: int, key: str = "x") -> dict[str, str]:
    names = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")
    keys = {**dict.fromkeys(names, "EXAMPLE"), "expiresAt": _ends(minutes)}
    cached = {"accessToken": keys, "refreshToken": "x", "clientId": "x", "dpopKey": key}
    return {CONFIG: f"[profile me]\nlogin_session = {SESSION}\n", LOGIN: json.dumps(cached)}


class _Here(InMemory):
    """Another process's host with the newest of everything."""

    home = HOME

    def version_of(self, package: str) -> str | None:
        return {"awscrt": "1.0.0"}.get(package)


OF_BASE = f"[profile me]\n{ROLE}source_profile = base\n"
BY_TOKEN = f"[profile me]\n{ROLE}web_identity_token_file = /to"
USERS = [
    ("sso", partial(_sso, 60, **RENEWS), True),
    ("sso", partial(_sso, 14), True),
    # Before the SDK asks with these it renews the token.
    ("sso", partial(_sso, 14, **RENEWS), False),
    ("sso", partial(_sso, -5, **RENEWS), False),
    ("assume-role", lambda: {**_sso(14, **RENEWS), CONFIG: f"{SSO.replace(' me]', ' base]')}{CORP}{OF_BASE}"}, False),
    ("login", partial(_login, 60), True),
    # Here it would first read the key that it renews with, which does not exist.
    ("login", partial(_login, 7), False),
    ("login", partial(_login, 7, DPOP_KEY), True),
    ("login", partial(_login, 4, DPOP_KEY), False),
    ("login", partial(_login, -5, DPOP_KEY), False),
    ("assume-role", lambda: {CONFIG: f"{BASE}{OF_BASE}"}, True),
    # A code would have to be typed.
    ("assume-role", lambda: {CONFIG: f"{BASE}{OF_BASE}mfa_serial = x\n"}, False),
    ("assume-role-with-web-identity", lambda: {CONFIG: f"{BY_TOKEN}ken\n", "/token": "x"}, True),
    ("assume-role-with-web-identity", lambda: {CONFIG: f"{BY_TOKEN}\n  ken\n"}, False),
]


@pytest.mark.parametrize(("link", "files", "is_asked"), USERS)
def test_whose_identity_cannot_be_asked_for_as_they_are(
    link: str, files: Callable[[], dict[str, str]], is_asked: bool
) -> None:
    machine = _Here({"HOME": HOME, "AWS_PROFILE": "me", "AWS_REGION": "us-east-1"}, files())
    verdict = judge(explain.gather(explain.Question(budget=Budget("none"), machine=machine)), BOTO3)
    assert verdict.winner == link
    assert explain._to_ask(verdict, "winner") == [link][:is_asked]


def _told(
    testimony: f.WitnessResult | None, identities: str = "winner", left: float = 9.0
) -> tuple[list[str], Host, _Notes]:
    host = _with_config(_host(KEYS))
    if testimony is not None:
        host = host.with_facts({f.WitnessNeed("boto3"): testimony})
    asked: list[str] = []
    over = threading.Event()

    def ask_identity(_: Any, link: str, __: SecretStore) -> f.IdentityAnswer:
        asked.append(link)
        if left <= 0:
            over.wait(9)
        return f.IdentityAnswer(account="111122223333")

    notes = _Notes(time.monotonic() + left)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whoami_aws.gather.sts.ask_identity", ask_identity)
        host = explain._ask_sts(host, BOTO3, explain.Question(identities=identities), notes, None)  # type: ignore[arg-type]
        over.set()
    return asked, host, notes


def test_sts_is_asked_where_the_sdk_agrees() -> None:
    asked, host, notes = _told(f.WitnessResult("resolved", "env"))
    assert (asked, notes.collected) == (["env"], [])
    found = host.identity("env")
    assert found is not None and found.account == "111122223333"
    assert _told(f.WitnessResult("resolved", "env"), "all")[2].collected == [None], (
        "who could be asked may be under way"
    )


@pytest.mark.parametrize(
    "said", [None, f.WitnessResult("resolved", "sso"), f.WitnessResult("none"), f.WitnessResult("error", "env")]
)
def test_sts_is_not_asked_where_the_sdk_says_something_else(said: f.WitnessResult | None) -> None:
    asked, host, _ = _told(said)
    assert asked == [] and host.identities() == ()


def test_an_sts_that_is_late_has_not_answered() -> None:
    found = _told(f.WitnessResult("resolved", "env"), left=0.0)[1].identity("env")
    assert found is not None
    assert (found.error, found.message) == ("ReadTimeoutError", "there was no answer within the time")


# One gathering


class _Broken(Exception):
    pass


def test_programs_are_ended_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    programs = SimpleNamespace(close=lambda: closed.append(True))

    def breaks(*_: Any, **__: Any) -> Any:
        raise _Broken

    monkeypatch.setattr(explain, "_settle", breaks)
    with pytest.raises(_Broken):
        explain.gather(explain.Question(budget=Budget("none")), programs=lambda *_: programs)  # type: ignore[arg-type,return-value]
    assert closed == [True]


def test_the_secrets_of_the_question_are_known_to_the_gathering() -> None:
    vaults: list[SecretStore] = []

    def programs(_: Machine, store: SecretStore) -> Any:
        vaults.append(store)
        raise _Broken

    own = SecretStore()
    for store in (own, None):
        with pytest.raises(_Broken):
            explain.gather(explain.Question(store=store, budget=Budget("none")), programs=programs)
    assert vaults[0] is own and isinstance(vaults[1], SecretStore) and vaults[1] is not own


def _clock(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    """Between any two looks at it, a clock that goes on by a quarter of a second."""
    now = iter(number / 4 for number in range(1, 1000))
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(now)))


def test_the_time_that_gathering_took_is_told_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    host = _with_config(_host(KEYS), CHAINS)
    monkeypatch.setattr(explain, "gather", lambda *_, **__: host)
    monkeypatch.setattr(run_comparison, "gather_for", lambda *_: host)
    monkeypatch.setattr(run_imds, "new_host", lambda *_: host)
    for module in (explain, run_comparison, run_imds):
        _clock(monkeypatch, module)
    question = explain.Question(budget=Budget("none"))
    assert explain.explain(question).elapsed_ms == 250.0
    assert run_comparison.reports(question, ("boto3",))["boto3"].elapsed_ms == 250.0
    assert run_comparison.reports(question, ("boto3",), with_findings=False)["boto3"].elapsed_ms == 250.0
    monkeypatch.setattr(run_imds.Gatherer, "collect", lambda self, host, kind=None: host)
    monkeypatch.setattr(run_imds.Gatherer, "settle", lambda self, host, needs, slow: (host, False))
    assert run_imds.ask(ThisProcess(), 0.1).elapsed_ms == 250.0


# Several SDKs


def test_every_sdk_is_asked_once_where_all_are_to_agree() -> None:
    every, one = asked("all-sdks-agree"), asked("usable")
    assert run_check._chains((one,), ("go-v2", "boto3")) == ("go-v2", "boto3")
    found = run_check._chains((one, every), ("go-v2", "boto3"))
    assert found[:2] == ("go-v2", "boto3") and sorted(found) == sorted(CHAINS)


def test_a_host_is_gathered_for_boto3_and_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        run_comparison, "gather", lambda question, also: given.append((question.sdk, [one.id for one in also]))
    )
    run_comparison.gather_for(explain.Question(sdk="rust"), ("go-v2", "boto3", "rust"))
    assert given == [("boto3", ["go-v2", "rust"])]


def test_what_sts_said_counts_for_the_same_credentials_alone() -> None:
    host = _with_config(_host(KEYS), CHAINS)
    answer, other = f.IdentityNeed("env"), f.IdentityNeed("sso")
    host = host.with_facts({answer: f.IdentityAnswer(account="1"), other: f.IdentityAnswer(account="2")})
    seen = seen_by(host, CHAINS["aws-cli"])
    assert (seen.sdk.id, seen.sdk.version) == ("aws-cli", None)
    assert seen.identity("env") is not None and seen.identity("sso") is None
    assert seen_by(host, BOTO3) is host
    unknown = host._replace(sdk=host.sdk._replace(id="an-sdk-of-tomorrow"))
    assert seen_by(unknown, CHAINS["aws-cli"]).identities() == ()
    without = host._replace(env={"HOME": HOME})
    assert seen_by(without, CHAINS["aws-cli"]).identities() == ()
    half = host._replace(env={**host.env, "AWS_SECRET_ACCESS_KEY": ""})
    assert seen_by(half, CHAINS["aws-cli"]).identities() == ()


# The metadata service, without a token

OK = f.Reply(200)
V1, V2 = f.ImdsAnswer(role=OK), f.ImdsAnswer(token=OK, role=OK)


@pytest.mark.parametrize(
    ("answer", "asked", "open_"),
    [
        (V2, [True], False),
        (V1, [], True),
        (f.ImdsAnswer(token=f.Reply(403)), [False], False),
        (f.ImdsAnswer(token=f.Reply(None, "ConnectTimeoutError")), [], None),
        (V2._replace(unfinished=True), [], None),
        (None, [], None),
    ],
)
def test_whether_a_request_without_a_token_is_answered(
    answer: f.ImdsAnswer | None, asked: list[bool], open_: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = _with_config(_host(), ("boto3", "aws-cli", "go-v2"))
    chains = [CHAINS[sdk] for sdk in ("boto3", "aws-cli", "go-v2")]
    needs = {chain.engine.imds_need(run_imds.BotocoreView(host, chain)) for chain in chains[:2]}
    if answer is not None:
        host = host.with_facts(dict.fromkeys(needs, answer))  # type: ignore[arg-type]
    given: list[tuple[float, bool]] = []

    def ask_v1(_: Machine, __: f.ImdsNeed, until: float, with_token: bool) -> bool:
        given.append((until, with_token))
        return False

    monkeypatch.setattr("whoami_aws.gather.imds.ask_v1", ask_v1)
    found = run_imds.without_token(host, chains, _Notes(until=7.0))
    assert given == [(7.0, one) for one in asked], "once for an address"
    told = {one.v1_open for one in found.values() if isinstance(one, f.ImdsAnswer)}
    assert told == (set() if open_ is None else {open_})
