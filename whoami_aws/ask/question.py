"""What the user asks of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from whoami_aws.gather.machine import Machine
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.host import Assumed, Budget, Change

if TYPE_CHECKING:
    from whoami_aws.gather.secret_store import SecretStore

Identities = Literal["winner", "all"]


class Question(NamedTuple):
    """What the user asks."""

    profile: str | None = None
    """The profile that is given explicitly, as in `aws --profile`."""
    sdk: str = "boto3"
    changes: tuple[Change, ...] = ()
    """How the host is to be changed before it is judged."""
    budget: Budget = Budget()
    identities: Identities = "winner"
    """Which credentials STS verifies: the winner's, or those of every link that has some."""
    ignore: tuple[str, ...] = ()
    """The rules whose findings are kept out of the report."""
    v1: bool = False
    """Whether the metadata service is also asked without a token."""
    java_properties: tuple[str, ...] = ()
    """What a Java virtual machine is started with, as `-DNAME=VALUE`."""
    assumed: tuple[Assumed, ...] = ()
    """Which optional parts of SDKs are there."""
    store: SecretStore | None = None
    """Where the secrets of the question are kept, such as those of a changed variable."""
    machine: Machine = ThisProcess()
    """Whose host it is about."""
