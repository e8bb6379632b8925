"""`python -m tests.hostile.fuzz --minutes 10`: every parser of bytes from outside on bytes that nobody meant, and the
whole pure pipeline over what it made of them.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import math
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as RawReadTimeoutError

from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.what_if import what_ifs
from whoami_aws.fakes.examples import SECRET
from whoami_aws.gather import container, imds, new_host
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.process import Output, fact_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.shapes import shape_of
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host import facts as f
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.ini.botocore import Redaction, parse
from whoami_aws.host.snapshot import decode, encode
from whoami_aws.host.values import seal_url
from whoami_aws.render import Options, json_report, text
from whoami_aws.report import report_of

from . import odd
from .canaries import WINDOW
from .child import MEMORY, _texts, busy, unsafe

LIMIT = 5.0
"""Seconds that one example may take."""

_NOW = 1795536000.0  # 2026-11-24T16:00:00Z
_PIECES = {SECRET[at : at + WINDOW].lower() for at in range(len(SECRET) - WINDOW + 1)}
_ROUND = 50
_SHRINKING = 20.0
"""Seconds beyond a target's time in which a failure is made smaller."""


class Place:
    """A folder that is the host's home and this process's working directory while an example runs."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.home = Path()

    def __enter__(self) -> Place:
        self.home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="whoami-aws-fuzz-")))
        (self.home / ".aws" / "sso" / "cache").mkdir(parents=True)
        before = os.getcwd()
        self._stack.callback(os.chdir, before)
        os.chdir(self.home)
        # What an asking reads of this process: nothing of it is there.
        self._stack.enter_context(patch.dict(os.environ, {"HOME": str(self.home), "PATH": os.defpath}, clear=True))
        self._stack.enter_context(patch.object(container, "_PAUSE", 0.0))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class Edits(NamedTuple):
    """Changes of a recorded host's document: the number of a place, what is done there, and with which value."""

    document: int
    changes: list[tuple[int, str, Any]]


class Bench:
    """One example's host, and who answers it what no file does."""

    def __init__(self, place: Place) -> None:
        self.place, self.store = place, SecretStore()
        self.gatherer = Gatherer(ThisProcess(), self.store, Budget())
        self.answers: dict[type, Callable[[Any], f.Fact]] = {}
        self.host = Host(
            now=_NOW,
            home=str(place.home),
            user="dev",
            uid=1000,
            env={},
            option_profile=None,
            sdk=Sdk("boto3", "1.44.8", "1.44.8", "yes"),
            budget=Budget(),
            facts={},
        )

    def write(self, name: str, data: bytes) -> Path:
        path = self.place.home / name
        path.write_bytes(data)
        return path

    def environ(self, variables: Mapping[bytes, bytes]) -> None:
        """Takes variables as the process would have them."""
        given = {os.fsdecode(name): os.fsdecode(value) for name, value in variables.items()}
        self.host = self.host._replace(env={**self.host.env, **new_host._variables(given, self.store)})

    def settle(self, chain: str) -> Host:
        """The host with every fact that the chain wants and that can be had here."""
        host = self.host
        for _ in range(8):
            verdict = judge(host, CHAINS[chain])
            below = {need for step in what_ifs(host, CHAINS[chain], verdict) for need in step.verdict.wants}
            found = {need: fact for need in {*verdict.wants, *below} if (fact := self._fact(need)) is not None}
            if not found:
                break
            host = host.with_facts(found)
        return host

    def _fact(self, need: f.Need) -> f.Fact | None:
        if type(need) in self.answers:
            return self.answers[type(need)](need)
        return self.gatherer._file(need)


