"""What is kept of a text that was read: of a token file, and of an answer's body."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.awsrequest import AWSResponse

from whoami_aws.gather.files import token_file
from whoami_aws.gather.http import Sent
from whoami_aws.gather.http_answers import as_utf8, by_headers, reply_of
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess


@pytest.mark.parametrize(
    ("data", "length", "form", "marks"),
    [
        (b"", 0, "empty", ""),
        (b"opaque", 6, "other", ""),
        (b"opaque\n", 7, "other", "line-end padded"),
        (b"opaque\r\n", 7, "other", "line-end crlf padded"),
        (b"opaque\r", 7, "other", "line-end padded lone-cr"),
        (b"opa\rque", 7, "words", "line-end lone-cr"),
        (b"opa\rque\n", 8, "words", "line-end padded"),
        (b"opa\r\nque", 7, "words", "line-end crlf"),
        (b" opaque", 7, "other", "padded"),
        (b"two words", 9, "words", ""),
    ],
)
def test_a_token_file(data: bytes, length: int, form: str, marks: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(data)
    found = token_file(ThisProcess(), str(tmp_path / "token"), SecretStore())
    flags = {"line-end": found.has_line_end, "crlf": found.has_crlf, "padded": found.padded, "lone-cr": found.lone_cr}
    # Python reads it as a text, in which each kind of line end is one character.
    assert (found.error, found.length, found.form) == ("", length, form)
    assert " ".join(name for name, is_so in flags.items() if is_so) == marks


@pytest.mark.parametrize("data", [b"\xff", b"\xfe\xff"])
def test_a_token_file_that_is_no_text(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(data)
    found = token_file(ThisProcess(), str(tmp_path / "token"), SecretStore())
    assert (found.error, found.length) == ("UnicodeDecodeError", len(data))
    with pytest.raises(UnicodeDecodeError) as raised:
        data.decode()
    assert found.message.endswith(raised.value.reason)


KEY = ("GET", "http://127.0.0.1/", False)


class _Response(AWSResponse):
    def __init__(self, content: bytes, kind: str) -> None:
        super().__init__("http://127.0.0.1/", 200, {"content-type": kind}, None)
        self._content = content


@pytest.mark.parametrize(
    ("content", "body", "detail"),
    [
        (b"", "empty", ""),
        (b"{}", "object", ""),
        (b"[]", "list", "list indices must be integers or slices, not str"),
        (b'"x"', "list", "string indices must be integers, not 'str'"),
        (b"1", "scalar", "argument of type 'int' is not iterable"),
        (b"null", "scalar", "argument of type 'NoneType' is not iterable"),
        (b"{", "not-json", ""),
        (b"\xff", "undecodable", "'utf-8' codec can't decode a byte in position 0: invalid start byte"),
    ],
)
def test_a_body(content: bytes, body: str, detail: str) -> None:
    found = reply_of([Sent(KEY, _Response(content, "text/plain"), 1.0)], SecretStore(), as_utf8)
    assert found is not None and (found.status, found.body, found.detail) == (200, body, detail)


def test_a_body_in_an_encoding_that_is_none() -> None:
    found = reply_of([Sent(KEY, _Response(b"x", "text/plain; charset=nope"), 1.0)], SecretStore(), by_headers)
    assert found is not None and (found.body, found.detail) == ("undecodable", "LookupError in the answer")
