"""Roles for a token in a file: its settings, and the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whoami_aws.chain.verdict import NONE, LinkResult, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.facts import TokenFile
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Value
from whoami_aws.host.variables import ROLE_ARN, TOKEN_FILE
from whoami_aws.platform import GITHUB, GITLAB, KUBERNETES, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.fixes import unexpanded
from whoami_aws.rules.messages import passed_severity
from whoami_aws.rules.role_chain import WEB_IDENTITY, RoleChain, configured, ways_to
from whoami_aws.rules.shell import Commands


def _tokens(view: BotocoreView, verdict: Verdict) -> Iterator[tuple[RoleChain, Value, TokenFile | None]]:
    """The token files of web identities, with what was found there."""
    paths = (
        (way, configured(way.view, TOKEN_FILE, "web_identity_token_file"))
        for way in ways_to(view, verdict, WEB_IDENTITY)
    )
    return ((way, path, view.host.token_file(path.text)) for way, path in paths if path is not None and path.text)


def _taken_away(way: RoleChain) -> tuple[Commands, tuple[Change, ...]]:
    """The commands and changes after which there is no web identity; nothing where a role needs it."""
    if way.roles or way.probe is None:
        return (), ()
    variables = [change.name for change in way.probe.triggers if change.kind == "unset"]
    return shell.unset(*variables), way.probe.triggers


def _severity(view: BotocoreView, verdict: Verdict, way: RoleChain) -> str:
    return passed_severity(verdict, way.row) if view.chain.engine.passes_failures else way.severity


@rule("web-identity-token-missing", ERROR, sdks=EVERY)
def web_identity_token_missing(view: BotocoreView, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """The web identity token file does not exist.

    Why: The settings alone make botocore select this link, and it opens the token file only at the first call. So the
    chain ends here, no later source is tried, and the call fails with a file error that names no variable. Typical
    causes are variables that were copied out of a pod, and a pod that is older than the annotation of its service
    account.
    Example:
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
        # ls: cannot access '/var/run/secrets/token': No such file or directory
    Fix: Have the token mounted: start the pod again with its annotated service account, or add the projected volume.
    Where the role is not wanted, run `unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN`.
    Ignore: If its severity is info: the web identity is not used here.
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider; botocore/utils.py FileWebIdentityTokenLoader
    """
    for way, path, file in _tokens(view, verdict):
        if file is None or not file.error or file.state.kind in ("unreadable", "hidden"):
            continue
        what = "is a directory" if file.state.kind == "directory" else f"cannot be opened ({file.error})"
        if file.state.kind == "missing":
            what = "does not exist"
        text = path.text or ""
        message = f"{path.origin} names {view.host.shown(text)}, which {what}."
        commands, changes = _taken_away(way)
        fix = Fix("let the token be mounted; if the role is not wanted here, remove its settings", commands, changes)
        if text.startswith(("~", "$", "'", '"')):
            message += f" {text[0]} is taken as a letter: nothing is expanded here."
            fix = Fix(f"write the whole path at {path.origin}", commands, changes)
        elif not text.startswith("/"):
            message += " It is relative to the directory that a process happens to start in."
        elif surroundings.has(KUBERNETES):
            message += " In this pod no such token is mounted."
            advice = "start the pod again with its annotated service account, so that the token is mounted"
            fix = Fix(f"{advice}; if the role is not wanted here, remove its settings", commands, changes)
        elif surroundings.has(GITHUB):
            message += " A workflow writes it only with `permissions: id-token: write`."
        elif surroundings.has(GITLAB):
            message += " A job writes it from a variable that `id_tokens:` in its definition declares."
        elif "serviceaccount" in text:
            message += " Such a path exists in a pod; this host is not one."
        yield Finding(_severity(view, verdict, way), message + way.through, path.origin, fix)


@rule("web-identity-token-unreadable", ERROR)
def web_identity_token_unreadable(
    view: BotocoreView, verdict: Verdict, host: Host, surroundings: Platform
) -> Iterable[Finding]:
    """The token file of a web identity is there, and this user may not read it.

    Why: A projected token belongs to root and has mode 0600, unless the pod sets another owner or group. A process
    that runs as another user then fails with PermissionError at its first call, and no later source is tried.
    Example:
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
        $ ls -l /var/run/secrets/token
        -rw------- 1 root root 1094 May  1 12:00 /var/run/secrets/token
    Fix: In a pod, set `securityContext.fsGroup` to a group of the user (or set `runAsUser`). Elsewhere, let the user
    read the file, `chmod a+r FILE`, and enter the directories above it, which `ls -ld DIRECTORY` shows.
    Ignore: If its severity is info: the web identity is not used here.
    See: https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough
    """
    for way, path, file in _tokens(view, verdict):
        if file is None or file.state.kind not in ("unreadable", "hidden"):
            continue
        state, shown = file.state, host.shown(path.text or "")
        if state.kind == "hidden":
            what = f"{shown} is in a directory that this user may not search"
        else:
            what = f"{shown} has mode {state.mode or 0:04o} and belongs to user {state.owner}"
        message = f"{path.origin}: {what}; this process runs as user {host.uid}."
        if surroundings.has(KUBERNETES) or "serviceaccount" in (path.text or ""):
            fix = Fix(f"set securityContext.fsGroup in the pod, to a group that user {host.uid} is in (65534, say)")
        elif state.kind == "hidden":
            whole = unexpanded(host, path.text or "")
            fix = Fix(f"let this user enter the directories above {shown}", shell.list_directories_above(whole))
        else:
            whole = unexpanded(host, path.text or "")
            mode = "u+r" if state.owner == host.uid else "a+r"
            fix = Fix(f"let this user read {shown}", shell.change_mode(mode, whole))
        yield Finding(way.severity, message + way.through, path.origin, fix)


@rule("token-file-without-role-arn", ERROR, sdks=EVERY)
def token_file_without_role_arn(view: BotocoreView, verdict: Verdict) -> Iterable[Finding]:
    """A web identity token file is set, and no role is.

    Why: A token does not say which role to assume. As soon as botocore finds a token file without a role, it stops
    with InvalidConfigError and tries no later source.
    Example:
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
        # AWS_ROLE_ARN is not set
    Fix: Set the role, `export AWS_ROLE_ARN=ROLE-ARN` (or role_arn beside web_identity_token_file). If no role is
    wanted, run `unset AWS_WEB_IDENTITY_TOKEN_FILE`.
    Ignore: If its severity is info: the web identity is not used here.
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider._assume_role_with_web_identity
    """
    for way in ways_to(view, verdict, WEB_IDENTITY):
        path = configured(way.view, TOKEN_FILE, "web_identity_token_file")
        if path is None or way.probe is None or way.probe.reason.code != "no-role":
            continue
        commands, changes = _taken_away(way)
        empty = (view.host.variable(ROLE_ARN) or path).empty
        key = "AWS_ROLE_ARN is empty" if empty else "neither AWS_ROLE_ARN nor role_arn is"
        message = f"{path.origin} is set, and {key}{'' if empty else ' set'}."
        fix = Fix(
            "set AWS_ROLE_ARN to the role; or, if none is wanted here, take the token file away", commands, changes
        )
        yield Finding(_severity(view, verdict, way), message + way.through, path.origin, fix)


@rule("role-arn-without-token-file", ERROR, suppressed_by=("gitlab-id-token-missing",), sdks=EVERY)
def role_arn_without_token_file(
    diagnosis: Diagnosis, host: Host, verdict: Verdict, surroundings: Platform
) -> Iterable[Finding]:
    """AWS_ROLE_ARN is set alone, and does nothing.

    Why: AWS_ROLE_ARN is the second half of a web identity: no SDK reads it without AWS_WEB_IDENTITY_TOKEN_FILE. In a
    pod, the role of the node silently answers instead, and AWS denies what only the pod's own role may do.
    Example:
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        # AWS_WEB_IDENTITY_TOKEN_FILE is not set
    Fix: In a pod, use its annotated service account, so that the token is mounted and its variable is set. Elsewhere,
    run `unset AWS_ROLE_ARN`, and use a profile with role_arn and source_profile.
    Ignore: If the variable is meant for your own script, such as one that runs `aws sts assume-role`, and not for an
    SDK.
    See: botocore/credentials.py AssumeRoleWithWebIdentityProvider.load
    """
    role, token = host.variable(ROLE_ARN), host.variable(TOKEN_FILE)
    row = verdict.row(WEB_IDENTITY)
    if (
        role is None
        or role.empty
        or row is None
        or row.probe.reason.code not in ("token-file-unset", "token-file-empty")
    ):
        return
    winner = verdict.winning_link
    if winner is not None and winner.link == "assume-role":
        return
    who = diagnosis.identity_of(winner)
    name = (role.text or "").rpartition("/")[2]
    if who is not None and who.arn and f"/{name}/" in f"{who.arn}/":
        return  # these are that role's keys already
    state = "empty" if token is not None else "not set"
    message = f"{ROLE_ARN} is {role.text}, and has no effect: {TOKEN_FILE} is {state}."
    kind = surroundings.has(KUBERNETES)
    severity, confidence = INFO, SURE
    if winner is not None:
        whose = (who.arn if who else None) or (winner.probe.credentials.role if winner.probe.credentials else None)
        message += f" {winner.link} answers instead{f', as {whose}' if whose else ''}."
        if winner.link in ("iam-role", "container-role"):
            severity = ERROR if kind and winner.link == "iam-role" else WARNING
    elif verdict.outcome == NONE:
        severity, confidence = ERROR, SURE if kind else LIKELY
    if kind:
        fix = Fix("run the pod with its annotated service account, so that the token file and its variable are there")
    else:
        fix = Fix(f"unset {ROLE_ARN}, and use a profile with role_arn and source_profile", *unset(ROLE_ARN)[1:])
    yield Finding(severity, message, role.origin, fix, confidence)


@rule("web-identity-unknown-to-old-sdks", INFO, sdks=EVERY, needs=("sts",))
def web_identity_unknown_to_old_sdks(
    diagnosis: Diagnosis, verdict: Verdict, winner: LinkResult | None
) -> Iterable[Finding]:
    """An SDK that is too old for web identities silently uses another identity here.

    Why: SDKs from before September 2019 ignore the variables of the token, and so does the SDK for Java without its
    module `sts`. They take the next source, which in a pod is the role of the node.
    Example:
        # A pod with botocore 1.12.100, on a node that has a role
        export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/orders
        export AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/token
    Fix: Upgrade the SDK to at least botocore 1.12.200, Java 1.11.704 or 2.10.11 (with the module `sts`), Go 1.23.13,
    or JavaScript 2.521.0.
    Ignore: If every program that runs here uses an SDK of at least these versions.
    See: https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts-minimum-sdk.html
    """
    if winner is None or winner.link != WEB_IDENTITY or diagnosis.use is None or diagnosis.use.state == "fails":
        return
    for row in verdict.rows:
        if row.link in ("container-role", "iam-role") and row.status == "shadowed":
            role = row.probe.credentials.role if row.probe.credentials else None
            message = f"An SDK that knows no web identity passes it over, and acts as {role or 'another'} ({row.link})."
            fix = Fix("upgrade such programs; for Java, add the module sts")
            yield Finding(INFO, message, winner.probe.inputs[0].origin, fix)
            return
