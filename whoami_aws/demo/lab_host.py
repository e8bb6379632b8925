"""A host that has been laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whoami_aws.fakes import FakeContainer, FakeImds, FakeSso, FakeSts


@dataclass(frozen=True)
class LabHost:
    """What a child process needs to run on the host, and the endpoints it may ask."""

    root: Path
    home: Path
    """What `~/` stands for; the child's HOME, unless the host sets an empty one."""
    env: Mapping[str, str]
    """The child's complete environment."""
    argv: tuple[str, ...]
    """The options that the user gives, such as `--profile x`."""
    imds: FakeImds | None
    sts: FakeSts | None
    sso: FakeSso | None
    container: FakeContainer | None
    proxy: FakeImds | None
    skipped: tuple[str, ...]
    """What a child on loopback cannot see, each with the reason."""

    @property
    def trust(self) -> tuple[str, ...]:
        """The options that trust the host's own STS and SSO, which are on loopback and not AWS's."""
        return tuple(word for fake in (self.sts, self.sso) if fake for word in ("--trust-endpoint", fake.url))
