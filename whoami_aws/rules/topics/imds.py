"""The role of the instance, as its metadata service tells it."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.botocore.imds_settings import MetadataSettings, metadata_settings
from whoami_aws.chain.expiry import span
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.platform import Platform
from whoami_aws.rules import imds_support as served
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule

ROLES, IAM_INFO, TOKENS = (
    Origin("endpoint", "iam/security-credentials/"),
    Origin("endpoint", "iam/info"),
    Origin("endpoint", "latest/api/token"),
)


@rule("instance-profile-gone", ERROR, sdks=EVERY)
def instance_profile_gone(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The instance profile that this instance was given no longer exists.

    Why: An instance is associated with an instance profile by its ID, not by its name. If the profile was deleted,
    even if it was created again under the same name (as Terraform does), the instance keeps the deleted one. The
    console shows its name, and iam/info says InstanceProfileNotFound.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/info
        {"Code": "InstanceProfileNotFound"}
    Fix: As an administrator of the account, find the association with `aws ec2
    describe-iam-instance-profile-associations --filters Name=instance-id,Values=INSTANCE`, and associate the new
    profile with `aws ec2 replace-iam-instance-profile-association --association-id ID --iam-instance-profile
    Name=PROFILE`.
    Ignore: If its severity is info and another source gives the credentials that you want.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshoot-iam-role.html
    """
    if imds is None or imds.info_code != "InstanceProfileNotFound":
        return
    said = f": {imds.info_message}" if imds.info_message else "."
    message = f"iam/info answers InstanceProfileNotFound{said} The instance is still associated with it, by its old id."
    commands = shell.replace_instance_profile(served.instance(imds))
    fix = Fix("associate the new instance profile, from where you may", commands)
    yield Finding(served.severity(verdict), message, IAM_INFO, fix)


