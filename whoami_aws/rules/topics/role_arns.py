"""The ARNs of roles, and the keys of roles that the AWS CLI keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host import arn as arns
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.values import Value
from whoami_aws.rules import regions, shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, WARNING, Finding, Fix, rule
from whoami_aws.rules.role_chain import configured, ruling, way_of, ways_to, written


def _roles(view: BotocoreView, verdict: Verdict) -> Iterator[tuple[BotocoreView, Value]]:
    """The roles that are asked for by what decides."""
    row = ruling(verdict)
    if row is None:
        return
    for role in way_of(view, row).roles:
        yield role, role.settings["role_arn"].value
    for way in ways_to(view, verdict, "assume-role-with-web-identity"):
        found = configured(way.view, "AWS_ROLE_ARN", "role_arn")
        if way.decides and found is not None and not found.empty:
            yield way.view, found


@rule("role-arn-malformed", ERROR, sdks=EVERY)
def role_arn_malformed(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The ARN of a role is not valid.

    Why: The SDK does not check the ARN. STS rejects it with ValidationError, or with AccessDenied if it is the ARN of
    something else. Common causes are quotes, white space, a variable that was not expanded, the ARN of an instance
    profile or a policy, and an account ID that does not have twelve digits.
    Example:
        [profile app]
        role_arn = "arn:aws:iam::111122223333:role/app"
        source_profile = base
    Fix: Write the ARN as arn:aws:iam::ACCOUNT:role/NAME, with `aws configure set role_arn ARN --profile NAME` or
    `export AWS_ROLE_ARN=ARN`.
    Ignore: Never: STS rejects every request for this role.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    if answer is not None and answer.arn:
        return
    for role, value in _roles(view, verdict):
        text = value.text
        if text is None or arns.is_role_arn(text):
            continue
        message = f"{value.origin} is {text[:200]!r}, {_what(text)}."
        bare = re.sub(r"\s", "", text.strip("\"'<> "))
        if arns.is_role_arn(bare) and value.origin.kind == "file":
            fix = written(role, "role_arn", bare)
        elif arns.is_role_arn(bare):
            fix = Fix(f"write {value.origin} again, without them", shell.export((value.origin.name, bare)))
        else:
            fix = Fix(f"write the role's ARN at {value.origin}, as arn:aws:iam::ACCOUNT:role/NAME")
        yield Finding(ERROR, message, value.origin, fix)


def _what(text: str) -> str:
    arn = arns.parts_of(text)
    if text.strip() != text or " " in text:
        return "with white space in it"
    if text[:1] in "\"'<":
        return "with quotes or brackets that are taken as a part of it"
    if "$" in text or "{{" in text or "<" in text:
        return "in which a variable was not expanded"
    if arn is None:
        return "which is no ARN"
    if arn.account_id is None:
        return f"whose account {arn.account!r} has not twelve digits"
    if not arn.resource.startswith("role/"):
        return f"the ARN of a {arn.kind.partition(':')[0]}, not of a role"
    return "which is not a role's ARN"


@rule("role-of-another-partition", ERROR)
def role_of_another_partition(
    diagnosis: Diagnosis, view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """A role is of another partition of AWS than the region.

    Why: China and GovCloud are partitions of AWS that are separate from the rest. STS in one partition does not know
    the roles of another, and rejects the request with AccessDenied or InvalidClientTokenId. No trust policy can help.
    Example:
        export AWS_DEFAULT_REGION=us-west-2
        # ~/.aws/config
        [profile app]
        role_arn = arn:aws-cn:iam::111122223333:role/app
    Fix: Use a region of the role's partition, as in `export AWS_DEFAULT_REGION=cn-north-1`, or a role of the region's
    partition.
    Ignore: Never: STS rejects every request for this role.
    See: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    region = diagnosis.region.text if diagnosis.region else None
    if not region or (answer is not None and answer.arn):
        return
    wanted = regions.partition_of(region)
    for _, value in _roles(view, verdict):
        text = value.text or ""
        arn = arns.parse(text) if arns.is_role_arn(text) else None
        partition = arn.partition if arn is not None else wanted
        if partition == wanted or "aws" not in (partition, wanted) or partition not in regions.PARTITIONS:
            continue
        where = diagnosis.region.origin if diagnosis.region else "the region"
        message = f"{value.origin} is a role of {partition}, and the region {region} ({where}) is one of {wanted}."
        yield Finding(ERROR, message, value.origin, Fix(f"take a region of {partition}, or a role of {wanted}"))


@rule("role-cache-serves-old-keys", WARNING)
def role_cache_serves_old_keys(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The AWS CLI uses cached credentials of a role, and does not check their source.

    Why: The AWS CLI keeps the credentials of a role until fifteen minutes before they expire, and does not look at
    their source until then. So a broken source, other credentials or a changed trust policy show only later, while an
    SDK fails at once.
    Example:
        # ~/.aws/cli/cache has credentials of the role; the SSO login of dev has expired.
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = dev
    Fix: Repair the source now. To see what the source gives, empty the cache with `rm -r ~/.aws/cli/cache`.
    Ignore: If its severity is info: no fault of the source is known.
    See: botocore/credentials.py CachedCredentialFetcher; awscli/customizations/assumerole.py
    """
    row = ruling(verdict)
    if row is None or view.traits.role_cache is None or row.probe.use.source != "cache":
        return
    way = way_of(view, row)
    source = way.probe
    origin = row.probe.inputs[0].origin
    broken = way.roles and (source is None or source.use.state == "fails" or source.error is not None)
    message = f"{row.link} answers {row.probe.use.because}; STS is not asked meanwhile."
    if broken:
        why = (source.use.because or source.reason.text) if source else "it has no credentials"
        message += f" Its source {way.view.profile} fails: {why}."
    fix = Fix("empty the cache, to see what the source gives", shell.remove_tree(view.traits.role_cache))
    yield Finding(WARNING if broken else INFO, message, origin, fix)
