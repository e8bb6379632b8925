"""Answers of the metadata service that are not valid, come too late, or come from something else."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.botocore.imds_settings import ATTEMPTS, MetadataSettings, metadata_settings
from whoami_aws.chain.probe import removal_of
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.values import Origin, Value
from whoami_aws.platform import Platform
from whoami_aws.rules import imds_support as served
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset

ROLES = Origin("endpoint", "iam/security-credentials/")

_PATIENCE = (("AWS_METADATA_SERVICE_TIMEOUT", "5"), ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "5"))


@rule("metadata-too-slow", ERROR, suppressed_by=("metadata-hop-limit", "metadata-behind-proxy", "metadata-stand-in"))
def metadata_too_slow(view: BotocoreView, verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The metadata service does not answer before the SDK times out.

    Why: By default, botocore tries each request once, for one second. A stand-in for the service in a cluster, or the
    service itself under load, can take longer or answer 503 for a moment. The SDK then says "Unable to locate
    credentials", as if there were none.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/web
        # answers after 2 seconds, or with 503.
    Fix: Let the SDK wait longer and try more often: `export AWS_METADATA_SERVICE_TIMEOUT=5` and
    `export AWS_METADATA_SERVICE_NUM_ATTEMPTS=5`.
    Ignore: If its severity is info and another source gives the credentials that you want.
    See: botocore/configprovider.py metadata_service_timeout, metadata_service_num_attempts
    """
    settings = metadata_settings(view)
    if imds is None or not isinstance(settings, MetadataSettings) or not (imds.reachable or imds.unfinished):
        return
    steps = (("token", imds.token), ("list of roles", imds.role), ("credentials", imds.credentials))
    slow = [name for name, reply in steps if served.late(reply)]
    busy = [f"{reply.status} for the {name}" for name, reply in steps if reply and reply.status in (429, 502, 503)]
    if not (slow or busy or imds.unfinished) or served.uses(verdict):
        return
    if imds.still_tried or (imds.unfinished and not served.undecided(verdict)):
        return
    what = [f"no {' and no '.join(slow)} in time"] if slow else []
    what += [f"it answers {' and '.join(busy)}"] if busy else []
    what += ["its answer does not end"] if imds.unfinished else []
    patience = f"{settings.attempts} attempt{'s' if settings.attempts != 1 else ''} of {settings.timeout} s"
    message = f"The metadata service is there, and does not give the role's credentials within {patience}: "
    loud = WARNING if imds.unfinished else served.severity(verdict)
    commands = shell.export(*_PATIENCE)
    yield Finding(loud, message + "; ".join(what) + ".", ROLES, Fix("have more patience", commands))


