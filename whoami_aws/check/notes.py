"""Notes beside a check that failed: what no rule reports, and may have caused it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whoami_aws.check.assertion import Answer
from whoami_aws.check.winner import winner
from whoami_aws.platform import CI, GITHUB, GITLAB, JENKINS
from whoami_aws.report import Report

_GIVING = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
"""Variables that give credentials, or say where they are."""


def notes(report: Report) -> tuple[str, ...]:
    """The notes on a check that failed."""
    return tuple(_empty(report))


def _empty(report: Report) -> Iterator[str]:
    """Variables with nothing in them, which is CI's way to say that there is no such secret. Those that a finding
    names are told already.
    """
    if report.diagnosis.surroundings.has(GITHUB, GITLAB, JENKINS, CI) is None or not isinstance(winner(report), Answer):
        return
    told = {word for finding in report.findings for word in re.findall(r"\w+", finding.message)}
    values = [(name, report.diagnosis.host.variable(name)) for name in _GIVING if name not in told]
    names = [name for name, value in values if value is not None and value.empty]
    if names:
        be, what = ("is", "a secret or variable") if len(names) == 1 else ("are", "secrets or variables")
        yield (
            f"{', '.join(names)} {be} set to nothing. CI systems do that with {what} that the job may not read: "
            "of a fork's pull request, of a protected branch or environment, or with another name."
        )
