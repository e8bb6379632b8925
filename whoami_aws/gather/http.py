"""Sends requests through botocore's own HTTP session, bounded in size and time, and keeps the answers.

So each question is put to the network once: the facts come from the kept answers, and the SDK's own code, asked as
witness, gets the same answers again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from urllib3.exceptions import LocationParseError, ProtocolError
from urllib3.exceptions import ReadTimeoutError as RawReadTimeoutError
from urllib3.util import parse_url

from whoami_aws.gather.machine import Machine
from whoami_aws.gather.tasks import Late, Task
from whoami_aws.host.address import AMBIGUOUS, PLAIN_HTTP, SECRET_HOST, Address, address_of, trusts
from whoami_aws.host.values import has_redacted_host, seal_url

SIZE_LIMIT = 64 * 1024
"""Bytes of an answer that are read; a role's credentials are 1.5 KiB."""
TOKEN_HEADER = "x-aws-ec2-metadata-token"


class Unfinished(Exception):
    """The answer was too long, or did not end in our time. What the SDK would make of it is not known."""


class UnsafeFile(Unfinished):
    """The SDK would read a file that may be endless, or larger than the memory. What it would make of it is not known.

    `path`: which one.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Sent(NamedTuple):
    """One request and what came of it."""

    key: tuple[str, str, bool]
    outcome: AWSResponse | Exception
    elapsed_ms: float


def _key(request: Any) -> tuple[str, str, bool]:
    # With and without a token are two questions to the metadata service.
    return request.method, request.url, TOKEN_HEADER in request.headers


class Recorder:
    """Stands in for the HTTP session of one of botocore's fetchers, in the network of a machine. `until` is a
    `time.monotonic` time.
    """

    def __init__(self, machine: Machine, session: Callable[[], URLLib3Session], until: float) -> None:
        self._machine = machine
        self._new_session = session
        self._session = session()
        self._until = until
        self._early: dict[tuple[str, str, bool], Task[Sent]] = {}
        self._lock = threading.Lock()
        self._errors: dict[tuple[tuple[str, str, bool], type, type], Exception] = {}
        self.log: list[Sent] = []

    def send(self, request: Any) -> AWSResponse:
        """As `URLLib3Session.send`; raises what that raises, or Unfinished."""
        with self._lock:
            early = self._early.pop(_key(request), None)
        try:
            sent = early.result(self._until) if early else self._send(self._session, request)
        except Late:
            sent = Sent(_key(request), Unfinished(), 0.0)
        if isinstance(sent.outcome, Exception):
            sent = sent._replace(outcome=self._known(sent.key, sent.outcome))
        self.log.append(sent)
        if isinstance(sent.outcome, Exception):
            raise sent.outcome
        return sent.outcome

    def _known(self, key: tuple[str, str, bool], error: Exception) -> Exception:
        """The first error of its kind to a request, without the frames that it went through. A fetcher may be told to
        try a million times: its log must not hold a million errors, and by their frames all that was seen on the way.
        """
        kind = key, type(error), type(getattr(error, "kwargs", {}).get("error"))
        return self._errors.setdefault(kind, error).with_traceback(None)

    def send_early(self, request: AWSRequest) -> None:
        """Starts a request that will be needed if the one under way fails."""
        prepared = request.prepare()
        with self._lock:
            self._early[_key(prepared)] = Task(lambda: self._send(self._new_session(), prepared))

    def _send(self, session: URLLib3Session, request: Any) -> Sent:
        start = time.monotonic()
        request.stream_output = True  # the session then leaves reading the body to us
        outcome: AWSResponse | Exception
        try:
            if start > self._until:  # a fetcher may be told to try for ever
                raise Unfinished
            if _proxy_is_secret(session, request.url):
                raise Unfinished
            with self._machine.network():
                outcome = session.send(request)
                outcome._content = _read(outcome, request, self._until)
        except Exception as error:
            outcome = error
        return Sent(_key(request), outcome, (time.monotonic() - start) * 1000)


def _read(response: AWSResponse, request: Any, until: float) -> bytes:
    """The body; errors as `URLLib3Session.send` maps them."""
    read = getattr(response.raw, "read1", None) or response.raw.read
    parts: list[bytes] = []
    size = 0
    try:
        while part := read(4096):
            parts.append(part)
            size += len(part)
            if size > SIZE_LIMIT or time.monotonic() > until:
                raise Unfinished
    except RawReadTimeoutError as error:
        raise ReadTimeoutError(endpoint_url=request.url, error=error) from None
    except ProtocolError as error:
        raise ConnectionClosedError(error=error, request=request, endpoint_url=request.url) from None
    except Unfinished:
        raise
    except Exception as error:
        raise HTTPClientError(error=error) from None
    return b"".join(parts)


def is_unreadable(url: str) -> bool:
    """Whether urllib3, which sends for botocore, cannot parse a URL: asking botocore for it then fails before anything
    is sent (`URLLib3Session.send`, 1.44.8: `connection_from_url` comes first).
    """
    try:
        parse_url(url)
    except LocationParseError:
        return True
    return False


class Unsafe(Exception):
    """A request was not sent: `code` says why (see `host.address`), `endpoint` to which server, or which proxy."""

    def __init__(self, code: str, endpoint: str) -> None:
        super().__init__(code)
        self.code, self.endpoint = code, endpoint


class Guarded:
    """Stands in for the HTTP session of a client, whose requests are signed or have a token: none leaves this host
    without TLS but to an address of `trusted`, none goes to an address that can be read in two ways, and no answer is
    longer than one is read. `until` is a `time.monotonic` time. `configured` is the client's endpoint, as it was
    written.
    """

    def __init__(self, session: Any, until: float, trusted: tuple[str, ...], configured: str) -> None:
        self._session, self._until, self._trusted = session, until, trusted
        self._configured = configured
        self.asked: Address | None = None

    def send(self, request: Any) -> AWSResponse:
        """As `URLLib3Session.send`; raises what that raises, Unfinished or Unsafe."""
        self.asked = self._checked(request.url)
        request.stream_output = True  # the session then leaves reading the body to us
        response: AWSResponse = self._session.send(request)
        response._content = _read(response, request, self._until)
        return response

    def _checked(self, url: str) -> Address:
        """The address of a request that may be sent. Raises Unsafe."""
        address = address_of(url)
        if address is None or address_of(self._configured) is None:
            raise Unsafe(AMBIGUOUS, "")
        if has_redacted_host(seal_url(url)):
            raise Unsafe(SECRET_HOST, "")
        if _proxy_is_secret(self._session, url):
            raise Unsafe(SECRET_HOST, "")
        if address.scheme == "http":
            proxy = self._session._proxy_config.proxy_url_for(url)
            for hop in (address, *([address_of(_with_scheme(proxy))] if proxy else ())):
                if hop is None or not (hop.is_loopback or trusts(self._trusted, hop)):
                    raise Unsafe(PLAIN_HTTP, str(hop or address))
        return address

    def close(self) -> None:
        """Closes the session."""
        self._session.close()


def _proxy_is_secret(session: Any, url: str) -> bool:
    """Whether the name of the proxy looks like a secret, which a name server would get to know."""
    proxy = session._proxy_config.proxy_url_for(url)
    return bool(proxy) and has_redacted_host(seal_url(proxy if "//" in proxy else f"http://{proxy}"))


def _with_scheme(proxy: str) -> str:
    """The URL of a proxy without the user and password that it may have."""
    scheme, _, rest = proxy.rpartition("://")
    return f"{scheme or 'http'}://{rest.rpartition('@')[2]}"


class Replay:
    """Answers from a log, in its order. Raises Unfinished for a question that was never put, and after `until`."""

    def __init__(self, log: Callable[[], list[Sent]], until: float) -> None:
        self._log, self._until = log, until
        self._asked: dict[tuple[str, str, bool], int] = {}

    def send(self, request: Any) -> AWSResponse:
        """The kept answer; the last one again where the log has no more."""
        key = _key(request)
        answers = [sent.outcome for sent in self._log() if sent.key == key]
        if not answers or time.monotonic() > self._until:
            raise Unfinished
        number = self._asked.get(key, 0)
        self._asked[key] = number + 1
        outcome = answers[min(number, len(answers) - 1)]
        if isinstance(outcome, Exception):
            raise outcome.with_traceback(None)  # else it keeps the frames of every attempt
        return outcome
