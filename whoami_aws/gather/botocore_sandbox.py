"""What botocore's own code must not do while we ask it: prompt, refresh a token, write a cache, run a program again."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import botocore
import botocore.credentials
import botocore.loaders
import botocore.tokens
import botocore.utils

from whoami_aws.host.facts import UNSAFE


class Refused(Exception):
    """The SDK would have prompted, refreshed or written."""


class _Program:
    """A finished run, as `subprocess.Popen` would give it."""

    def __init__(self, output: Any) -> None:
        self.returncode = output.returncode
        self._streams = output.stdout, output.stderr

    def communicate(self) -> tuple[bytes, bytes]:
        return self._streams


@contextmanager
def restrained(output_of: Callable[[list[str]], Any]) -> Iterator[None]:
    """`output_of` gives the kept output of a command line, or None if it was not run.

    The patches are of classes, since the providers of a source profile are made on the way; they are taken back at
    the end.
    """
    from whoami_aws.gather.http import Unfinished

    def popen(arguments: list[str], **_: Any) -> _Program:
        output = output_of(arguments)
        if output is None or output.late:
            raise Unfinished
        if output.error is not None:
            raise output.error
        return _Program(output)

    opened = builtins.open

    def careful_open(file: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(file, str | bytes | os.PathLike):
            refuse_unsafe(os.fsdecode(file))
        return opened(file, *arguments, **named)

    loader: Any = botocore.loaders.JSONFileLoader
    load_file = loader.load_file

    def careful_load(self: Any, file_path: str) -> Any:
        if not file_path.startswith(_OWN_DATA):
            refuse_unsafe(f"{file_path}.json", _LARGEST_MODEL)
            refuse_unsafe(f"{file_path}.json.gz", 0)  # which could be of any size once it is unpacked
        return load_file(self, file_path)

    credentials: Any = botocore.credentials
    make_process = credentials.ProcessProvider.__init__

    def process_init(self: Any, profile_name: str, load_config: Any, popen: Any = popen) -> None:
        make_process(self, profile_name, load_config, popen=popen)

    patches: list[tuple[Any, str, Any]] = [
        (credentials.ProcessProvider, "__init__", process_init),
        (botocore.utils.JSONFileCache, "__setitem__", lambda *_: None),
        (botocore.tokens.SSOTokenProvider, "_attempt_create_token", _refuse),
        # What we have read ourselves is known to be safe; the SDK may look for files of which no link tells.
        (builtins, "open", careful_open),
        (loader, "load_file", careful_load),
    ]
    if hasattr(credentials, "LoginCredentialFetcher"):
        patches.append((credentials.LoginCredentialFetcher, "refresh_credentials", _refresh_login))
    before = [(owner, name, owner.__dict__[name]) for owner, name, _ in patches]
    for owner, name, replacement in patches:
        setattr(owner, name, replacement)
    try:
        yield
    finally:
        for owner, name, original in before:
            setattr(owner, name, original)


_OWN_DATA = os.path.join(os.path.dirname(botocore.__file__), "data") + os.sep
_LARGEST, _LARGEST_MODEL = 8 * 1024 * 1024, 4 * 1024 * 1024
"""Bytes of what the SDK is let read, and of a description of a service that is not its own."""


def refuse_unsafe(path: str, largest: int = _LARGEST) -> None:
    """Raises UnsafeFile for a file that may be endless, or is larger than `largest`."""
    from whoami_aws.gather.files import state_of
    from whoami_aws.gather.http import UnsafeFile
    from whoami_aws.gather.this_process import ThisProcess

    if state_of(ThisProcess(), path, largest).kind in UNSAFE:
        raise UnsafeFile(path)


def _refuse(*_: Any, **__: Any) -> Any:
    raise Refused


def _refresh_login(self: Any) -> Any:
    """`refresh_credentials` up to where it would ask: a session with enough time left is given as it is."""
    token = self._token_loader.load_token(self._session_name)
    self._load_private_key(token)
    expires = botocore.credentials._parse_if_needed(token["accessToken"]["expiresAt"])
    if (expires - self._time_fetcher()).total_seconds() > self._REFRESH_THRESHOLD:
        return self._token_to_credentials(token)
    raise Refused


def no_prompt(_: str) -> str:
    """In the place of `getpass`: an MFA code is never asked for."""
    raise Refused
