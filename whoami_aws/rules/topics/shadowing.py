"""Keys in the environment hide another source of credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.verdict import SHADOWED, LinkResult, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.arn import ASSUMED, parse
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.host.variables import ACCESS_KEY
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.messages import KEY_FILES, MACHINE_LINKS, PROFILE_LINKS, shadowed, who

_NO_KEYS = ("placeholder-key", "key-id-is-no-aws-key", "key-and-secret-swapped", "earlier-step-left-expired-session")
"""Where one of these speaks, the keys are no good whatever they hide; it says what that is."""


def _variables(verdict: Verdict) -> list[str]:
    """The variables that the keys come from: some SDKs know other names too."""
    return [change.name for change in verdict.removable_inputs if change.kind == "unset"]


def _env_hides(diagnosis: Diagnosis, link: str, what: str) -> Iterator[Finding]:
    verdict = diagnosis.verdict
    hidden = shadowed(verdict, link)
    if verdict.winner != "env" or hidden is None:
        return
    variables = _variables(verdict)
    me, other = who(diagnosis, verdict.winning_link), who(diagnosis, hidden)
    message = f"You act as {me}, not as {other} ({what}), because {' and '.join(variables[:2])} come first."
    yield Finding(ERROR, message, Origin("env", variables[0]), unset(*variables))


@rule(
    "env-shadows-instance-profile",
    ERROR,
    suppressed_by=("env-shadows-container-role", "env-shadows-web-identity", *_NO_KEYS),
    sdks=EVERY,
    needs=("metadata", "chain"),
)
def env_shadows_instance_profile(diagnosis: Diagnosis) -> Iterable[Finding]:
    """Keys in the environment hide the role attached to this instance.

    Why: The SDK asks the environment first, and the first answer wins without a message. A forgotten key makes
    everything on the host act as the key's owner, with that owner's permissions, and the instance's role is never
    asked.
    Example:
        # on an EC2 instance with the instance profile web-prod
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
    Fix: Unset the variables: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`. Also remove the line
    that exports them (in a shell profile, /etc/environment or a unit file).
    Ignore: You can ignore this if the keys are set on purpose, to act as a different identity than the instance's
    role (`--ignore env-shadows-instance-profile`).
    See: botocore/credentials.py EnvProvider; https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
    """
    profile = diagnosis.imds.instance_profile_arn if diagnosis.imds else None
    name = f"instance profile {profile.rpartition('/')[2]}" if profile else "the role attached to this instance"
    return _env_hides(diagnosis, "iam-role", name)


@rule(
    "env-shadows-container-role",
    ERROR,
    suppressed_by=("env-shadows-web-identity", *_NO_KEYS),
    sdks=EVERY,
    needs=("chain",),
)
def env_shadows_container_role(diagnosis: Diagnosis) -> Iterable[Finding]:
    """Keys in the environment hide the role of this container.

    Why: ECS and EKS Pod Identity give a task or a pod its role through an endpoint, which the SDK asks after the
    environment. Keys in the task definition, the image or the entry point win over the role.
    Example:
        # in an ECS task with a task role
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
    Fix: Remove the keys from the task definition, the image or the entry point. In a running shell: `unset
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`.
    Ignore: You can ignore this if the keys are set on purpose, to act as a different identity than the container's
    role (`--ignore env-shadows-container-role`).
    See: botocore/credentials.py ContainerProvider
    """
    return _env_hides(diagnosis, "container-role", "the role of this container")


@rule("env-shadows-web-identity", ERROR, suppressed_by=_NO_KEYS, sdks=EVERY, needs=("chain",))
def env_shadows_web_identity(diagnosis: Diagnosis) -> Iterable[Finding]:
    """Keys in the environment hide the role of this workload's web identity.

    Why: The SDK uses AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE (set by EKS's IRSA and by CI systems with OpenID
    Connect) only after keys in the environment. With both set, the keys win and the role is not assumed.
    Example:
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
    Fix: Unset the key variables where the workload is started: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN`.
    Ignore: You can ignore this if the keys are set on purpose, for example because an earlier step of the job
    exported a session of another role (`--ignore env-shadows-web-identity`).
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider
    """
    return _env_hides(diagnosis, "assume-role-with-web-identity", "the role for its web identity token")


@rule(
    "profile-ignored-because-of-env-keys",
    ERROR,
    suppressed_by=("role-beaten-by-its-own-env-keys", *_NO_KEYS),
    sdks=EVERY,
    needs=("chain",),
)
def profile_ignored_because_of_env_keys(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A variable selects a profile, but keys in the environment come before its credentials.

    Why: A profile that a variable names only selects sections of the files, and the SDK asks the environment's keys
    before all files. The region still comes from the profile, so the result looks half right. An explicit profile
    (`--profile`, `boto3.Session(profile_name=…)`) does win over the keys.
    Example:
        # [dev] in ~/.aws/credentials has a key pair of its own
        export AWS_PROFILE=dev
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
    Fix: Unset the keys: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`. Or name the profile
    explicitly: `aws --profile NAME …`.
    Ignore: You can ignore this if a tool (aws-vault, AWSume, Granted) or you exported the keys on purpose, to use
    them with the profile's region (`--ignore profile-ignored-because-of-env-keys`).
    See: botocore/credentials.py create_credential_resolver, the comment at `disable_env_vars`
    """
    hidden = _beaten(diagnosis)
    selected = diagnosis.view.selected
    if not hidden or selected is None:
        return
    variables = _variables(diagnosis.verdict)
    exported = _exported_by_tool(diagnosis.host)
    which = "which" if hidden[0].link == "profile" else f"whose {hidden[0].link}"
    message = (
        f"{selected.origin} names the profile {selected.text!r}, {which} would answer "
        f"({who(diagnosis, hidden[0])}); the keys in {variables[0]} answer before it, as "
        f"{who(diagnosis, diagnosis.verdict.winning_link)}. The profile still gives the region."
    )
    yield Finding(INFO if exported else ERROR, message, selected.origin, unset(*variables))


