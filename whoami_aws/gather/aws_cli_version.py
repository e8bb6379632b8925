"""Which version of the AWS CLI is installed here, read from its files: nothing of it is run."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator

from whoami_aws.gather.machine import Machine

_GENERATION = {"aws-cli": "2.", "aws-cli-v1": "1."}
"""How the versions of a chain's command line begin."""

_MOST_FOLDERS, _MOST_BYTES = 100, 64 * 1024
_NUMBER = r"(\d{1,9}\.\d{1,9}(?:\.\d{1,9})?)"
_ASSIGNED = rf"(?m)^__version__ = ['\"]{_NUMBER}"
# Of the bundled installer, of Homebrew, of Nix.
_IN_PATH = rf"/(?:aws-cli/v2/|awscli/|[a-z0-9]+-awscli2?-){_NUMBER}(?=/)"
_INTERPRETER = re.compile(r"\A#!\s*(\S*python[\d.]*)\s")
# pip's way round an interpreter whose path is too long for such a line, or has a space in it.
_LONG_INTERPRETER = r"\A#!/bin/sh\n'''exec' \"?(/[^\"\n]*python[\d.]*)\"? "
_LIBRARIES = ("lib", "lib64", "local/lib")


def cli_version(sdk: str, machine: Machine) -> str | None:
    """The version of the first `aws` on PATH that is not of another generation; None if there is none, or if it does
    not say: what comes behind it is not what runs.
    """
    generation = _GENERATION.get(sdk)
    if generation is None:
        return None
    for folder in machine.environ.get("PATH", os.defpath).split(os.pathsep)[:_MOST_FOLDERS]:
        path = os.path.join(folder, "aws")
        if os.path.isabs(path) and machine.may(path, os.X_OK):
            version = _version_of(machine, path)
            if version is None or version.startswith(generation):
                return version
    return None


def _version_of(machine: Machine, path: str) -> str | None:
    real = machine.real_path(path)
    if found := re.search(_IN_PATH, real):
        return found[1]
    text = _read(machine, real)
    interpreter = _INTERPRETER.match(text) or re.match(_LONG_INTERPRETER, text)
    if interpreter is None:
        return None
    versions = {
        found[1]
        for prefix in {_prefix(real), _prefix(interpreter[1])}
        for package in _packages(machine, prefix)
        if (found := re.search(_ASSIGNED, _read(machine, package)))
    }
    # With several Pythons below one prefix it is not known which of them `python3` is.
    return versions.pop() if len(versions) == 1 else None


def _prefix(program: str) -> str:
    """What a program in `bin` was installed below. A virtual environment's Python is a link, which is not followed."""
    return os.path.dirname(os.path.dirname(program))


def _packages(machine: Machine, prefix: str) -> Iterator[str]:
    return (os.path.join(folder, "awscli", "__init__.py") for folder in packages_below(machine, prefix))


def packages_below(machine: Machine, prefix: str) -> Iterator[str]:
    """Where a Python that is installed below this folder may have its packages."""
    if not os.path.isabs(prefix):
        return
    for library in _LIBRARIES:
        folder = os.path.join(prefix, library)
        try:
            names = [name for name in machine.names_in(folder) if name.startswith("python3")]
        except (OSError, ValueError):
            continue
        for name in names:
            for kind in ("site-packages", "dist-packages"):
                yield os.path.join(folder, name, kind)


def _read(machine: Machine, path: str) -> str:
    """How a regular file begins; "" for all else, of which opening might hang."""
    try:
        number = machine.open(path)
    except (OSError, ValueError):
        return ""
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return ""
        return os.read(number, _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(number)
