"""What is sent and kept of requests: what comes of an answer, in which order it is told again, and what may go out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, HTTPClientError, ReadTimeoutError
from urllib3.exceptions import ProtocolError
from urllib3.exceptions import ReadTimeoutError as RawReadTimeoutError

from whoami_aws.gather import http
from whoami_aws.gather.http import SIZE_LIMIT, TOKEN_HEADER, Guarded, Recorder, Replay, Sent, Unfinished, Unsafe
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, SECRET_HOST

URL = "http://127.0.0.1:1/role"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".replace("/", "")


class _Raw:
    """A body in parts, each of which may be an exception."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts = list(parts)

    def read(self, _: int) -> bytes:
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, Exception):
            raise part
        return part


class _Session:
    """Answers with what it is given, and notes what it was asked."""

    def __init__(self, *answers: Any, proxy: str | None = None) -> None:
        self.answers, self.asked = list(answers), []
        self._proxy_config = SimpleNamespace(proxy_url_for=lambda _: proxy)
        self.is_open = True

    def send(self, request: Any) -> Any:
        self.asked.append((request.url, request.stream_output))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.is_open = False


def _answer(*parts: bytes | Exception) -> Any:
    return SimpleNamespace(raw=_Raw(*parts), _content=None)


def _request(url: str = URL, token: bool = False) -> Any:
    return AWSRequest(method="GET", url=url, headers={TOKEN_HEADER: "x"} if token else {}).prepare()


def _recorder(*answers: Any, left: float = 5.0, proxy: str | None = None) -> tuple[Recorder, _Session]:
    session = _Session(*answers, proxy=proxy)
    return Recorder(ThisProcess(), lambda: session, time.monotonic() + left), session  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ((RawReadTimeoutError(None, URL, ""),), ReadTimeoutError),  # type: ignore[arg-type]
        ((ProtocolError("closed"),), ConnectionClosedError),
        ((ValueError("gzip"),), HTTPClientError),
        ((b"x" * SIZE_LIMIT, b"x"), Unfinished),
        ((b"{", RawReadTimeoutError(None, URL, "")), ReadTimeoutError),  # type: ignore[arg-type]
    ],
)
def test_a_body_that_breaks_off_is_what_botocore_says_of_it(parts: tuple[Any, ...], kind: type[Exception]) -> None:
    recorder, _ = _recorder(_answer(*parts))
    with pytest.raises(kind) as raised:
        recorder.send(_request())
    assert type(raised.value) is kind
    assert URL in str(raised.value) or kind in (HTTPClientError, Unfinished)
    assert [sent.outcome for sent in recorder.log] == [raised.value]


def test_a_body_of_just_the_limit_is_whole() -> None:
    recorder, session = _recorder(_answer(b"x" * (SIZE_LIMIT - 1), b"x"))
    assert recorder.send(_request())._content == b"x" * SIZE_LIMIT
    assert session.asked == [(URL, True)], "its body is left to us"
    (sent,) = recorder.log
    assert sent.key == ("GET", URL, False) and sent.elapsed_ms > 0


def test_a_body_that_goes_on_after_the_time_is_not_finished() -> None:
    late = _answer(b"x", b"y")
    read = late.raw.read
    late.raw.read = lambda size: (time.sleep(0.04), read(size))[1]
    recorder, _ = _recorder(late, left=0.05)
    with pytest.raises(Unfinished):
        recorder.send(_request())


def test_the_time_of_an_answer_is_told_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder, _ = _recorder(_answer(b"x"), left=1e9)
    now = iter(number / 4 for number in range(100))
    monkeypatch.setattr(http, "time", SimpleNamespace(monotonic=lambda: next(now)))
    recorder.send(_request())
    assert recorder.log[0].elapsed_ms == 500.0


def test_nobody_is_asked_after_the_time() -> None:
    recorder, session = _recorder(_answer(b"x"), left=-1.0)
    with pytest.raises(Unfinished):
        recorder.send(_request())
    assert session.asked == [] and len(recorder.log) == 1


@pytest.mark.parametrize(("proxy", "is_asked"), [(f"http://{SECRET}:80", False), (SECRET, False), ("proxy:80", True)])
def test_no_name_server_gets_to_know_a_secret(proxy: str, is_asked: bool) -> None:
    recorder, session = _recorder(_answer(b"x"), proxy=proxy)
    if is_asked:
        recorder.send(_request())
    else:
        with pytest.raises(Unfinished):
            recorder.send(_request())
    assert bool(session.asked) == is_asked


def test_what_was_asked_early_is_not_asked_again() -> None:
    recorder, session = _recorder(_answer(b"early"), _answer(b"later"))
    recorder.send_early(AWSRequest(method="GET", url=URL))
    assert [recorder.send(_request())._content for _ in range(2)] == [b"early", b"later"]
    assert len(session.asked) == 2
    # With a token it is another question.
    recorder, _ = _recorder(_answer(b"early"), _answer(b"with"))
    recorder.send_early(AWSRequest(method="GET", url=URL))
    while not recorder._session.asked:  # type: ignore[attr-defined]
        time.sleep(0.001)
    assert recorder.send(_request(token=True))._content == b"with"


def test_what_was_asked_early_and_is_late_is_not_finished() -> None:
    waits = threading.Event()
    late = _answer(b"x")
    late.raw.read = lambda _: (waits.wait(5), b"")[1]
    recorder, session = _recorder(late)
    recorder.send_early(AWSRequest(method="GET", url=URL))
    while not session.asked:
        time.sleep(0.001)
    recorder._until = time.monotonic()
    with pytest.raises(Unfinished):
        recorder.send(_request())
    waits.set()
    assert [(sent.key, sent.elapsed_ms) for sent in recorder.log] == [(("GET", URL, False), 0.0)]


