"""Which SDKs programs on this host may well use: by what is on the PATH and in Pythons. Nothing is started."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator

from whoami_aws.gather.aws_cli_version import packages_below
from whoami_aws.gather.machine import Machine

_BY_PROGRAM = {
    "aws": ("aws-cli",),
    "java": ("java-v2",),
    "node": ("js-v3",),
    "go": ("go-v2",),
    "terraform": ("go-v2",),
    "cargo": ("rust",),
    "ruby": ("ruby",),
}
_PYTHONS = ("python3", "python")
_PYTHON_V4 = re.compile(r"smithy_aws_core-(\d{1,9}(?:\.\d{1,9}){1,3})\.dist-info")


def in_use(machine: Machine) -> dict[str, str]:
    """SDK id -> what speaks for it. boto3 is in use wherever the interpreter has botocore, as ours always does."""
    found = {"boto3": "this Python has botocore"} if machine.version_of("botocore") is not None else {}
    for program, sdks in _BY_PROGRAM.items():
        if (place := _on_the_path(program, machine)) is not None:
            for sdk in sdks:
                found.setdefault(sdk, place)
    if (told := _python_v4(machine)) is not None:
        found["python-v4"] = told
    return found


def _python_v4(machine: Machine) -> str | None:
    """The first Python here that has what every client of the AWS SDK for Python v4 is made with."""
    for folder in dict.fromkeys(_packages(machine)):
        try:
            names = machine.names_in(folder)
        except (OSError, ValueError):
            continue
        for name in sorted(names):
            if (version := _PYTHON_V4.fullmatch(name)) is not None:
                return f"{folder} has smithy-aws-core {version[1]}"
    return None


def _packages(machine: Machine) -> Iterator[str]:
    """Of the virtual environment that is active, of the Pythons on the PATH, and of the one that this is."""
    yield from packages_below(machine, machine.environ.get("VIRTUAL_ENV", ""))
    for name in _PYTHONS:
        if (place := _on_the_path(name, machine)) is not None:
            # A virtual environment's Python is a link; what is behind it has packages of its own.
            for program in (place, machine.real_path(place)):
                yield from packages_below(machine, os.path.dirname(os.path.dirname(program)))
    yield from machine.package_folders


def _on_the_path(program: str, machine: Machine) -> str | None:
    """Where `shutil.which` finds a program: the first executable file of this name."""
    path = machine.environ.get("PATH", os.defpath)
    places = (os.path.join(folder, program) for folder in dict.fromkeys(path.split(os.pathsep)))
    return next((place for place in places if _is_program(place, machine)), None) if path else None


def _is_program(path: str, machine: Machine) -> bool:
    try:
        return not stat.S_ISDIR(machine.stat(path).st_mode) and machine.may(path, os.X_OK)
    except (OSError, ValueError):
        return False
