"""What `--network` forbids is not tried, by the kernel's own count of connections and datagrams."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from whoami_aws.fakes import FakeContainer, FakeImds, FakeSts

from .cases import BOTH, KEYS, TASK, TASK_ROLE
from .children import Said, explain
from .namespace import ADDRESSES, ECS, IMDS, Namespace
from .place import environment

pytestmark = pytest.mark.netns

STS = "198.51.100.7"
NOTHING = {"connections": 0, "datagrams": 0}


class Net:
    """A host on which every IPv4 address answers, so that whatever is tried is also counted. Here: IMDS, the container
    endpoint and STS.
    """

    def __init__(self, namespace: Namespace, home: Path) -> None:
        self.namespace = namespace
        self.imds = FakeImds(BOTH, IMDS, 80)
        self.container = FakeContainer(TASK_ROLE, ECS, 80)
        self.sts = FakeSts(
            {"identity_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: "arn:aws:iam::123456789012:user/dev"}}, STS, 80
        )
        self.env = environment(
            home,
            {**KEYS, **TASK, "AWS_ENDPOINT_URL_STS": f"http://{STS}", "AWS_DEFAULT_REGION": "us-east-1"},
        )

    @property
    def fakes(self) -> tuple[FakeImds | FakeContainer | FakeSts, ...]:
        return self.imds, self.container, self.sts

    def explain(self, *options: str) -> Said:
        return self.namespace.run(explain, self.env, *options)

    def asked(self) -> list[int]:
        """How many requests IMDS, the container endpoint and STS have had."""
        return [len(fake.requests) for fake in self.fakes]


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with Namespace(ADDRESSES) as namespace:
        namespace.own_everything()
        here = Net(namespace, tmp_path)
        for fake in here.fakes:
            namespace.run(fake.__enter__)
        yield here
        for fake in here.fakes:
            namespace.run(fake.__exit__, None, None, None)


@pytest.mark.parametrize("settings", [(), ("keys",), ("keys", "task")], ids=["bare", "keys", "keys-and-task"])
def test_network_none_connects_to_nobody(net: Net, settings: tuple[str, ...]) -> None:
    dropped = set() if "keys" in settings else set(KEYS)
    dropped |= set() if "task" in settings else set(TASK)
    net.env = {name: value for name, value in net.env.items() if name not in dropped}
    said = net.explain("--network", "none")
    assert said.text == ("env" if settings else "unknown")
    assert net.asked() == [0, 0, 0]
    assert net.namespace.sent() == NOTHING


def test_the_short_form_offline_connects_to_nobody(net: Net) -> None:
    assert net.explain("--offline").winner == "env"
    assert net.namespace.sent() == NOTHING


def test_network_metadata_connects_to_metadata_addresses_alone(net: Net) -> None:
    said = net.explain("--network", "metadata")
    assert said.winner == "env"
    imds, container, sts = net.asked()
    assert imds > 0
    assert container > 0
    assert sts == 0
    # No connection beside those that the fakes have had, and no name looked up.
    assert net.namespace.sent() == {"connections": imds + container, "datagrams": 0}


def test_nothing_signed_is_sent_without_tls_to_an_address_that_is_not_trusted(net: Net) -> None:
    for options in ((), ("--trust-endpoint", f"https://{STS}"), ("--trust-endpoint", f"http://{STS}:81")):
        before = net.asked()
        said = net.explain("--network", "full", *options)
        imds, container, sts = net.asked()
        assert sts == 0 and said.report["usable_code"] == "plain-http"
        assert imds > before[0] and container > before[1]
    assert net.namespace.sent() == {"connections": imds + container, "datagrams": 0}


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"http://{STS}\\@127.0.0.1/"),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"http://{STS}:80\\@localhost/"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://{STS}\\@127.0.0.1/"),
        ("AWS_ENDPOINT_URL_STS", f"http://{STS}\\@127.0.0.1/"),
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_never_connected_to(net: Net, variable: str, url: str) -> None:
    net.env = {name: value for name, value in net.env.items() if name not in TASK}
    net.env |= {variable: url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer-EXAMPLE"}
    net.explain("--network", "full")
    imds, container, sts = net.asked()
    assert (container, sts) == (0, 0)
    assert net.namespace.sent() == {"connections": imds, "datagrams": 0}


def test_network_full_asks_sts_too(net: Net) -> None:
    said = net.explain("--network", "full", "--trust-endpoint", f"http://{STS}")
    assert said.report["identity"]["arn"] == "arn:aws:iam::123456789012:user/dev"
    imds, container, sts = net.asked()
    assert sts == 1
    assert net.namespace.sent() == {"connections": imds + container + sts, "datagrams": 0}


def test_the_count_sees_a_name_that_is_looked_up(net: Net) -> None:
    net.namespace.run(_look_up, "sts.us-east-1.amazonaws.com")
    assert net.namespace.sent()["datagrams"] > 0


def _look_up(name: str) -> None:
    with suppress(OSError):
        socket.getaddrinfo(name, 443)
