"""A network of its own, in which the link-local addresses may be owned, silent or absent."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

IMDS = "169.254.169.254"
IMDS_V6 = "fd00:ec2::254"
ECS = "169.254.170.2"
EKS = "169.254.170.23"
EKS_V6 = "fd00:ec2::23"
ADDRESSES = (IMDS, IMDS_V6, ECS, EKS, EKS_V6)

_CLONE_NEWNET = 0x40000000
_NOBODY = "02:00:00:00:00:01"


class Namespace:
    """A fresh network namespace, with `lo` up and nothing else.

    A namespace belongs to a thread, so this is a thread: what runs in it, its sockets, its threads and its children
    live in the namespace, and the rest of the process does not. It is gone with the last of them.
    """

    def __init__(self, owned: Iterable[str] = ()) -> None:
        """With the `owned` addresses on `lo`."""
        self._thread = ThreadPoolExecutor(1)
        try:
            self.run(_leave)
            self.ip("link set lo up")
            for address in owned:
                self.ip(
                    f"address add {address}/128 dev lo nodad" if ":" in address else f"address add {address} dev lo"
                )
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Namespace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leaves it."""
        self._thread.shutdown()

    def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """What the function returns when it is called inside."""
        return self._thread.submit(function, *arguments).result()

    def ip(self, words: str) -> None:
        """`ip WORDS`, inside."""
        self.run(lambda: subprocess.run(["ip", *words.split()], check=True, capture_output=True, timeout=10))

    def swallow(self, address: str) -> None:
        """Lets packets to an address go out and never come back: a veth pair, and a neighbour that nobody is."""
        self.ip("link add hole type veth peer name nowhere")
        self.ip("link set nowhere up")
        self.ip("link set hole up")
        self.ip("address add 169.254.0.1/16 dev hole")
        self.ip(f"neighbour add {address} lladdr {_NOBODY} dev hole nud permanent")

    def own_everything(self) -> None:
        """Makes every IPv4 address one of this machine's, so that no connection attempt fails before it is counted."""
        self.ip("route add local 0.0.0.0/0 dev lo")

    def sent(self) -> dict[str, int]:
        """How many TCP connections were attempted (IPv4 and IPv6), and how many datagrams were sent."""
        return self.run(_sent)


def _leave() -> None:
    """Moves this thread into a namespace of its own. Nothing is asked at a link-local address before this worked."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, f"unshare: {os.strerror(number)}")
    if not inside():
        raise OSError("this thread is still in the network of its process")


def inside() -> bool:
    """Whether the calling thread is in a namespace, and not in the network of its process."""
    return os.readlink("/proc/thread-self/ns/net") != os.readlink("/proc/self/ns/net")


def _sent() -> dict[str, int]:
    # Not /proc/net, which is the network of the process's first thread.
    snmp = Path("/proc/thread-self/net/snmp").read_text()
    snmp6 = Path("/proc/thread-self/net/snmp6").read_text()
    datagrams = _count(snmp, "Udp:", "OutDatagrams") + int(snmp6.split("Udp6OutDatagrams")[1].split()[0])
    return {"connections": _count(snmp, "Tcp:", "ActiveOpens"), "datagrams": datagrams}


def _count(snmp: str, protocol: str, name: str) -> int:
    """A counter of /proc/net/snmp, where a line of names is followed by one of values."""
    names, values = (line.split() for line in snmp.splitlines() if line.startswith(protocol))
    return int(values[names.index(name)])


@cache
def why_not() -> str | None:
    """Why no namespace can be made here; None if one can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root"
    if shutil.which("ip") is None:
        return "needs ip (iproute2)"
    if not socket.has_ipv6:
        return "needs IPv6"
    try:
        with Namespace(ADDRESSES):
            return None
    except (OSError, subprocess.SubprocessError) as error:
        return f"no network namespace: {error}"
