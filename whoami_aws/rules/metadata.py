"""The instance metadata service."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.links import instance
from whoami_aws.chain.metadata import is_true
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, WARNING, Fix, Hit, rule, unset


@rule("no-role-attached", ERROR)
def no_role_attached(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Hit]:
    """This is an instance, and no role is attached to it.

    Why: the metadata service answers, and its list of roles is 404: the instance has no instance profile, or the
    profile has no role, or it was just taken away.
    Fix: attach an instance profile.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
    """
    if verdict.outcome != NONE or imds is None or imds.role is None or imds.role.status != 404:
        return
    message = "The metadata service answers, and knows of no role: no instance profile is attached, or it has none."
    command = f"aws ec2 associate-iam-instance-profile --instance-id {imds.instance_id or 'INSTANCE'} --iam-instance-profile Name=PROFILE"
    yield Hit(
        ERROR,
        message,
        Origin("endpoint", "iam/security-credentials/"),
        Fix("attach an instance profile, from where you may", (command,)),
    )


@rule("metadata-disabled-by-variable", WARNING)
def metadata_disabled_by_variable(host: Host, verdict: Verdict) -> Iterable[Hit]:
    """AWS_EC2_METADATA_DISABLED keeps the SDK from asking for the instance's role.

    Why: with the variable set to `true` the last link of the chain asks nobody. On an instance that lives by its role,
    nothing is left.
    Fix: unset the variable.
    See: botocore/utils.py IMDSFetcher
    """
    disabled = host.variable(instance.DISABLED)
    if verdict.outcome == NONE and disabled is not None and is_true(disabled):
        message = f"Nobody answers, and {instance.DISABLED}={disabled.text} keeps the role of an instance from being asked for."
        yield Hit(WARNING, message, disabled.origin, unset(instance.DISABLED))
