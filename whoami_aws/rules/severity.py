"""How much something that no link sees matters to the verdict."""

from __future__ import annotations

from whoami_aws.chain.botocore.links import links_that
from whoami_aws.chain.verdict import NONE, Verdict
from whoami_aws.rules.finding import ERROR, INFO, WARNING
from whoami_aws.rules.messages import PROFILE_LINKS

_BELOW_FILES = links_that(lambda kind: kind.endpoint or (kind.keys == "file" and not kind.by_profile))
"""Links below the shared files: they answer where a file was not seen."""


def profile_missing(verdict: Verdict) -> bool:
    """Whether the SDK ends because it finds no such profile."""
    session = verdict.session
    # A source profile that is missing raises the same, and is another thing.
    return session is not None and session.reason.code in ("profile-not-found", "profile-missing")


def nothing_found(verdict: Verdict) -> bool:
    """Whether no credentials are found, or the profile is missing: then what was not seen may be what was meant."""
    return verdict.outcome == NONE or profile_missing(verdict)


def of_unseen_file(verdict: Verdict) -> str:
    """The severity of a file that was meant and is not seen: another source may answer in its place."""
    if nothing_found(verdict):
        return ERROR
    return WARNING if verdict.winner in _BELOW_FILES else INFO


def profile_answers(verdict: Verdict) -> bool:
    """Whether the credentials come from a profile."""
    return verdict.winner in PROFILE_LINKS
