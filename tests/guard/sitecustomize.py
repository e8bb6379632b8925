"""Loaded by every Python that the tests start: it can connect to this machine's loopback and to nothing else."""

import ipaddress
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
