"""The assertions, in files by topic. `ASSERTIONS` has them all, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from whoami_aws.check.assertion import ASSERTIONS as ASSERTIONS
from whoami_aws.check.assertion import Asked

_FILES = ("usable", "identity", "credential_source", "region_and_imds", "findings")
"""The modules of this package. A new assertion is a function in one of them, or a file and a word here."""

for _file in _FILES:
    import_module(f"{__name__}.{_file}")

OPTIONS = {name: one.option for name, one in ASSERTIONS.items() if one.option is not None}
"""What can be asked for, each with its option: as such, or as a key in a file of expectations."""


def compares_sdks(asked: Iterable[Asked]) -> bool:
    """Whether one of them is about all SDKs together."""
    return any(ASSERTIONS[one.name].all_ is not None for one in asked)