@rule("instance-profile-without-role", ERROR, suppressed_by=("instance-profile-gone",), sdks=EVERY)
def instance_profile_without_role(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """An instance profile is attached to this instance, and it holds no role.

    Why: An instance profile is only a container for a role. If the role was deleted or removed by hand, the profile
    remains. The console and iam/info show it, but it gives no credentials.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/info
        {"InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/web-prod"}
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/
        404 Not Found
    Fix: As an administrator of the account, add a role to the profile with `aws iam add-role-to-instance-profile
    --instance-profile-name PROFILE --role-name ROLE`.
    Ignore: If its severity is info and another source gives the credentials that you want.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
    """
    if imds is None or not imds.instance_profile_arn or not served.has_no_role(imds):
        return
    profile = served.name_of(imds.instance_profile_arn)
    message = (
        f"The instance profile {profile} ({imds.instance_profile_arn}) is attached, and the metadata service lists no "
        "role: the profile is empty."
    )
    commands = shell.aws(
        "iam add-role-to-instance-profile", {"--instance-profile-name": profile, "--role-name": "ROLE"}
    )
    yield Finding(served.severity(verdict), message, IAM_INFO, Fix("put a role into it, from where you may", commands))


@rule(
    "no-role-attached",
    ERROR,
    suppressed_by=("instance-profile-gone", "instance-profile-without-role", "credential-source-empty"),
    sdks=EVERY,
)
def no_role_attached(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """This is an instance, and no role is attached to it.

    Why: The metadata service answers, but lists no role, usually with a 404. The instance has no instance profile, or
    the profile has no role, or it was just removed.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/
        404 Not Found
    Fix: As an administrator of the account, attach an instance profile with `aws ec2 associate-iam-instance-profile
    --iam-instance-profile Name=PROFILE --instance-id INSTANCE`.
    Ignore: If the program is meant to get its credentials from another source: that source is then missing or fails.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
    """
    if imds is None or not served.has_no_role(imds) or not served.suffers(verdict) or served.other_cloud(imds):
        return
    how = "404 for the list of roles" if imds.role and imds.role.status == 404 else "its list of roles is empty"
    message = f"The metadata service answers, and knows of no role ({how}): no instance profile is attached."
    if verdict.outcome == NONE:
        message += " No other link has credentials either."
    commands = shell.associate_instance_profile(served.instance(imds))
    yield Finding(ERROR, message, ROLES, Fix("attach an instance profile, from where you may", commands))


_REFUSALS = {
    "AssumeRoleUnauthorizedAccess": "the role's trust policy does not let EC2 assume it",
    "InvalidInstanceProfile": "the instance profile is not a valid one",
    "EntityNotFound": "the role was deleted",
    "NoSuchEntity": "the role was deleted",
    "Failed": "the service could not get them",
}


@rule("instance-role-refused", ERROR, sdks=EVERY)
def instance_role_refused(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """A role is attached to this instance, and the metadata service gives no credentials for it.

    Why: The service answers 200 with a Code other than Success, usually because the role's trust policy does not let
    EC2 assume it, or because the role was deleted. botocore treats this as "no credentials" and raises no error.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/web
        {"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role."}
    Fix: As an administrator of the account, let ec2.amazonaws.com assume the role in its trust policy, or attach an
    instance profile whose role exists. `aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument`
    shows the trust policy.
    Ignore: If its severity is info and another source gives the credentials that you want.
    See: botocore/utils.py InstanceMetadataFetcher.retrieve_iam_role_credentials
    """
    if imds is None or imds.code in (None, "Success") or "AccessKeyId" in imds.fields:
        return
    said = f" ({imds.message})" if imds.message else ""
    cause = f": {_REFUSALS[imds.code]}" if imds.code in _REFUSALS else ""
    message = f"The metadata service answers {imds.code} for the role {imds.role_name}{said}{cause}."
    commands = shell.aws(
        "iam get-role", {"--role-name": imds.role_name or "ROLE", "--query": "Role.AssumeRolePolicyDocument"}
    )
    fix = Fix(
        f"let ec2.amazonaws.com assume the role {imds.role_name}, in its trust policy; see what it says", commands
    )
    yield Finding(served.severity(verdict), message, ROLES, fix)


@rule("metadata-credentials-expired", ERROR, needs=("sts", "chain"))
def metadata_credentials_expired(diagnosis: Diagnosis, host: Host, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The metadata service hands out credentials of the role that have expired.

    Why: The metadata service renews credentials long before they expire. If it does not, the role was removed or
    replaced, or the instance's clock is wrong. botocore extends their expiration time and goes on using them, so
    calls fail with ExpiredToken as if the SDK were to blame.
    Example:
        # at 12:30 UTC
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/web
        {"Code": "Success", "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "Expiration": "2026-01-01T12:00:00Z"}
    Fix: As an administrator of the account, associate the instance profile again, or stop and start the instance.
    `aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values=INSTANCE` shows the
    association.
    Ignore: If its severity is info: the credentials of the role are not used here.
    See: botocore/utils.py InstanceMetadataFetcher._evaluate_expiration
    """
    row = diagnosis.verdict.row("iam-role")
    at = row.probe.credentials.expires_at if row and row.probe.credentials else None
    if imds is None or at is None or at >= host.now:
        return
    answer = host.identity("iam-role")
    refused = f", and STS answers {answer.code}" if answer is not None and answer.code else ""
    message = (
        f"The credentials of the role {imds.role_name} expired {span(host.now - at)} ago ({imds.expiration}){refused}. "
        "botocore extends their time and goes on using them."
    )
    commands = shell.describe_instance_profile(served.instance(imds))
    fix = Fix("associate the instance profile again (or stop and start the instance), from where you may", commands)
    yield Finding(ERROR if served.uses(diagnosis.verdict) else INFO, message, ROLES, fix)


@rule("metadata-hop-limit", ERROR, sdks=EVERY)
def metadata_hop_limit(
    verdict: Verdict, view: BotocoreView, imds: ImdsAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """The IMDSv2 token response is dropped: the hop limit is too low.

    Why: The response to the token request may travel only as many hops as the instance allows, by default one. A
    container with its own network is one hop further away: the connection is made, and no answer arrives. If IMDSv1
    is still open, the SDK gets its role all the same, after a time-out. If not, it gets nothing.
    Example:
        # PUT http://169.254.169.254/latest/api/token, in a container with its own network
        # connects, and gets no answer: the instance's hop limit is 1.
    Fix: As an administrator of the account, raise the hop limit to 2 with `aws ec2 modify-instance-metadata-options
    --instance-id INSTANCE --http-put-response-hop-limit 2 --http-endpoint enabled`.
    Ignore: If this container is not meant to use the role of the instance, and IMDSv1 is closed: the hop limit then
    keeps it from the role.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html
    """
    if imds is None or imds.token is None or imds.token.error != "ReadTimeoutError" or imds.proxy:
        return
    settings = metadata_settings(view)
    origin, inside = TOKENS, surroundings.has("kubernetes", "ecs", "container")
    confidence = SURE
    if imds.role is None:
        if not isinstance(settings, MetadataSettings) or not settings.v1_disabled:
            return
        origin = settings.v1_disabled_origin
        rest = f"IMDSv1 is switched off by {origin}, so nothing is left"
        loud, confidence = served.severity(verdict), SURE if inside else LIKELY
    elif imds.role.status in (401, 403):
        rest = f"a request without a token is answered {imds.role.status} at once: IMDSv1 is closed"
        loud = served.severity(verdict)
    elif imds.credentials is not None and imds.credentials.ok:
        rest = (
            f"IMDSv1 gives the role {imds.role_name} {imds.token.elapsed_ms / 1000:.0f} s later. It ends the day "
            "HttpTokens becomes required"
        )
        loud = WARNING if served.uses(verdict) else INFO
    else:
        return
    place = f" This is a container ({inside.evidence})." if inside else " So it goes in a container on an instance."
    message = f"The token request of IMDSv2 gets a connection and no answer; {rest}.{place}"
    fix = served.options(
        imds,
        "raise the hop limit to 2, from where you may",
        http_put_response_hop_limit="2",
        http_endpoint="enabled",
    )
    yield Finding(loud, message, origin, fix, confidence)


@rule("metadata-v1-disabled-and-no-token", ERROR, suppressed_by=("metadata-hop-limit", "metadata-forbidden"))
def metadata_v1_disabled_and_no_token(
    verdict: Verdict, view: BotocoreView, imds: ImdsAnswer | None
) -> Iterable[Finding]:
    """The SDK gets no token for IMDSv2, and a setting disables IMDSv1.

    Why: botocore then raises MetadataRetrievalError, instead of ending with no credentials. On a machine that is not
    an EC2 instance, the setting turns "no credentials" into an exception.
    Example:
        # on a laptop
        export AWS_EC2_METADATA_V1_DISABLED=true
    Fix: On a machine without a metadata service, run `unset AWS_EC2_METADATA_V1_DISABLED`, or remove
    `ec2_metadata_v1_disabled` from the config file. On an instance, find out why the service gives no token.
    Ignore: Never: the SDK stops here with an exception.
    See: botocore/utils.py IMDSFetcher._assert_v1_enabled
    """
    row = verdict.row(verdict.error_link)
    settings = metadata_settings(view)
    if row is None or row.probe.error is None or row.probe.reason.code != "metadata-failed":
        return
    if row.probe.error.type != "MetadataRetrievalError" or not isinstance(settings, MetadataSettings):
        return
    origin = settings.v1_disabled_origin
    there = imds is not None and imds.reachable
    message = f"{row.probe.reason.text}, by {origin}. " + (
        "A service is there, and gives no token."
        if there
        else "Nothing answers there: this does not seem to be an instance."
    )
    own = row.link == "iam-role"
    commands = shell.unset(origin.name) if origin.kind == "env" else ()
    fix = Fix(f"remove {origin}", commands, row.probe.triggers if own else ())
    yield Finding(ERROR, message, origin, fix, SURE if there else LIKELY)


@rule(
    "metadata-v1-open",
    INFO,
    suppressed_by=("metadata-hop-limit", "metadata-stand-in", "metadata-behind-proxy"),
    sdks=EVERY,
)
def metadata_v1_open(imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The metadata service answers requests without a token.

    Why: IMDSv1 gives the role's credentials to anyone who can make the machine send a plain GET request, such as one
    through a web server that fetches the URLs it is given. IMDSv2 requires a token, which such requests cannot get.
    Example:
        # a request without a token
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/
        200 OK
    Fix: Once everything on the instance uses IMDSv2, require tokens as an administrator of the account with `aws ec2
    modify-instance-metadata-options --instance-id INSTANCE --http-tokens required --http-endpoint enabled`.
    Ignore: If a program on the instance still needs IMDSv1. The finding does not affect which credentials win.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
    """
    if imds is None or not imds.reachable or not (imds.v1_open or imds.version == "v1"):
        return
    fix = served.options(imds, "require tokens, from where you may", http_tokens="required", http_endpoint="enabled")
    yield Finding(INFO, "IMDSv1 is still open: a request without a token is answered.", ROLES, fix)
