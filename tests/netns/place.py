"""A case made real: a namespace, its addresses, and who listens there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from whoami_aws.fakes import Fake, FakeContainer, FakeImds

from .cases import SILENT, Case
from .namespace import ECS, EKS, EKS_V6, IMDS, IMDS_V6, Namespace


class Place(NamedTuple):
    """Where the children run, with their whole environment, and the fakes that listen there, by address."""

    namespace: Namespace
    env: Mapping[str, str]
    fakes: Mapping[str, Fake]


@contextmanager
def place(case: Case, home: Path) -> Iterator[Place]:
    """The place of a case; `home` is an empty directory."""
    for name, text in case.files.items():
        (home / name).write_text(text)
    with Namespace(case.owned) as namespace:
        if case.network == SILENT:
            namespace.swallow(IMDS)
        fakes = dict(_fakes(case))
        stack = ExitStack()
        try:
            for fake in fakes.values():
                namespace.run(stack.enter_context, fake)
            yield Place(namespace, environment(home, case.env), fakes)
        finally:
            namespace.run(stack.close)


def environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """A child's whole environment: nothing of AWS in it but the settings."""
    filled = {name: value.replace("{home}", str(home)) for name, value in settings.items()}
    return {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8", **filled}


def _fakes(case: Case) -> Iterator[tuple[str, Fake]]:
    if case.imds is not None:
        address = IMDS_V6 if case.v6 else IMDS
        yield address, FakeImds(case.imds, address, 80)
    if case.ecs is not None:
        yield ECS, FakeContainer(case.ecs, ECS, 80)
    if case.eks is not None:
        address = EKS_V6 if case.v6 else EKS
        yield address, FakeContainer(case.eks, address, 80)
    if case.proxy is not None:
        yield "proxy", FakeImds(case.proxy, "127.0.0.1", 3128)