@rule("metadata-tried-without-end", WARNING)
def metadata_tried_without_end(view: BotocoreView, verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The SDK is configured to retry the metadata service far too many times.

    Why: The SDK repeats a failed request at once, as often as the setting says. A process that is not on an instance
    does not report that it has no credentials: it hangs.
    Example:
        # on a laptop
        export AWS_METADATA_SERVICE_NUM_ATTEMPTS=1000000000
    Fix: Run `unset AWS_METADATA_SERVICE_NUM_ATTEMPTS`, or remove `metadata_service_num_attempts` from the config
    file. The default is one attempt; five are enough for a slow service.
    Ignore: If the process is meant to wait until the metadata service answers.
    See: botocore/utils.py InstanceMetadataFetcher; botocore/configprovider.py metadata_service_num_attempts
    """
    setting = view.setting(*ATTEMPTS)
    if imds is None or not imds.still_tried or not isinstance(setting, Value) or not served.undecided(verdict):
        return
    message = f"Nothing answered within the time, and the SDK would go on to {setting.text} attempts."
    origin = setting.origin
    fix = unset(origin.name) if origin.kind == "env" else Fix(f"remove {origin}", (), removal_of(setting))
    yield Finding(WARNING, message, origin, fix)


@rule("metadata-forbidden", ERROR, suppressed_by=("metadata-behind-proxy", "metadata-stand-in"), sdks=EVERY)
def metadata_forbidden(verdict: Verdict, imds: ImdsAnswer | None) -> Iterable[Finding]:
    """The metadata service answers 403 to every request.

    Why: The service answers this way when the instance's metadata endpoint is switched off. A firewall or an agent on
    the host that blocks this user or this container does the same.
    Example:
        # PUT http://169.254.169.254/latest/api/token
        403 Forbidden
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/
        403 Forbidden
    Fix: As an administrator of the account, switch the endpoint on with `aws ec2 modify-instance-metadata-options
    --instance-id INSTANCE --http-endpoint enabled`. If a firewall or an agent blocks the requests, let this process
    through.
    Ignore: If the endpoint is closed to this process on purpose, and another source gives the credentials that you
    want.
    See: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
    """
    if imds is None or imds.token is None or imds.token.status != 403:
        return
    if imds.role is not None and imds.role.status not in (401, 403):
        return
    message = "The metadata service answers 403 to everything: its endpoint is switched off, or a filter blocks it."
    fix = served.options(imds, "switch its endpoint on, from where you may", http_endpoint="enabled")
    yield Finding(served.severity(verdict), message, Origin("endpoint", "latest/api/token"), fix)


@rule("metadata-answers-html", ERROR, sdks=EVERY)
def metadata_answers_html(verdict: Verdict, imds: ImdsAnswer | None, surroundings: Platform) -> Iterable[Finding]:
    """A web page comes in place of the metadata service's answer.

    Why: A network with a sign-in page, or a proxy with a page of its own, answers requests to any address. The SDK
    takes the page for a token and for the name of a role.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/
        <!DOCTYPE html><html><body><h1>Sign in to this network</h1>
    Fix: Sign in to this network, or leave it. On an instance, make sure that requests to 169.254.169.254 are not sent
    elsewhere.
    Ignore: If this machine is not an instance, and another source gives the credentials that you want.
    See: botocore/utils.py InstanceMetadataFetcher
    """
    if imds is None or imds.proxy or not _is_page(imds):
        return
    loud = INFO
    if served.suffers(verdict):
        loud = ERROR if verdict.outcome != NONE or surroundings.has("ec2") else WARNING
    began = f", beginning with {imds.excerpt[:60]!r}" if imds.excerpt else ""
    message = f"The answer to the request for a role is a web page{began}: no metadata service sends one."
    yield Finding(loud, message, ROLES, Fix("sign in to this network, or leave it"))


def _is_page(imds: ImdsAnswer) -> bool:
    start = (imds.role_name or "").lstrip()[:1] or imds.excerpt.lstrip()[:1]
    return start == "<" and any(reply is not None and reply.ok for reply in (imds.role, imds.credentials))


@rule("metadata-stand-in", ERROR, suppressed_by=("metadata-behind-proxy", "metadata-answers-html"))
def metadata_stand_in(verdict: Verdict, imds: ImdsAnswer | None, surroundings: Platform) -> Iterable[Finding]:
    """Something other than EC2's metadata service answers at its address.

    Why: kiam and kube2iam intercept a pod's requests and give the pod its own role. They do not know a pod that has
    just started, and answer 404 or 500. Mocks may have no role at all, and the services of other clouds at the same
    address have none.
    Example:
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/web
        500 error finding pod: pod not found
    Fix: Let the SDK wait longer and try more often: `export AWS_METADATA_SERVICE_TIMEOUT=5` and
    `export AWS_METADATA_SERVICE_NUM_ATTEMPTS=5`. In a cluster, you can also give pods their roles by IRSA or EKS Pod
    Identity. On a machine of another cloud, give the program AWS credentials in another way.
    Ignore: If its severity is info, and this service is meant to answer here, such as a mock in a test.
    See: https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
    """
    if imds is None or imds.proxy or not imds.reachable or (why := served.stand_in(imds)) is None:
        return
    cloud = served.other_cloud(imds)
    who = f"the metadata service of {cloud}" if cloud else "a stand-in (kiam, kube2iam, a mock)"
    failed = imds.role_name is not None and not served.uses(verdict)
    said = ""
    if failed and imds.credentials is not None:
        excerpt = f": {imds.excerpt!r}" if imds.excerpt else ""
        said = (
            f" It names the role {imds.role_name} and gives no credentials (HTTP {imds.credentials.status}{excerpt})."
        )
    message = f"What answers is {who}: {why}.{said}"
    pod = surroundings.has("kubernetes")
    loud = served.severity(verdict) if failed and not cloud else INFO
    commands = shell.export(*_PATIENCE)
    text = "let it be asked more often and longer" + (
        ", or give the pod its role by IRSA or Pod Identity" if pod else ""
    )
    fix = Fix("give the program credentials of AWS in another way") if cloud else Fix(text, commands)
    yield Finding(loud, message, ROLES, fix, SURE if failed or cloud else LIKELY)
