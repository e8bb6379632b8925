"""What is kept of exchanges with an endpoint: each error under the request that it came of."""

from __future__ import annotations

import time

import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from whoami_aws.gather.http import Recorder
from whoami_aws.gather.this_process import ThisProcess


def test_an_error_names_the_request_that_it_came_of() -> None:
    recorder = Recorder(ThisProcess(), lambda: URLLib3Session(timeout=1), time.monotonic() + 5)
    urls = ["http://127.0.0.1:1/token", "http://127.0.0.1:1/role", "http://127.0.0.1:1/token"]
    for url in urls:
        with pytest.raises(EndpointConnectionError, match=url):
            recorder.send(AWSRequest(method="GET", url=url).prepare())
    assert [url in str(sent.outcome) for url, sent in zip(urls, recorder.log, strict=True)] == [True] * 3
    # A million attempts are not a million errors.
    assert recorder.log[0].outcome is recorder.log[2].outcome
