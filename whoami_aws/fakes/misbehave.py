"""Writes an answer to a client, well or in one of the bad ways."""

from __future__ import annotations

import socket
import struct
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from threading import Event

from whoami_aws.fakes.answer import Answer
from whoami_aws.fakes.trouble import Trouble

CHUNK = b"." * 16384
PORTAL = b"<!DOCTYPE html><html><body><h1>Sign in to this network</h1></body></html>\n"
GARBAGE = b"SSH-2.0-OpenSSH_9.6\r\n\x00\xff\xfe\x16\x03\x01"


def send(http: BaseHTTPRequestHandler, answer: Answer, stopping: Event) -> None:
    """Writes `answer`; what lasts for ever ends with `stopping`, or with the client."""
    how = answer.trouble
    if how is None:
        _whole(http, answer)
    elif how is Trouble.HANG:
        stopping.wait()
    elif how is Trouble.HTML:
        _whole(http, Answer(200, PORTAL, "text/html"))
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
        http.wfile.write(GARBAGE)
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
        http.wfile.write(CHUNK)


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
