"""Containers whose own role did not come to them: a task, a pod, a build step."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain import endpoints
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.platform import Platform
from whoami_aws.rules import imds_support as served
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, LIKELY, WARNING, Finding, Fix, rule

URI = Origin("env", endpoints.RELATIVE)


def _given(host: Host) -> bool:
    """Whether a variable names a container's endpoint or a web identity."""
    names = (endpoints.RELATIVE, endpoints.FULL, "AWS_WEB_IDENTITY_TOKEN_FILE")
    return any(host.variable(name) is not None for name in names)


@rule("task-uses-instance-role", ERROR, sdks=EVERY)
def task_uses_instance_role(
    host: Host, verdict: Verdict, imds: ImdsAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """An ECS task has no role of its own, and acts with the role of the instance that it runs on.

    Why: Without a task role the agent does not set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, and the SDK goes on to the
    instance's metadata service. The role there is for the agent, and every task on the instance shares it. The
    execution role of a task (image pull, logs) is not for its program.
    Example:
        # the environment of the task; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set
        ECS_CONTAINER_METADATA_URI_V4=http://169.254.170.2/v4/x
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/ answers:
        ecsInstanceRole
    Fix: Set the role in the task definition, `"taskRoleArn": "arn:aws:iam::111122223333:role/NAME"`, and restart the
    task.
    Ignore: It is harmless if the task is meant to act with the role of its instance.
    See: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    task = surroundings.has("ecs", "fargate")
    if task is None or verdict.winner != "iam-role" or _given(host):
        return
    role = imds.role_name if imds else None
    message = (
        f"This is an ECS task ({task.evidence}), {endpoints.RELATIVE} is not set, and so the role of its instance, "
        f"{role}, answers. A task's execution role is not for its program."
    )
    yield Finding(ERROR, message, URI, Fix("set taskRoleArn in the task definition, and restart the task"))


@rule("task-has-no-role", ERROR, sdks=EVERY)
def task_has_no_role(host: Host, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """An ECS task has no role of its own, and no other source gives it credentials.

    Why: Without a task role the agent does not set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI. On Fargate there is no
    instance role to use instead. The execution role of a task (image pull, logs) is not for its program. A program
    that is started with a cleared environment (sudo, cron, ssh) also loses the variable.
    Example:
        # the environment of the task; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set
        AWS_EXECUTION_ENV=AWS_ECS_FARGATE
        ECS_CONTAINER_METADATA_URI_V4=http://169.254.170.2/v4/x
    Fix: Set the role in the task definition, `"taskRoleArn": "arn:aws:iam::111122223333:role/NAME"`, and restart the
    task. If it has one, pass AWS_CONTAINER_CREDENTIALS_RELATIVE_URI on to the program.
    Ignore: It is harmless if the program makes no requests to AWS.
    See: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    task = surroundings.has("fargate", "ecs")
    if task is None or verdict.outcome != NONE or _given(host):
        return
    kind = "a Fargate task" if task.name == "fargate" else "an ECS task"
    rest = ", and Fargate has no instance role" if task.name == "fargate" else ", and no instance role answers"
    message = (
        f"This is {kind} ({task.evidence}), and {endpoints.RELATIVE} is not set: the task definition has no "
        f"taskRoleArn{rest}."
    )
    if task.evidence.kind == "file":
        message += " Or the variable was not passed on to this process (sudo, cron, ssh)."
    fix = Fix("set taskRoleArn in the task definition, and restart the task")
    yield Finding(ERROR, message, URI, fix)


@rule("node-role-in-pod", WARNING, suppressed_by=("metadata-behind-proxy", "metadata-credentials-expired"), sdks=EVERY)
def node_role_in_pod(
    host: Host, verdict: Verdict, imds: ImdsAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """A pod has no role of its own, and acts with the role of its node.

    Why: Neither the variables of IRSA nor those of EKS Pod Identity are set, so the SDK goes on to the metadata
    service of the node. The variables are added when the pod is created: if the annotation or association came later,
    or if the webhook was not running, the pod keeps the node's role.
    Example:
        # the environment of the pod; AWS_WEB_IDENTITY_TOKEN_FILE is not set
        KUBERNETES_SERVICE_HOST=10.0.0.1
        # GET http://169.254.169.254/latest/meta-data/iam/security-credentials/ answers:
        node-role
    Fix: Annotate the service account with `kubectl annotate serviceaccount SERVICE_ACCOUNT
    eks.amazonaws.com/role-arn=ROLE_ARN`, or create a Pod Identity association for it. Then recreate the pod: `kubectl
    delete pod POD`.
    Ignore: It is harmless if the pod is meant to act with the role of its node.
    See: https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html
    """
    pod = surroundings.has("kubernetes")
    if pod is None or verdict.winner != "iam-role" or _given(host) or imds is None or served.stand_in(imds):
        return
    message = (
        f"This is a pod ({pod.evidence}) without the variables of IRSA or of EKS Pod Identity, and so the role of its "
        f"node, {imds.role_name}, answers. They come only into a pod that is made after the annotation or association."
    )
    fix = Fix(
        "annotate the pod's service account (IRSA) or make a Pod Identity association for it, then recreate the pod",
        shell.RECREATE_POD,
    )
    yield Finding(WARNING, message, Origin("endpoint", f"role {imds.role_name}"), fix)


@rule(
    "container-variables-lost",
    ERROR,
    suppressed_by=("task-has-no-role", "failing-source-passed-over", "source-stops-chain"),
    sdks=EVERY,
    needs=("chain",),
)
def container_variables_lost(diagnosis: Diagnosis, host: Host, surroundings: Platform) -> Iterable[Finding]:
    """This process runs in a container, and credentials from outside the container were not passed in.

    Why: A container starts with an environment and a home directory of its own. A step of `docker build`, or a
    container that is started in a build or task, has neither the variables nor the files of its surroundings, and
    nothing inside shows that they exist.
    Example:
        # a Dockerfile, built in a CodeBuild job; the step has no credentials
        FROM public.ecr.aws/aws-cli/aws-cli
        RUN aws s3 cp s3://example-bucket/model.bin /model.bin
    Fix: Pass the variable on by name: `docker run -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI IMAGE`, or `docker build
    --build-arg AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" .` with `ARG
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` in the Dockerfile. Outside a build or task, pass the keys or mount
    `~/.aws`.
    Ignore: It is harmless if this container is not meant to have AWS credentials.
    See: https://docs.docker.com/build/building/variables/; https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html
    """
    inside = surroundings.has("container")
    if inside is None or diagnosis.verdict.outcome != NONE or _given(host) or surroundings.has("kubernetes", "lambda"):
        return
    if diagnosis.imds is not None and diagnosis.imds.reachable:
        return
    if diagnosis.view.profiles.names() or any(host.variable(name) is not None for name in _OTHER_WAYS):
        return
    message = (
        f"This is a container ({inside.evidence}), no link has anything, and {endpoints.RELATIVE} is not set: what the "
        "environment outside has is not inherited."
    )
    name = endpoints.RELATIVE
    fix = Fix(
        f"hand it in, by name (a build: ARG {name} in its Dockerfile; outside a task or build: the keys or ~/.aws)",
        shell.PASS_CONTAINER_VARIABLE,
    )
    yield Finding(ERROR, message, URI, fix, LIKELY)


_OTHER_WAYS = ("TOX_ENV_NAME", "TOX_WORK_DIR", "BAZEL_TEST", "NIX_BUILD_TOP", "SUDO_USER", "INVOCATION_ID")
"""Set by what keeps variables back by itself, in a container or not."""
