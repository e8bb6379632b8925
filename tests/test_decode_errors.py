"""What is said of bytes that the SDK cannot read: botocore's own exception and words, but for the byte."""

from __future__ import annotations

import re
import subprocess

import pytest
from botocore.awsrequest import AWSResponse
from botocore.credentials import ProcessProvider
from botocore.utils import ContainerMetadataFetcher

from whoami_aws.gather.http import Sent
from whoami_aws.gather.http_answers import as_utf8, reply_of
from whoami_aws.gather.process import Output, fact_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess

UNREADABLE = [
    b"\xff",
    b"\xc3",
    b"\xc3(",
    b"\xed\xa0\x80",
    b"caf\xe2\x82",
    b'{"Version": 1, "AccessKeyId": "\xe9"}',
    b"caf\xe9",
    b"",
    b"{",
    b"[1,]",
    b'{"a": 1} {',
    b"[" * 100_000,
    b'{"a": ' + b"1" * 5000 + b"}",
]
"""In botocore's code each of these raises something else than its own errors when a program prints it."""


def _without_byte(message: str) -> str:
    return re.sub(r"decode (?:a byte|byte 0x..) in", "decode … in", message)


class _Ended:
    def __init__(self, stdout: bytes, stderr: bytes, returncode: int) -> None:
        self.printed, self.returncode = (stdout, stderr), returncode

    def communicate(self) -> tuple[bytes, bytes]:
        return self.printed


def _raised_by_botocore(stdout: bytes, stderr: bytes, returncode: int) -> Exception:
    def popen(*_arguments: object, stdout: int, stderr: int) -> _Ended:
        assert stdout == stderr == subprocess.PIPE
        return ended

    ended = _Ended(stdout, stderr, returncode)
    with pytest.raises((ValueError, RecursionError)) as raised:
        ProcessProvider("p", dict, popen=popen)._retrieve_credentials_using("program")
    return raised.value


@pytest.mark.parametrize("printed", UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_program_prints_it(printed: bytes) -> None:
    true = _raised_by_botocore(printed, b"", 0)
    fact = fact_of(ThisProcess(), "program", Output(printed, b"", 0, None, False), 1.0, SecretStore())
    assert (fact.error, _without_byte(fact.message)) == (type(true).__name__, _without_byte(str(true)))


@pytest.mark.parametrize("printed", UNREADABLE[:7], ids=range(7))
def test_a_program_that_fails_prints_it_as_its_error(printed: bytes) -> None:
    true = _raised_by_botocore(b"", printed, 3)
    fact = fact_of(ThisProcess(), "program", Output(b"", printed, 3, None, False), 1.0, SecretStore())
    assert (fact.error, _without_byte(fact.message)) == (type(true).__name__, _without_byte(str(true)))


class _Answer(AWSResponse):
    def __init__(self, content: bytes) -> None:
        super().__init__("http://127.0.0.1/", 200, {}, None)
        self._content = content


class _Session:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def send(self, _request: object) -> _Answer:
        return _Answer(self.content)


@pytest.mark.parametrize("answer", UNREADABLE[:7], ids=range(7))
def test_a_container_endpoint_answers_with_it(answer: bytes) -> None:
    fetcher = ContainerMetadataFetcher(session=_Session(answer))
    with pytest.raises(UnicodeDecodeError) as raised:
        fetcher.retrieve_full_uri("http://127.0.0.1/")
    reply = reply_of([Sent(("GET", "http://127.0.0.1/", False), _Answer(answer), 1.0)], SecretStore(), as_utf8)
    assert reply is not None and reply.body == "undecodable"
    assert _without_byte(reply.detail) == _without_byte(str(raised.value))
