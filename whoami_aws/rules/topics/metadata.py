"""The instance metadata service."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.links import instance
from whoami_aws.chain.metadata import is_true
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, LIKELY, WARNING, Fix, Hit, rule, unset


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
    instance_id = imds.instance_id or "INSTANCE"
    command = f"aws ec2 associate-iam-instance-profile --iam-instance-profile Name=PROFILE --instance-id {instance_id}"
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
        kept = f"{instance.DISABLED}={disabled.text} keeps the role of an instance from being asked for"
        message = f"Nobody answers, and {kept}."
        yield Hit(WARNING, message, disabled.origin, unset(instance.DISABLED))


@rule("instance-role-refused", ERROR)
def instance_role_refused(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Hit]:
    """A role is attached to this instance, and the metadata service gives no credentials for it.

    Why: the service answers 200 with a Code other than Success, mostly because the role's trust policy does not let
    EC2 assume it, or because the role was deleted. botocore takes that for "no credentials" and says nothing.
    Fix: let ec2.amazonaws.com assume the role, or attach a profile whose role exists.
    See: botocore/utils.py InstanceMetadataFetcher.retrieve_iam_role_credentials
    """
    if verdict.outcome != NONE or imds is None or imds.code in (None, "Success"):
        return
    said = f" ({imds.message})" if imds.message else ""
    message = f"The metadata service answers {imds.code} for the role {imds.role_name}{said}."
    fix = Fix(f"let ec2.amazonaws.com assume the role {imds.role_name}, in its trust policy")
    yield Hit(ERROR, message, Origin("endpoint", "iam/security-credentials/"), fix)


@rule("metadata-v1-disabled-and-no-token", ERROR)
def metadata_v1_disabled_and_no_token(verdict: Verdict) -> Iterable[Hit]:
    """No token for IMDSv2 could be had, and IMDSv1 is switched off by a setting.

    Why: botocore raises MetadataRetrievalError then, instead of ending with no credentials. In a container the usual
    cause is a hop limit of 1: the answer to the token request does not reach it. On a machine that is no instance, the
    setting turns "no credentials" into an exception.
    Fix: raise the hop limit to 2; or take the setting out where there is no metadata service.
    See: botocore/utils.py IMDSFetcher._assert_v1_enabled
    """
    row = verdict.row("iam-role")
    if (
        row is None
        or verdict.error_link != "iam-role"
        or verdict.error is None
        or verdict.error.type != "MetadataRetrievalError"
    ):
        return
    command = "aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-put-response-hop-limit 2"
    fix = Fix("if this is a container on an instance, raise the hop limit, from where you may", (command,))
    yield Hit(ERROR, f"{row.probe.reason.text}.", Origin("endpoint", "latest/api/token"), fix, LIKELY)
