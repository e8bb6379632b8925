"""Who a caller of STS is."""

from __future__ import annotations

from dataclasses import dataclass

from whoami_aws.fakes.examples import ACCOUNT, ROLE_ID, USER_ID
from whoami_aws.host import arn as arns


@dataclass(frozen=True)
class Identity:
    """What GetCallerIdentity says of an ARN."""

    arn: str

    @classmethod
    def of_role(cls, role_arn: str, session: str) -> Identity:
        """A session of `role_arn`; the role's path is no part of it."""
        role = arns.parse(role_arn)
        if role is None or role.role is None:
            raise ValueError(f"{role_arn} is not the ARN of a role")
        return cls(str(arns.session_arn(role.partition, role.account, role.role, session)))

    @property
    def account(self) -> str:
        """The account id."""
        arn = arns.parts_of(self.arn)
        return arn.account if arn else ACCOUNT

    @property
    def user_id(self) -> str:
        """`AIDA…` of a user, `AROA…:session` of a role, `account:name` if federated."""
        arn = arns.parts_of(self.arn)
        if arn is None:
            return USER_ID
        if arn.kind == arns.ASSUMED:
            return f"{ROLE_ID}:{arn.session}"
        if arn.kind == arns.FEDERATED:
            return f"{self.account}:{arn.resource.partition('/')[2]}"
        return self.account if arn.kind == "root" else USER_ID
