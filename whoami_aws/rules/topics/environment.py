"""Environment variables that no SDK reads, that are empty, or that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.verdict import NONE, RESOLVED, Verdict
from whoami_aws.diagnosis import Diagnosis
from whoami_aws.extra_needs import lost_files
from whoami_aws.host import misnamed_variables, variables
from whoami_aws.host.host import Change, Host
from whoami_aws.host.values import Origin, Reading
from whoami_aws.platform import CODEBUILD, CONTAINER, ECS, FARGATE, KUBERNETES, LAMBDA, SUDO, Platform
from whoami_aws.rules import shell
from whoami_aws.rules.finding import ERROR, EVERY, IF_FIX_HELPS, INFO, LIKELY, SURE, WARNING, Finding, Fix, rule, unset
from whoami_aws.rules.messages import set_variable

_KEYS = (variables.ACCESS_KEY, variables.SECRET_KEY, variables.SESSION_TOKEN)
_SAME = {
    variables.PROFILE: ("AWS_DEFAULT_PROFILE",),
    variables.REGION: ("AWS_REGION",),
    "AWS_REGION": (variables.REGION,),
}
"""A name is not missed where one of these is set."""


class _Misnamed(NamedTuple):
    written: str
    wanted: str
    known: bool
    reading: Reading


@rule("unread-variable", ERROR, sdks=IF_FIX_HELPS, needs=("sts", "chain"))
def unread_variable(diagnosis: Diagnosis, host: Host, chain: Chain) -> Iterable[Finding]:
    """The SDK does not read a variable because its name is wrong.

    Why: No SDK reports a wrong name, such as AWS_ACCESS_KEY instead of AWS_ACCESS_KEY_ID, AWS_CREDENTIALS_FILE
    instead of AWS_SHARED_CREDENTIALS_FILE, or a name in lowercase letters. The SDK silently ignores the value, and
    uses another source or finds no credentials.
    Example:
        export AWS_ACCESS_KEY=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_KEY=SECRET
    Fix: Set the value under the right name, and remove the wrong one: `export AWS_ACCESS_KEY_ID="$AWS_ACCESS_KEY"`,
    then `unset AWS_ACCESS_KEY`.
    Ignore: If another program reads the variable under this name: the SDKs for Java v1 and Go v1 read AWS_ACCESS_KEY
    and AWS_SECRET_KEY.
    See: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
    """
    for group in _misnamed(host, chain):
        changes: list[Change] = []
        for one in group:
            changes += [set_variable(one.wanted, one.reading), Change("unset", one.written)]
        after = judge(host.changed(changes), chain)
        severity, confidence = _weight(diagnosis, after, group)
        written = " and ".join(one.written for one in group)
        wanted = " and ".join(one.wanted for one in group)
        message = f"{written}: {chain.title} does not read {'that' if len(group) == 1 else 'those'}; it reads {wanted}."
        if elsewhere := next(
            (
                misnamed_variables.READ_ELSEWHERE[n.written]
                for n in group
                if n.written in misnamed_variables.READ_ELSEWHERE
            ),
            "",
        ):
            message += f" ({elsewhere} do.)"
        if severity != INFO and after.outcome == RESOLVED:
            message += f" Under the right name {after.winner} would answer."
        commands = shell.together(
            shell.copy_variables([(one.wanted, one.written) for one in group]),
            shell.unset(*(one.written for one in group)),
        )
        fix = Fix(f"set {wanted} instead", commands, tuple(changes))
        yield Finding(severity, message, Origin("env", group[0].written), fix, confidence)


def _misnamed(host: Host, chain: Chain) -> Iterator[tuple[_Misnamed, ...]]:
    """Misnamed variables, those of one key pair together. One whose right name is set too is not a mistake."""
    found: dict[str, _Misnamed] = {}
    for name in sorted(host.env):
        meant = misnamed_variables.meant(name)
        value = host.variable(name)
        if meant is None or value is None or value.empty or chain.engine.reads(name):
            continue
        wanted = chain.region_variables[0] if meant.name == "AWS_REGION" else meant.name
        if any((there := host.variable(other)) and not there.empty for other in (wanted, *_SAME.get(wanted, ()))):
            continue
        if wanted not in found or (meant.known and not found[wanted].known):
            found[wanted] = _Misnamed(name, wanted, meant.known, value.reading)
    keys = tuple(found.pop(name) for name in _KEYS if name in found)
    yield from ((keys,) if keys else ())
    yield from ((one,) for one in found.values())


def _weight(diagnosis: Diagnosis, after: Verdict, group: tuple[_Misnamed, ...]) -> tuple[str, str]:
    """How loud: it is the cause where with the right name all would be well, and is not."""
    now = diagnosis.verdict
    confidence = SURE if all(one.known for one in group) else LIKELY
    failing = now.outcome != RESOLVED or (diagnosis.use is not None and diagnosis.use.state == "fails")
    differs = (after.winner, _credentials(after)) != (now.winner, _credentials(now))
    if group[0].wanted == variables.SESSION_TOKEN and _key_type(now) == "session" and differs:
        return ERROR, confidence
    if failing and after.outcome == RESOLVED and differs:
        return ERROR, confidence
    if now.outcome == NONE and group[0].wanted not in (variables.REGION, "AWS_CA_BUNDLE", "AWS_EC2_METADATA_DISABLED"):
        return ERROR, LIKELY
    if now.outcome == RESOLVED and after.outcome == RESOLVED and differs and confidence == SURE:
        return WARNING, confidence
    return INFO, confidence


def _key_type(verdict: Verdict) -> str | None:
    row = verdict.winning_link
    return row.probe.credentials.key_type if row and row.probe.credentials else None


def _credentials(verdict: Verdict) -> object:
    row = verdict.winning_link
    found = row.probe.credentials if row else None
    return found and (found.key_id, found.has_token, found.role)


@rule("empty-key-variables", ERROR, suppressed_by=("ci-secrets-empty",), sdks=EVERY)
def empty_key_variables(host: Host, verdict: Verdict) -> Iterable[Finding]:
    """The variables for the keys are set but empty.

    Why: Empty key variables count as unset, so botocore goes on to the next source. Compose files, charts and CI
    systems set an empty variable for a secret or a setting that does not exist.
    Example:
        export AWS_ACCESS_KEY_ID=
        export AWS_SECRET_ACCESS_KEY=
    Fix: Find where the variables are set, and define the missing values there. If no keys are wanted, remove the
    variables: `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`.
    Ignore: If the credentials are meant to come from another source: empty variables do not hide it.
    See: botocore/credentials.py EnvProvider.load
    """
    empty = [name for name in _KEYS[:2] if (value := host.variable(name)) and value.empty]
    filled = [name for name in _KEYS[:2] if (value := host.variable(name)) and not value.empty]
    if empty and not filled:
        severity = ERROR if verdict.outcome == NONE else INFO
        verb = "are" if len(empty) > 1 else "is"
        message = f"{' and '.join(empty)} {verb} set, and empty: that counts as no keys."
        fix = Fix(f"look at where {' and '.join(empty)} {verb} set: what should be put there does not exist")
        yield Finding(severity, message, Origin("env", empty[0]), fix)


_ARRIVES = (
    *_KEYS,
    variables.PROFILE,
    "AWS_DEFAULT_PROFILE",
    variables.ROLE_ARN,
    variables.CREDENTIALS_FILE,
    variables.CONFIG_FILE,
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


class _Wrapper(NamedTuple):
    """What lets no variables through. `marker` shows it, and `fix` is how to pass them on."""

    marker: Origin
    says: str
    fix: Fix
    confidence: str


@rule(
    "environment-stripped",
    ERROR,
    suppressed_by=(
        "unread-variable",
        "empty-key-variables",
        "ci-secrets-empty",
        "gitlab-protected-variables",
        "container-variables-lost",
        "failing-source-passed-over",
        "source-stops-chain",
        "instance-profile-gone",
        "instance-profile-without-role",
        "instance-role-refused",
        "metadata-behind-proxy",
        "metadata-forbidden",
        "metadata-hop-limit",
        "metadata-stand-in",
        "metadata-too-slow",
        "no-role-attached",
    ),
    sdks=EVERY,
)
def environment_stripped(
    host: Host, verdict: Verdict, diagnosis: Diagnosis, surroundings: Platform
) -> Iterable[Finding]:
    """Environment variables do not reach this process.

    Why: Containers, and tools such as tox, Bazel, Nix, sudo and systemd, start programs with their own environment,
    and any process can give its child a different one. Credentials that exist in the shell are then missing here, and
    no SDK can tell why.
    Example:
        # tox.ini, without pass_env
        [testenv]
        commands = pytest
    Fix: Pass the variables on by name: `pass_env = AWS_*` in the [testenv] section of tox.ini, `bazel test
    --test_env=AWS_PROFILE --test_env=HOME`, `Environment=` or `EnvironmentFile=` in a systemd unit, `docker run -e
    AWS_PROFILE -v ~/.aws:/root/.aws:ro`, or `sudo
    --preserve-env=AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,AWS_PROFILE COMMAND`. In a Nix build, use
    impureEnvVars or credentials from a file. In a Lambda function, let the parent process pass AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN on to its child.
    Ignore: If the program is not meant to use AWS here, as is usual for unit tests and builds.
    See: https://tox.wiki/en/latest/config.html#pass_env; https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    if verdict.outcome != NONE or any((value := host.variable(name)) and not value.empty for name in _ARRIVES):
        return
    found = _sure_wrapper(host, surroundings)
    if found is None and not _has_files(host, diagnosis):
        found = _likely_wrapper(host, surroundings)
    if found is not None:
        message = f"No credentials variable reaches this process: {found.says}"
        yield Finding(ERROR, message, found.marker, found.fix, found.confidence)