def test_errors_of_one_kind_are_kept_once() -> None:
    errors = [EndpointConnectionError(endpoint_url=URL, error=kind("x")) for kind in (OSError, OSError, ValueError)]
    recorder, _ = _recorder(*errors)
    for _ in errors:
        with pytest.raises(EndpointConnectionError):
            recorder.send(_request())
    assert [sent.outcome for sent in recorder.log] == [errors[0], errors[0], errors[2]]
    assert all(error.__traceback__ is None or error.__traceback__.tb_next for error in errors)


# Told again

KEY = ("GET", URL, False)


def test_answers_are_told_again_in_their_order() -> None:
    first, second, error = _answer(b"1"), _answer(b"2"), OSError("x")
    other = _answer(b"3")
    log = [Sent(KEY, first, 1.0), Sent(("GET", URL, True), other, 1.0), Sent(KEY, second, 1.0)]
    replay = Replay(lambda: log, time.monotonic() + 5)
    assert [replay.send(_request()) for _ in range(3)] == [first, second, second]
    assert replay.send(_request(token=True)) is other
    with pytest.raises(Unfinished):
        replay.send(_request("http://127.0.0.1:1/other"))
    with pytest.raises(OSError) as raised:
        Replay(lambda: [Sent(KEY, error, 1.0)], time.monotonic() + 5).send(_request())
    assert raised.value is error
    with pytest.raises(Unfinished):
        Replay(lambda: log, time.monotonic() - 1).send(_request())


@pytest.mark.parametrize(("after", "is_told"), [(-1.0, True), (0.0, True), (0.25, False)])
def test_an_answer_is_in_time_up_to_the_last_moment(
    after: float, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent and read, and told again."""
    until = 100.0
    monkeypatch.setattr(http, "time", SimpleNamespace(monotonic=lambda: until + after))
    session: Any = _Session
    answers: list[Callable[[], Any]] = [
        lambda: Recorder(ThisProcess(), lambda: session(_answer(b"x")), until),
        lambda: Guarded(session(_answer(b"x")), until, (), URL),
        lambda: Replay(lambda: [Sent(KEY, _answer(b"x"), 1.0)], until),
    ]
    for answering in answers:
        if is_told:
            assert answering().send(_request()) is not None
        else:
            with pytest.raises(Unfinished):
                answering().send(_request())


# What may go out


@pytest.mark.parametrize(
    ("url", "proxy", "trusted", "configured", "code", "endpoint"),
    [
        ("https://sts.example/", None, (), "", None, ""),
        ("http://127.0.0.1:8/", None, (), "", None, ""),
        ("http://localhost:8/", None, (), "", None, ""),
        ("http://sts.example/", None, (), "", PLAIN_HTTP, "http://sts.example"),
        ("http://sts.example:8/", None, ("http://sts.example:8",), "", None, ""),
        ("http://sts.example:8/", None, ("http://sts.example:9",), "", PLAIN_HTTP, "http://sts.example:8"),
        # A proxy sees what goes to it in plain text, wherever that is to go in the end.
        ("http://127.0.0.1:8/", "http://proxy.example:3128", (), "", PLAIN_HTTP, "http://proxy.example:3128"),
        ("http://127.0.0.1:8/", "user:word@proxy.example:3128", (), "", PLAIN_HTTP, "http://proxy.example:3128"),
        ("http://127.0.0.1:8/", "http://user:word@127.0.0.1:3128", (), "", None, ""),
        ("http://127.0.0.1:8/", "proxy.example:1", ("http://proxy.example:1",), "", None, ""),
        ("https://sts.example/", "http://proxy.example:3128", (), "", None, ""),
        ("http://127.0.0.1:8/", f"http://{SECRET}:80", (), "", SECRET_HOST, ""),
        ("https://sts.example/", f"{SECRET}:80", (), "", SECRET_HOST, ""),
        (f"https://{SECRET}/", None, (), "", SECRET_HOST, ""),
        ("https://a\\b/", None, (), "", AMBIGUOUS, ""),
        ("https://sts.example/", None, (), "https://a\\b/", AMBIGUOUS, ""),
    ],
)
def test_what_may_be_sent(
    url: str, proxy: str | None, trusted: tuple[str, ...], configured: str, code: str | None, endpoint: str
) -> None:
    session = _Session(_answer(b"{}"), proxy=proxy)
    guarded = Guarded(session, time.monotonic() + 5, trusted, configured or url)
    request = SimpleNamespace(url=url, stream_output=False)
    if code is None:
        assert guarded.send(request)._content == b"{}"
        assert session.asked == [(url, True)]
        assert guarded.asked is not None and guarded.asked.scheme == url.partition(":")[0]
    else:
        with pytest.raises(Unsafe) as raised:
            guarded.send(request)
        assert (raised.value.code, raised.value.endpoint, session.asked) == (code, endpoint, [])
    guarded.close()
    assert not session.is_open


def test_an_answer_to_what_was_sent_is_not_longer_than_one_is_read() -> None:
    guarded = Guarded(_Session(_answer(b"x" * SIZE_LIMIT, b"x")), time.monotonic() + 5, (), URL)
    with pytest.raises(Unfinished):
        guarded.send(SimpleNamespace(url=URL))


@pytest.mark.parametrize(
    ("url", "unreadable"),
    [(URL, False), ("http://127.0.0.1:x/", True), ("http://[::1/", True), ("http://[::1]/", False)],
)
def test_what_urllib3_cannot_parse_is_known(url: str, unreadable: bool) -> None:
    assert http.is_unreadable(url) == unreadable
