"""What to say where no other rule has found why."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.probe import DECLINES
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin
from whoami_aws.platform import Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ANY, ERROR, EVERY, Finding, Fix, rule
from whoami_aws.rules.imds_support import other_cloud
from whoami_aws.rules.shell import Commands


@rule("no-credentials", ERROR, suppressed_by=ANY, sdks=EVERY)
def no_credentials(diagnosis: Diagnosis, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """Nothing on this host gives credentials, and nothing looks as if it was meant to.

    Why: Every source in the chain was asked, and no source has credentials. The AWS CLI reports "Unable to locate
    credentials", and boto3 raises NoCredentialsError when the first call is made.
    Example:
        # no AWS_… variables, no ~/.aws, no container endpoint, no metadata service
        aws sts get-caller-identity
        # Unable to locate credentials.
    Fix: Configure credentials the usual way for this platform. On a workstation, run `aws configure sso` or `aws
    configure`. On AWS, give the instance, task, pod or function a role. In CI, let the job assume a role with a web
    identity. In a container elsewhere, pass credentials in: `docker run -v ~/.aws:/root/.aws:ro IMAGE`.
    Ignore: You can ignore this if the program only sends unsigned requests, such as those to public S3 buckets
    (`--ignore no-credentials`).
    See: https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
    """
    if verdict.outcome != NONE and not _ends_unreached(diagnosis):
        return
    yield Finding(
        ERROR, f"{', '.join(_tried(diagnosis))}.", Origin("default", "the chain"), _step(surroundings, diagnosis)
    )


def _ends_unreached(diagnosis: Diagnosis) -> bool:
    """Whether an SDK ends at the last link since no metadata service answers: botocore takes that for nothing found."""
    reached = diagnosis.imds is not None and diagnosis.imds.reachable
    return diagnosis.chain.engine.passes_failures and diagnosis.verdict.error_link == "iam-role" and not reached


def _tried(diagnosis: Diagnosis) -> list[str]:
    """What was looked at, in few words: the chain itself is shown beside it."""
    verdict, view = diagnosis.verdict, diagnosis.view
    files = (view.profiles.config, view.profiles.credentials)
    there = [file.shown for file in files if file.document is not None]
    missing = [file.shown for file in files if file.document is None]
    parts = ["Nothing in the environment"]
    own = verdict.row("profile")
    if own is not None:
        parts.append(own.probe.reason.text)
    elif there:
        parts.append(f"nothing for profile {view.profile} in {' and '.join(there)}")
    if missing and own is None:
        parts.append(f"no {' or '.join(missing)}")
    row = verdict.row("container-role")
    if row is not None and row.probe.reason.code == "variable-unset":
        parts.append("no container endpoint")
    row = verdict.row("iam-role")
    if row is not None and row.probe.kind == DECLINES:
        parts.append("no metadata service" if row.probe.reason.code == "unreachable" else row.probe.reason.text)
    return parts


_LOGIN = shell.aws("configure sso")
_STEPS: tuple[tuple[tuple[str, ...], str, Commands], ...] = (
    (("lambda",), "give the function a role; a child process needs the function's variables passed on", ()),
    (("fargate", "ecs"), "set taskRoleArn in the task definition, and restart the task", ()),
    (
        ("kubernetes",),
        "give the pod's service account a role (IRSA, or a Pod Identity association), and recreate the pod",
        shell.CREATE_POD_IDENTITY,
    ),
    (("codebuild",), "give the project a service role, and run this as a command of the buildspec", ()),
    (
        ("github-actions",),
        "let the job get a role: permissions id-token: write, and a step with aws-actions/configure-aws-credentials",
        (),
    ),
    (
        ("gitlab-ci",),
        "let the job get a role: id_tokens with aud https://gitlab.com, AWS_ROLE_ARN and the token's file",
        (),
    ),
    (("jenkins", "ci"), "hand the job credentials: a web identity, or keys from the CI system's secret store", ()),
    (
        ("ec2",),
        "attach an instance profile to this instance, from where you may",
        shell.associate_instance_profile("INSTANCE"),
    ),
    (
        ("container",),
        "hand credentials in: mount ~/.aws, or pass the variables on",
        shell.MOUNT_FILES,
    ),
)


def _step(surroundings: Platform, diagnosis: Diagnosis) -> Fix:
    """The one next step that fits the place."""
    elsewhere = other_cloud(diagnosis.imds) is not None
    for kinds, text, commands in _STEPS:
        if surroundings.has(*kinds) and not (elsewhere and "ec2" in kinds):
            return Fix(text, commands)
    names = [name for name in diagnosis.view.profiles.names() if name != diagnosis.view.profile]
    if names:
        return Fix(f"choose a profile ({', '.join(sorted(names)[:5])}), or log in", _LOGIN)
    if not diagnosis.chain.engine.holds("sso"):
        return Fix("aws configure", shell.AWS_CONFIGURE)
    return Fix(_LOGIN[0], _LOGIN)
