"""The sources of a role that are named and give nothing: credential_source, and profiles without credentials."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from whoami_aws.chain.botocore import role_path
from whoami_aws.chain.botocore.links import LINKS
from whoami_aws.chain.probe import OFFERS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.host import Change
from whoami_aws.host.variables import ACCESS_KEY, SECRET_KEY
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, Finding, Fix, rule
from whoami_aws.rules.messages import severity_of
from whoami_aws.rules.role_chain import broken_role, named_profile, origin_in, setting, through, with_keys, written

_MEANT = {
    "ec2": "Ec2InstanceMetadata",
    "instance": "Ec2InstanceMetadata",
    "instancemetadata": "Ec2InstanceMetadata",
    "metadata": "Ec2InstanceMetadata",
    "imds": "Ec2InstanceMetadata",
    "ecs": "EcsContainer",
    "container": "EcsContainer",
    "env": "Environment",
    "environ": "Environment",
    "environmentvariables": "Environment",
}


@rule("bad-credential-source", ERROR)
def bad_credential_source(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A credential_source is not one of the three valid values.

    Why: The only valid values are Environment, Ec2InstanceMetadata and EcsContainer, spelled exactly so. The name of
    a profile belongs to source_profile. With any other value the chain stops with InvalidConfigError.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        credential_source = ecs
    Fix: Write one of the three values: `aws configure set credential_source EcsContainer --profile app`. For a
    profile, replace the line by `source_profile = NAME`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py CanonicalNameCredentialSourcer
    """
    if (found := broken_role(view, verdict, "bad-credential-source")) is None:
        return
    row, way = found
    last = way.roles[-1]
    text = (way.source.text if way.source else None) or ""
    origin = origin_in(last, "credential_source")
    message = f"{origin} is {text!r}; there are {', '.join(role_path.sources())}, spelled exactly so."
    bare = "".join(char for char in text.lower() if char.isalnum())
    names = {name.lower(): name for name in role_path.sources()}
    near = difflib.get_close_matches(bare, names, 1, 0.6)
    if view.profiles.exists(text):
        message += f" {text!r} is a profile."
        changes = (
            Change("drop-key", origin.name, origin.section, "credential_source", line=origin.line),
            Change("set-key", origin.name, origin.section, "source_profile", text, line=origin.line),
        )
        fix = Fix(f"write source_profile = {text} at {origin.name}:{origin.line}", (), changes)
    elif meant := _MEANT.get(bare) or (names[near[0]] if near else None):
        fix = written(last, "credential_source", meant)
    else:
        fix = Fix(f"write one of them at {origin}")
    yield Finding(severity_of(row), message + through(row, way), origin, fix)


@rule("credential-source-empty", ERROR)
def credential_source_empty(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The credential_source of a role has no credentials here.

    Why: A profile with a credential_source uses that source and no other. If it has nothing, the chain stops with
    CredentialRetrievalError, and the SDK tries no other source, even if one would answer.
    Example:
        # AWS_ACCESS_KEY_ID is not set.
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/app
        credential_source = Environment
    Fix: Provide the source: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, pass the container's variable on, or
    attach an instance profile with a role to the instance. Or name a source that this host has: `aws configure set
    credential_source Ec2InstanceMetadata --profile app`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._resolve_credentials_from_source
    """
    if (found := broken_role(view, verdict, "empty-source")) is None:
        return
    row, way = found
    last, source = way.roles[-1], (way.source.text if way.source else None) or ""
    origin = origin_in(last, "credential_source")
    why = way.probe.reason.text if way.probe else "nothing is there"
    message = f"{origin} is {source}, and {way.link} has nothing: {why}."
    probes = {name: LINKS[link].probe(view) for name, link in role_path.sources().items() if name != source}
    others = [name for name, probe in probes.items() if probe.kind == OFFERS]
    if others:
        message += f" {others[0]} would answer here, and is not tried."
        fix = written(last, "credential_source", others[0])
    else:
        fix = Fix(_BRING.get(source, f"provide what {way.link} looks for"))
    yield Finding(severity_of(row), message + through(row, way), origin, fix)


_BRING = {
    "Environment": f"set {ACCESS_KEY} and {SECRET_KEY} where this process is started",
    "EcsContainer": "run this in the task or pod, or pass its AWS_CONTAINER_CREDENTIALS_… variable on to this process",
    "Ec2InstanceMetadata": "attach an instance profile with a role to this instance, or run this on one that has it",
}


@rule("source-profile-without-credentials", ERROR)
def source_profile_without_credentials(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """The source profile of a role has no credentials.

    Why: The SDK takes the credentials of a source profile only from that profile's sections. It uses neither the
    environment nor the role of the instance or container instead. The chain stops with InvalidConfigError.
    Example:
        [default]
        role_arn = arn:aws:iam::111122223333:role/app
        source_profile = base
        [profile base]
    Fix: Give the source profile credentials with `aws configure --profile base`, or name another source: `aws
    configure set source_profile NAME`.
    Ignore: It is harmless, and only a note, while an earlier link of the chain gives the credentials that you want.
    Otherwise, never: the SDK stops here.
    See: botocore/credentials.py AssumeRoleProvider._resolve_credentials_from_profile, ProfileProviderBuilder
    """
    if (found := broken_role(view, verdict, "source-empty")) is None:
        return
    row, way = found
    last, base = way.roles[-1], way.view
    origin = origin_in(last, "source_profile")
    message = f"{origin} names {base.place}, which has no credentials of its own."
    inner = setting(base, "credential_source")
    if inner is not None and inner.text in role_path.sources():
        message += f" Its credential_source (line {inner.origin.line}) counts only beside a role_arn."
        changes = (
            Change("drop-key", origin.name, origin.section, "source_profile", line=origin.line),
            Change("set-key", origin.name, origin.section, "credential_source", inner.text, line=origin.line),
        )
        fix = Fix(
            f"write credential_source = {inner.text} at {origin.name}:{origin.line}, for source_profile", (), changes
        )
    elif (keyed := [one for one in with_keys(view) if one != last.profile]) and len(keyed) == 1:
        fix = written(last, "source_profile", keyed[0])
    else:
        fix = Fix(f"give {base.profile} a key pair", shell.aws("configure", profile=named_profile(base)))
        if _answers(verdict, "env") or _answers(verdict, "iam-role") or _answers(verdict, "container-role"):
            message += " The environment and the role of this machine are not asked for a source profile."
    yield Finding(severity_of(row), message + through(row, way), origin, fix)


def _answers(verdict: Verdict, link: str) -> bool:
    row = verdict.row(link)
    return row is not None and row.probe.kind == OFFERS
