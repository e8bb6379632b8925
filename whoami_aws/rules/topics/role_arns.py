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
    """The ARN of a role is not written as one.

    Why: nothing in the SDK looks at it; STS refuses it with ValidationError, or with AccessDenied if it is the ARN of
    something else. Quotes, blanks, a variable that was not expanded, an instance profile's or a policy's ARN, and an
    account of other than twelve digits are frequent.
    Fix: write arn:aws:iam::ACCOUNT:role/NAME.
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

    Why: China and GovCloud are worlds of their own. STS of one knows no role of another, and refuses with AccessDenied
    or InvalidClientTokenId; no trust policy can help.
    Fix: take a region of the role's partition, or a role of the region's.
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
    """The AWS CLI answers from its cache of role keys, and its source is not what it was.

    Why: the AWS CLI keeps the keys of a role until fifteen minutes before their end, and does not look at the source
    meanwhile. So a broken source, other credentials and another policy show only later, while an SDK fails at once.
    Fix: repair the source now; to see what it gives, empty the cache.
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