def _has_files(host: Host, diagnosis: Diagnosis) -> bool:
    """Whether there are profiles here, or files in the home of who started this: then they are what is missed."""
    places = (host.place(path) for path in lost_files(host))
    there = any(place is not None and place.kind not in ("missing", "hidden") for place in places)
    return there or bool(diagnosis.view.profiles.names())


def _marker(host: Host, *markers: str) -> Origin | None:
    return next((value.origin for name in markers if (value := host.variable(name)) and not value.empty), None)


def _sure_wrapper(host: Host, surroundings: Platform) -> _Wrapper | None:
    if (kind := surroundings.has(LAMBDA)) is not None:
        says = (
            f"this is a Lambda function ({kind.evidence} is set), whose role comes in {', '.join(_KEYS)}; the process "
            "that started this one kept them back."
        )
        return _Wrapper(kind.evidence, says, Fix(f"pass {', '.join(_KEYS)} on to the child process"), SURE)
    if (origin := _marker(host, "TOX_ENV_NAME", "TOX_WORK_DIR")) is not None:
        says = f"tox ({origin} is set) passes only the variables that pass_env names."
        return _Wrapper(origin, says, Fix("pass_env = AWS_* in the section [testenv] of tox.ini"), SURE)
    if (origin := _marker(host, "BAZEL_TEST")) is not None:
        says = f"Bazel ({origin} is set) runs tests with an environment of its own."
        return _Wrapper(origin, says, Fix("bazel test --test_env=AWS_PROFILE --test_env=HOME …"), SURE)
    if (origin := _marker(host, "NIX_BUILD_TOP")) is not None:
        says = f"Nix ({origin} is set) clears the environment of a build."
        return _Wrapper(origin, says, Fix("impureEnvVars, or credentials from a file"), SURE)
    return None


