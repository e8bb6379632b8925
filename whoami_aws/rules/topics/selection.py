"""What the environment and `--profile` choose: the profile, the region, and with them the keys."""

from __future__ import annotations

from collections.abc import Iterable

from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import DECLINES, removal_of
from whoami_aws.chain.verdict import NONE, REMOVED, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host import variables
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin
from whoami_aws.platform import ECS, FARGATE, KUBERNETES, LAMBDA, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import exported, plain
from whoami_aws.rules.messages import MACHINE_LINKS, set_variable, who
from whoami_aws.rules.severity import profile_missing


@rule("empty-profile-variable", ERROR)
def empty_profile_variable(host: Host, view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A profile variable is set to nothing, and that counts as the name of a profile.

    Why: botocore checks whether AWS_DEFAULT_PROFILE or AWS_PROFILE is set, not whether it has a value. An empty
    variable selects a profile without a name, which does not exist, before any credentials are looked for.
    `export AWS_PROFILE=` and CI settings that are left blank have this effect.
    Example:
        export AWS_PROFILE=
    Fix: Run `unset AWS_PROFILE`, or `unset AWS_DEFAULT_PROFILE` if that is the empty one.
    Ignore: Never: the SDK stops here, because it finds no profile with an empty name.
    See: botocore/session.py Session.profile, get_scoped_config
    """
    selected, session = view.selected, verdict.session
    if selected is None or selected.text != "" or selected.origin.kind != "env" or session is None:
        return
    if not profile_missing(verdict):
        return
    other = next(
        (value for name in view.chain.engine.profile_variables if (value := host.variable(name)) and not value.empty),
        None,
    )
    beside = f" {other.origin} says {other.text!r}, and is never looked at." if other else ""
    message = f"{selected.origin} is set, and empty: that selects a profile called '', which does not exist.{beside}"
    yield Finding(ERROR, message, selected.origin, unset(selected.origin.name))


@rule("stray-characters-in-profile-name", ERROR)
def stray_characters_in_profile_name(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """White space, quotes or a line end are part of the profile's name.

    Why: The SDK strips nothing from the value of a variable. A file with Windows line ends that is sourced, or an env
    file of Docker with quotes in it, gives a profile name that looks right and does not exist.
    Example:
        # the file that `docker run --env-file` reads
        AWS_PROFILE="dev"
        # ~/.aws/credentials in the container
        [dev]
    Fix: Write the name again without them: `export AWS_PROFILE=NAME`, or `--profile NAME`.
    Ignore: Never: the SDK stops here, because it finds no profile of this name.
    See: botocore/session.py get_scoped_config
    """
    selected = view.selected
    if selected is None or not selected.text or not profile_missing(verdict):
        return
    bare = selected.text.strip().strip("\"'`").strip()
    if bare == selected.text or not view.profiles.exists(bare):
        return
    named = dict.fromkeys(_FLAWS[flaw] for flaw in selected.shape.flaws if flaw in _FLAWS)
    flaws = " and ".join(named) or "more than its name"
    message = f"{selected.origin} has {flaws} around the name {bare!r}, which exists."
    fix = Fix(shell.profile_option(bare), (), removal_of(selected))
    if selected.origin.kind == "env":
        fix = exported((selected.origin.name, bare))
    yield Finding(ERROR, message, selected.origin, fix)


_FLAWS = {
    "leading-space": "white space",
    "trailing-space": "white space",
    "line-end": "a line end",
    "carriage-return": "a carriage return",
    "quoted": "quotes",
}


@rule("default-profile-beats-aws-profile", WARNING)
def default_profile_beats_aws_profile(
    host: Host, view: BotocoreView, chain: Chain, verdict: Verdict
) -> Iterable[Finding]:
    """Two variables name two profiles, and only one of them counts.

    Why: boto3 prefers AWS_DEFAULT_PROFILE to AWS_PROFILE; the AWS CLI v2 and the other SDKs do the opposite. So
    programs in one shell act as two identities, and changing the other variable has no effect.
    Example:
        export AWS_PROFILE=a
        export AWS_DEFAULT_PROFILE=b
    Fix: Unset the variable that is not wanted, usually with `unset AWS_DEFAULT_PROFILE`, which few SDKs read.
    Ignore: If all programs that start from this environment use the same SDK, and it selects the profile that you
    want.
    See: botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES
    """
    first, second = (host.variable(name) for name in chain.engine.profile_variables)
    if first is None or second is None or first.empty or second.empty or first.text == second.text:
        return
    if view.explicit or verdict.session is not None:
        return
    message = (
        f"{first.origin} says {first.text!r} and {second.origin} says {second.text!r}; "
        f"{chain.title} takes {first.text!r}."
    )
    yield Finding(WARNING, message, first.origin, unset("AWS_DEFAULT_PROFILE"))


@rule("hidden-bad-profile-variable", WARNING)
def hidden_bad_profile_variable(host: Host, view: BotocoreView, chain: Chain) -> Iterable[Finding]:
    """A variable names a profile that does not exist, and only the explicit profile hides it.

    Why: With `--profile`, the SDK does not read the variable, so there is no error here. Every other program that is
    started from this environment without an explicit profile ends with ProfileNotFound.
    Example:
        # Only [here] exists.
        export AWS_PROFILE=gone
        aws s3 ls --profile here
    Fix: Run `unset AWS_PROFILE`, or `export AWS_PROFILE=NAME` with the name of a profile that exists.
    Ignore: If every program that starts from this environment names its profile itself.
    See: botocore/session.py Session.profile
    """
    name = next((name for name in chain.engine.profile_variables if host.variable(name)), None)
    value = host.variable(name) if name else None
    if not view.explicit or value is None or view.profiles.error is not None or view.profiles.exists(value.text or ""):
        return
    message = (
        f"{name} says {value.text!r}, and there is no such profile; only --profile {view.profile} hides that here."
    )
    yield Finding(WARNING, message, value.origin, unset(value.origin.name))


@rule("env-keys-removed-by-profile", ERROR, sdks=EVERY)
def env_keys_removed_by_profile(diagnosis: Diagnosis, verdict: Verdict, view: BotocoreView) -> Iterable[Finding]:
    """An explicit profile takes the keys in the environment out of the chain, and has none itself.

    Why: A profile that is named in code or by `--profile` removes the environment's keys from the chain, even if the
    profile says nothing about credentials. The SDK then goes on to the machine's role, or finds nothing.
    Example:
        # ~/.aws/config has only a region for [profile dev].
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=SECRET
        aws s3 ls --profile dev
    Fix: Leave `--profile` out, or give the profile credentials with `aws configure --profile NAME`.
    Ignore: If the program is meant to use the role of the machine, and the profile only for its other settings.
    See: botocore/credentials.py create_credential_resolver, the comment at `disable_env_vars`
    """
    row, own = verdict.row("env"), verdict.row("profile")
    if row is None or row.status != REMOVED or row.probe.credentials is None:
        return
    if own is not None and own.probe.kind != DECLINES:
        return  # it has some, which fail: that is another thing
    if verdict.winner not in MACHINE_LINKS and verdict.outcome != NONE:
        return
    selected = view.selected.origin if view.selected else Origin("option", "--profile")
    then = f"{verdict.winner} answers ({who(diagnosis, verdict.winning_link)})" if verdict.winner else "no link answers"
    why = own.probe.reason.text if own is not None else f"{view.place} has no credentials"
    message = f"--profile {view.profile} takes the keys in {variables.ACCESS_KEY} out of the chain, and {why}: {then}."
    fix = Fix(f"leave --profile {view.profile} out", (), removal_of(view.selected))
    yield Finding(ERROR, message, selected, fix)


@rule("region-variable-unread", ERROR)
def region_variable_unread(
    host: Host, chain: Chain, diagnosis: Diagnosis, answer: IdentityAnswer | None, surroundings: Platform
) -> Iterable[Finding]:
    """AWS_REGION is set, this SDK does not read it, and nothing else gives a region.

    Why: boto3 reads only AWS_DEFAULT_REGION. AWS_REGION is for the other SDKs and the AWS CLI v2. Without a region,
    clients fail with NoRegionError, and a role cannot be assumed.
    Example:
        export AWS_REGION=us-west-2
    Fix: Set AWS_DEFAULT_REGION as well: `export AWS_DEFAULT_REGION="$AWS_REGION"`.
    Ignore: If the program passes a region to every client that it creates.
    See: botocore/configprovider.py BOTOCORE_DEFAUT_SESSION_VARIABLES; https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
    """
    value = host.variable("AWS_REGION")
    wanted = chain.region_variables[0]
    if value is None or value.empty or "AWS_REGION" in chain.region_variables or diagnosis.region is not None:
        return
    breaks = answer is not None and answer.getting_credentials and answer.error == "NoRegionError"
    placed = surroundings.has(KUBERNETES, ECS, FARGATE, LAMBDA) is not None
    severity = ERROR if breaks else INFO if placed else WARNING
    then = "so the role cannot be assumed" if breaks else "so clients that need a region fail with NoRegionError"
    message = f"AWS_REGION says {value.text}, which {chain.title} does not read, and {wanted} is not set: {then}."
    commands = shell.copy_variables([(wanted, "AWS_REGION")])
    fix = plain(commands, f"set {wanted} to what AWS_REGION holds", (set_variable(wanted, value.reading),))
    yield Finding(severity, message, value.origin, fix)
