"""One source of credentials hides another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.links import env
from whoami_aws.chain.verdict import SHADOWED, Row, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Fix, Hit, rule, unset
from whoami_aws.rules.wording import KEY_FILES, PROFILE_LINKS, who


def _is_shadowed(verdict: Verdict, link: str) -> Row | None:
    row = verdict.row(link)
    return row if row is not None and row.status == SHADOWED else None


def _env_variables(diagnosis: Diagnosis) -> list[str]:
    return [
        name
        for name in env.VARIABLES
        if name != env.ACCOUNT and (value := diagnosis.host.variable(name)) and not value.empty
    ]


def _env_hides(diagnosis: Diagnosis, link: str, what: str) -> Iterator[Hit]:
    verdict = diagnosis.verdict
    hidden = _is_shadowed(verdict, link)
    if verdict.winner != "env" or hidden is None:
        return
    variables = _env_variables(diagnosis)
    me, other = who(diagnosis, verdict.winning), who(diagnosis, hidden)
    message = f"You act as {me}, not as {other} ({what}), because {' and '.join(variables[:2])} come first."
    yield Hit(ERROR, message, Origin("env", env.ACCESS_KEY), unset(*variables))


@rule("env-shadows-instance-profile", ERROR, follows_from=("env-shadows-container-role", "env-shadows-web-identity"))
def env_shadows_instance_profile(diagnosis: Diagnosis) -> Iterable[Hit]:
    """Keys in the environment hide the role attached to this instance.

    Why: the environment is asked first, and whoever answers first wins without a word. A forgotten key makes
    everything on the host act as its owner, with that owner's rights, and the instance role is never asked.
    Fix: unset the variables, and remove the line that exports them (a shell profile, /etc/environment, a unit file).
    See: botocore/credentials.py EnvProvider; https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
    """
    profile = diagnosis.imds.instance_profile_arn if diagnosis.imds else None
    name = f"instance profile {profile.rpartition('/')[2]}" if profile else "the role attached to this instance"
    return _env_hides(diagnosis, "iam-role", name)


@rule("env-shadows-container-role", ERROR, follows_from=("env-shadows-web-identity",))
def env_shadows_container_role(diagnosis: Diagnosis) -> Iterable[Hit]:
    """Keys in the environment hide the role of this container.

    Why: ECS and EKS Pod Identity give a task or pod its role by an endpoint, which is asked after the environment.
    Keys in the task definition, the image or the entry point win over it.
    Fix: remove the keys from the task definition, the image or the entry point.
    See: botocore/credentials.py ContainerProvider
    """
    return _env_hides(diagnosis, "container-role", "the role of this container")


@rule("env-shadows-web-identity", ERROR)
def env_shadows_web_identity(diagnosis: Diagnosis) -> Iterable[Hit]:
    """Keys in the environment hide the role of this workload's web identity.

    Why: AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE (EKS's IRSA, CI systems with OpenID) come after keys in the
    environment.
    Fix: unset the key variables where the workload is started.
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider
    """
    return _env_hides(diagnosis, "assume-role-with-web-identity", "the role for its web identity token")


@rule("profile-ignored-because-of-env-keys", WARNING)
def profile_ignored_because_of_env_keys(diagnosis: Diagnosis) -> Iterable[Hit]:
    """AWS_PROFILE is set, and keys in the environment make it say nothing about credentials.

    Why: a profile named by a variable selects files; the environment's keys are asked before all files. The region
    still comes from the profile, so the result looks half right. An explicit profile (`--profile`,
    `boto3.Session(profile_name=…)`) does beat the keys.
    Fix: unset the keys, or name the profile explicitly.
    See: botocore/credentials.py create_credential_resolver, the comment at `disable_env_vars`
    """
    verdict, view = diagnosis.verdict, diagnosis.view
    selected = view.selected
    if verdict.winner != "env" or selected is None or selected.origin.kind != "env":
        return
    hidden = [row for row in verdict.rows if row.status == SHADOWED and row.link in PROFILE_LINKS]
    if not hidden:
        return
    variables = _env_variables(diagnosis)
    message = (
        f"{selected.origin} names the profile {selected.text!r}, whose {hidden[0].link} would answer; the keys in "
        f"{variables[0]} answer before it. The profile still gives the region."
    )
    yield Hit(WARNING, message, selected.origin, unset(*variables))


@rule("file-shadows-instance-profile", WARNING)
def file_shadows_instance_profile(diagnosis: Diagnosis) -> Iterable[Hit]:
    """Keys in a file hide the role attached to this instance or container.

    Why: all files are read before the endpoints that give a machine its role. `aws configure`, run once by hand, or a
    file in an image is enough.
    Fix: take the keys out of the file, or move them to a profile that has to be named.
    See: botocore/credentials.py SharedCredentialProvider, ConfigProvider, BotoProvider, OriginalEC2Provider
    """
    verdict = diagnosis.verdict
    hidden = _is_shadowed(verdict, "container-role") or _is_shadowed(verdict, "iam-role")
    winner = verdict.winning
    if hidden is None or winner is None or winner.link not in KEY_FILES:
        return
    key = winner.probe.credentials.key_id if winner.probe.credentials else None
    origin = key.origin if key else Origin("default", winner.link)
    # A profile that somebody chose is wanted; the default one may just lie there.
    chosen = diagnosis.view.selected is not None and winner.link in ("shared-credentials-file", "config-file")
    message = (
        f"You act as {who(diagnosis, winner)}, not as {who(diagnosis, hidden)} ({hidden.link}), because of {origin}."
    )
    fix = Fix(f"remove the key pair at {origin}", (), winner.probe.triggers)
    yield Hit(INFO if chosen else WARNING, message, origin, fix)
