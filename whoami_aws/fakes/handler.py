"""One connection to a fake: reads a request and has it answered, without a word."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast

from whoami_aws.fakes.incoming import Incoming
from whoami_aws.fakes.misbehave import send

if TYPE_CHECKING:
    from whoami_aws.fakes.listener import Listener


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the fake, and writes what the fake answers."""

    protocol_version = "HTTP/1.1"

    def _respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        fake = cast("Listener", self.server).fake
        self.close_connection = True
        send(
            self,
            fake.respond(Incoming(self.command, self.path, headers, body)),
            fake.stopping,
        )

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _respond

    def version_string(self) -> str:
        """The fake's `Server` header."""
        return cast("Listener", self.server).fake.server_name

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The `Date` header, by the fake's clock."""
        return super().date_time_string(cast("Listener", self.server).fake.now() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: standard error belongs to the program that is being watched."""