@rule("role-beaten-by-its-own-env-keys", ERROR, suppressed_by=_NO_KEYS, needs=("chain",))
def role_beaten_by_its_own_env_keys(diagnosis: Diagnosis) -> Iterable[Finding]:
    """The profile's role is to be assumed with the environment's keys, and those keys answer before it.

    Why: `credential_source = Environment` needs keys in the environment. If a variable selects the profile, the SDK
    asks those keys first, and assumes no role. Only an explicit profile takes them out of the chain and leaves them
    to the role.
    Example:
        [profile ci]
        role_arn = arn:aws:iam::111122223333:role/Deploy
        credential_source = Environment
        # AWS_PROFILE=ci, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are exported
    Fix: Name the profile explicitly: `aws --profile NAME …`, or `boto3.Session(profile_name="NAME")` in the program.
    Ignore: You can ignore this if the program is meant to use the keys themselves, without the role (`--ignore
    role-beaten-by-its-own-env-keys`).
    See: botocore/credentials.py create_credential_resolver, AssumeRoleProvider._get_credential_source
    """
    view = diagnosis.view
    source, role = view.settings.get("credential_source"), view.settings.get("role_arn")
    if not _beaten(diagnosis) or source is None or role is None or source.value.text != "Environment":
        return
    message = (
        f"{view.place} is to assume {role.value.text} with the keys in {ACCESS_KEY}; those answer before it, as "
        f"{who(diagnosis, diagnosis.verdict.winning_link)}, since the profile was chosen by a variable."
    )
    fix = Fix(f"{shell.profile_option(view.profile)}, or boto3.Session(profile_name={view.profile!r})")
    yield Finding(ERROR, message, Origin("env", ACCESS_KEY), fix)


def _beaten(diagnosis: Diagnosis) -> list[LinkResult]:
    """Links of the profile that a variable selects, and that would answer, but for keys in the environment. None where
    these are keys of the same owner.
    """
    verdict, selected = diagnosis.verdict, diagnosis.view.selected
    if verdict.winner != "env" or selected is None or selected.origin.kind != "env":
        return []
    hidden = [row for row in verdict.rows if row.status == SHADOWED and row.link in PROFILE_LINKS]
    return [] if hidden and _same_owner(diagnosis, hidden[0]) else hidden


def _same_owner(diagnosis: Diagnosis, hidden: LinkResult) -> bool:
    """Whether the keys in the environment are those of the profile, or a session of its role: as tools export them."""
    winner = diagnosis.verdict.winning_link
    mine = winner.probe.credentials if winner else None
    theirs = hidden.probe.credentials
    keys = [one.key_id.text for one in (mine, theirs) if one is not None and one.key_id is not None]
    if len(keys) == 2 and keys[0] and keys[0] == keys[1]:
        return True
    identity = diagnosis.identity_of(winner)
    arn = parse(identity.arn) if identity else None
    role = ((theirs.role if theirs else None) or "").rpartition("/")[2]
    # An SSO role is called AWSReservedSSO_NAME_id in the account.
    acting = (arn.role if arn is not None and arn.kind == ASSUMED else None) or ""
    return bool(role) and (acting == role or acting.startswith(f"AWSReservedSSO_{role}_"))


_TOOLS = ("AWS_VAULT", "AWSUME_PROFILE", "GRANTED_SSO")
"""Set by tools that export a session of a profile, and the profile's name beside it."""


def _exported_by_tool(host: Host) -> bool:
    return any((value := host.variable(name)) and not value.empty for name in _TOOLS)


@rule("long-term-key-on-role-host", WARNING, sdks=EVERY, needs=("chain",))
def long_term_key_on_role_host(diagnosis: Diagnosis) -> Iterable[Finding]:
    """A long-term key is used where a role would answer.

    Why: A role's keys are replaced every few hours and are not written to a file. A user's key is valid until it is
    deleted, and anyone who can read this host's files or environment has it.
    Example:
        # ~/.aws/credentials on an EC2 instance with the instance profile web-prod
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = SECRET
    Fix: Remove the key from this host so that the role is used, then delete it in IAM: `aws iam delete-access-key
    --user-name USER --access-key-id KEY_ID`.
    Ignore: You can ignore this if the key is meant to be used on this host until it is replaced (`--ignore
    long-term-key-on-role-host`).
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
    """
    verdict = diagnosis.verdict
    winner = verdict.winning_link
    if winner is None or winner.link not in ("env", *KEY_FILES) or diagnosis.view.selected is not None:
        return
    credentials = winner.probe.credentials
    hidden = next((row for link in MACHINE_LINKS if (row := shadowed(verdict, link))), None)
    if hidden is None or credentials is None or credentials.key_type != "long-term" or credentials.key_id is None:
        return
    message = (
        f"{credentials.key_id.origin} is a long-term key (AKIA…), on a host that has a role ({who(diagnosis, hidden)})."
    )
    yield Finding(WARNING, message, credentials.key_id.origin, Fix("use the role, and delete the key in IAM"))
