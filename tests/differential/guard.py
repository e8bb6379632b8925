"""Keeps a process on loopback: other addresses are refused, or led to a fake that stands for them."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Mapping
from typing import Any

Routes = Mapping[str, tuple[str, int]]


def stay_on_loopback(routes: Routes) -> None:
    """From now on `connect` reaches loopback alone; `routes` maps `host:port` to the fake that answers for it."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def led(address: Any) -> Any:
        if not isinstance(address, tuple):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        host, port = address[:2]
        if target := routes.get(f"{host}:{port}"):
            return tuple(target)
        if not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        return address

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if host not in (None, "localhost"):
            try:
                ipaddress.ip_address(str(host).partition("%")[0])
            except ValueError:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        return look_up(host, *rest, **named)

    socket.socket.connect = lambda self, address: connect(self, led(address))  # type: ignore[method-assign]
    socket.socket.connect_ex = lambda self, address: connect_ex(self, led(address))  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up
