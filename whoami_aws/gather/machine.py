"""Whose host is gathered: the port through which gathering looks at the world.

One process sees a host through its environment, its user, its root directory and its network. `ThisProcess` is the
implementation for our own process. Nothing else in `gather` asks the operating system on its own: a second
implementation for another process needs no change there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from whoami_aws.gather.process import Child


class User(NamedTuple):
    """An entry of the system's list of users."""

    name: str
    home: str


class Machine(Protocol):
    """A host as one process sees it. Paths are those of that process: relative ones begin at its working directory."""

    @property
    def is_this_process(self) -> bool:
        """Whether it is our own process. Only then can the installed botocore be asked as a witness, since it reads
        the environment and the files itself, and only then may a program be started.
        """

    # The process.

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables."""

    @property
    def host_name(self) -> str:
        """The name of the host, as the process's `hostname` command would print it."""

    @property
    def pid(self) -> int:
        """The number of the process."""

    @property
    def program(self) -> str:
        """The path of the program that the process runs; "" if it is not known."""

    @property
    def uid(self) -> int:
        """The id of the user."""

    @property
    def encoding(self) -> str:
        """The encoding in which `open` reads a text file."""

    def cwd(self) -> str:
        """The working directory; "" if it no longer exists."""

    def user(self, name: str | None = None) -> User | None:
        """The entry of the process's own user, or of the user with this name; None if the list of users has none."""

    # Its files. Errors are those of `os`: OSError, and ValueError for a path that cannot be one.

    def stat(self, path: str) -> os.stat_result:
        """As `os.stat`: what a link leads to."""

    def may(self, path: str, mode: int) -> bool:
        """As `os.access`: whether the process may read (`os.R_OK`) or execute (`os.X_OK`) a file."""

    def open(self, path: str) -> int:
        """A descriptor for reading, which the caller closes. Opening never blocks, and starts no terminal."""

    def names_in(self, folder: str) -> list[str]:
        """As `os.listdir`."""

    def real_path(self, path: str) -> str:
        """As `os.path.realpath`: the path without symbolic links."""

    def mounts(self) -> bytes:
        """The mounted file systems, as in `/proc/self/mountinfo`. Raises OSError where there is no such file."""

    def exists(self, path: str) -> bool:
        """As `os.path.exists`."""
        try:
            self.stat(path)
        except (OSError, ValueError):
            return False
        return True

    # Its network.

    def network(self) -> AbstractContextManager[None]:
        """While it lasts, a socket that this thread opens is in the network of the process."""

    def proxies_for(self, url: str) -> dict[str, str]:
        """The proxies for a URL by its scheme, as botocore finds them (botocore/utils.py `get_environ_proxies`)."""

    # Its programs.

    def start(self, arguments: list[str], stdin: int, stdout: int, stderr: int) -> Child:
        """Starts a program with these descriptors as its standard streams. Only where `is_this_process`."""

    def version_of(self, package: str) -> str | None:
        """The version of a Python package that the process's interpreter has; None if it has none or does not say."""

    @property
    def package_folders(self) -> Sequence[str]:
        """The absolute paths at which the process's interpreter looks for packages."""
