"""What a CI system is known to do to credentials, as remarks beside a check that failed. A remark is one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from whoami_aws.chain.links.env import ACCESS_KEY, SECRET_KEY
from whoami_aws.check.outcome import Answer
from whoami_aws.check.winner import winner
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.host.values import Shape
from whoami_aws.report import Report


class Surroundings(NamedTuple):
    """Of the CI system only what a remark or a location needs, and never a token.

    `ci`: `github`, `gitlab` or "". `id_token`: whether this job may ask for an OpenID token, where that can be seen.
    `proxies`: names of the proxy variables that are set. `root`: the checkout. `config`: the file that sets the job up.
    """

    ci: str = ""
    id_token: bool | None = None
    proxies: tuple[str, ...] = ()
    root: str = ""
    config: str = ""


def notes(report: Report, around: Surroundings) -> tuple[str, ...]:
    """The remarks on a check that failed."""
    return tuple(note for one in NOTES for note in one(report, around))


def _empty(report: Report, _: Surroundings) -> Iterator[str]:
    """A variable with nothing in it: CI's way to say that there is no such secret."""
    host = report.diagnosis.host
    values = [(name, host.variable(name)) for name in sorted(host.env) if name.startswith("AWS_")]
    names = [name for name, value in values if value is not None and value.empty]
    if names and _nobody(report):
        be, what = ("is", "a secret") if len(names) == 1 else ("are", "secrets")
        yield (
            f"{', '.join(names)} {be} set to nothing. CI systems do that with {what} that the job may not read: "
            "of a fork's pull request, of a protected branch or environment, or with another name."
        )


def _no_id_token(report: Report, around: Surroundings) -> Iterator[str]:
    """The job's role is to come by OpenID, and the job may not ask for a token."""
    diagnosis = report.diagnosis
    role = diagnosis.host.variable("AWS_ROLE_ARN")
    wants = (role is not None and not role.empty) or diagnosis.verdict.winner == "assume-role-with-web-identity"
    if around.id_token is not False or not (_nobody(report) and (wants or diagnosis.verdict.winner is None)):
        return
    if around.ci == "github":
        yield (
            "This job may not ask GitHub for an OpenID token (ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set). If its role "
            "is to come that way, give the job `permissions: {id-token: write, contents: read}`; a pull request from "
            "a fork never gets it."
        )
    elif wants:
        yield (
            "The file of AWS_WEB_IDENTITY_TOKEN_FILE is to be written by the job, from a variable that `id_tokens:` "
            "in its definition declares."
        )


def _masked(report: Report, _: Surroundings) -> Iterator[str]:
    """A value that was copied out of a log."""
    host = report.diagnosis.host
    for name in (ACCESS_KEY, SECRET_KEY, "AWS_SESSION_TOKEN"):
        reading = host.env.get(name)
        if isinstance(reading, Shape) and reading.length == 3 and reading.alphabet == "printable":
            yield f"{name} has three characters: is it the `***` that a log shows instead of a secret?"


def _proxy(report: Report, around: Surroundings) -> Iterator[str]:
    """STS does not answer, and there is a proxy."""
    if around.proxies and _unanswered(report.diagnosis):
        yield (
            f"STS did not answer, and requests go through the proxy of {', '.join(around.proxies)}. "
            "Does it let sts.*.amazonaws.com pass?"
        )


def _no_home(report: Report, _: Surroundings) -> Iterator[str]:
    """Nobody's home."""
    host = report.diagnosis.host
    if _nobody(report) and host.home in (None, "", "/", "/nonexistent"):
        said = "is not set, and this user has none" if host.home is None else f"is {host.home!r}"
        yield f"HOME {said}: files below ~/.aws are looked for there, or nowhere."


NOTES: tuple[Callable[[Report, Surroundings], Iterator[str]], ...] = (_empty, _no_id_token, _masked, _proxy, _no_home)


def _nobody(report: Report) -> bool:
    return isinstance(winner(report), Answer)


def _unanswered(diagnosis: Diagnosis) -> bool:
    return diagnosis.use is not None and diagnosis.use.state == "unknown" and "did not answer" in diagnosis.use.because
