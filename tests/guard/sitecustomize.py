"""Loaded by every Python that the tests start: it can connect to this machine's loopback and to nothing else, and sees
the scenario's files in place of this machine's own where the tool looks at what tells the surroundings.
"""

import ipaddress
import os
import socket
import sys

_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


def _check(sock, address):
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return
    try:
        allowed = ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        allowed = address[0] == "localhost"
    if not allowed:
        sys.stderr.write(f"GUARD: a test tried to reach {address}\n")
        raise OSError(101, "Network is unreachable (guarded by the test suite)")


def connect(self, address):
    """socket.connect, guarded."""
    _check(self, address)
    return _connect(self, address)


def connect_ex(self, address):
    """socket.connect_ex, guarded."""
    _check(self, address)
    return _connect_ex(self, address)


socket.socket.connect = connect
socket.socket.connect_ex = connect_ex


_SYSTEM = (
    "/.dockerenv",
    "/run/.containerenv",
    "/proc/1/cgroup",
    "/proc/sys/kernel/osrelease",
    "/sys/class/dmi/id/sys_vendor",
    "/var/run/secrets/",
)
"""What tells a container, a pod or an instance: on the machine that runs the tests, too."""


def _moved(call, root):
    def moved(path, *args, **named):
        if isinstance(path, str) and path.startswith(_SYSTEM):
            path = root + path
        return call(path, *args, **named)

    return moved


def see_below(root):
    """From now on what tells the surroundings is looked for below `root`."""
    for name in ("open", "stat", "access"):
        setattr(os, name, _moved(getattr(os, name), root))


if _root := os.environ.get("TESTS_SYSTEM_ROOT"):
    see_below(_root)
