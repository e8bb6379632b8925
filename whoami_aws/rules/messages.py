"""What rules of several topics need: how loud to be, whom to name, what to advise."""

from __future__ import annotations

from collections.abc import Iterator

from whoami_aws.chain.botocore.links import links_that
from whoami_aws.chain.probe import Probe
from whoami_aws.chain.verdict import NONE, NOT_PROBED, SHADOWED, STOPPED, WINS, LinkResult, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.arn import resource_of
from whoami_aws.host.host import Change
from whoami_aws.host.key_id import masked
from whoami_aws.host.values import Origin, Reading
from whoami_aws.rules.finding import ERROR, INFO, WARNING, Fix, unset

KEY_FILES = links_that(lambda kind: kind.keys == "file")
"""Links that read a key pair from a file."""
PROFILE_LINKS = links_that(lambda kind: kind.by_profile)
"""Links that answer by what a profile says."""
MACHINE_LINKS = links_that(lambda kind: kind.endpoint)
"""Links that answer with the role of the place where this runs."""


def severity_of(row: LinkResult) -> str:
    """What decides is an error; what is not used is a note."""
    return ERROR if row.status in (WINS, STOPPED) else INFO


def passed_severity(verdict: Verdict, row: LinkResult) -> str:
    """The severity of a source that fails where the SDK may go on: loud where another source answers, or none."""
    if row.status in (WINS, STOPPED, NOT_PROBED):
        return ERROR
    before = verdict.row(verdict.winner or verdict.error_link)
    if before is not None and (before.position < row.position or verdict.winner is None):
        return INFO
    return ERROR if verdict.outcome == NONE else WARNING


def written_keys(verdict: Verdict) -> Iterator[LinkResult]:
    """Links that found a key pair written down somewhere."""
    for row in verdict.rows:
        if row.link in ("env", *KEY_FILES) and row.probe.credentials is not None and row.status != "removed":
            yield row


def who(diagnosis: Diagnosis, row: LinkResult | None) -> str:
    """A short name for whose credentials a link offers."""
    identity = diagnosis.identity_of(row)
    if identity is not None and identity.arn is not None:
        return resource_of(identity.arn)
    credentials = row.probe.credentials if row else None
    if credentials is not None and credentials.role:
        return credentials.role
    text = credentials.key_id.text if credentials and credentials.key_id else None
    return f"the owner of key {masked(text)}" if text else "the owner of that key"


def origin_of(probe: Probe) -> Origin:
    """The place to look at first: where the key id is, else the first input that is there."""
    key = probe.credentials.key_id if probe.credentials else None
    if key is not None:
        return key.origin
    return next((one.origin for one in probe.inputs if one.state != "absent"), Origin("default", "the winner"))


def origin_of_change(change: Change) -> Origin:
    """The place that a change is made at."""
    match change.kind:
        case "unset" | "set" | "rename":
            return Origin("env", change.name)
        case "drop-option":
            return Origin("option", change.name)
        case "unset-property":
            return Origin("property", change.name)
        case _:
            return Origin("file", change.name, change.line, change.section, change.key)


def without(row: LinkResult) -> Fix:
    """The fix that removes a written key pair."""
    origin = origin_of(row.probe)
    if origin.kind == "env":
        return unset(*(change.name for change in row.probe.triggers))
    return Fix(f"remove the key pair at {origin}", (), row.probe.triggers)


def set_variable(name: str, reading: Reading) -> Change:
    """The change of setting a variable."""
    return Change("set", name, reading=reading)


def hides(diagnosis: Diagnosis, row: LinkResult) -> str:
    """A sentence on what the winner keeps from answering: empty if it is not the winner, or nothing else would."""
    below = [one for one in diagnosis.verdict.rows if one.status == SHADOWED]
    if row.status != WINS or not below:
        return ""
    return f" It hides {below[0].link} ({who(diagnosis, below[0])})."


def shadowed(verdict: Verdict, link: str) -> LinkResult | None:
    """The row of a link that would answer, if the winner did not come first."""
    row = verdict.row(link)
    return row if row is not None and row.status == SHADOWED else None
