"""What the metadata service's answer does to a verdict, and who it is that answers: for the rules about it."""

from __future__ import annotations

import re

from whoami_aws.chain.verdict import NONE, UNKNOWN, WINS, LinkResult, Verdict
from whoami_aws.diagnosis import OWN_SERVER
from whoami_aws.host.facts import ImdsAnswer, Reply
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, INFO, Fix

_LATE = ("ReadTimeoutError", "ConnectTimeoutError")


def suffers(verdict: Verdict) -> bool:
    """Whether the instance's role is missed: no credentials are found, or a chain that wanted it stops."""
    if verdict.outcome == NONE:
        return True
    row = verdict.row(verdict.error_link)
    if row is None:
        return False
    return row.link == "iam-role" or (row.probe.reason.code == "empty-source" and _by_the_role(row))


def uses(verdict: Verdict) -> bool:
    """Whether the role is what wins, by itself or as the source of another role."""
    row = verdict.winning_link
    return row is not None and row.status == WINS and (row.link == "iam-role" or _by_the_role(row))


def _by_the_role(row: LinkResult) -> bool:
    """Whether the path of profiles ends at the instance's role."""
    return any(hop.link == "iam-role" for hop in row.probe.hops)


def severity(verdict: Verdict) -> str:
    """How loud to be about a role that is not served."""
    return ERROR if suffers(verdict) else INFO


def undecided(verdict: Verdict) -> bool:
    """Whether the result depends on the service alone."""
    row = verdict.row("iam-role")
    return verdict.outcome == UNKNOWN and row is not None and row.probe.reason is verdict.unknown_because


def late(reply: Reply | None) -> bool:
    """Whether a request was not answered in time; for a token: though something accepted the connection."""
    return reply is not None and reply.error in _LATE


def has_no_role(imds: ImdsAnswer | None) -> bool:
    """Whether the service lists no role."""
    role = imds.role if imds else None
    return role is not None and (role.status == 404 or (role.ok and role.body == "empty"))


def name_of(arn: str) -> str:
    """The last part of an ARN."""
    return arn.rpartition("/")[2]


def options(imds: ImdsAnswer, text: str, **wanted: str) -> Fix:
    """The fix that changes the instance's metadata options, from where that is allowed."""
    words = {f"--{name.replace('_', '-')}": value for name, value in wanted.items()}
    commands = shell.aws("ec2 modify-instance-metadata-options", {"--instance-id": instance(imds), **words})
    return Fix(text, commands)


def instance(imds: ImdsAnswer) -> str:
    """The instance's id, or a word in its place."""
    found = imds.instance_id or ""
    return found if re.fullmatch(r"i-[0-9a-f]{8,17}", found) else "INSTANCE"


_CLOUDS = (
    ("metadata server for vm", "Google Cloud"),
    ("microsoft", "Azure"),
    ("azure", "Azure"),
    ("gse", "Google Cloud"),
)
_KNOWN = r"(?i)\b(kiam|kube2iam|kube-?iam|pod not found|finding pod|no pod|pod with|moto|werkzeug|mock)\b"


def other_cloud(imds: ImdsAnswer | None) -> str | None:
    """The cloud whose service this is, if it is not Amazon's."""
    server = (imds.server if imds else None) or ""
    return next((cloud for word, cloud in _CLOUDS if word in server.lower()), None)


def stand_in(imds: ImdsAnswer) -> str | None:
    """How one can tell that it is not the instance's own service that answers; None if one cannot."""
    if imds.server and imds.server != OWN_SERVER:
        return f"it calls itself '{imds.server}'"
    if found := re.search(_KNOWN, imds.excerpt):
        return f"it says {found[0]!r}"
    if imds.token is not None and imds.token.status in (404, 405, 501):
        return f"it does not know of tokens ({imds.token.status} for the token request)"
    reply = imds.credentials
    if reply is not None and (reply.status == 404 or (reply.status or 0) in (500, 502, 504)):
        return f"it names the role and answers {reply.status} for its credentials"
    return None
