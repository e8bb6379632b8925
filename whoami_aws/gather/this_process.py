"""Our own process as the host: the only module that asks the operating system about it."""
# ruff: noqa: D102 - `Machine` says what each method does

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from whoami_aws.gather.machine import Machine, User

if TYPE_CHECKING:
    from whoami_aws.gather.process import Child

_MOST_OF_MOUNTS = 8 * 1024 * 1024


class ThisProcess(Machine):
    """The host as our own process sees it."""

    is_this_process = True

    @property
    def environ(self) -> Mapping[str, str]:
        return os.environ

    @property
    def host_name(self) -> str:
        return os.uname().nodename

    @property
    def pid(self) -> int:
        return os.getpid()

    @property
    def program(self) -> str:
        return sys.executable

    @property
    def uid(self) -> int:
        return os.getuid()

    @property
    def encoding(self) -> str:
        import io

        # Also in UTF-8 mode, which `locale.getencoding` passes over.
        return io.TextIOWrapper(io.BytesIO()).encoding

    def cwd(self) -> str:
        try:
            return os.getcwd()
        except OSError:
            return ""

    def user(self, name: str | None = None) -> User | None:
        import pwd

        try:
            entry = pwd.getpwuid(self.uid) if name is None else pwd.getpwnam(name)
        except (KeyError, ValueError):
            return None
        return User(entry.pw_name, entry.pw_dir)

    def stat(self, path: str) -> os.stat_result:
        return os.stat(path)

    def may(self, path: str, mode: int) -> bool:
        return os.access(path, mode)

    def open(self, path: str) -> int:
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)

    def names_in(self, folder: str) -> list[str]:
        return os.listdir(folder)

    def real_path(self, path: str) -> str:
        return os.path.realpath(path)

    def mounts(self) -> bytes:
        with os.fdopen(os.open("/proc/self/mountinfo", os.O_RDONLY | os.O_CLOEXEC), "rb") as stream:
            return stream.read(_MOST_OF_MOUNTS)

    def network(self) -> AbstractContextManager[None]:
        return nullcontext()

    def proxies_for(self, url: str) -> dict[str, str]:
        from botocore.utils import get_environ_proxies

        proxies: dict[str, str] = get_environ_proxies(url)
        return proxies

    def start(self, arguments: list[str], stdin: int, stdout: int, stderr: int) -> Child:
        from whoami_aws.gather.process import start

        return start(arguments, stdin, stdout, stderr)

    def version_of(self, package: str) -> str | None:
        if package == "botocore":
            import botocore  # the package alone; its session takes most of the time

            return str(botocore.__version__)
        import importlib.util
        import re

        # importlib.metadata takes 20 ms; the package's own file has the version in a line.
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            return None
        try:
            with open(spec.origin, encoding="utf-8") as source:
                found = re.search(r"^__version__ = ['\"]([^'\"]+)['\"]", source.read(), re.MULTILINE)
        except OSError:
            return None
        return found[1] if found else None

    @property
    def package_folders(self) -> Sequence[str]:
        return [folder for folder in sys.path if os.path.isabs(folder)]
