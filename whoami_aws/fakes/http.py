"""What all fakes share: a server that plays one AWS endpoint as its state says."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from threading import Event, Lock
from types import TracebackType
from typing import TYPE_CHECKING

from whoami_aws.fakes.answer import Answer
from whoami_aws.fakes.incoming import Incoming
from whoami_aws.fakes.listener import Listener
from whoami_aws.fakes.request import Request
from whoami_aws.fakes.state import State, number
from whoami_aws.fakes.trouble import troubles

if TYPE_CHECKING:
    from typing_extensions import Self


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
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
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
