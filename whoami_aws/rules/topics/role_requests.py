"""Roles that STS refuses, or that need a code to be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whoami_aws.chain.verdict import Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.host.arn import account_in, resource_of, role_name
from whoami_aws.host.facts import IdentityAnswer
from whoami_aws.platform import (
    CI,
    CODEBUILD,
    ECS,
    FARGATE,
    GITHUB,
    GITLAB,
    JENKINS,
    KUBERNETES,
    LAMBDA,
    Platform,
)
from whoami_aws.rules.finding import ERROR, INFO, LIKELY, SURE, Finding, Fix, rule
from whoami_aws.rules.role_chain import RoleChain, role_way, setting, written

_UNATTENDED = (LAMBDA, FARGATE, ECS, KUBERNETES, CODEBUILD, GITHUB, GITLAB, JENKINS, CI)


@rule("role-needs-mfa", ERROR)
def role_needs_mfa(view: BotocoreView, verdict: Verdict, surroundings: Platform) -> Iterable[Finding]:
    """A role in the chain needs an MFA code, and the SDK prompts for it.

    Why: With mfa_serial in the profile, botocore prompts for a code on the terminal, again in every process. In a
    job, a service or a container no one can type it, so the program hangs or fails.
    Example:
        [profile admin]
        role_arn = arn:aws:iam::111122223333:role/admin
        source_profile = base
        mfa_serial = arn:aws:iam::111122223333:mfa/alice
    Fix: On a terminal, type the code. Elsewhere, use a source that needs no code, such as SSO or the role of the
    machine, or fetch temporary keys beforehand.
    Ignore: If the program runs on a terminal, and a person types the code.
    See: botocore/credentials.py AssumeRoleCredentialFetcher._assume_role_kwargs, getpass
    """
    way = role_way(view, verdict)
    if way is None or not way.decides or way.row.probe.kind == "breaks" or way.from_cache:
        return
    for role in way.roles:
        if (serial := setting(role, "mfa_serial")) is None:
            continue
        kind = surroundings.has(*_UNATTENDED)
        message = f"{serial.origin}: the SDK prompts for a code of {serial.text} before it can be used."
        if kind is not None:
            message += f" No one can answer here ({kind.name}, by {kind.evidence})."
        fix = Fix("fetch temporary keys beforehand, or use a source that needs no code")
        yield Finding(ERROR if kind else INFO, message, serial.origin, fix, SURE if kind is None else LIKELY)


_USER = re.compile(r"User: (arn:\S+) is not authorized")
_RESOURCE = re.compile(r"on resource: (arn:\S+)")
_BECAUSE = (
    (
        "with an explicit deny",
        "a policy denies it explicitly",
        "look for the Deny (a service control policy is likely)",
    ),
    (
        "no identity-based policy allows",
        "no policy of the caller allows it",
        "allow {who} sts:AssumeRole on {role}",
    ),
    (
        "no permissions boundary allows",
        "the caller's permissions boundary does not allow it",
        "allow sts:AssumeRole on {role} in the boundary of {who}",
    ),
    (
        "no session policy allows",
        "a policy restricts the caller's session",
        "allow sts:AssumeRole on {role} in that policy",
    ),
    (
        "no resource-based policy allows",
        "the role's trust policy does not name the caller",
        "name {who} in the trust policy of {role}",
    ),
)


@rule("assume-role-denied", ERROR, suppressed_by=("role-arn-malformed", "role-of-another-partition", "wrong-partition"))
def assume_role_denied(view: BotocoreView, verdict: Verdict, answer: IdentityAnswer | None) -> Iterable[Finding]:
    """AWS does not let these credentials assume the role.

    Why: Two sides have to agree. A policy of the caller must allow sts:AssumeRole on the role, and the role's trust
    policy must name the caller, with all its conditions met (an external ID, MFA, an organization). STS often tells
    neither which side refused nor which condition failed.
    Example:
        [profile app]
        role_arn = arn:aws:iam::111122223333:role/audit
        source_profile = base
        # AssumeRole answers AccessDenied
    Fix: For a role in the account of another organization, set the external ID that was agreed: `aws configure set
    external_id ID --profile NAME`. Otherwise an administrator corrects the role's trust policy or the caller's
    permissions. An id that begins with AROA or AIDA in a trust policy is that of a deleted role or user: name the
    caller there again.
    Ignore: Never: AWS refuses to give credentials of this role.
    See: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
    """
    way = role_way(view, verdict)
    if way is None or answer is None or answer.code not in _DENIED or answer.operation != "AssumeRole":
        return
    resource = _found(_RESOURCE, answer.message)
    role = next((one for one in way.roles if _arn(one) == resource), way.roles[0])
    arn = _arn(role) or "the role"
    who, account = _who_asks(way, role, answer.message)
    theirs = account_in(arn)
    origin = role.settings["role_arn"].value.origin
    message = f"{who} may not assume {role_name(arn)} of account {theirs} ({origin})."
    because = next((one for one in _BECAUSE if one[0] in answer.message), None)
    external, mfa = setting(role, "external_id"), setting(role, "mfa_serial")
    if because is not None:
        message += f" AWS says why: {because[1]}."
        yield Finding(ERROR, message, origin, Fix(because[2].format(who=who, role=arn)))
        return
    name = resource_of(_found(_USER, answer.message) or "")
    reasons = [f"the trust policy of {role_name(arn)} does not name {who}, or its policies do not allow it"]
    if name.startswith("assumed-role/"):
        reasons.append("a role that was deleted and made again is another one to the trust policy (an AROA… id there)")
    if mfa is None and (name.startswith("user/") or not name):
        reasons.append("the policy may want MFA (no mfa_serial is set)")
    fix = Fix(f"add {who} to the trust policy of {arn}; if it is listed already, save it again")
    if external is None and theirs is not None and account != theirs:
        other = f"is in another account ({theirs}, not {account})" if account else "may be in another account"
        reasons.insert(0, f"the role {other}, and no external_id is sent")
        cure = written(role, "external_id", "AGREED-WITH-ITS-OWNER")
        fix = Fix(f"{cure.text}; else correct the trust policy", cure.commands)
    elif external is not None:
        reasons.append(f"the external_id at {external.origin} may be another than the trust policy wants")
    message += f" STS gives no reason. Most likely first: {'; '.join(reasons)}.{way.through}"
    yield Finding(ERROR, message, origin, fix)


_DENIED = ("AccessDenied", "AccessDeniedException")


def _arn(view: BotocoreView) -> str | None:
    found = setting(view, "role_arn")
    return found.text if found else None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _who_asks(way: RoleChain, role: BotocoreView, said: str) -> tuple[str, str | None]:
    """Who asks for this role, and of which account: by STS's own words, else by what the way tells."""
    if arn := _found(_USER, said):
        return arn, account_in(arn)
    inner = way.roles.index(role) + 1
    if inner < len(way.roles) and (arn := _arn(way.roles[inner])):
        return role_name(arn), account_in(arn)
    credentials = way.probe.credentials if way.probe else None
    account = credentials.account if credentials else None
    if way.link == "iam-role":
        return f"the instance ({credentials.role if credentials else 'iam-role'})", account
    return f"the owner of the credentials of {way.view.profile} ({way.link})", account
