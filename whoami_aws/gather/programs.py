"""Which SDKs programs on this host may well use: by what is on the PATH and in Pythons. Nothing is started."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping

from whoami_aws.gather.installed import packages_below

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


def in_use(environ: Mapping[str, str]) -> dict[str, str]:
    """SDK id -> what speaks for it. boto3 is always in use: this is a Python with botocore."""
    found = {"boto3": "this Python has botocore"}
    path = environ.get("PATH", os.defpath)
    for program, sdks in _BY_PROGRAM.items():
        if (place := shutil.which(program, path=path)) is not None:
            for sdk in sdks:
                found.setdefault(sdk, place)
    if (told := _python_v4(environ)) is not None:
        found["python-v4"] = told
    return found


def _python_v4(environ: Mapping[str, str]) -> str | None:
    """The first Python here that has what every client of the AWS SDK for Python v4 is made with."""
    for folder in dict.fromkeys(_packages(environ)):
        try:
            names = os.listdir(folder)
        except (OSError, ValueError):
            continue
        for name in sorted(names):
            if (version := _PYTHON_V4.fullmatch(name)) is not None:
                return f"{folder} has smithy-aws-core {version[1]}"
    return None


def _packages(environ: Mapping[str, str]) -> Iterator[str]:
    """Of the virtual environment that is active, of the Pythons on the PATH, and of the one that this is."""
    yield from packages_below(environ.get("VIRTUAL_ENV", ""))
    for name in _PYTHONS:
        if (place := shutil.which(name, path=environ.get("PATH", os.defpath))) is not None:
            # A virtual environment's Python is a link; what is behind it has packages of its own.
            for program in (place, os.path.realpath(place)):
                yield from packages_below(os.path.dirname(os.path.dirname(program)))
    yield from (folder for folder in sys.path if os.path.isabs(folder))
