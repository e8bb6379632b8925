"""The credentials endpoint of a container: what its variables name, and what answers there."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain import endpoints
from whoami_aws.chain.botocore.links import container
from whoami_aws.chain.verdict import SHADOWED, Verdict
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

    Why: once AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI is set, also to nothing, the link answers or
    raises. Whatever listens there and says something else is enough, and the instance role below is not tried.
    Fix: unset the variable if there is no such endpoint; repair the endpoint if there is one.
    See: botocore/credentials.py ContainerProvider; botocore/utils.py ContainerMetadataFetcher
    """
    if (broken := broken_link(verdict, host)) is not None and broken.severity == ERROR:
        yield Finding(ERROR, f"{broken.row.probe.reason.text}.", broken.variable, broken.unset)


@rule("container-uri-empty", ERROR, sdks=EVERY, needs=("container",))
def container_uri_empty(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """A variable that names the container's credentials endpoint is set to nothing.

    Why: botocore asks whether the variable is there, not whether it says anything: the link then answers or raises, and
    nothing below it is tried. A template or a `docker run -e NAME=` of a variable that is not there makes it so.
    Fix: unset it.
    See: botocore/credentials.py ContainerProvider.load
    """
    broken = broken_link(verdict, host)
    value = host.variable(broken.variable.name) if broken else None
    if broken is not None and value is not None and value.empty:
        message = f"{broken.variable} is set and empty: there is no endpoint to ask, and the chain stops here."
        yield Finding(broken.severity, message, broken.variable, broken.unset)


@rule("container-host-not-allowed", ERROR, suppressed_by=("container-uri-empty",), sdks=EVERY, needs=("container",))
def container_host_not_allowed(verdict: Verdict, host: Host) -> Iterable[Finding]:
    """AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that the SDK does not ask over plain http.

    Why: the answer holds credentials, so http is allowed to loopback, 169.254.170.2, 169.254.170.23 and fd00:ec2::23
    alone. A name on a compose network, or another address of the private network, is refused before it is asked.
    Fix: use https; or give the endpoint a permitted address.
    See: botocore/utils.py ContainerMetadataFetcher._validate_allowed_url
    """
    broken = broken_link(verdict, host)
    if broken is None or broken.code not in ("host-not-allowed", "url-not-valid"):
        return
    value = host.variable(broken.variable.name)
    text = (value.text or "") if value else ""
    message = (
        f"{broken.variable} is {text}, and plain http is allowed only to a loopback address and to "
        f"{', '.join(container.ALLOWED_HOSTS)}."
    )
    error = broken.row.probe.error
    if error is not None and broken.code == "url-not-valid":
        message = f"{broken.variable} is {text}, which is no URL that can be asked ({error.message})."
    fix = Fix(
        f"give the endpoint a permitted address ({endpoints.ADDRESS} in a compose network), or use https; where there "
        "is no such endpoint, remove the variable",
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

    Why: the variable belongs to one task or pod. Copied to a laptop, kept in a dotenv file, or inherited by a program
    outside of the container, it makes the chain stop here: the instance role below is not tried.
    Fix: unset the variable where there is no such endpoint; in a task or pod, see that its agent runs.
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

    Why: the id belongs to one running task. A variable that was kept from a task that has ended, a task that is being
    stopped, or an agent that lost its state gets 400 or 404, the chain stops, and the instance role below is not tried.
    Fix: restart the task or pod; remove the variable where it was copied.
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
