"""Hosts for tests: what gathering sees in place of this machine's own variables, files, users and network."""

from __future__ import annotations

import builtins
import errno
import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NoReturn

from whoami_aws.gather.machine import Machine, User
from whoami_aws.gather.this_process import ThisProcess


class WithVariables(ThisProcess):
    """This process, if it had these variables and no others."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    @property
    def environ(self) -> Mapping[str, str]:
        return self._environ


class LaidOut(WithVariables):
    """This process on a laid-out host: what lies outside of the host's root, and the home of its user, are the host's
    and not those of the machine that runs the tests.
    """

    def __init__(self, environ: Mapping[str, str], root: str, home: str) -> None:
        super().__init__(environ)
        self._root, self._home = root, home

    host_name, pid, program = "web-1", 4242, "/usr/bin/python3"

    def user(self, name: str | None = None) -> User | None:
        user = super().user(name)
        return user and (user._replace(home=self._home) if name is None else user)

    def stat(self, path: str) -> os.stat_result:
        return super().stat(self._below(path))

    def may(self, path: str, mode: int) -> bool:
        return super().may(self._below(path), mode)

    def open(self, path: str) -> int:
        return super().open(self._below(path))

    def show_to_botocore(self) -> None:
        """Lets the witness see the same: botocore opens files itself, in whatever process it runs. For a child."""

        def moved(function: Callable[..., Any]) -> Callable[..., Any]:
            return lambda path, *more, **named: function(
                self._below(path) if isinstance(path, str) else path, *more, **named
            )

        os.stat, builtins.open = moved(os.stat), moved(builtins.open)

    def _below(self, path: str) -> str:
        return f"{self._root}/abs{path}" if _OUTSIDE.match(path) and not path.startswith(self._root) else path


_OUTSIDE = re.compile(
    r"/.*/\.aws/(credentials|config)\Z"
    r"|/(\.dockerenv|run/\.containerenv|proc/1/cgroup|proc/sys/kernel/osrelease|sys/class/dmi/id/sys_vendor)\Z"
    r"|/var/run/secrets/",
    re.DOTALL,
)
"""The credentials files of other homes, and what tells an instance, a container or a pod. (The rest of this machine,
such as /dev/null and the programs on the PATH, is the host's as well.)
"""


class InMemory(Machine):
    """Another process's host that exists nowhere: files by their absolute paths."""

    is_this_process = False
    host_name, pid, program = "app-1", 4243, "/opt/app/bin/python3"
    uid = 4001
    home = "/home/app"
    environ: Mapping[str, str] = MappingProxyType({})
    encoding = ""

    def __init__(self, environ: Mapping[str, str], files: Mapping[str, str], encoding: str = "utf-8") -> None:
        self.environ = environ
        self.files = {path: text.encode(encoding) for path, text in files.items()}
        self.encoding = encoding
        self.sending = 0
        """How many requests were sent in its network."""

    @property
    def package_folders(self) -> Sequence[str]:
        return ["/opt/app/lib/python3.12/site-packages"]

    def cwd(self) -> str:
        return self.home

    def user(self, name: str | None = None) -> User | None:
        return User("app", self.home) if name in (None, "app") else None

    def stat(self, path: str) -> os.stat_result:
        path = self._whole(path)
        if path in self.files:
            return _status(stat.S_IFREG | 0o600, len(self.files[path]))
        if any(file.startswith(f"{path.rstrip('/')}/") for file in self.files):
            return _status(stat.S_IFDIR | 0o700, 0)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    def may(self, path: str, mode: int) -> bool:
        return self.exists(path) and (mode != os.X_OK or "/bin/" in path)

    def open(self, path: str) -> int:
        self.stat(path)
        descriptor = os.memfd_create("file", os.MFD_CLOEXEC)
        os.write(descriptor, self.files[self._whole(path)])
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor

    def names_in(self, folder: str) -> list[str]:
        self.stat(folder)
        start = f"{self._whole(folder).rstrip('/')}/"
        return list({file.removeprefix(start).partition("/")[0] for file in self.files if file.startswith(start)})

    def real_path(self, path: str) -> str:
        return self._whole(path)

    def mounts(self) -> bytes:
        return b"1 0 0:7 / / rw - ext4 /dev/vda rw\n"

    @contextmanager
    def network(self) -> Iterator[None]:
        self.sending += 1
        yield

    def proxies_for(self, url: str) -> dict[str, str]:
        return {name: self.environ[f"{name}_proxy"] for name in ("http", "https") if f"{name}_proxy" in self.environ}

    def start(self, arguments: list[str], stdin: int, stdout: int, stderr: int) -> NoReturn:
        raise AssertionError("a program was started for another process")

    def version_of(self, package: str) -> str | None:
        return {"boto3": "1.38.1", "botocore": "1.38.2"}.get(package)

    def _whole(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.home, path))


def _status(mode: int, size: int) -> os.stat_result:
    """As of a file of this user on a disk."""
    named = {"st_blocks": 8, "st_rdev": 0}
    return os.stat_result((mode, 1, 7, 1, 4001, 4001, size, 0, 0, 0), named)
