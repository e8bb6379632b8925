"""What is outside of a host: the metadata addresses, a proxy, and AWS itself by name and over TLS."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from whoami_aws.fakes import Fake, FakeContainer, FakeImds, FakeSso, FakeSts
from whoami_aws.fakes.server import Listener

IMDS, IMDS_V6, ECS = "169.254.169.254", "fd00:ec2::254", "169.254.170.2"
_PROXY, _NAMED = "10.77.0.3", "10.77.0.9"
_AWS: Mapping[str, type[Fake]] = {"sts": FakeSts, "sso": FakeSso}
_NOBODY = "02:00:00:00:00:01"
_PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY")


class Cloud:
    """All that answers, for as long as this process lives."""

    def __init__(self, host: Mapping[str, Any], certificate: Path | None) -> None:
        self.host = host
        self.names: dict[str, str] = {}
        """What a name resolves to."""
        self._certificate = certificate
        self._fakes: list[Fake] = []
        _ip("link set lo up")

    def rise(self, services: Mapping[str, Mapping[str, list[str]]]) -> None:
        """Starts everything. `services`: the names of `sts` and `sso` by partition.

        The host's `sts` may have `partitions`, the states of those that know other keys.
        """
        self._instance(self.host.get("imds"))
        self._container(self.host.get("container"))
        self._proxy(self.host.get("proxy"))
        if self._certificate is None:
            return
        for number, (name, by_partition) in enumerate(services.items(), 1):
            state = self.host.get(name) or {}
            for place, (partition, names) in enumerate(by_partition.items(), 1):
                own = state.get("partitions", {}).get(partition, state)
                address = f"127.0.{number}.{place}"
                secure(_AWS[name](own, address, 443), self._certificate)
                self.names.update(dict.fromkeys(names, address))

    def plain(self) -> dict[str, str]:
        """Without a certificate: AWS at plain addresses, by the variables that say so."""
        sts, sso = (self._serve(kind(self.host.get(name) or {})) for name, kind in _AWS.items())
        return {"AWS_ENDPOINT_URL_STS": sts, "AWS_ENDPOINT_URL_SSO": sso, "AWS_ENDPOINT_URL_SSO_OIDC": sso}

    def _instance(self, state: Any) -> None:
        if not isinstance(state, Mapping):
            return
        if state.get("reachable") == "blackhole":
            _swallow(IMDS)
            return
        for address in (IMDS, IMDS_V6) if state.get("v6") else (IMDS,):
            _own(address)
            self._serve(FakeImds(state, address, 80))

    def _container(self, state: Any) -> None:
        if not isinstance(state, Mapping):
            return
        target = urlsplit(str(state.get("url") or f"http://{ECS}/"))
        host = target.hostname or ECS
        if host != "localhost" and not _is_address(host):
            self.names[host], host = _NAMED, _NAMED
        _own(host)
        self._serve(FakeContainer(state, "127.0.0.1" if host == "localhost" else host, target.port or 80))

    def _proxy(self, state: Any) -> None:
        if not isinstance(state, Mapping):
            return
        given = next((value for name, value in self.host["env"].items() if name in _PROXIES and value), "")
        target = urlsplit(given if "//" in given else f"http://{given}")
        host = target.hostname or "proxy.example"
        if not _is_address(host):
            self.names[host], host = _PROXY, _PROXY
        _own(host)
        self._serve(FakeImds(state, host, target.port or 80))

    def _serve(self, fake: Fake) -> str:
        self._fakes.append(fake.__enter__())
        return fake.url


def services() -> dict[str, dict[str, list[str]]]:
    """Every name that the SDK could have for STS and for the SSO services, by partition."""
    from botocore.session import Session

    found: dict[str, dict[str, list[str]]] = {"sts": {}, "sso": {}}
    for partition in Session().get_component("data_loader").load_data("endpoints")["partitions"]:
        name, suffix = partition["partition"], partition["dnsSuffix"]
        found["sts"][name] = ["sts.amazonaws.com"] if name == "aws" else []
        found["sts"][name] += [f"sts.{region}.{suffix}" for region in partition["regions"]]
        found["sso"][name] = [
            f"{service}.{region}.{suffix}" for region in partition["regions"] for service in ("portal.sso", "oidc")
        ]
    return found


def certificate(folder: Path, names: Iterable[str]) -> tuple[Path, Path]:
    """A certificate for all those names with its key, and the SDK's list of authorities with it at the end."""
    from botocore.httpsession import where

    every = ",".join(f"DNS:{name}" for name in names)
    whole = folder / "aws.pem"
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=fake AWS", "-addext", f"subjectAltName={every}"]
    paths = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", *words, *paths], check=True, capture_output=True, timeout=60)
    shown = (folder / "cert.pem").read_text()
    whole.write_text((folder / "key.pem").read_text() + shown)
    trusted = folder / "trusted.pem"
    trusted.write_text(Path(where()).read_text(encoding="utf-8") + "\n" + shown, encoding="utf-8")
    return whole, trusted


def secure(fake: Fake, certificate: Path) -> Listener:
    """Serves a fake over TLS, until the listener is stopped."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = Listener(fake, fake.host, fake.port)
    # The handshake is the connection's own affair: it must not keep the next one waiting.
    listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    listener.start()
    return listener


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _own(address: str) -> None:
    if _is_address(address) and not ipaddress.ip_address(address).is_loopback:
        _ip(f"address add {address}/128 dev lo nodad" if ":" in address else f"address add {address} dev lo")


def _swallow(address: str) -> None:
    """Packets to it go out and never come back: a pair of interfaces, and a neighbour that nobody is."""
    for words in (
        "link add hole type veth peer name nowhere",
        "link set nowhere up",
        "link set hole up",
        "address add 169.254.0.1/16 dev hole",
        f"neighbour add {address} lladdr {_NOBODY} dev hole nud permanent",
    ):
        _ip(words)


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True, timeout=10)


def lines(names: Mapping[str, str]) -> Iterator[str]:
    """The lines of /etc/hosts."""
    yield "127.0.0.1 localhost"
    yield "::1 localhost"
    for name, address in names.items():
        yield f"{address} {name}"
