"""What a host is, by what shows it. The names of the kinds are in the report, where others read them."""

from __future__ import annotations

import pytest

from whoami_aws.host.extra_facts import Mark, MarkNeed, Place, PlaceNeed
from whoami_aws.host.facts import FileState
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.platform import surroundings

VARIABLES = {
    "lambda": ["AWS_LAMBDA_FUNCTION_NAME", "AWS_EXECUTION_ENV=AWS_Lambda_python3.12"],
    "fargate": ["AWS_EXECUTION_ENV=AWS_ECS_FARGATE"],
    "ecs": ["ECS_CONTAINER_METADATA_URI_V4", "ECS_CONTAINER_METADATA_URI", "AWS_EXECUTION_ENV=AWS_ECS_EC2"],
    "kubernetes": ["KUBERNETES_SERVICE_HOST"],
    "codebuild": ["CODEBUILD_BUILD_ID", "CODEBUILD_BUILD_ARN"],
    "cloudshell": ["AWS_EXECUTION_ENV=CloudShell"],
    "cloud9": ["C9_PID", "C9_PROJECT", "C9_USER"],
    "github-actions": ["GITHUB_ACTIONS"],
    "gitlab-ci": ["GITLAB_CI"],
    "jenkins": ["JENKINS_URL", "JENKINS_HOME"],
    "ci": ["CI", "BUILD_ID", "TF_BUILD", "BUILDKITE", "CIRCLECI", "TRAVIS"],
    "wsl": ["WSL_DISTRO_NAME", "WSL_INTEROP"],
    "tox": ["TOX_ENV_NAME", "TOX_WORK_DIR"],
    "sudo": ["SUDO_USER"],
}
MARKS = [
    ("/sys/class/dmi/id/sys_vendor", "amazon ec2", ["ec2"]),
    ("/proc/sys/kernel/osrelease", "microsoft", ["wsl"]),
    ("/proc/1/cgroup", "kubepods", ["kubernetes", "container"]),
    ("/proc/1/cgroup", "ecs", ["ecs", "container"]),
    ("/proc/1/cgroup", "docker", ["container"]),
    ("/proc/1/cgroup", "containerd", ["container"]),
    ("/proc/1/cgroup", "lxc", ["container"]),
]
PLACES = [
    ("/.dockerenv", ["container"]),
    ("/run/.containerenv", ["container"]),
    ("/var/run/secrets/kubernetes.io/serviceaccount/token", ["kubernetes"]),
]
WORDS = {
    "/sys/class/dmi/id/sys_vendor": ("amazon ec2",),
    "/proc/sys/kernel/osrelease": ("microsoft",),
    "/proc/1/cgroup": ("kubepods", "ecs", "docker", "containerd", "lxc"),
}


def _host(env: dict[str, str] | None = None) -> Host:
    return Host(0.0, "/home/me", "me", 1000, env or {}, None, Sdk("boto3", None, None, "yes"), Budget(), {})


def _kinds(host: Host) -> dict[str, str]:
    return {kind.name: kind.evidence.name for kind in surroundings(host, None).kinds}


def test_nothing_shows_nothing() -> None:
    assert _kinds(_host()) == {}


@pytest.mark.parametrize(("kind", "given"), [(kind, one) for kind, given in VARIABLES.items() for one in given])
def test_a_variable_shows_it(kind: str, given: str) -> None:
    name, _, text = given.partition("=")
    # An ECS task on Fargate is both.
    expected = ["fargate", "ecs"] if kind == "fargate" else [kind]
    assert _kinds(_host({name: text or "x"})) == dict.fromkeys(expected, name)
    assert _kinds(_host({name: ""})) == {}


@pytest.mark.parametrize(("path", "word", "kinds"), MARKS)
def test_a_file_of_the_system_shows_it(path: str, word: str, kinds: list[str]) -> None:
    assert _kinds(_host().with_facts({MarkNeed(path, WORDS[path]): Mark(word)})) == dict.fromkeys(kinds, path)


@pytest.mark.parametrize("state", ["file", "unreadable", "directory"])
@pytest.mark.parametrize(("path", "kinds"), PLACES)
def test_a_path_that_is_there_shows_it(path: str, kinds: list[str], state: str) -> None:
    assert _kinds(_host().with_facts({PlaceNeed(path): Place(FileState(state))})) == dict.fromkeys(kinds, path)
    for absent in ("missing", "hidden"):
        assert _kinds(_host().with_facts({PlaceNeed(path): Place(FileState(absent))})) == {}
