"""Keys in files, and profiles, hide another source of credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.verdict import NOT_PROBED, SHADOWED, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Origin, Value
from whoami_aws.platform import CLOUD9, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, WARNING, Finding, Fix, rule
from whoami_aws.rules.fixes import commands_for, with_backup
from whoami_aws.rules.messages import KEY_FILES, MACHINE_LINKS, PROFILE_LINKS, origin_of, shadowed, who

_NO_KEYS = ("placeholder-key", "key-id-is-no-aws-key", "key-and-secret-swapped", "blank-key-in-file")


def _file_hides(diagnosis: Diagnosis, link: str, what: str) -> Iterator[Finding]:
    winner, hidden = diagnosis.verdict.winning_link, shadowed(diagnosis.verdict, link)
    if hidden is None or winner is None or winner.link not in KEY_FILES:
        return
    origin = origin_of(winner.probe)
    # A profile that was selected is wanted; the default one may be left over.
    chosen = diagnosis.view.selected is not None and winner.link in ("shared-credentials-file", "config-file")
    message = f"You act as {who(diagnosis, winner)}, not as {who(diagnosis, hidden)} ({what}), because of {origin}."
    fix = Fix(f"remove the key pair at {origin}", (), winner.probe.triggers)
    yield Finding(INFO if chosen else ERROR, message, origin, fix)


@rule("file-shadows-container-role", ERROR, suppressed_by=_NO_KEYS, sdks=EVERY, needs=("chain",))
def file_shadows_container_role(diagnosis: Diagnosis) -> Iterable[Finding]:
    """Keys in a file hide the role of this container.

    Why: The SDK reads all files before it asks the endpoint that gives a task or pod its role. A file that was copied
    into the image, or mounted from a developer's home directory, wins over the role. Other programs in the same
    container that do not read this file use another identity.
    Example:
        # ~/.aws/credentials in the image of a task that has a role
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Remove the key pair from the file that the finding names, and do not copy credentials into the image.
    Ignore: If the program is meant to act with these keys. For a profile that was selected, the severity is only
    info.
    See: botocore/credentials.py SharedCredentialProvider, ContainerProvider
    """
    return _file_hides(diagnosis, "container-role", "the role of this container")


@rule(
    "file-shadows-instance-profile",
    ERROR,
    suppressed_by=("file-shadows-container-role", "cloud9-managed-credentials", *_NO_KEYS),
    sdks=EVERY,
    needs=("chain",),
)
def file_shadows_instance_profile(diagnosis: Diagnosis) -> Iterable[Finding]:
    """Keys in a file hide the role attached to this instance.

    Why: The SDK reads all files before it asks the metadata service. `aws configure`, run once by hand, or a file in
    an image is enough to hide the role.
    Example:
        # ~/.aws/credentials on an instance with a role
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Remove the key pair from the file that the finding names, or move it to a profile that has to be selected by
    name.
    Ignore: If the program is meant to act with these keys. For a profile that was selected, the severity is only
    info.
    See: botocore/credentials.py SharedCredentialProvider, ConfigProvider, BotoProvider, OriginalEC2Provider
    """
    return _file_hides(diagnosis, "iam-role", "the role attached to this instance")


@rule("cloud9-managed-credentials", ERROR, sdks=EVERY, needs=("chain",))
def cloud9_managed_credentials(diagnosis: Diagnosis, surroundings: Platform) -> Iterable[Finding]:
    """The managed credentials of Cloud9 hide the role attached to its instance.

    Why: Cloud9 writes temporary keys of the person who opened the environment to ~/.aws/credentials, and writes them
    again after they are removed. They may allow less than the person's own permissions (nothing in IAM, for example),
    and AWS rejects them once they are stale.
    Example:
        [default]
        aws_access_key_id = ASIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
        aws_session_token = TOKEN
    Fix: Switch the managed credentials off with `aws cloud9 update-environment --environment-id "$C9_PID"
    --managed-credentials-action DISABLE`, then remove the keys from ~/.aws/credentials.
    Ignore: If you want to act as the person who opened the environment, and not with the role of the instance.
    See: https://docs.aws.amazon.com/cloud9/latest/user-guide/security-iam.html#auth-and-access-control-temporary-managed-credentials
    """
    winner, hidden, kind = (
        diagnosis.verdict.winning_link,
        shadowed(diagnosis.verdict, "iam-role"),
        surroundings.has(CLOUD9),
    )
    if kind is None or hidden is None or winner is None or winner.link != "shared-credentials-file":
        return
    credentials = winner.probe.credentials
    if credentials is None or not credentials.has_token or diagnosis.view.selected is not None:
        return
    origin = origin_of(winner.probe)
    message = (
        f"{origin} holds temporary keys that Cloud9 manages ({kind.evidence} is set); they hide "
        f"{who(diagnosis, hidden)}, the role attached to this instance."
    )
    removal = commands_for(winner.probe.triggers, diagnosis.host)
    commands = shell.together(shell.DISABLE_CLOUD9_CREDENTIALS, removal)
    text = "switch the managed credentials off, then remove the keys"
    fix = with_backup(text, origin.name, commands, winner.probe.triggers)
    yield Finding(ERROR, message, origin, fix)


@rule("keys-in-file-shadow-own-profile", ERROR, suppressed_by=("blank-key-in-file",), sdks=EVERY, needs=("sts",))
def keys_in_file_shadow_own_profile(diagnosis: Diagnosis, verdict: Verdict, view: BotocoreView) -> Iterable[Finding]:
    """Keys in the credentials file hide the program or login that the same profile has in the config file.

    Why: The two files make up one profile, and the SDK uses its keys before its `credential_process` and its
    `login_session`. Keys that a tool once wrote there still win after they have expired, while a new profile with the
    same program works.
    Example:
        # ~/.aws/config; [dev] in ~/.aws/credentials has an expired key pair.
        [profile dev]
        credential_process = /usr/local/bin/get-credentials
    Fix: Remove the key pair of this profile from the credentials file: the lines `aws_access_key_id`,
    `aws_secret_access_key` and `aws_session_token`.
    Ignore: If its severity is warning and the profile is meant to use these keys.
    See: botocore/credentials.py ProfileProviderBuilder.providers
    """
    winner = verdict.winning_link
    if winner is None or winner.link not in ("shared-credentials-file", "config-file"):
        return
    for link, key in (("custom-process", "credential_process"), ("login", "login_session")):
        row, setting = verdict.row(link), view.settings.get(key)
        if row is None or setting is None or row.status not in (SHADOWED, NOT_PROBED):
            continue
        fails = diagnosis.use is not None and diagnosis.use.state == "fails"
        origin = origin_of(winner.probe)
        why = f", and they cannot be used ({_why(diagnosis)})" if fails else ""
        message = f"The keys at {origin} answer before {setting.value.origin} of the same profile{why}."
        fix = Fix(f"remove the key pair at {origin}", (), winner.probe.triggers)
        yield Finding(ERROR if fails else WARNING, message, origin, fix)


def _why(diagnosis: Diagnosis) -> str:
    answer = diagnosis.host.identity(diagnosis.verdict.winner or "")
    if answer is not None and answer.code:
        return answer.code
    return diagnosis.use.because if diagnosis.use and diagnosis.use.because else "they are refused"


@rule("two-key-pairs-for-one-profile", INFO)
def two_key_pairs_for_one_profile(verdict: Verdict) -> Iterable[Finding]:
    """A profile has keys in both files, and they differ.

    Why: The SDK reads the credentials file before the config file. Changing the keys in the config file has no
    effect.
    Example:
        # ~/.aws/config; [default] in ~/.aws/credentials has another key ID.
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Keep the keys in the credentials file only: remove the lines `aws_access_key_id` and `aws_secret_access_key`
    from the profile in the config file.
    Ignore: If the key pair in the credentials file is the one that you want.
    See: botocore/credentials.py ProfileProviderBuilder.providers
    """
    first, second = verdict.row("shared-credentials-file"), verdict.row("config-file")
    ours, theirs = _key_of(first), _key_of(second)
    if ours is None or theirs is None or second is None or ours.text == theirs.text:
        return
    message = f"{theirs.origin} is another key than {ours.origin}, which comes first."
    fix = Fix(f"remove the key pair at {theirs.origin}", (), second.probe.triggers)
    yield Finding(INFO, message, theirs.origin, fix)


def _key_of(row: LinkResult | None) -> Value | None:
    return row.probe.credentials.key_id if row is not None and row.probe.credentials is not None else None


@rule("two-roles-for-one-pod", INFO, sdks=EVERY)
def two_roles_for_one_pod(diagnosis: Diagnosis, verdict: Verdict) -> Iterable[Finding]:
    """A workload has both a web identity and a container role, and only one of them counts.

    Why: On EKS, both IRSA and Pod Identity can be set up for one service account. boto3 uses the web identity (IRSA)
    first; other SDKs may use the other first, so programs in one pod act with two roles.
    Example:
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/app
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
        export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials
    Fix: Remove one of the two: the annotation of the service account with `kubectl annotate serviceaccount NAME
    eks.amazonaws.com/role-arn-`, or its Pod Identity association with `aws eks delete-pod-identity-association
    --cluster-name CLUSTER --association-id ID`. Then create the pod again.
    Ignore: If both give the same role, or if every program in the pod uses the same SDK and gets the role that you
    want.
    See: https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
    """
    winner, hidden = verdict.winning_link, shadowed(verdict, "container-role")
    if winner is None or winner.link != "assume-role-with-web-identity" or hidden is None:
        return
    message = (
        f"The web identity answers ({who(diagnosis, winner)}), before the container's role ({who(diagnosis, hidden)})."
    )
    fix = Fix("remove the annotation eks.amazonaws.com/role-arn, or the Pod Identity association")
    yield Finding(INFO, message, origin_of(winner.probe), fix)


@rule("profile-shadows-machine-role", WARNING, needs=("sts",))
def profile_shadows_machine_role(diagnosis: Diagnosis, verdict: Verdict, view: BotocoreView) -> Iterable[Finding]:
    """The default profile asks for a login or a role, and hides the role of this machine.

    Why: The SDK asks for whatever a profile is set up for before it asks the endpoints that give a machine its role.
    If that fails, it does not go on to the role. A config file of a laptop that was copied into an image or onto an
    instance is enough.
    Example:
        # ~/.aws/config of a laptop, on an instance with a role; [profile base] has keys.
        [default]
        role_arn = arn:aws:iam::111122223333:role/dev
        source_profile = base
    Fix: Remove the settings from [default], or move them to a profile that has to be selected by name.
    Ignore: If this machine is meant to use the login or role of the default profile, and it works.
    See: botocore/credentials.py create_credential_resolver
    """
    winner = verdict.winning_link
    hidden = next((row for link in MACHINE_LINKS if (row := shadowed(verdict, link))), None)
    if winner is None or hidden is None or view.selected is not None or "credential_source" in view.settings:
        return
    if winner.link not in PROFILE_LINKS or winner.link in KEY_FILES:
        return
    fails = diagnosis.use is not None and diagnosis.use.state == "fails"
    origin = next((one.origin for one in winner.probe.inputs if one.state != "absent"), Origin("default", winner.link))
    message = f"{view.place} is asked ({winner.link}), before {who(diagnosis, hidden)} ({hidden.link})."
    fix = Fix(f"remove the settings from {view.place}", (), winner.probe.triggers)
    yield Finding(WARNING if fails else INFO, message, origin, fix)
