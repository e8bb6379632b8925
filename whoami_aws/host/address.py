"""The address in a URL, where every parser reads the same one.

Parsers of URLs disagree about back slashes, user names, control characters, white space and numbers as hosts: one takes
`http://10.9.9.9\\@127.0.0.1/` for 127.0.0.1, and another connects to 10.9.9.9. Such a URL has no address here, and is
never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

from whoami_aws.host.values import has_redacted_host

# Compiled when they are first used: a run that overrides no endpoint needs none of them.
_URL = (
    r"(?i)(?P<scheme>https?)://(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9_.-]+))"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/(?s:.*))?"
)
_NAME = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})\.?"
_NUMBER = r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$"
"""A host whose last label is a number is an IPv4 address to some parsers, and a name to others."""
_ODD = r"[\\\x00-\x1f\x7f]|^\s|^[^/]*//[^/]*\s$"
"""What some parsers take away, refuse or read as a `/`. A blank at the end of a path does not touch the address."""

PORTS = {"http": 80, "https": 443}

AMBIGUOUS, PLAIN_HTTP, SECRET_HOST = "ambiguous-address", "plain-http", "secret-host"
"""Why a request is not sent: its URL can be read in two ways; or it has a secret or a signature, and goes without TLS
to an address that is not loopback's; or the host's name looks like a secret, which a name server would get to know.
"""


class Address(NamedTuple):
    """Scheme, host (in small letters, without brackets) and port: what two URLs share that mean the same server."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    @property
    def is_loopback(self) -> bool:
        """Whether what is sent there stays on this host."""
        if self.host == "localhost":
            return True
        ip = _ip(self.host)
        return ip is not None and ip.is_loopback


def address_of(url: str) -> Address | None:
    """The address in a URL; None if there is none, or two parsers could read two."""
    found = re.fullmatch(_URL, url, re.ASCII) if not re.search(_ODD, url) else None
    if found is None:
        return None
    scheme, port = found["scheme"].lower(), int(found["port"] or PORTS[found["scheme"].lower()])
    host = (found["v6"] or found["name"]).lower()
    ip = _ip(host)
    if found["v6"]:
        if not isinstance(ip, IPv6Address):
            return None
        host = ip.compressed
    elif ip is None and (re.search(_NUMBER, host) or not re.fullmatch(_NAME, host)):
        return None
    return None if port > 65535 else Address(scheme, host, port)


def two_ways(text: str) -> bool:
    """Whether a setting has what parsers of URLs disagree about, also where one SDK is known to pass it over: a user
    name, a back slash, a query or a fragment in front of the path, a control character.
    """
    return re.search(r"[\\\x00-\x1f\x7f]|^[^/]*//[^/]*[@?#]", text.strip()) is not None


def is_hidden(text: str) -> bool:
    """Whether the host in a URL was not kept (`values.seal_url`): what an SDK makes of it is not known."""
    return has_redacted_host(text.strip())


_PORT = r"(?i)https?://[A-Za-z0-9_.-]+:([A-Za-z0-9…]+)(?:/[^@?#]*)?"
_LAST_PORT = 65535


def has_no_port(url: str) -> bool:
    """Whether a URL is plain but for its port, which is not one: every parser refuses it, so nothing is sent."""
    found = re.fullmatch(_PORT, url) if not re.search(_ODD, url) else None
    return found is not None and not (found[1].isdigit() and int(found[1][:9]) <= _LAST_PORT)


def is_askable(url: str) -> bool:
    """Whether every parser reads the same address in a URL, or none reads any."""
    return address_of(url) is not None or has_no_port(url)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def trusts(trusted: Iterable[str], address: Address | None) -> bool:
    """Whether `--trust-endpoint` names exactly this scheme, host and port."""
    return address is not None and any(address_of(one) == address for one in trusted)
