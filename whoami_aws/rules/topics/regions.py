"""The region, the partition and the endpoints that calls go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from whoami_aws.chain.botocore.client_errors import ignores_configured
from whoami_aws.chain.botocore.links import links_that
from whoami_aws.chain.verdict import RESOLVED, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host import arn as arns
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin, Value
from whoami_aws.platform import Platform
from whoami_aws.rules import regions, shell
from whoami_aws.rules.finding import ERROR, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import exported
from whoami_aws.rules.role_chain import named_profile

_BY_STS = links_that(lambda kind: kind.names_role and kind.temporary)


@rule("region-missing", ERROR, suppressed_by=("region-variable-unread",), needs=("sts",))
def region_missing(diagnosis: Diagnosis, winner: LinkResult | None, surroundings: Platform) -> Iterable[Finding]:
    """Nothing says which region to use.

    Why: STS has regional endpoints. Without a region, the call that assumes the role fails with NoRegionError ("You
    must specify a region"), or goes to the global endpoint, which does not exist in every partition. Clients of other
    services fail with the same error.
    Example:
        # ~/.aws/config
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
    Fix: Set the region in the profile, `aws configure set region us-east-1 --profile NAME`, or in the environment,
    `export AWS_DEFAULT_REGION=us-east-1`.
    Ignore: If the program passes a region to every client that it creates: botocore uses the same region for STS.
    See: botocore/session.py _resolve_region_name; https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
    """
    if diagnosis.region is not None or winner is None or winner.link not in _BY_STS:
        return
    use, view = diagnosis.use, diagnosis.view
    fails = use is not None and use.error is not None and use.error.type == "NoRegionError"
    if not fails and ((use is not None and use.state == "fails") or surroundings.has("lambda")):
        return
    origin = _profile(view)
    then = "fails with NoRegionError" if fails else "falls back to its global endpoint"
    message = (
        f"No region is set ({', '.join(diagnosis.chain.region_variables)}, region in the profile {view.profile}): the "
        f"call to STS for the role {then}, and clients of other services raise NoRegionError."
    )
    here = (diagnosis.imds.region if diagnosis.imds else None) or "us-east-1"
    if origin.kind == "file" and origin.section is not None:
        changes = (Change("set-key", origin.name, origin.section, "region", here, origin.line),)
        fix = Fix("set it in the profile", shell.aws_configure_set("region", here, named_profile(view)), changes)
    else:
        fix = exported((diagnosis.chain.region_variables[0], here))
    yield Finding(ERROR if fails else WARNING, message, origin, fix)


def _profile(view: BotocoreView) -> Origin:
    """Where the profile begins."""
    section, document = view.profiles.section_of(view.profile), view.profiles.config.document
    if section is None or document is None:
        return Origin("env", "AWS_DEFAULT_REGION")
    return Origin("file", view.profiles.config.shown, document.sections[section].line, section)


@rule("region-invalid", ERROR, suppressed_by=("inline-comment-in-value",), needs=("chain",))
def region_invalid(diagnosis: Diagnosis, host: Host) -> Iterable[Finding]:
    """The configured region is not valid.

    Why: The SDK builds the host name of the endpoint from the region, and usually no such host exists: "Could not
    connect to the endpoint URL". Typical mistakes are an availability zone (us-east-1a), a typo, uppercase letters
    and a space. For a value that cannot be part of a host name, such as one with a space, botocore raises
    InvalidRegionError.
    Example:
        export AWS_DEFAULT_REGION=us-east-1a
    Fix: Write the name of a region: `export AWS_DEFAULT_REGION=us-east-1`, or `region = us-east-1` in the profile.
    Ignore: If an endpoint_url or AWS_ENDPOINT_URL sends all calls to your own service, such as Garage, and that
    service expects this name.
    See: https://docs.aws.amazon.com/general/latest/gr/rande.html; botocore/utils.py validate_region_name
    """
    value = diagnosis.region
    text = (value.text or "") if value else ""
    if value is None or value.text is None or regions.is_region(text):
        return
    origin, near = value.origin, regions.nearest(text)
    why = regions.why_not(text)
    meant = f"; {near} is near" if near else ""
    message = f"{origin} is {text!r}, which is {why}{meant}."
    elsewhere = _for_all(diagnosis.view, host)
    loud = INFO if elsewhere is not None and text and why == "no region" else ERROR
    if diagnosis.verdict.outcome != RESOLVED:
        loud = min(loud, WARNING, key=(INFO, WARNING, ERROR).index)
    if origin.kind == "endpoint":
        message = f"The region is taken from the metadata service ({text!r}), and that is {why}."
        variable = diagnosis.chain.region_variables[0]
        yield Finding(loud, message, origin, exported((variable, near or "us-east-1")))
        return
    yield Finding(loud, message, origin, _rewritten(origin, near))


def _rewritten(origin: Origin, near: str | None) -> Fix:
    if near is None:
        return Fix(f"write the name of a region, such as us-east-1, at {origin}")
    if origin.kind == "env":
        return exported((origin.name, near))
    change = Change("set-key", origin.name, origin.section, origin.key, near, origin.line)
    return Fix(f"region = {near} at {origin}", (), (change,))


_KEY_IS_BAD = (
    "stray-characters-in-key",
    "cloud9-managed-credentials",
    "key-and-secret-swapped",
    "key-id-is-no-aws-key",
    "placeholder-key",
    "security-token-beats-session-token",
)
"""Where one of these speaks, no partition knows the key."""


@rule("wrong-partition", ERROR, suppressed_by=_KEY_IS_BAD)
def wrong_partition(
    diagnosis: Diagnosis, host: Host, winner: LinkResult | None, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """The credentials seem to belong to another partition than the region.

    Why: China and GovCloud have their own keys, accounts and STS. A key of one partition is unknown in the others:
    AWS answers InvalidClientTokenId, as for a deleted key, until the region belongs to the key's partition.
    Example:
        export AWS_DEFAULT_REGION=us-east-1
        # ~/.aws/config
        [default]
        region = us-gov-west-1
    Fix: Use a region of the key's partition, for example `export AWS_DEFAULT_REGION=us-gov-west-1`. If the region is
    right, the key does not exist in this partition, and you need another one.
    Ignore: Never: AWS refuses every call with this key and this region.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    if answer is None or answer.code not in ("InvalidClientTokenId", "UnrecognizedClientException") or winner is None:
        return
    credentials = winner.probe.credentials
    name = (diagnosis.region.text if diagnosis.region else None) or "aws-global"
    here = regions.partition_of(name)
    if name in regions.OPT_IN or credentials is None:
        return
    signs = [sign for sign in _signs(diagnosis, host) if sign[0] != here]
    session = credentials.key_type == "session" and credentials.has_token
    if not signs and not session:
        return
    there = signs[0][0] if signs else "aws" if here != "aws" else "aws-us-gov or aws-cn"
    region = regions.FIRST.get(signs[0][0] if signs else "aws" if here != "aws" else "aws-us-gov", "us-east-1")
    sign = f": {signs[0][1]} speaks of it" if signs else ""
    message = (
        f"{answer.operation or 'STS'} answers {answer.code}: the key is unknown in the partition {here} ({name}), and "
        f"may belong to {there}{sign}."
    )
    variable = diagnosis.chain.region_variables[0]
    origin = diagnosis.region.origin if diagnosis.region else Origin("env", variable)
    fix = Fix(f"use a region of the key's partition, such as {region}", shell.export((variable, region)))
    yield Finding(ERROR, message, origin, fix, LIKELY)


def _signs(diagnosis: Diagnosis, host: Host) -> Iterator[tuple[str, Origin]]:
    """Partitions that something on this host speaks of: another setting of the region, or an ARN."""
    settings = diagnosis.view.settings
    for value in (
        *(host.variable(name) for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ROLE_ARN")),
        *(settings[key].value for key in ("region", "sso_region", "role_arn", "mfa_serial") if key in settings),
    ):
        text = value.text if value is not None else None
        if value is None or not text:
            continue
        if (arn := arns.parse(text)) is not None and arn.partition.startswith("aws"):
            yield arn.partition, value.origin
        elif regions.is_region(text):
            yield regions.partition_of(text), value.origin


@rule("endpoint-override", WARNING)
def endpoint_override(
    diagnosis: Diagnosis, host: Host, verdict: Verdict, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """A setting sends the calls of all services, or of STS, to another address than AWS.

    Why: The settings endpoint_url in a profile and AWS_ENDPOINT_URL apply to every service. A URL that was meant for
    S3 on MinIO or for LocalStack also redirects STS and SSO, which do not exist there or know no users.
    Example:
        # ~/.aws/config
        [default]
        endpoint_url = http://localhost:9000
    Fix: Set the URL for one service only: `unset AWS_ENDPOINT_URL` and `export AWS_ENDPOINT_URL_S3=URL`, or move
    endpoint_url to a [services NAME] section, below s3, and put `services = NAME` into the profile. If STS fails at
    its own URL, run `unset AWS_ENDPOINT_URL_STS`.
    Ignore: If all services are meant to use this address, as with LocalStack in tests.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    view = diagnosis.view
    if ignores_configured(view) or diagnosis.clients is None:
        return
    sts = diagnosis.clients.sts
    wide = _for_all(view, host)
    failed = answer is not None and answer.arn is None and bool(answer.error)
    works = answer is not None and answer.arn is not None
    if wide is not None:
        url, origin = wide.text or "", wide.origin
        what = f"{origin} sends every service to {url}, STS and SSO too"
        if works:
            what += "; STS answers there"
        elif failed and answer is not None and sts.origin == origin:
            what += f"; STS fails there ({answer.code or answer.error})"
        yield Finding(WARNING, f"{what}.", origin, _narrowed(origin, url), SURE)
        return
    if (sts.origin.key is None and not sts.origin.name.startswith("AWS_ENDPOINT_URL")) or verdict.outcome != RESOLVED:
        return
    if not failed or _is_amazon(sts.url) or regions.is_loopback(sts.url) or answer is None or answer.code:
        return
    if answer.error == "ProxyConnectionError":
        return
    message = f"{sts.origin} sends STS to {sts.url}, and it fails there ({answer.error})."
    origin = sts.origin
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"remove {origin}")
    yield Finding(WARNING, message, origin, fix, LIKELY)


def _for_all(view: BotocoreView, host: Host) -> Value | None:
    """The setting that holds for every service, where no setting of STS's own comes before it."""
    value = host.variable("AWS_ENDPOINT_URL")
    if value is not None and not value.empty:
        return value
    setting = view.profiles.merged(view.scope).get("endpoint_url")
    return setting.value if setting is not None and not setting.value.empty and setting.nested is None else None


def _narrowed(origin: Origin, url: str) -> Fix:
    if origin.kind == "env":
        return unset(origin.name)._replace(
            text="set it for the one service that is meant",
            commands=shell.together(shell.unset(origin.name), shell.export((f"{origin.name}_S3", url))),
        )
    text = f"move it to a [services NAME] section, below s3, and name that by services = NAME in place of {origin}"
    return Fix(text, (), (Change("drop-key", origin.name, origin.section, origin.key, line=origin.line),))


def _is_amazon(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return ".vpce." not in host and host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonaws.eu"))
