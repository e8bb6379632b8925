"""The credentials endpoint of a container: what its variables name, and what answers there."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain import endpoints
from whoami_aws.chain.botocore.links import container
from whoami_aws.chain.features import AUTH_TOKEN_FILE
from whoami_aws.chain.verdict import SHADOWED, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.host import Host
from whoami_aws.platform import Platform
from whoami_aws.rules.container_support import broken_link
from whoami_aws.rules.finding import ERROR, EVERY, LIKELY, SURE, Finding, Fix, rule
from whoami_aws.rules.messages import who

_SPECIFIC = (
    "container-uri-empty",
    "container-host-not-allowed",
    "container-token-missing",
    "container-token-unreadable",
    "container-token-has-line-end",
    "container-token-refused",
    "container-endpoint-unreachable",
    "container-id-not-found",
)


@rule("container-credentials-failed", ERROR, suppressed_by=_SPECIFIC, sdks=EVERY, needs=("container",))
def container_credentials_failed(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """The container endpoint that a variable names gives no credentials, and stops the chain.

    Why: Once AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI is set, even to an empty
    string, botocore either gets credentials from the endpoint or raises an exception. Any service that listens there
    and answers with something else causes this, and the instance role below is not tried.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        # GET http://169.254.170.23/v1/credentials answers "hello", which is not JSON
    Fix: If there is no such endpoint here, run `unset AWS_CONTAINER_CREDENTIALS_FULL_URI` (or the same for
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI). Otherwise repair the service that answers there.
    Ignore: Never: the SDK stops here.
    See: botocore/credentials.py ContainerProvider; botocore/utils.py ContainerMetadataFetcher
    """
    if (broken := broken_link(verdict, host)) is not None and broken.severity == ERROR:
        yield Finding(ERROR, f"{broken.row.probe.reason.text}.", broken.variable, broken.unset)


@rule("container-uri-empty", ERROR, sdks=EVERY, needs=("container",))
def container_uri_empty(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """A variable that names the container's credentials endpoint is set to nothing.

    Why: For botocore it matters whether the variable exists, not whether it has a value. The link then answers or
    raises, and no later source is tried. A template, or `docker run -e NAME=` with a value that does not exist,
    leaves an empty variable.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=
    Fix: Remove the variable: `unset AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    Ignore: If its severity is info: another source answers before the SDK reads this variable.
    See: botocore/credentials.py ContainerProvider.load
    """
    broken = broken_link(verdict, host)
    value = host.variable(broken.variable.name) if broken else None
    if broken is not None and value is not None and value.empty:
        message = f"{broken.variable} is set and empty: there is no endpoint to ask, and the chain stops here."
        yield Finding(broken.severity, message, broken.variable, broken.unset)


@rule("container-host-not-allowed", ERROR, suppressed_by=("container-uri-empty",), sdks=EVERY, needs=("container",))
def container_host_not_allowed(verdict: Verdict, host: Host, view: BotocoreView) -> Iterable[Finding]:
    """AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that the SDK does not ask over plain http.

    Why: The answer contains credentials, so the SDK uses plain http only for loopback addresses, localhost,
    169.254.170.2, 169.254.170.23 and fd00:ec2::23. It refuses a name on a Compose network, or another address of a
    private network, before it sends a request.
    Example:
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://credentials.example.com/role
    Fix: Use https, or give the endpoint an allowed address, such as 169.254.170.2 in a Compose network. If there is
    no such endpoint, run `unset AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    Ignore: If its severity is info: another source answers before the SDK reads this variable.
    See: botocore/utils.py ContainerMetadataFetcher._validate_allowed_url
    """
    broken = broken_link(verdict, host)
    if broken is None or broken.code not in ("host-not-allowed", "url-not-valid"):
        return
    value = host.variable(broken.variable.name)
    text = (value.text or "") if value else ""
    if not view.chain.engine.reads_as_botocore:
        # Each SDK has a list of its own.
        allowed = "this SDK does not ask that host"
        cure = "give the endpoint an address on loopback"
    elif view.has(AUTH_TOKEN_FILE):
        allowed = f"plain http is allowed only to a loopback address and to {', '.join(container.ALLOWED_HOSTS)}"
        cure = f"give the endpoint a permitted address ({endpoints.ADDRESS} in a compose network), or use https"
    else:
        allowed = f"this version of the SDK asks only {', '.join(container.OLD_HOSTS)}"
        cure = f"update the SDK, or give the endpoint a permitted address ({endpoints.ADDRESS} in a compose network)"
    message = f"{broken.variable} is {text}, and {allowed}."
    error = broken.row.probe.error
    if error is not None and broken.code == "url-not-valid":
        message = f"{broken.variable} is {text}, which is no URL that can be asked ({error.message})."
    fix = Fix(
        f"{cure}; where there is no such endpoint, remove the variable",
        broken.unset.commands,
        broken.unset.changes,
    )
    yield Finding(broken.severity, message, broken.variable, fix)


@rule(
    "container-endpoint-unreachable",
    ERROR,
    suppressed_by=("container-uri-empty",),
    sdks=EVERY,
    needs=("container", "chain"),
)
def container_endpoint_unreachable(diagnosis: Diagnosis, host: Host, surroundings: Platform) -> Iterable[Finding]:
    """Nothing listens at the configured container credentials endpoint.

    Why: The variable belongs to one task or pod. When it is copied to a laptop, kept in a .env file, or inherited by
    a program outside the container, the chain stops here, and the instance role below is not tried.
    Example:
        # On an EC2 instance, copied out of a pod
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
        # GET http://169.254.170.23/v1/credentials fails: nothing listens there
    Fix: Where there is no such endpoint, run `unset AWS_CONTAINER_CREDENTIALS_FULL_URI` (or the same for
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI). In a task or pod, the administrator of the cluster checks that its agent
    runs.
    Ignore: If its severity is info: another source answers before the SDK queries the endpoint.
    See: botocore/utils.py ContainerMetadataFetcher._retrieve_credentials
    """
    broken = broken_link(diagnosis.verdict, host)
    if broken is None or broken.answer is None or not broken.answer.reply.error:
        return
    inside = surroundings.has("ecs", "fargate", "kubernetes", "codebuild")
    where = (
        f"This is a container ({inside.evidence}): its agent does not answer"
        if inside
        else "Nothing shows that this is a task or a pod: the variable seems to come from elsewhere"
    )
    message = f"{broken.variable} is set, and {broken.row.probe.reason.text}. {where}.{_below(diagnosis)}"
    fix = broken.unset
    if inside:
        fix = fix._replace(text="check that the task's or pod's agent runs; if no endpoint is wanted, remove it")
    yield Finding(broken.severity, message, broken.variable, fix)


@rule("container-id-not-found", ERROR, suppressed_by=("container-uri-empty",), sdks=EVERY, needs=("container", "chain"))
def container_id_not_found(diagnosis: Diagnosis, host: Host) -> Iterable[Finding]:
    """The container's credentials endpoint does not know the path or id that the variable names.

    Why: The id belongs to one running task. The endpoint answers 400 or 404 if the variable was kept from a task that
    has ended, if the task is being stopped, or if the agent lost its state. The chain then stops, and the instance
    role below is not tried.
    Example:
        export AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/0f3b8c1e
        # GET http://169.254.170.2/v2/credentials/0f3b8c1e answers 400:
        # {"code": "InvalidIdInRequest", "message": "CredentialsV2Request: ID not found"}
    Fix: Restart the task or pod. Where the variable was copied, run `unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`
    (or the same for AWS_CONTAINER_CREDENTIALS_FULL_URI).
    Ignore: If its severity is info: another source answers before the SDK queries the endpoint.
    See: botocore/utils.py ContainerMetadataFetcher.get_response
    """
    broken = broken_link(diagnosis.verdict, host)
    if broken is None or broken.answer is None or broken.answer.reply.status not in (400, 404, 410):
        return
    answer = broken.answer
    said = f": {answer.body_excerpt}" if answer.body_excerpt else ""
    known = "InvalidIdInRequest" in answer.body_excerpt or "ID not found" in answer.body_excerpt
    why = (
        " The id is of a task that has ended, or its agent lost its state."
        if known
        else " The variable names nothing that is there."
    )
    message = f"{broken.variable}: the endpoint answers {answer.reply.status}{said}.{why}{_below(diagnosis)}"
    fix = broken.unset._replace(text="restart the task; if the variable was copied here, remove it")
    yield Finding(broken.severity, message, broken.variable, fix, SURE if known else LIKELY)


def _below(diagnosis: Diagnosis) -> str:
    """Who would answer below."""
    row = diagnosis.verdict.row("iam-role")
    if row is None or row.status == SHADOWED or row.probe.credentials is None:
        return ""
    return f" {who(diagnosis, row)} (iam-role) comes later in the chain and is not tried."