def check(bench: Bench, data: object) -> None:
    """Everything that follows from the host: never raises, and whatever is said is harmless and no secret. In boto3's
    chain, and in one of the others.
    """
    others = [chain for chain in CHAINS if chain != "boto3"]
    for chain in ("boto3", others[zlib.crc32(ascii(data).encode()) % len(others)]):
        host = bench.settle(chain)
        report = report_of(host, CHAINS[chain])
        assert report.exit_code in (0, 1)  # 2 is for words, 3 for what could not be finished
        said = json_report.render(report, Options(show_key_ids=True))
        assert said.isascii()
        bad = [one for one in _texts(json.loads(said, parse_constant=_refused)) if unsafe(one) or "\n" in one]
        assert not bad, ascii(bad)
        pages = [
            text.render(report, Options(width=60, verbose=True, show_key_ids=True)),
            text.render_short(report, Options()),
        ]
        for page in pages:
            assert unsafe(page) == [], ascii(page)
            assert "check-crashed" not in page, ascii(page)
        for one in (said, *pages):
            low = one.lower()
            leak = next((at for at in range(len(low)) if low[at : at + WINDOW] in _PIECES), None)
            assert leak is None, f"a secret shows: {one[max(0, leak - 200) : leak + 100]!a}"
        kept = decode(json.loads(json.dumps(encode(host))))
        assert json_report.render(report_of(kept, CHAINS[chain]), Options(show_key_ids=True)) == said


