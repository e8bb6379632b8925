"""The fakes at the addresses and names that the SDKs know by heart, STS and IAM Identity Center behind TLS."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.netns.namespace import ECS, EKS, EKS_V6, IMDS, IMDS_V6
from whoami_aws.fakes import Fake, FakeContainer, FakeImds, FakeSso, FakeSts
from whoami_aws.fakes.messages import Answer, Incoming
from whoami_aws.fakes.server import Listener
from whoami_aws.fakes.sts_checks import signed_by

STS_ADDRESS = "127.0.0.8"
SSO_ADDRESS = "127.0.0.9"
_LOOPBACK = "127.0.0.1"


class _TlsListener(Listener):
    """A listener whose connections are TLS; the handshake is the handler thread's."""

    def __init__(self, fake: Fake, host: str, context: ssl.SSLContext) -> None:
        super().__init__(fake, host, 443)
        self._context = context

    def get_request(self) -> tuple[Any, Any]:
        plain, client = super().get_request()
        return self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), client


class Tls(Fake):
    """Another fake, behind TLS, which keeps what STS was asked for."""

    def __init__(self, inner: Fake, host: str, context: ssl.SSLContext) -> None:
        super().__init__(inner.state, host, 443)
        self.inner = inner
        self.server_name = inner.server_name
        self.calls: list[str] = []
        self._context = context

    def __enter__(self) -> Tls:
        self.stopping.clear()
        self._listener = _TlsListener(self, self.host, self._context)
        if self.state.get("reachable", True) is not False:
            self._listener.start()
        return self

    def step(self, incoming: Incoming) -> str:
        return self.inner.step(incoming)

    def answer(self, incoming: Incoming) -> Answer:
        self.calls.append(_call(self.step(incoming), incoming))
        return self.inner.answer(incoming)


def _call(step: str, incoming: Incoming) -> str:
    """`AssumeRole deploy by AKIA…`: whose role is asked for, and whose keys ask."""
    form = incoming.form
    words = [step, form.get("RoleArn", "").rpartition("/")[2], incoming.query.get("role_name", "")]
    if signer := signed_by(incoming):
        words.append(f"by {signer}")
    if "SerialNumber" in form:
        words.append(f"with mfa code {'TokenCode' in form}")
    return " ".join(word for word in words if word)


def owned(host: Mapping[str, Any]) -> Iterator[str]:
    """The link-local addresses that somebody answers at."""
    if _link_local(host) is not None:
        yield from (IMDS, IMDS_V6)
    if host.get("container") is not None:
        yield from (ECS, EKS, EKS_V6)


def start(host: Mapping[str, Any], trust: Path, stack: ExitStack) -> list[Tls]:
    """Serves what the host describes until the stack is closed; what is behind TLS keeps its calls."""
    if (imds := _link_local(host)) is not None:
        for address in (IMDS, IMDS_V6):
            stack.enter_context(FakeImds(imds, address, 80))
    if (container := host.get("container")) is not None:
        for address in (ECS, EKS, EKS_V6, _LOOPBACK):
            stack.enter_context(FakeContainer(container, address, 80))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trust / "server.pem")
    sts = Tls(FakeSts(host.get("sts")), STS_ADDRESS, context)
    sso = Tls(FakeSso(host.get("sso")), SSO_ADDRESS, context)
    return [stack.enter_context(fake) for fake in (sts, sso)]


def _link_local(host: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The metadata service at its own address, which need not be the one that `{imds}` stands for."""
    return host.get("imds_at_its_address", host.get("imds"))
