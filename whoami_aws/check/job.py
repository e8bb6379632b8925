"""The CI job that a check runs in: how it shows what is wrong, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from whoami_aws.host.forms import fits, path

GITHUB, GITLAB = "github", "gitlab"


class Job(NamedTuple):
    """`ci`: `github`, `gitlab` or "". `root`: the checkout. `config`: the file that sets the job up."""

    ci: str = ""
    root: str = ""
    config: str = ""


NO_JOB = Job()


def job_of(env: Mapping[str, str]) -> Job:
    """The job that these variables tell of. (What else of the place matters to rules, `surroundings` knows.)"""
    if _true(env.get("GITHUB_ACTIONS")):
        # OWNER/NAME/.github/workflows/ci.yml@REF
        workflow = env.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].split("/", 2)[-1]
        config = workflow if workflow.startswith(".github/") and fits(workflow, path) else ""
        return Job(GITHUB, env.get("GITHUB_WORKSPACE", ""), config)
    if _true(env.get("GITLAB_CI")):
        config = env.get("CI_CONFIG_PATH", "")
        return Job(GITLAB, env.get("CI_PROJECT_DIR", ""), config if config and fits(config, path) else ".gitlab-ci.yml")
    return NO_JOB


def _true(text: str | None) -> bool:
    return (text or "").lower() in ("true", "1")
