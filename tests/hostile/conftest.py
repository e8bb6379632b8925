"""Hosts to run on, laid out where any user can come."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

LayOut = Callable[[Mapping[str, object]], LabHost]


@pytest.fixture
def host() -> Iterator[LayOut]:
    """Lays hosts out, and takes them away at the end of the test."""
    with ExitStack() as stack:
        # Not pytest's own folder: that is closed to everybody but its owner.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whoami-aws-")))
        folder.chmod(0o755)

        def lay(state: Mapping[str, object]) -> LabHost:
            return stack.enter_context(lay_out(state, folder / str(len(list(folder.iterdir())))))

        yield lay
