"""The socket of a fake: starts and ends at once, with a thread for each connection."""

from __future__ import annotations

import socket
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING

from whoami_aws.fakes.handler import Handler

if TYPE_CHECKING:
    from whoami_aws.fakes.http import Fake


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
        super().__init__((host, port), Handler, bind_and_activate=False)
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