def _likely_wrapper(host: Host, surroundings: Platform) -> _Wrapper | None:
    if (kind := surroundings.has(SUDO)) is not None:
        says = f"sudo ({kind.evidence} is set) starts programs with a new environment and another home."
        return _Wrapper(kind.evidence, says, Fix("keep the variables", shell.SUDO_KEEPS_VARIABLES), LIKELY)
    if surroundings.has(ECS, FARGATE, KUBERNETES, CODEBUILD):
        return None
    if (kind := surroundings.has(CONTAINER)) is not None:
        says = f"a container ({kind.evidence}) gets neither the variables nor the files of its host by itself."
        return _Wrapper(kind.evidence, says, Fix("docker run -e AWS_PROFILE -v ~/.aws:/root/.aws:ro …"), LIKELY)
    if (origin := _marker(host, "INVOCATION_ID")) is not None:
        says = f"a systemd unit ({origin} is set) sees nothing that a shell exports."
        return _Wrapper(origin, says, Fix("Environment= or EnvironmentFile= in the unit"), LIKELY)
    return None


@rule("proxy-variable-twice", INFO)
def proxy_variable_twice(host: Host) -> Iterable[Finding]:
    """A proxy variable is set in small and in capital letters, to different proxies.

    Why: Python, and so botocore, uses the variable in lowercase letters, and other programs use the other one. So
    which proxy a request goes through depends on the SDK that sends it.
    Example:
        export https_proxy=http://proxy-a.example.com:3128
        export HTTPS_PROXY=http://proxy-b.example.com:3128
    Fix: Set only one of them, or set both to the same value. For example, run `unset HTTPS_PROXY`.
    Ignore: If the two are meant for different programs, and each of them can reach AWS that way.
    See: urllib.request getproxies_environment
    """
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        small, capital = host.variable(name), host.variable(name.upper())
        if small and capital and not small.empty and not capital.empty and small.reading != capital.reading:
            message = f"{name} and {name.upper()} differ; botocore takes {name}."
            yield Finding(INFO, message, capital.origin, unset(name.upper()))