def _refused(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


# ---------------------------------------------------------------------------------------------------- files


def _ini_file(bench: Bench, data: tuple[bytes, bytes]) -> None:
    bench.write(".aws/config", data[0])
    bench.write(".aws/credentials", data[1])


def _boto_file(bench: Bench, data: bytes) -> None:
    bench.write(".boto", data)


def _key_file(bench: Bench, data: bytes) -> None:
    path = bench.write("keys", data)
    bench.environ({b"AWS_CREDENTIAL_FILE": os.fsencode(path)})


def _token_file(bench: Bench, data: bytes) -> None:
    path = bench.write("token", data)
    bench.environ(
        {
            b"AWS_WEB_IDENTITY_TOKEN_FILE": os.fsencode(path),
            b"AWS_ROLE_ARN": odd.ROLE.encode(),
            b"AWS_CONTAINER_CREDENTIALS_FULL_URI": b"http://127.0.0.1/x",
            b"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": os.fsencode(path),
        }
    )


def _bundle(bench: Bench, data: bytes) -> None:
    path = bench.write("bundle", data)
    bench.environ({b"AWS_CA_BUNDLE": os.fsencode(path)})


_CACHED = {
    "sso": f"[default]\nsso_start_url = {odd.START}\nsso_region = us-east-1\nsso_account_id = 123456789012\n"
    "sso_role_name = Admin\n",
    "sso-session": f"[default]\nsso_session = my\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
    f"[sso-session my]\nsso_start_url = {odd.START}\nsso_region = us-east-1\n",
    "login": f"[default]\nlogin_session = {odd.LOGIN}\n",
    "role": f"[default]\nrole_arn = {odd.ROLE}\nsource_profile = source\n[profile source]\n"
    f"aws_access_key_id = {odd.KEY}\naws_secret_access_key = {SECRET}\n",
}


def _cache_file(bench: Bench, data: tuple[str, bytes]) -> None:
    kind, content = data
    bench.write(".aws/config", _CACHED[kind].encode())

    def answer(need: f.CacheNeed) -> f.Fact:
        # Wherever the chain looks for it, it finds this.
        path = bench.write("cached", content)
        return bench.gatherer._file(need._replace(path=str(path))) or f.CacheFile(f.FileState("missing"))

    bench.answers[f.CacheNeed] = answer


def _ini_text(bench: Bench, data: tuple[str, str]) -> None:
    for need, content in zip(("config", "credentials"), data, strict=True):
        path = str(bench.place.home / ".aws" / need)
        document = parse(
            content.replace("\r\n", "\n").replace("\r", "\n"), Redaction(lambda key, value, line: shape_of(value))
        )
        bench.host = bench.host.with_facts({f.IniNeed(path): f.IniFile(f.FileState("file"), document)})


# ------------------------------------------------------------------------------------- programs and endpoints


def _program(bench: Bench, data: tuple[str, bytes, bytes, int, bool, Exception | None]) -> None:
    command, stdout, stderr, code, late, error = data
    bench.write(".aws/config", b"[default]\ncredential_process = /bin/creds\n")
    output = Output(stdout, stderr, code, error, late)
    bench.answers[f.ProcessNeed] = lambda need: fact_of(ThisProcess(), command, output, 1.0, bench.store)


class Answer(NamedTuple):
    """One answer of an endpoint. `ending`: how its body ends, or that there is none at all."""

    status: int
    content_type: str | None
    body: bytes
    ending: str


class _Raw:
    def __init__(self, answer: Answer) -> None:
        self._parts = [answer.body[at : at + 4096] for at in range(0, len(answer.body), 4096)]
        self._ending = answer.ending

    def read1(self, amount: int) -> bytes:
        if self._parts:
            return self._parts.pop(0)
        if self._ending == "cut":
            raise ProtocolError("Connection broken", OSError("\x1b[31m"))
        if self._ending == "silent":
            raise RawReadTimeoutError(None, "/", "Read timed out.")  # type: ignore[arg-type]
        if self._ending == "odd":
            raise ValueError("\udcff\x1b[31m")
        return b"x" * amount if self._ending == "endless" else b""


def _session(answers: Callable[[str, str], Answer]) -> type:
    class Session:
        def __init__(self, **_: object) -> None:
            pass

        def send(self, request: Any) -> AWSResponse:
            answer = answers(request.method, request.url)
            match answer.ending:
                case "refused":
                    raise EndpointConnectionError(endpoint_url=request.url, error=OSError("\x1b[31mno"))
                case "timeout":
                    raise ConnectTimeoutError(endpoint_url=request.url, error="x")
                case "proxy":
                    raise ProxyConnectionError(proxy_url="http://***:***@\x1b[31mx", error=OSError("x"))
            headers = {} if answer.content_type is None else {"Content-Type": answer.content_type}
            return AWSResponse(request.url, answer.status, headers, _Raw(answer))

    return Session


def _imds(bench: Bench, data: Mapping[str, Answer]) -> None:
    def answers(method: str, url: str) -> Answer:
        if method == "PUT":
            return data["token"]
        path = url.partition("latest/")[2]
        parts = {"meta-data/iam/info": "info", "dynamic/instance-identity/document": "document"}
        part = parts.get(path) or ("role" if path == "meta-data/iam/security-credentials/" else "credentials")
        return data[part]

    def answer(need: f.ImdsNeed) -> f.Fact:
        with patch.object(imds, "URLLib3Session", _session(answers)):
            found = imds.ask_imds(ThisProcess(), need, time.monotonic() + 10, bench.store, [])
        return found._replace(elapsed_ms=1.0)

    bench.answers[f.ImdsNeed] = answer


def _container(bench: Bench, data: Answer) -> None:
    variables = {b"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": b"/v2/credentials/0a1b2c3d"}
    bench.environ(variables)

    def answer(need: f.ContainerNeed) -> f.Fact:
        with (
            patch.dict(os.environb, variables),
            patch.object(container, "URLLib3Session", _session(lambda method, url: data)),
        ):
            return container.ask_container(ThisProcess(), need, need.url, time.monotonic() + 10, bench.store, [])

    bench.answers[f.ContainerNeed] = answer


# ------------------------------------------------------------------------------- variables, URLs, recorded hosts


def _environment(bench: Bench, data: Mapping[bytes, bytes]) -> None:
    bench.environ(data)


def _url(bench: Bench, data: tuple[str, str]) -> None:
    name, url = data
    sealed = seal_url(f"http://user:{SECRET}@{url}")
    assert not any(sealed.lower()[at : at + WINDOW] in _PIECES for at in range(len(sealed))), sealed
    seal_url(url)
    if "\0" not in url:
        bench.environ({name.encode(): url.encode("utf-8", "surrogatepass")})


def _decoded(bench: Bench, data: Any) -> None:
    if isinstance(data, Edits):
        data = _edited(copy.deepcopy(_DOCUMENTS[data.document % len(_DOCUMENTS)]), data)
    try:
        host = decode(data)
    except ValueError as error:
        said = str(error)
    else:
        said = "" if decode(json.loads(json.dumps(encode(host)))) == host else "it does not come back"
    assert said != "it does not come back" and said.isascii() and len(said) < 1000


with gzip.open(Path(__file__).parents[1] / "conformance/hosts.json.gz", "rt", encoding="utf-8") as _stream:
    _DOCUMENTS = list(json.load(_stream).values())


def _edited(document: Any, edits: Edits) -> Any:
    for number, action, value in edits.changes:
        holders = list(_holders(document))
        holder, key = holders[number % len(holders)]
        if action == "set":
            holder[key] = value
        elif action == "drop":
            del holder[key]
        elif action == "deeper":
            holder[key] = [holder[key]]
        elif isinstance(holder, dict):
            holder["odd" if action == "add" else next(iter(holder))] = value
        else:
            holder.append(value if action == "add" else holder[key])
    return document


def _holders(data: Any) -> Iterator[tuple[Any, Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, one in list(items):
        yield data, key
        yield from _holders(one)


# ------------------------------------------------------------------------------------------------- the targets


class Target(NamedTuple):
    """What is tried, with which examples."""

    name: str
    examples: st.SearchStrategy[Any]
    lay: Callable[[Bench, Any], None]

    def __repr__(self) -> str:
        return f"Target({self.name})"


_ENDINGS = ("", "", "", "", "cut", "silent", "odd", "endless", "refused", "timeout", "proxy")
_STATUSES = st.one_of(st.sampled_from([200, 200, 200, 204, 301, 400, 401, 403, 404, 500, 503]), st.integers(0, 10**6))


def _answers(body: st.SearchStrategy[bytes]) -> st.SearchStrategy[Answer]:
    return st.builds(Answer, _STATUSES, odd.content_types, body, st.sampled_from(_ENDINGS))


def _mostly(good: bytes, body: st.SearchStrategy[bytes]) -> st.SearchStrategy[Answer]:
    """The answer that lets the next question be asked, or any."""
    return st.one_of(st.just(Answer(200, "text/plain", good, "")), _answers(body))


_ACTIONS = ("set", "drop", "add", "twice", "deeper")
_recorded = st.one_of(
    odd.json_values,
    st.builds(
        Edits,
        st.integers(0, 1000),
        st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(_ACTIONS), odd.json_values), max_size=3),
    ),
)
_errors = st.one_of(
    st.none(),
    st.none(),
    st.none(),
    st.builds(OSError, st.integers(1, 140), odd.junk),
    st.builds(ValueError, odd.junk),
)
_bodies = st.one_of(odd.credentials_bytes, odd.encodable)
TARGETS = (
    Target("ini_file", st.tuples(odd.ini_bytes, odd.ini_bytes), _ini_file),
    Target("ini.parse", st.tuples(odd.ini_text, odd.ini_text), _ini_text),
    Target("boto file", odd.ini_bytes, _boto_file),
    Target("key_file", odd.key_file_bytes, _key_file),
    Target("token_file", odd.token_bytes, _token_file),
    Target("certificates", odd.bundle_bytes, _bundle),
    Target("cache_file", st.tuples(st.sampled_from(sorted(_CACHED)), odd.cache_bytes), _cache_file),
    Target(
        "process",
        st.tuples(
            st.one_of(st.just("/bin/creds x"), odd.junk),
            odd.credentials_bytes,
            odd.encodable,
            st.one_of(st.just(0), st.integers(-64, 255)),
            st.booleans(),
            _errors,
        ),
        _program,
    ),
    Target(
        "imds",
        st.fixed_dictionaries(
            {
                "token": _mostly(b"AQAEAEXAMPLE", odd.encodable),
                "role": _mostly(b"web", odd.encodable),
                "credentials": _answers(_bodies),
                "info": _mostly(b"{}", _bodies),
                "document": _answers(_bodies),
            }
        ),
        _imds,
    ),
    Target("container", _answers(_bodies), _container),
    Target("environment", odd.environments, _environment),
    Target(
        "urls",
        st.tuples(
            st.sampled_from(
                [
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                    "AWS_ENDPOINT_URL_STS",
                    "HTTPS_PROXY",
                ]
            ),
            odd.urls,
        ),
        _url,
    ),
    Target("snapshot", _recorded, _decoded),
)


class Failure(NamedTuple):
    """A failed example with the last lines of its traceback."""

    where: str
    example: str
    told: str

    @property
    def text(self) -> str:
        """For a person, in ASCII."""
        told = "".join(char if char.isascii() and (char.isprintable() or char == "\n") else "?" for char in self.told)
        return f"{self.where}\n{self.example[:2000]}\n{told[-3000:]}"


class Outcome(NamedTuple):
    """What came of a target."""

    examples: int
    slowest: float
    failures: tuple[Failure, ...]


def once(target: Target, data: Any) -> None:
    """Tries one example."""
    with Place() as place:
        _try(target, data, place)


def _try(target: Target, data: Any, place: Place) -> None:
    for name in (".aws/config", ".aws/credentials", ".boto"):
        (place.home / name).unlink(missing_ok=True)
    bench = Bench(place)
    target.lay(bench, data)
    check(bench, data)


def fuzz(target: Target, seconds: float, number: int, enough: int = 5) -> Outcome:
    """Tries a target for some seconds, from a seed on. Failures at one place count as one, with its smallest example;
    after `enough` of them it is over.
    """
    end = math.inf  # the clock starts with the first example: making the strategies takes its time
    count, slowest, last, idle = 0, 0.0, "", 0
    failures: dict[str, Failure] = {}

    with Place() as place:

        def attempt(data: Any) -> None:
            nonlocal count, slowest, last, end, idle
            if count == 0:
                end = time.monotonic() + seconds
            if time.monotonic() > end + (_SHRINKING if last else 0):
                return
            count += 1
            start = time.monotonic()
            try:
                _try(target, data, place)
                took = time.monotonic() - start
                slowest = max(slowest, took)
                assert took < LIMIT * busy(), f"one example took {took:.1f} s"
                idle = idle or _peak()  # with all that the first example imports
                grown = _peak() - idle
                assert grown < MEMORY, f"{grown >> 20} MiB more than after the first example"
            except Exception as error:
                where = _where(error)
                if where in failures and where != last:
                    return  # known
                last = where
                failures[where] = Failure(where, ascii(data), "".join(traceback.format_exception(error)[-4:]))
                raise

        phases = (Phase.generate, Phase.shrink)
        quick = settings(
            max_examples=_ROUND, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
        )
        while time.monotonic() < end and len(failures) < enough:
            last = ""
            try:
                seed(number)(quick(given(target.examples)(attempt)))()
            except Exception:  # noqa: BLE001 - the failure has been noted; anything else is one of the strategy
                assert last, "the strategy itself is broken: " + traceback.format_exc()
            number += 1
    return Outcome(count, slowest, tuple(failures.values()))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "whoami_aws/" in frame.filename] or list(frames)
    # An assertion that failed here is told by its own line.
    frame = frames[-1] if isinstance(error, AssertionError) else ours[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def main() -> int:
    """Prints how many examples were tried, and every failure; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", choices=[target.name for target in TARGETS])
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    targets = [target for target in TARGETS if asked.only in (None, target.name)]
    bad, total = 0, 0
    for target in targets:
        outcome = fuzz(target, 60 * asked.minutes / len(targets), asked.seed)
        total += outcome.examples
        bad += len(outcome.failures)
        print(
            f"{target.name:14} {outcome.examples:7} examples, slowest {outcome.slowest:.2f} s,"
            f" {len(outcome.failures)} failures",
            flush=True,
        )
        for failure in outcome.failures:
            print(failure.text, flush=True)
    print(f"{total} examples, {bad} failures")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
