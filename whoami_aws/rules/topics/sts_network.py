"""Whether STS can be reached at all, and why not."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.verdict import LinkResult
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin
from whoami_aws.rules import regions, shell
from whoami_aws.rules.ca_bundle import bundle_of
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Finding, Fix, rule, unset

_THROTTLED = (
    "Throttling",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "RequestThrottled",
)
_ILL = ("InternalFailure", "InternalError", "ServiceUnavailable")


@rule("sts-throttled", WARNING)
def sts_throttled(winner: LinkResult | None, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """STS is throttling or unhealthy, and does not say who this is.

    Why: the limit is for the account and the region together, so others can use it up. It says nothing of the
    credentials.
    Fix: try again later; keep a session in place of making one for each call; use a regional endpoint.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    if winner is None or answer is None or answer.code not in _THROTTLED + _ILL:
        return
    message = (
        f"{answer.operation or 'STS'} answers {answer.code}: this says nothing of the credentials of {winner.link}."
    )
    yield Finding(WARNING, message, Origin("default", "sts"), Fix("try again later, and more slowly"))


_NO_ANSWER = {
    "ConnectTimeoutError": "no connection comes about (a firewall, a subnet without a way out?)",
    "ConnectionClosedError": "the connection is closed",
    "EndpointConnectionError": "no connection can be made",
    "HTTPClientError": "the request fails",
    "ProxyConnectionError": "the proxy cannot be reached",
    "ReadTimeoutError": "no answer comes",
    "ResponseStreamingError": "the answer breaks off",
    "SSLError": "no TLS connection can be made",
}


@rule("sts-unreachable", WARNING, suppressed_by=("region-invalid", "endpoint-override", "ca-bundle-missing"))
def sts_unreachable(
    diagnosis: Diagnosis, host: Host, winner: LinkResult | None, answer: IdentityAnswer | None
) -> Iterable[Finding]:
    """STS cannot be reached from here.

    Why: if STS cannot be reached, the identity cannot be confirmed and a role cannot be assumed. A private subnet
    without a NAT gateway or a VPC endpoint, a proxy that is missing or wrong, or a proxy that puts its own certificate
    in between are the usual causes.
    Fix: fix the network path: a VPC endpoint for STS, HTTPS_PROXY, or AWS_CA_BUNDLE with the proxy's certificate.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_create.html
    """
    if winner is None or answer is None or answer.error not in _NO_ANSWER or answer.code or diagnosis.clients is None:
        return
    url = diagnosis.clients.sts.url
    why = _NO_ANSWER[answer.error]
    kind = url.partition(":")[0].lower()
    names = (f"{kind}_proxy", f"{kind}_proxy".upper(), "all_proxy", "ALL_PROXY")
    proxy = next((name for name in names if (value := host.variable(name)) and not value.empty), "")
    fix = Fix("check that it is reachable", shell.curl(url))
    if answer.cause == "SSLCertVerificationError":
        why = "its certificate is not trusted"
        fix = Fix("trust the certificate of the proxy in between", shell.TRUST_BUNDLE)
    elif answer.error == "SSLError":
        fix = Fix("see whether what listens there speaks TLS", shell.curl(url))
    elif answer.error == "ProxyConnectionError" and proxy:
        fix = Fix(f"correct {proxy}, or remove it", shell.unset(proxy))
    by = f" (by {proxy})" if proxy else ""
    message = (
        f"{url} does not say who this is: {why}{by}. Whether the credentials of {winner.link} are good is not known."
    )
    yield Finding(INFO if regions.is_loopback(url) else WARNING, message, Origin("endpoint", url), fix)


@rule("ca-bundle-missing", ERROR, needs=("chain",))
def ca_bundle_missing(diagnosis: Diagnosis, host: Host, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """The configured CA bundle does not exist.

    Why: every https call of the SDK reads it first, and fails with a bare "No such file or directory" or an SSL error.
    A path of another machine or image, or a `~` in the variable, which is not expanded, is enough.
    Fix: correct the path, or remove the setting.
    See: botocore/httpsession.py get_cert_path; https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
    """
    value = bundle_of(diagnosis.view)
    path = (value.text or "") if value else ""
    if value is None or not path or (state := host.place(path)) is None or state.kind in ("file", "directory"):
        return
    what = {"unreadable": "which may not be read", "hidden": "in a directory that may not be searched"}
    tilde = " The ~ is not expanded here." if path.startswith("~") else ""
    message = f"{value.origin} names {path}, {what.get(state.kind, 'which does not exist')}: https fails.{tilde}"
    fix = _dropped(value.origin)
    works = answer is not None and answer.arn is not None
    yield Finding(WARNING if works or diagnosis.verdict.winner is None else ERROR, message, value.origin, fix)


def _dropped(origin: Origin) -> Fix:
    if origin.kind == "env":
        return unset(origin.name)
    return Fix(
        f"correct {origin}", (), (Change("drop-key", origin.name, origin.section, origin.key, line=origin.line),)
    )
