"""Turns a scenario's `host` into files, servers and the environment of a child."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from whoami_aws.chain.endpoints import FULL, RELATIVE
from whoami_aws.demo.files import login_cache, remove, sso_cache, write
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.fakes import Fake, FakeContainer, FakeImds, FakeSso, FakeSts, State
from whoami_aws.fakes.container import path_of
from whoami_aws.fakes.state import moment, section

_F = TypeVar("_F", bound=Fake)

_METADATA_HOSTS = (
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::23",
    "localhost",
    "::1",
)
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_TIME = re.compile(r"\{([+-]\d+[smhd])\}")
_PROXIES = ("http_proxy", "HTTP_PROXY")


@contextmanager
def lay_out(host: Mapping[str, object], root: Path) -> Iterator[LabHost]:
    """Lays `host` out below `root`, and removes all of it at the end.

    `~/` is `root/home`, an absolute path is `root/abs` + path. Where the host's HOME is
    an absolute path, that one is `~/`. A child sees an absolute file only if a variable
    or another file names it, for then the name is rewritten; else it is in `skipped`.

    In env and files `{home}`, `{imds}`, `{sts}`, `{sso}`, `{container}` and `{proxy}`
    are replaced by the home's path and the fakes' URLs, `{+6h}` by that time; an env
    value may also be such a time alone. `{sts:https}` is the URL of a fake by https,
    which no fake speaks. An env value that is null is not set, not even to what is added
    by itself (the endpoints of the fakes).
    """
    created = not root.exists()
    for part in (root / "home", root / "abs"):
        if part.exists():
            raise FileExistsError(f"{part} is there already")
    root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(remove, root if created else root / "home")
        stack.callback(remove, root / "abs")
        yield _Layout(host, root).lay(stack)


class _Layout:
    """One host on its way to become real."""

    def __init__(self, host: Mapping[str, object], root: Path) -> None:
        self.host = host
        self.root = root
        self.env = section(host, "env")
        self.files = section(host, "files")
        self.home = self._home()
        self.marks = {"{home}": str(self.home)}
        self.skipped: list[str] = []
        self.absolute = sorted((n for n in self.files if n.startswith("/")), key=len)
        self.named: set[str] = set()

    def lay(self, stack: ExitStack) -> LabHost:
        imds = self._start(stack, FakeImds, "imds")
        sts = self._start(stack, FakeSts, "sts")
        sso = self._start(stack, FakeSso, "sso")
        container = self._start(stack, FakeContainer, "container")
        proxy = self._start(stack, FakeImds, "proxy")
        nobody = stack.enter_context(Fake({"reachable": False})).url
        for fake in ("{imds}", "{sts}", "{sso}", "{container}", "{proxy}"):
            self.marks.setdefault(fake, nobody)
        env = self._environment(container, proxy, nobody)
        self._write()
        return LabHost(
            root=self.root,
            home=self.home,
            env=env,
            argv=_strings(self.host.get("argv")),
            imds=imds,
            sts=sts,
            sso=sso,
            container=container,
            proxy=proxy,
            skipped=tuple(self.skipped),
        )

    def _home(self) -> Path:
        given = self.env.get("HOME")
        if isinstance(given, str) and given.startswith("/"):
            return self._below(given)
        home = self.root / "home"
        home.mkdir()
        return home

    def _start(self, stack: ExitStack, kind: type[_F], name: str) -> _F | None:
        given = self.host.get(name)
        if not isinstance(given, Mapping):
            return None
        fake = kind(given)
        stack.enter_context(fake)
        self.marks[f"{{{name}}}"] = fake.url
        self.marks[f"{{{name}:https}}"] = fake.url.replace("http:", "https:")
        return fake

    def _environment(self, container: Fake | None, proxy: Fake | None, nobody: str) -> dict[str, str]:
        env = {
            "HOME": str(self.home),
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.marks["{imds}"],
        }
        if not self.env.get("AWS_ENDPOINT_URL"):
            # A service's own variable would beat the one that the host sets for all.
            env["AWS_ENDPOINT_URL_STS"] = self.marks["{sts}"]
            env["AWS_ENDPOINT_URL_SSO"] = self.marks["{sso}"]
            env["AWS_ENDPOINT_URL_SSO_OIDC"] = self.marks["{sso}"]
            env["AWS_ENDPOINT_URL_SIGNIN"] = nobody
        for name, value in self.env.items():
            if value is None:
                env.pop(name, None)
            elif name != "HOME" or not str(value).startswith("/"):
                env[name] = moment(self._fill(str(value)))
        if container and self._is_container(env.get(FULL, "")):
            target = urlsplit(env[FULL])
            env[FULL] = container.url + target._replace(scheme="", netloc="").geturl()
        if proxy:
            env.update({name: proxy.url for name in _PROXIES if name in env})
        if env.get(RELATIVE):
            self.skipped.append(f"{RELATIVE}: 169.254.170.2 is not on loopback")
        if env.get(_IGNORE, "").lower() == "true":
            self.skipped.append(f"{_IGNORE}: the child would ask AWS, not the fakes")
        return env

    def _is_container(self, uri: str) -> bool:
        """Whether `uri` means the endpoint that the host describes."""
        state = section(self.host, "container")
        try:
            target = urlsplit(uri)
        except ValueError:  # no URL: it stays, for the SDK to refuse
            return False
        if not uri or target.path.rstrip("/") != path_of(state).rstrip("/"):
            return False
        # A host that the SDK refuses to ask must stay, or there would be no refusal.
        host = target.hostname or ""
        known = host.startswith("127.") or host in _METADATA_HOSTS
        return known or bool(state.get("path"))

    def _fill(self, text: str) -> str:
        for mark, value in self.marks.items():
            text = text.replace(mark, value)
        text = _TIME.sub(lambda match: moment(match[1]), text)
        for name in self.absolute:
            whole = rf"(?<![\w.~}}/-]){re.escape(name)}(?![\w./-])"
            text, hits = re.subn(whole, lambda m: str(self._below(m[0])), text)
            if hits:
                self.named.add(name)
        return text

    def _write(self) -> None:
        for name, content in self.files.items():
            if content is None:
                continue
            write(self._place(name), self._target(content), self._fill)
        for token in _mappings(self.host.get("sso_cache")):
            write(*sso_cache(self.home, token), self._fill)
        for entry in _mappings(self.host.get("login_cache")):
            write(*login_cache(self.home, entry), self._fill)
        modes = section(self.host, "file_modes")
        # Deepest first: a directory that is closed hides what is below it.
        for name in sorted(modes, key=lambda n: n.count("/"), reverse=True):
            mode = modes[name]
            bits = mode if isinstance(mode, int) else int(str(mode), 8)
            self._place(name).chmod(bits)
        for name in self.absolute:
            if name not in self.named and self.home not in self._place(name).parents:
                self.skipped.append(f"{name}: absolute, and nothing names it")

    def _place(self, name: str) -> Path:
        if name.startswith("~/"):
            return self.home / name[2:]
        if name.startswith("/"):
            return self._below(name)
        raise ValueError(f"{name}: neither below ~/ nor absolute")

    def _below(self, name: str) -> Path:
        return self.root / "abs" / name.lstrip("/")

    def _target(self, content: object) -> object:
        """`content`, a symlink's target moved below the root like everything else."""
        if not isinstance(content, Mapping) or "symlink" not in content:
            return content
        target = str(content["symlink"])
        if target.startswith(("~/", "/")) and not target.startswith(("/dev/", "/proc/")):
            return {"symlink": str(self._place(target))}
        return content


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def _mappings(value: object) -> list[State]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]
