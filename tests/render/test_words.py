"""What a request to the metadata service came to, in words."""

from __future__ import annotations

import pytest

from whoami_aws.host.facts import Reply
from whoami_aws.render.imds_facts import said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("EndpointConnectionError", "nothing listens there"),
        ("ConnectTimeoutError", "no connection"),
        ("ReadTimeoutError", "a connection, and no answer"),
        ("ConnectionClosedError", "the connection was closed"),
        ("ProxyConnectionError", "the proxy cannot be reached"),
        ("SomethingElse", "SomethingElse"),
    ],
)
def test_a_request_without_an_answer(error: str, words: str) -> None:
    assert said(Reply(error=error, elapsed_ms=1000.4)) == f"{words}, 1000 ms"


def test_a_request_with_an_answer_and_none() -> None:
    assert said(Reply(404, elapsed_ms=2.0)) == "answered 404, 2 ms"
    assert said(None) == "not asked"
