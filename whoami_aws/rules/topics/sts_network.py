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

    Why: The limit applies to the account and the region together, so other callers can use it up. The answer says
    nothing about the credentials.
    Example:
        aws sts get-caller-identity
        # Throttling: Rate exceeded
    Fix: Try again later. To send fewer requests, keep one session and reuse it instead of creating one for each call.
    Use a regional endpoint of STS.
    Ignore: You can ignore this if it happens only now and then (`--ignore sts-throttled`).
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    if winner is None or answer is None or answer.code not in _THROTTLED + _ILL:
        return
    message = (
        f"{answer.operation or 'STS'} answers {answer.code}: this says nothing of the credentials of {winner.link}."
    )
    yield Finding(WARNING, message, Origin("default", "sts"), Fix("try again later, and more slowly"))


_NO_ANSWER = {
    "ConnectTimeoutError": "no connection can be made (is there a firewall, or a subnet without a route out?)",
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

    Why: If STS cannot be reached, the identity cannot be confirmed and a role cannot be assumed. The usual causes are
    a private subnet without a NAT gateway or a VPC endpoint, a proxy that is missing or wrong, and a proxy that
    replaces the certificate with its own.
    Example:
        # nothing listens at the proxy's address
        export HTTPS_PROXY=http://proxy.example.com:3128
    Fix: Test the path with `curl -sS -g -o /dev/null https://sts.REGION.amazonaws.com`, and fix it: create a VPC
    endpoint for STS, correct the proxy or remove it (`unset HTTPS_PROXY`), or trust the proxy's certificate (`export
    AWS_CA_BUNDLE=/path/to/bundle.pem`).
    Ignore: You can ignore this if the host is not meant to reach STS, and the program assumes no role (`--ignore
    sts-unreachable`).
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

    Why: The SDK reads the CA bundle before every HTTPS call, and fails with a bare "No such file or directory" or an
    SSL error. A path from another machine or image is enough, or a `~` in the variable, which the SDK does not
    expand.
    Example:
        # this file does not exist
        export AWS_CA_BUNDLE=/etc/ssl/corp/bundle.pem
    Fix: Correct the path, or remove the setting: `unset AWS_CA_BUNDLE`, or delete the line `ca_bundle = …` in the
    config file.
    Ignore: You can ignore this as a warning if the program makes no HTTPS calls (`--ignore ca-bundle-missing`). Never
    as an error: HTTPS calls fail.
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
