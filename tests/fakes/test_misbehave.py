"""Every way of answering badly, as a client sees it on the wire."""

from __future__ import annotations

import http.client
import socket
import time
from typing import Any

import pytest
from botocore.utils import InstanceMetadataFetcher

from whoami_aws.fakes import FakeContainer, FakeImds
from whoami_aws.fakes.messages import Trouble


def ask(fake: FakeContainer, amount: int | None = None) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer, and its body or the first `amount` of it."""
    connection = http.client.HTTPConnection("127.0.0.1", fake.port, timeout=2)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer, answer.read(amount) if amount else answer.read()
    finally:
        connection.close()


def misbehaving(how: str) -> FakeContainer:
    return FakeContainer({"path": "/", "misbehave": how})


def test_html() -> None:
    with misbehaving("html") as fake:
        answer, body = ask(fake)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"<html>" in body


def test_empty() -> None:
    with misbehaving("empty") as fake:
        assert ask(fake)[1] == b""


def test_wrong_shape() -> None:
    with misbehaving("wrong-shape") as fake:
        assert ask(fake)[1].startswith(b"[")


def test_redirect() -> None:
    with misbehaving("redirect") as fake:
        answer, _ = ask(fake)
    assert (answer.status, answer.headers["Location"]) == (302, "/elsewhere")


def test_endless() -> None:
    with misbehaving("endless") as fake:
        answer, body = ask(fake, 1_000_000)
        assert (len(body), answer.headers["Content-Length"]) == (1_000_000, None)
        answer.close()


def test_drip() -> None:
    with (
        misbehaving("drip") as fake,
        socket.create_connection(("127.0.0.1", fake.port), timeout=2) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        head = client.makefile("rb")
        while head.readline().strip():
            pass
        assert head.read(1) == b"{"
        client.settimeout(0.1)
        with pytest.raises(TimeoutError):
            head.read(1)


def test_garbage() -> None:
    with misbehaving("garbage") as fake, pytest.raises(http.client.BadStatusLine):
        ask(fake)


def test_truncated() -> None:
    with misbehaving("truncated") as fake, pytest.raises(http.client.IncompleteRead):
        ask(fake)


def test_reset() -> None:
    with misbehaving("reset") as fake, pytest.raises(ConnectionResetError):
        ask(fake)


def test_hang_ends_with_the_fake() -> None:
    with misbehaving("hang") as fake:
        client = socket.create_connection(("127.0.0.1", fake.port), timeout=2)
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        client.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.recv(1)
    client.settimeout(2)
    assert client.recv(1) == b""
    client.close()


@pytest.mark.parametrize("how", [t.value for t in Trouble if t not in (Trouble.DRIP, Trouble.ENDLESS)])
def test_one_step_alone(how: str) -> None:
    """A fault in the list of roles leaves the token's step as it was."""
    with FakeImds({"role": "web", "misbehave": {"role": how}}) as imds:
        config = {"ec2_metadata_service_endpoint": imds.url}
        timeout: Any = 0.2
        fetcher = InstanceMetadataFetcher(timeout=timeout, env={}, config=config)
        assert fetcher.retrieve_iam_role_credentials() == {}
        assert next(request.step for request in imds.requests) == "token"


def test_an_unknown_trouble_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="sulk"):
        misbehaving("sulk")


def test_starting_and_ending_take_no_time() -> None:
    start = time.perf_counter()
    for _ in range(20):
        with misbehaving("hang"):
            pass
    assert time.perf_counter() - start < 1


def test_a_refusing_port_is_taken() -> None:
    with (
        FakeContainer({"reachable": False}) as fake,
        pytest.raises(ConnectionRefusedError),
    ):
        socket.create_connection(("127.0.0.1", fake.port), timeout=2)


def test_a_port_of_choice() -> None:
    with FakeContainer() as first:
        port = first.port
    with FakeContainer(port=port) as second:
        assert second.url == f"http://127.0.0.1:{port}"
        assert ask(second)[0].status == 200


def test_ipv6() -> None:
    try:
        fake = FakeContainer({"path": "/"}, host="::1").__enter__()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    try:
        assert fake.url == f"http://[::1]:{fake.port}"
        connection = http.client.HTTPConnection("::1", fake.port, timeout=2)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        fake.__exit__(None, None, None)
