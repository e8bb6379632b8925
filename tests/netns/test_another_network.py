"""A process in a network of its own: its metadata service is asked there, and ours is not."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.machines import InMemory
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.fakes import FakeImds
from whoami_aws.host.host import Budget

from .namespace import ADDRESSES, IMDS, Namespace, inside

pytestmark = pytest.mark.netns

_CLONE_NEWNET = 0x40000000


class Elsewhere(InMemory):
    """A process whose network is that of a descriptor of `/proc/PID/ns/net`."""

    def __init__(self, descriptor: int) -> None:
        super().__init__({}, {})
        self._descriptor = descriptor

    @contextmanager
    def network(self) -> Iterator[None]:
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _enter(self._descriptor)
            assert inside(), "nothing is sent to a link-local address of this machine's own network"
            with super().network():
                yield
        finally:
            _enter(own)
            os.close(own)


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@pytest.mark.parametrize("v1", [False, True])
def test_the_metadata_service_is_that_of_its_network(v1: bool) -> None:
    with Namespace(ADDRESSES) as namespace:
        fake = FakeImds({"role": "web-prod-role", "v1": True}, IMDS, 80)
        namespace.run(fake.__enter__)
        descriptor = namespace.run(os.open, "/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        machine = Elsewhere(descriptor)
        host = gather(Question(budget=Budget("metadata", timeout=20), machine=machine, v1=v1))
        os.close(descriptor)
        asked, sent = len(fake.requests), namespace.sent()
        namespace.run(fake.__exit__, None, None, None)
    verdict = judge(host, CHAINS["boto3"])
    assert verdict.winner == "iam-role"
    assert (machine.sending, sent) == (asked, {"connections": asked, "datagrams": 0})
    assert not inside()
