"""Which SDKs programs on this host may well use: by what is on the PATH. Nothing is started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

_BY_PROGRAM = {
    "aws": ("aws-cli",),
    "java": ("java-v2",),
    "node": ("js-v3",),
    "go": ("go-v2",),
    "terraform": ("go-v2",),
    "cargo": ("rust",),
    "ruby": ("ruby",),
}


def in_use(environ: Mapping[str, str]) -> dict[str, str]:
    """SDK id -> what speaks for it. boto3 is always in use: this is a Python with botocore."""
    found = {"boto3": "this Python has botocore"}
    path = environ.get("PATH", os.defpath)
    for program, sdks in _BY_PROGRAM.items():
        if (place := shutil.which(program, path=path)) is not None:
            for sdk in sdks:
                found.setdefault(sdk, place)
    return found
