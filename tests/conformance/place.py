"""A state made real: its own network, its own home, and names and trust that lead to the fakes."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.netns.namespace import Namespace
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

from .fakes import SSO_ADDRESS, STS_ADDRESS, Tls, owned, start
from .sdks import build_dir
from .trust import SSO, STS

_CLONE_NEWNS = 0x00020000
# What a host has by itself. The endpoints are those that the SDKs know by heart: some take no variable for them.
_USUAL = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": None,
    "AWS_ENDPOINT_URL_STS": None,
    "AWS_ENDPOINT_URL_SSO": None,
    "AWS_ENDPOINT_URL_SSO_OIDC": None,
    "AWS_ENDPOINT_URL_SIGNIN": None,
}


@dataclass(frozen=True)
class Place:
    """Where a program is started: the host as it was laid out, and what the fakes behind TLS were asked."""

    namespace: Namespace
    laid: LabHost
    tls: list[Tls]

    @property
    def profile(self) -> str | None:
        """The explicit profile."""
        argv = self.laid.argv
        return argv[argv.index("--profile") + 1] if "--profile" in argv else None

    @property
    def calls(self) -> list[str]:
        return [call for fake in self.tls for call in fake.calls]


@contextmanager
def place(host: Mapping[str, Any]) -> Iterator[Place]:
    """The place of a state; nobody else uses it, for SDKs write caches."""
    env = {**_USUAL, **host.get("env", {})}
    # The container is served at the addresses that the state names, so nothing is to be rewritten.
    shown = {key: value for key, value in host.items() if key not in ("container", "imds_at_its_address")}
    with TemporaryDirectory() as folder, Namespace(owned(host)) as namespace, ExitStack() as stack:
        stack.callback(lambda: namespace.run(inside.close))
        inside = ExitStack()
        laid = namespace.run(inside.enter_context, lay_out({**shown, "env": env}, Path(folder) / "root"))
        tls = namespace.run(start, host, build_dir() / "trust", inside)
        yield Place(namespace, laid, tls)


def lead_names_here() -> None:
    """In a view of the file system that is this process's own, AWS's names are the fakes' and no other name is known.

    Called once, while the process has one thread. What is started from here sees the same.
    """
    trust = build_dir() / "trust"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNS):
        number = ctypes.get_errno()
        raise OSError(number, f"unshare: {os.strerror(number)}")
    lines = ["127.0.0.1 localhost", "::1 localhost"]
    lines += [f"{STS_ADDRESS} {' '.join(STS)}", f"{SSO_ADDRESS} {' '.join(SSO)}"]
    (trust / "hosts").write_text("\n".join(lines) + "\n")
    (trust / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    _mount("--make-rprivate", "/")
    _mount("--bind", str(trust / "hosts"), "/etc/hosts")
    _mount("--bind", str(trust / "resolv.conf"), "/etc/resolv.conf")
    _mount("--bind", str(trust / "certs"), "/etc/ssl/certs")


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
