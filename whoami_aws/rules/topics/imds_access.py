"""What keeps the SDK from the metadata service: switches, proxies, other addresses."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from whoami_aws.chain import endpoints
from whoami_aws.chain.botocore.imds_settings import MetadataSettings, is_true, metadata_settings
from whoami_aws.chain.verdict import NONE, SHADOWED, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin, Value
from whoami_aws.platform import Platform
from whoami_aws.rules import imds_support as served
from whoami_aws.rules import regions
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import exported


@rule("metadata-disabled-by-variable", ERROR, sdks=EVERY)
def metadata_disabled_by_variable(verdict: Verdict) -> Iterable[Finding]:
    """AWS_EC2_METADATA_DISABLED keeps the SDK from asking for the instance's role.

    Why: If the variable is `true`, the SDK does not ask the last link of the chain. On an instance that depends on
    its role, no source is left.
    Example:
        # on an instance with a role, and without other credentials
        export AWS_EC2_METADATA_DISABLED=true
    Fix: Run `unset AWS_EC2_METADATA_DISABLED`. If this is not an instance, give the program another kind of
    credentials.
    Ignore: If this is not an instance, or if the program is not meant to use its role: another source is then
    missing.
    See: botocore/utils.py IMDSFetcher
    """
    row = verdict.row("iam-role")
    if row is None or row.probe.reason.code != "disabled" or not served.suffers(verdict):
        return
    place = row.probe.inputs[0].origin
    fix = unset(place.name) if place.kind == "env" else Fix(f"leave {place} out")
    start = "No link that was asked has credentials" if verdict.outcome == NONE else "The chain stops without them"
    yield Finding(ERROR, f"{start}, and {row.probe.reason.text}.", place, fix, LIKELY)


_OFF = ("", "false", "0", "no", "off", "n", "f", "none", "null", "disabled=false")


@rule("metadata-disabled-has-no-effect", WARNING)
def metadata_disabled_has_no_effect(host: Host, verdict: Verdict) -> Iterable[Finding]:
    """AWS_EC2_METADATA_DISABLED has a value that disables nothing.

    Why: Only `true` counts, in upper or lower case. With `1`, `yes` or `on`, or with a space or quotes around it, the
    SDK still asks the metadata service, and uses any role that it has.
    Example:
        export AWS_EC2_METADATA_DISABLED=yes
    Fix: Run `export AWS_EC2_METADATA_DISABLED=true`, or `unset AWS_EC2_METADATA_DISABLED` if the role is wanted.
    Ignore: If the program may use the role of the instance. If the severity is info, the chain ends before it asks
    for it.
    See: botocore/utils.py IMDSFetcher; https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-client.html
    """
    value = host.variable(endpoints.DISABLED)
    text = (value.text or "") if value else ""
    if value is None or is_true(value) or text.strip().lower() in _OFF:
        return
    row = verdict.row("iam-role")
    asked = row is not None and row.status != SHADOWED and row.status != "removed" and not _above(verdict)
    then = f", and takes the role {role}" if served.uses(verdict) and (role := _role(verdict)) else ""
    message = f"{endpoints.DISABLED} is {text!r}, and only 'true' disables: the SDK asks the metadata service{then}."
    yield Finding(WARNING if asked else INFO, message, value.origin, exported((endpoints.DISABLED, "true")))


def _above(verdict: Verdict) -> bool:
    """Whether the chain ends before it comes to the metadata service."""
    return verdict.session is not None or (verdict.winner or verdict.error_link or "iam-role") != "iam-role"


def _role(verdict: Verdict) -> str | None:
    row = verdict.row("iam-role")
    return row.probe.credentials.role if row and row.probe.credentials else None


_PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY")


@rule("metadata-behind-proxy", ERROR)
def metadata_behind_proxy(
    host: Host, verdict: Verdict, view: BotocoreView, imds: ImdsAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """The metadata service is asked through a proxy.

    Why: The same address belongs to a different metadata service on every machine. A proxy that forwards such
    requests gives the role of its own host; one that does not makes the instance look as if it had no role.
    Example:
        export HTTP_PROXY=http://proxy.example:3128
    Fix: Except the address from proxying: `export no_proxy=LIST,169.254.169.254`, where LIST is what the variable
    already holds. If only NO_PROXY is set, use that name.
    Ignore: If its severity is info, and this machine is not an instance or another source gives the credentials that
    you want.
    See: botocore/utils.py get_environ_proxies; https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
    """
    settings = metadata_settings(view)
    if imds is None or not imds.proxy or not isinstance(settings, MetadataSettings):
        return
    address = urlsplit(settings.base_url).hostname or ""
    lower = host.variable("no_proxy")
    excepted = lower or host.variable("NO_PROXY")
    listed = [part.strip() for part in ((excepted.text or "") if excepted else "").split(",") if part.strip()]
    # A star excepts all hosts only if it is the whole value.
    if address in listed or listed == ["*"]:
        return
    variable = next((name for name in _PROXIES if (value := host.variable(name)) and not value.empty), _PROXIES[0])
    name = excepted.origin.name if excepted else "no_proxy"
    fix = exported((name, ",".join([*listed, address])))
    way = f"{variable} ({imds.proxy}) sends what is asked of the metadata service to a proxy"
    direct = f"asked without it, the service here says {_direct(imds)}" if imds.direct else ""
    if served.uses(verdict):
        same = imds.direct_role is not None and imds.direct_role == imds.role_name
        message = f"{way}: the role {imds.role_name} is that of the proxy's host" + (f"; {direct}." if direct else ".")
        yield Finding(WARNING if same else ERROR, message, Origin("env", variable), fix, LIKELY if same else SURE)
        return
    loud, sure = INFO, SURE
    if served.suffers(verdict) and (imds.direct or surroundings.has("ec2")):
        loud, sure = ERROR, SURE if imds.direct else LIKELY
    message = f"{way}, and no role is found there" + (f"; {direct}." if direct else ".")
    yield Finding(loud, message, Origin("env", variable), fix, sure)


def _direct(imds: ImdsAnswer) -> str:
    return imds.direct_role or "that it has none"


@rule("metadata-endpoint-overridden", ERROR, sdks=EVERY)
def metadata_endpoint_overridden(
    verdict: Verdict, view: BotocoreView, imds: ImdsAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """A setting sends the SDK to another address than the metadata service's, and nothing answers there.

    Why: Such a setting is made for a mock, a tunnel or a tool that acts as the service, and remains when that is
    gone. The SDK then does not ask the instance's own service at its own address.
    Example:
        # Nothing listens on port 1338.
        export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1338
    Fix: Run `unset AWS_EC2_METADATA_SERVICE_ENDPOINT`, or remove `ec2_metadata_service_endpoint` from the config
    file.
    Ignore: If the program that answers at this address is started later, before the SDK needs credentials.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
    """
    settings = metadata_settings(view)
    if imds is None or imds.reachable or not isinstance(settings, MetadataSettings) or imds.proxy:
        return
    origin, url = settings.base_url_origin, settings.base_url
    custom = view.setting(*endpoints.ENDPOINT)
    value = custom if custom is None or isinstance(custom, Value) else custom.value
    if value is None or value.origin != origin or url in (endpoints.IPV4_URL, endpoints.IPV6_URL):
        return
    ec2 = surroundings.has("ec2")
    whose = _known(url)
    if not served.suffers(verdict) or not (ec2 or whose or not regions.is_loopback(url)):
        return
    meant = f" {whose} listens there while it runs." if whose else ""
    here = f" This is an instance ({ec2.evidence}), whose own service is not asked." if ec2 else ""
    message = f"{origin} sends the SDK to {url} for the instance's role, and nothing answers there.{meant}{here}"
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"remove {origin}", (), _dropped(origin))
    yield Finding(ERROR if ec2 or whose else WARNING, message, origin, fix, SURE if ec2 else LIKELY)


_PORTS = {
    1338: "Amazon EC2 Metadata Mock",
    5000: "moto's server",
    9090: "aws-vault's or a port forwarding's server",
    9911: "aws_signing_helper serve (IAM Roles Anywhere)",
}


def _known(url: str) -> str | None:
    try:
        return _PORTS.get(urlsplit(url).port or 0)
    except ValueError:
        return None


def _dropped(origin: Origin) -> tuple[Change, ...]:
    return (Change("drop-key", origin.name, origin.section, origin.key, line=origin.line),)
