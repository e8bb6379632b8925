"""An ARN in its parts. Every ARN of this package is parsed and written here; one that is not valid is None, and not an
exception.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PREFIX = "arn:"
_ARN = _PREFIX + r"[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:[^:\s]*:\S(?s:.*)"
_ROLE = r"(?a)arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}"
_ACCOUNT = r"[0-9]{12}"

SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
"""What STS accepts as the name of a session."""

ASSUMED, FEDERATED = "assumed-role", "federated-user"


class Arn(NamedTuple):
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. `account` is as written; `account_id` is None if not valid."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return f"{_PREFIX}{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    @property
    def account_id(self) -> str | None:
        """The account, if it has twelve digits."""
        return self.account if re.fullmatch(_ACCOUNT, self.account) else None

    @property
    def kind(self) -> str:
        """What the resource is: `user`, `role`, `assumed-role`, `federated-user`, `root`, …"""
        return self.resource.partition("/")[0]

    @property
    def role(self) -> str | None:
        """The name of the role, of a role's own ARN or of a session of it; None for anything else."""
        parts = self.resource.split("/")
        if self.kind == ASSUMED and len(parts) >= 2:
            return parts[1] or None
        return parts[-1] or None if self.kind == "role" and len(parts) >= 2 else None

    @property
    def session(self) -> str | None:
        """The session's name, which the caller chooses; None if this is not a session."""
        parts = self.resource.split("/", 2)
        return parts[2] if self.kind == ASSUMED and len(parts) == 3 else None

    def is_session_of(self, role: Arn) -> bool:
        """Whether this is a session of the role with that ARN. (A name is unique in its account, whatever its path.)"""
        return (
            self.kind == ASSUMED
            and role.kind == "role"
            and self.role is not None
            and (self.partition, self.account, self.role) == (role.partition, role.account, role.role)
        )


def session_arn(partition: str, account: str, role: str, session: str) -> Arn:
    """The ARN of a session of a role; the role's path is no part of it."""
    return Arn(partition, "sts", "", account, f"{ASSUMED}/{role}/{session}")


def parse(text: str | None) -> Arn | None:
    """The parts of an ARN; None for a text that is not a valid one."""
    return parts_of(text) if text and re.fullmatch(_ARN, text) else None


def parts_of(text: str) -> Arn | None:
    """The parts of a text that has as many as an ARN, valid or not."""
    parts = text.split(":", 5)
    return Arn(*parts[1:]) if len(parts) == 6 and looks_like_arn(text) else None


def looks_like_arn(text: str) -> bool:
    """Whether a text begins as an ARN does, so that it was meant as one."""
    return text.startswith(_PREFIX)


def is_role_arn(text: str) -> bool:
    """Whether a text is the ARN of a role as STS accepts it."""
    return re.fullmatch(_ROLE, text) is not None


def resource_of(text: str) -> str:
    """The part of an ARN that says who (`user/alice`); a text that is no ARN as it is."""
    arn = parse(text)
    return arn.resource if arn else text


def account_in(text: str | None) -> str | None:
    """The account in an ARN, also in one in quotes."""
    arn = parse(text.strip("\"'<> ")) if text else None
    return arn.account if arn is not None and arn.account.isdigit() else None


def role_name(text: str | None) -> str:
    """`role deploy` for the ARN of a role (with its path), else the text as it is."""
    if text is None:
        return "a role"
    _, separator, name = text.partition(":role/")  # of one in quotes, too
    return f"role {name}" if separator else f"role {text}"
