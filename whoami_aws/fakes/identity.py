"""Who a caller of STS is."""

from __future__ import annotations

from dataclasses import dataclass

from whoami_aws.fakes.examples import ACCOUNT, ROLE_ID, USER_ID


@dataclass(frozen=True)
class Identity:
    """What GetCallerIdentity says of an ARN."""

    arn: str

    @classmethod
    def of_role(cls, role_arn: str, session: str) -> Identity:
        """A session of `role_arn`; the role's path is no part of it."""
        _, partition, _, _, account, resource = role_arn.split(":", 5)
        role = resource.rpartition("/")[2]
        return cls(f"arn:{partition}:sts::{account}:assumed-role/{role}/{session}")

    @property
    def account(self) -> str:
        """The account id."""
        parts = self.arn.split(":")
        return parts[4] if len(parts) > 4 else ACCOUNT

    @property
    def user_id(self) -> str:
        """`AIDA…` of a user, `AROA…:session` of a role, `account:name` if federated."""
        kind, _, rest = self.arn.rpartition(":")[2].partition("/")
        if kind == "assumed-role":
            return f"{ROLE_ID}:{rest.rpartition('/')[2]}"
        if kind == "federated-user":
            return f"{self.account}:{rest}"
        return self.account if kind == "root" else USER_ID
