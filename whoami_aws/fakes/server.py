"""The server of all fakes: plays one AWS endpoint on loopback, with a thread for each connection.

`Fake` is the endpoint, `Listener` its socket, and a handler serves one connection.
"""

from __future__ import annotations

import socket
import struct
import time
import traceback
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, cast

from whoami_aws.fakes.messages import Answer, Incoming, Request, Trouble, troubles
from whoami_aws.fakes.state import State, number

if TYPE_CHECKING:
    from typing_extensions import Self

_CHUNK = b"." * 16384
_PORTAL = b"<!DOCTYPE html><html><body><h1>Sign in to this network</h1></body></html>\n"
_GARBAGE = b"SSH-2.0-OpenSSH_9.6\r\n\x00\xff\xfe\x16\x03\x01"


class Fake:
    """A fake endpoint; `with FakeImds(state) as imds:` serves it until the block ends.

    Understood in every state: `reachable` (false: the port is taken and refuses
    connections; `"blackhole"`: accepts and never answers), `misbehave` (a `Trouble`, or
    `{step: trouble}`), `clock_offset` (seconds that the `Date` header is off).
    """

    server_name = "Server"

    def __init__(self, state: State | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        """Plays `state` at `host`:`port` (0: any free one), bound only by `with`."""
        self.state: State = dict(state or {})
        self.host = host
        self.stopping = Event()
        self._port = port
        self._troubles = troubles(self.state)
        self._requests: list[Request] = []
        self._lock = Lock()
        self._listener: Listener | None = None

    def __enter__(self) -> Self:
        """Serves, from now on."""
        self.stopping.clear()
        self._listener = Listener(self, self.host, self._port)
        if self.state.get("reachable", True) is not False:
            self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends, and lets go of clients that wait for an answer."""
        self.stopping.set()
        if self._listener:
            self._listener.stop()
            self._listener = None

    @property
    def port(self) -> int:
        """The port that is served."""
        return self._listener.port if self._listener else self._port

    @property
    def url(self) -> str:
        """`http://127.0.0.1:4711`, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked so far, in order of arrival."""
        with self._lock:
            return tuple(self._requests)

    def now(self) -> float:
        """The time by this endpoint's clock, in seconds since 1970."""
        return time.time() + number(self.state, "clock_offset")

    def respond(self, incoming: Incoming) -> Answer:
        """The answer to `incoming`, which is put on record first."""
        step = self.step(incoming)
        names = tuple(sorted(incoming.headers))
        with self._lock:
            self._requests.append(Request(incoming.method, incoming.path, step, names))
        try:
            answer = self.answer(incoming)
        except Exception:  # noqa: BLE001
            # A fake that fails must not look like a server that closes the connection.
            return Answer(500, f"the fake failed\n{traceback.format_exc()}".encode())
        trouble = self._troubles.get(step) or self._troubles.get("*")
        return replace(answer, trouble=trouble) if trouble else answer

    def step(self, incoming: Incoming) -> str:
        """This fake's word for what is asked; `other` where it is nothing it knows."""
        raise NotImplementedError

    def answer(self, incoming: Incoming) -> Answer:
        """The answer as the state has it, before any misbehaviour."""
        raise NotImplementedError


class Listener(ThreadingTCPServer):
    """A threading server whose accept loop does not poll, so that ending takes no time.

    It is no `http.server.HTTPServer`, which looks up its own host name when it binds
    and can wait for a name server.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, fake: Fake, host: str, port: int) -> None:
        """Binds, and does not listen yet: until `start`, connecting is refused."""
        self.fake = fake
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler, bind_and_activate=False)
        try:
            self.server_bind()
        except OSError:
            self.server_close()
            raise
        self.port: int = self.socket.getsockname()[1]
        self._thread: Thread | None = None

    def start(self) -> None:
        """Listens, and answers from now on."""
        self.server_activate()
        self._thread = Thread(target=self._accept, name=f"fake:{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Accepts no more, and frees the port. The fake must have set `stopping`."""
        if self._thread:
            # A connection wakes accept() on every platform; closing the socket doesn't.
            try:
                socket.create_connection(self.socket.getsockname()[:2], timeout=5).close()
            except OSError:
                pass
            self._thread.join(5)
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that goes away is no event."""

    def _accept(self) -> None:
        while True:
            try:
                request, client = self.get_request()
            except OSError:
                return
            if self.fake.stopping.is_set():
                request.close()
                return
            self.process_request(request, client)


class _Handler(BaseHTTPRequestHandler):
    """One connection: hands each request to the fake, and writes what the fake answers."""

    protocol_version = "HTTP/1.1"

    def _respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        fake = cast(Listener, self.server).fake
        self.close_connection = True
        _send(self, fake.respond(Incoming(self.command, self.path, headers, body)), fake.stopping)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _respond

    def version_string(self) -> str:
        """The fake's `Server` header."""
        return cast(Listener, self.server).fake.server_name

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The `Date` header, by the fake's clock."""
        return super().date_time_string(cast(Listener, self.server).fake.now() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: standard error belongs to the program that is being watched."""


def _send(http: BaseHTTPRequestHandler, answer: Answer, stopping: Event) -> None:
    """Writes `answer`; what lasts for ever ends with `stopping`, or with the client."""
    how = answer.trouble
    if how is None:
        _whole(http, answer)
    elif how is Trouble.HANG:
        stopping.wait()
    elif how is Trouble.HTML:
        _whole(http, Answer(200, _PORTAL, "text/html"))
    elif how is Trouble.EMPTY:
        _whole(http, replace(answer, status=200, body=b""))
    elif how is Trouble.WRONG_SHAPE:
        _whole(http, Answer.json(["not", "what", "was", "asked"]))
    elif how is Trouble.REDIRECT:
        _whole(http, Answer(302, headers=(("Location", "/elsewhere"),)))
    elif how is Trouble.ENDLESS:
        _endless(http, answer, stopping)
    elif how is Trouble.DRIP:
        _drip(http, answer, stopping)
    elif how is Trouble.TRUNCATED:
        _head(http, answer, len(answer.body) or 1)
        http.wfile.write(answer.body[: len(answer.body) // 2])
    elif how is Trouble.GARBAGE:
        http.wfile.write(_GARBAGE)
    elif how is Trouble.RESET:
        _reset(http)


def _head(http: BaseHTTPRequestHandler, answer: Answer, length: int | None) -> None:
    http.send_response(answer.status)
    http.send_header("Content-Type", answer.content_type)
    for name, value in answer.headers:
        http.send_header(name, value)
    if length is not None:
        http.send_header("Content-Length", str(length))
    http.send_header("Connection", "close")
    http.end_headers()


def _whole(http: BaseHTTPRequestHandler, answer: Answer) -> None:
    _head(http, answer, len(answer.body))
    if http.command != "HEAD":
        http.wfile.write(answer.body)


def _endless(http: BaseHTTPRequestHandler, answer: Answer, stopping: Event) -> None:
    _head(http, answer, None)
    while not stopping.is_set():
        http.wfile.write(_CHUNK)


def _drip(http: BaseHTTPRequestHandler, answer: Answer, stopping: Event) -> None:
    _head(http, answer, len(answer.body))
    for byte in answer.body:
        http.wfile.write(bytes([byte]))
        if stopping.wait(1):
            return


def _reset(http: BaseHTTPRequestHandler) -> None:
    # With a linger time of zero, close() sends RST instead of FIN.
    linger = struct.pack("ii", 1, 0)
    http.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    http.rfile.close()
    http.connection.close()
