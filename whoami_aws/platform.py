"""What kind of place this host is: an instance, a task, a pod, a CI job; each with what shows it.

It selects which rules make sense, and what a fix says. Several hold at once: a pod on an instance in CI.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from whoami_aws.host.extra_facts import MarkNeed, PlaceNeed
from whoami_aws.host.facts import ImdsAnswer
from whoami_aws.host.host import Host
from whoami_aws.host.values import Origin

EC2, ECS, FARGATE, KUBERNETES, LAMBDA, CODEBUILD, CLOUDSHELL = (
    "ec2",
    "ecs",
    "fargate",
    "kubernetes",
    "lambda",
    "codebuild",
    "cloudshell",
)
CLOUD9, GITHUB, GITLAB, JENKINS, CI, CONTAINER, WSL, TOX, SUDO = (
    "cloud9",
    "github-actions",
    "gitlab-ci",
    "jenkins",
    "ci",
    "container",
    "wsl",
    "tox",
    "sudo",
)

POD_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token"
"""Every pod has one, unless it is told not to: the token for the cluster's own API, which AWS does not accept."""

VENDOR = MarkNeed("/sys/class/dmi/id/sys_vendor", ("amazon ec2",))
KERNEL = MarkNeed("/proc/sys/kernel/osrelease", ("microsoft",))
FIRST_PROCESS = MarkNeed("/proc/1/cgroup", ("kubepods", "ecs", "docker", "containerd", "lxc"))
PLACES = (PlaceNeed("/.dockerenv"), PlaceNeed("/run/.containerenv"), PlaceNeed(POD_TOKEN))
NEEDS = (VENDOR, KERNEL, FIRST_PROCESS, *PLACES)
"""What is looked at to tell: a handful of small files of the system."""


class Kind(NamedTuple):
    """One thing that this host is, and what shows it."""

    name: str
    evidence: Origin


class Platform(NamedTuple):
    """All that this host is."""

    kinds: tuple[Kind, ...] = ()

    def has(self, *names: str) -> Kind | None:
        """The first of these that holds."""
        return next((kind for name in names for kind in self.kinds if kind.name == name), None)


_By = Callable[[Host], Origin | None]


def _set(*names: str) -> _By:
    def by(host: Host) -> Origin | None:
        for name in names:
            value = host.variable(name)
            if value is not None and not value.empty:
                return value.origin
        return None

    return by


def _says(name: str, *words: str) -> _By:
    def by(host: Host) -> Origin | None:
        value = host.variable(name)
        text = (value.text or "").lower() if value else ""
        return value.origin if value and any(word in text for word in words) else None

    return by


def _there(path: str) -> _By:
    def by(host: Host) -> Origin | None:
        state = host.place(path)
        found = state is not None and state.kind not in ("missing", "hidden")
        return Origin("file", path) if found else None

    return by


def _marked(need: MarkNeed, *words: str) -> _By:
    def by(host: Host) -> Origin | None:
        return Origin("file", need.path) if host.mark(need) in (words or need.words) else None

    return by


# Each with all that shows it; the first that holds is told.
_KINDS: tuple[tuple[str, tuple[_By, ...]], ...] = (
    (LAMBDA, (_set("AWS_LAMBDA_FUNCTION_NAME"), _says("AWS_EXECUTION_ENV", "aws_lambda"))),
    (FARGATE, (_says("AWS_EXECUTION_ENV", "aws_ecs_fargate"),)),
    (
        ECS,
        (
            _set("ECS_CONTAINER_METADATA_URI_V4", "ECS_CONTAINER_METADATA_URI"),
            _says("AWS_EXECUTION_ENV", "aws_ecs"),
            _marked(FIRST_PROCESS, "ecs"),
        ),
    ),
    (KUBERNETES, (_set("KUBERNETES_SERVICE_HOST"), _there(POD_TOKEN), _marked(FIRST_PROCESS, "kubepods"))),
    (CODEBUILD, (_set("CODEBUILD_BUILD_ID", "CODEBUILD_BUILD_ARN"),)),
    (CLOUDSHELL, (_says("AWS_EXECUTION_ENV", "cloudshell"),)),
    (CLOUD9, (_set("C9_PID", "C9_PROJECT", "C9_USER"),)),
    (GITHUB, (_set("GITHUB_ACTIONS"),)),
    (GITLAB, (_set("GITLAB_CI"),)),
    (JENKINS, (_set("JENKINS_URL", "JENKINS_HOME"),)),
    (CI, (_set("CI", "BUILD_ID", "TF_BUILD", "BUILDKITE", "CIRCLECI", "TRAVIS"),)),
    (CONTAINER, (_there("/.dockerenv"), _there("/run/.containerenv"), _marked(FIRST_PROCESS))),
    (WSL, (_set("WSL_DISTRO_NAME", "WSL_INTEROP"), _marked(KERNEL))),
    (TOX, (_set("TOX_ENV_NAME", "TOX_WORK_DIR"),)),
    (SUDO, (_set("SUDO_USER"),)),
)


def surroundings(host: Host, imds: ImdsAnswer | None) -> Platform:
    """What this host is, by its environment, a few files, and what the metadata service says."""
    kinds = []
    if (origin := _instance(host, imds)) is not None:
        kinds.append(Kind(EC2, origin))
    for name, ways in _KINDS:
        origin = next((found for way in ways if (found := way(host)) is not None), None)
        if origin is not None:
            kinds.append(Kind(name, origin))
    return Platform(tuple(kinds))


def _instance(host: Host, imds: ImdsAnswer | None) -> Origin | None:
    if imds is not None and imds.instance_id:
        return Origin("endpoint", "the metadata service")
    return _marked(VENDOR)(host)
