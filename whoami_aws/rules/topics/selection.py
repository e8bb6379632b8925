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

    Why: botocore asks whether AWS_DEFAULT_PROFILE or AWS_PROFILE is set, not whether it says anything. An empty one
    selects a profile without a name, which does not exist, before any credentials are looked for. `export
    AWS_PROFILE=` and CI settings that are left blank do that.
    Fix: unset the variable; empty is not unset.
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


@rule("blemished-profile-name", ERROR)
def blemished_profile_name(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """White space, quotes or a line end are part of the profile's name.

    Why: nothing is stripped from a variable. A file with Windows line ends that is sourced, or an env file of Docker
    with quotes in it, gives the name of a profile that looks right and does not exist.
    Fix: write the name again without them.
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

    Why: boto3 takes AWS_DEFAULT_PROFILE before AWS_PROFILE, the AWS CLI v2 and the other SDKs the other way round. So
    one shell acts as two identities, and changing the other variable changes nothing.
    Fix: unset the one that is not wanted, mostly AWS_DEFAULT_PROFILE, which few SDKs read.
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

    Why: with `--profile` the variable is not looked at, so all is well here. Every other program that is started from
    this environment without one ends with ProfileNotFound.
    Fix: unset the variable, or name a profile that exists.
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

    Why: naming a profile in code or by `--profile` removes the environment's keys from the chain altogether, also
    where the profile says nothing about credentials. The search then runs on to the machine's role, or ends with
    nothing.
    Fix: leave the profile out, or give it credentials.
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

    Why: boto3 reads AWS_DEFAULT_REGION alone; AWS_REGION is for the other SDKs and the AWS CLI v2. Without a region
    clients fail with NoRegionError, and a role cannot be assumed.
    Fix: set AWS_DEFAULT_REGION as well.
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
