"""Which CI job a check runs in, by its variables; and what is noted beside a check that failed."""

from __future__ import annotations

import pytest

from whoami_aws.check.job import NO_JOB, Job, job_of
from whoami_aws.check.notes import notes
from whoami_aws.host.values import Origin
from whoami_aws.platform import CI, GITHUB, GITLAB, JENKINS, Kind, Platform
from whoami_aws.report import Report
from whoami_aws.rules.finding import ERROR, Finding, Fix

from .states import report

REF = "o/n/.github/workflows/ci.yml@refs/heads/main"


@pytest.mark.parametrize(
    ("env", "job"),
    [
        ({}, NO_JOB),
        ({"CI": "true"}, NO_JOB),
        ({"GITHUB_ACTIONS": "false", "GITLAB_CI": ""}, NO_JOB),
        ({"GITHUB_ACTIONS": "true"}, Job("github")),
        ({"GITHUB_ACTIONS": "1", "GITHUB_WORKSPACE": "/w"}, Job("github", "/w")),
        (
            {"GITHUB_ACTIONS": "True", "GITHUB_WORKFLOW_REF": REF, "GITLAB_CI": "true"},
            Job("github", "", ".github/workflows/ci.yml"),
        ),
        # Elsewhere in the repository there are no workflows; and what is not a path is a value of somebody's own.
        ({"GITHUB_ACTIONS": "true", "GITHUB_WORKFLOW_REF": "o/n/ci.yml@x"}, Job("github")),
        ({"GITHUB_ACTIONS": "true", "GITHUB_WORKFLOW_REF": "o/n/.github/a\nb@x"}, Job("github")),
        ({"GITLAB_CI": "true"}, Job("gitlab", "", ".gitlab-ci.yml")),
        (
            {"GITLAB_CI": "true", "CI_PROJECT_DIR": "/p", "CI_CONFIG_PATH": "ci/all.yml"},
            Job("gitlab", "/p", "ci/all.yml"),
        ),
        ({"GITLAB_CI": "true", "CI_CONFIG_PATH": "a\nb"}, Job("gitlab", "", ".gitlab-ci.yml")),
    ],
)
def test_the_job_that_variables_tell_of(env: dict[str, str], job: Job) -> None:
    assert job_of(env) == job


def _nobody(kind: str | None, told: str = "", **env: str) -> Report:
    """Nobody has credentials; a finding says something."""
    found = report("nothing at all", "full")
    host = found.diagnosis.host._replace(env={**found.diagnosis.host.env, **env})
    kinds = Platform((Kind(kind, Origin("env", "CI")),) if kind else ())
    finding = Finding(ERROR, told, Origin("env", "X"), Fix("x"), rule="x", title="x")
    return found._replace(diagnosis=found.diagnosis._replace(host=host, surroundings=kinds), findings=(finding,))


_ONE = (
    "AWS_ROLE_ARN is set to nothing. CI systems do that with a secret or variable that the job may not read: of a "
    "fork's pull request, of a protected branch or environment, or with another name."
)
_TWO = _ONE.replace("AWS_ROLE_ARN is", "AWS_PROFILE, AWS_ROLE_ARN are").replace(
    "a secret or variable", "secrets or variables"
)


@pytest.mark.parametrize("kind", [GITHUB, GITLAB, JENKINS, CI])
def test_what_is_empty_in_a_job_is_noted(kind: str) -> None:
    assert notes(_nobody(kind, AWS_ROLE_ARN="", AWS_DEFAULT_REGION="")) == (_ONE,)
    assert notes(_nobody(kind, AWS_ROLE_ARN="", AWS_PROFILE="")) == (_TWO,)


def test_what_is_not_noted() -> None:
    assert notes(_nobody(None, AWS_ROLE_ARN="")) == (), "this is no job"
    assert notes(_nobody(CI, AWS_ROLE_ARN="x")) == (), "it is not empty"
    assert notes(_nobody(CI, "AWS_ROLE_ARN is empty", AWS_ROLE_ARN="")) == (), "a finding says so"
    found = report("a user's keys", "full")
    kinds = Platform((Kind(CI, Origin("env", "CI")),))
    host = found.diagnosis.host._replace(env={**found.diagnosis.host.env, "AWS_ROLE_ARN": ""})
    resolved = found._replace(diagnosis=found.diagnosis._replace(host=host, surroundings=kinds))
    assert notes(resolved) == (), "there are credentials"
