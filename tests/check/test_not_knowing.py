"""A gate that cannot tell does not pass: every assertion, under every way of not knowing, in every format."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import explain_client as in_nursery
from tests.hostile.child import busy
from tests.scenario import all_scenarios, child, explained, lay_out
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import HOLDS, UNCONFIRMED, Asked
from whoami_aws.check.assertions import ASSERTIONS
from whoami_aws.check.result import Check, judge, with_defaults
from whoami_aws.check.winner import known_bad
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import decode
from whoami_aws.host.values import Origin
from whoami_aws.render import Options
from whoami_aws.report import Report, report_of
from whoami_aws.rules.finding import ERROR, INFO, RULES, WARNING, Finding, Fix

from . import formats, hosts
from .hosts import KEYS, SCENARIOS, asked

KEY, ACCOUNT = KEYS["AWS_ACCESS_KEY_ID"], "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/deploy"
KNOWN = {"identity_by_key": {KEY: USER}}
REGION = {"AWS_DEFAULT_REGION": "us-west-2"}
PAIR = f"aws_access_key_id = {KEY}\naws_secret_access_key = {KEYS['AWS_SECRET_ACCESS_KEY']}\n"
PROFILE = {
    "~/.aws/credentials": f"[base]\n{PAIR}",
    "~/.aws/config": f"[profile deploy]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/deploy\nsource_profile = base\n",
}
PROGRAM = {"~/.aws/config": "[default]\ncredential_process = /bin/echo hello\n"}


class RoleChain(NamedTuple):
    """A way of not knowing: a host, and with which options it is asked about. `trust`: whether its STS is trusted."""

    host: dict[str, Any]
    words: tuple[str, ...] = ()
    trust: bool = True


def keys(sts: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"env": {**KEYS, **REGION, **more}, "imds": None, "sts": sts}


def role(sts: dict[str, Any]) -> dict[str, Any]:
    return {"env": {**REGION, "AWS_PROFILE": "deploy"}, "files": PROFILE, "imds": None, "sts": {**KNOWN, **sts}}


def throttled(code: str, status: int = 400) -> dict[str, Any]:
    return {"error_by_key": {KEY: {"error": code, "message": "-", "status": status}}}


IRSA = SCENARIOS["web-identity"]
INSTANCE = SCENARIOS["instance-role"]
SOON = ("--timeout", "2")
WAYS: dict[str, RoleChain] = {
    "offline-keys": RoleChain(keys(KNOWN), ("--offline",)),
    "offline-role": RoleChain(role({}), ("--offline",)),
    "offline-instance": RoleChain(INSTANCE, ("--offline",)),
    "metadata-alone": RoleChain(keys(KNOWN), ("--network", "metadata")),
    "metadata-of-a-stranger": RoleChain(INSTANCE, ("--network", "metadata")),
    "sts-refuses-connections": RoleChain(keys({**KNOWN, "reachable": False})),
    "sts-hangs": RoleChain(keys({**KNOWN, "hang": True}), SOON),
    "sts-throttles": RoleChain(keys(throttled("Throttling"))),
    "sts-denies": RoleChain(keys(throttled("AccessDenied", 403))),
    "sts-fails": RoleChain(keys({**KNOWN, "status": 500})),
    "sts-talks-garbage": RoleChain(keys({**KNOWN, "misbehave": "garbage"})),
    "sts-is-a-page": RoleChain(keys({**KNOWN, "misbehave": "html"})),
    "sts-says-nothing": RoleChain(keys({**KNOWN, "misbehave": "empty"})),
    "sts-ends-never": RoleChain(keys({**KNOWN, "misbehave": "endless"}), SOON),
    "sts-names-no-arn": RoleChain(keys({"identity_by_key": {KEY: "x"}})),
    "sts-is-foreign": RoleChain(keys(KNOWN), trust=False),
    "sts-of-a-role-is-foreign": RoleChain(role({}), trust=False),
    "sts-of-a-token-is-foreign": RoleChain(IRSA, trust=False),
    "sts-without-tls": RoleChain(keys(KNOWN, AWS_ENDPOINT_URL_STS="http://10.9.9.9:8000")),
    "sts-in-two-ways": RoleChain(keys(KNOWN, AWS_ENDPOINT_URL_STS="http://10.9.9.9:8000\\@127.0.0.1/")),
    "role-and-sts-refuses-connections": RoleChain(role({"reachable": False})),
    "role-and-sts-hangs": RoleChain(role({"hang": True}), SOON),
    "role-and-sts-throttles": RoleChain(role({"assume_role": {f"arn:aws:iam::{ACCOUNT}:role/deploy": "Throttling"}})),
    "role-and-sts-denies": RoleChain(role({"assume_role": {f"arn:aws:iam::{ACCOUNT}:role/deploy": "AccessDenied"}})),
    "token-and-sts-refuses-connections": RoleChain({**IRSA, "sts": {"reachable": False}}),
    "token-and-sts-hangs": RoleChain({**IRSA, "sts": {"hang": True}}, SOON),
    "metadata-silent": RoleChain({**INSTANCE, "imds": {"reachable": False}}),
    "metadata-hangs": RoleChain({**INSTANCE, "imds": {"reachable": "blackhole"}}, SOON),
    "metadata-ends-never": RoleChain({**INSTANCE, "imds": {"role": "r", "misbehave": "endless"}}, SOON),
    "program-not-run": RoleChain({"env": REGION, "files": PROGRAM, "imds": None, "sts": KNOWN}, ("--no-exec",)),
    "files-not-read": RoleChain(
        {"env": REGION, "files": {"~/.aws/config": {"fifo": True}}, "imds": None, "sts": KNOWN}
    ),
}
SOME = ("offline-keys", "sts-is-foreign", "program-not-run")
"""The ways of the default suite."""

# Each holds where it is known.
SAID: dict[str, tuple[str, ...]] = {
    "account": (ACCOUNT,),
    "arn": ("*",),
    "partition": ("aws",),
    "source": tuple(dict.fromkeys(link for chain in CHAINS.values() for link in chain.links)),
    "not-source": ("boto-config",),
    "min-ttl": ("1s",),
    "region": ("*",),
    "no-finding": ("key-unknown-to-sts",),
    "fail-on": ("error",),
}
GIVEN = [(), *((name,) for name in ASSERTIONS if name not in ("resolves", "usable"))]
"""Nothing, and each assertion that can be made alone."""


def assertions(names: tuple[str, ...]) -> tuple[Asked, ...]:
    return with_defaults(asked(name, *SAID.get(name, ())) for name in names)


@cache
def recorded(way: str) -> Host:
    """The Host of a way, as a child process gathers it."""
    host, words, trust = WAYS[way]
    with tempfile.TemporaryDirectory() as folder, lay_out(_made(host), Path(folder) / "host") as laid:
        _fifo(host, laid.home)
        job = {"env": laid.env, "cwd": str(laid.home), "root": str(laid.root), "home": str(laid.home)}
        said = in_nursery.explained({**job, "words": [*laid.argv, *words, *(laid.trust if trust else ())]})
    return decode(said["host"])


def _made(host: dict[str, Any]) -> dict[str, Any]:
    files = {name: text for name, text in host.get("files", {}).items() if not isinstance(text, dict)}
    return {**host, "files": {**files, "~/.aws/x": ""}} if len(files) < len(host.get("files", {})) else host


def _fifo(host: dict[str, Any], home: Path) -> None:
    import os

    for name, text in host.get("files", {}).items():
        if text == {"fifo": True}:
            os.mkfifo(home / name.removeprefix("~/"))


@cache
def reports(way: str) -> dict[str, Report]:
    host = recorded(way)
    return {sdk: report_of(host, chain) for sdk, chain in CHAINS.items()}


def check(way: str, names: tuple[str, ...], *accepted: str) -> Check:
    return judge(assertions(names), ("boto3",), reports(way), accepted)


@pytest.mark.parametrize("way", [pytest.param(one, marks=() if one in SOME else pytest.mark.slow) for one in WAYS])
def test_no_assertion_holds_where_it_cannot_be_told(way: str) -> None:
    for names in GIVEN:
        found = check(way, names)
        assert (found.ok, found.exit_code) == (False, 1), (names, found.outcomes)
        for format_ in CHECK_FORMATS:
            text = rendered(format_, found, Options())
            assert "passed" not in text, (names, format_)
            if format_ in formats.READERS:
                formats.READERS[format_](text)
        assert json.loads(rendered("json", found, Options()))["exit_code"] == 1


def cases() -> Iterator[Any]:
    """Each way with each assertion as a process, the formats in turn; a few of them in the default suite."""
    turn = itertools.cycle((*CHECK_FORMATS, "quiet"))
    for number, (way, names) in enumerate(itertools.product(WAYS, GIVEN)):
        few = way == "sts-is-foreign" and names == ("account",)
        yield pytest.param(way, names, next(turn), marks=() if few else pytest.mark.slow, id=f"{number}-{way}")


@pytest.mark.parametrize(("way", "names", "format_"), list(cases()))
def test_no_command_ends_with_0(way: str, names: tuple[str, ...], format_: str, tmp_path: Path) -> None:
    host, words, trust = WAYS[way]
    with lay_out(_made(host), tmp_path / "host") as laid:
        _fifo(host, laid.home)
        options = [f"--{name}={value}" for name in names for value in SAID.get(name, ())]
        flags = [f"--{name}" for name in names if name not in SAID]
        how = ["--quiet"] if format_ == "quiet" else ["--format", format_]
        done = child(laid, "check", *options, *flags, *words, *how, *laid.argv, *(laid.trust if trust else ()))
    # On a machine with far more to do than it has processors, the limit of `--timeout` may end the run.
    late = done.returncode == 3 and "could not finish within" in done.stderr and busy() > 2
    assert done.returncode == 1 or late, done.stdout + done.stderr
    assert "GUARD" not in done.stderr


@pytest.mark.parametrize("way", ["known", pytest.param("known-role", marks=pytest.mark.slow)])
def test_what_is_confirmed_passes(way: str) -> None:
    """The same assertions where all is known: else the sweep above would prove nothing."""
    WAYS.setdefault(way, RoleChain(role({}) if way == "known-role" else keys(KNOWN)))
    for names in GIVEN:
        if names in (("imds-v2-only",), ("all-sdks-agree",)):
            continue  # about the metadata service, and about SDKs that were not gathered for
        if names == ("not-long-term",) and way == "known":
            continue
        found = check(way, names)
        assert found.ok, (way, names, [one.answer for one in found.outcomes if one.state != HOLDS])


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [one.name for one in all_scenarios() if one.told.healthy])
def test_a_healthy_host_passes(scenario: str, tmp_path: Path) -> None:
    """Nothing that a rule needs is missing where all is well: a gate that never opens is of no use."""
    host = SCENARIOS[scenario]
    with lay_out(host, tmp_path / "host") as laid:
        _, recorded_host = explained(laid, host.get("passwd_home"))
    found = decode(json.loads(recorded_host))
    report = report_of(found, CHAINS[found.sdk.id])
    if report.diagnosis.identity is None or report.diagnosis.identity.source != "sts":
        return  # another SDK's credentials, which STS is not asked about
    done = judge(with_defaults(()), ("boto3",), {"boto3": report})
    assert done.ok, [one.answer for one in done.outcomes if one.state != HOLDS]


UNTOLD = [way for way in WAYS if way.startswith(("offline-keys", "sts-")) and way != "sts-denies"]


@pytest.mark.parametrize("way", [pytest.param(one, marks=() if one in SOME else pytest.mark.slow) for one in UNTOLD])
def test_accept_unconfirmed_accepts_who_and_usable_and_is_named(way: str) -> None:
    # Offline the metadata service was not asked, of which rules would speak: that is not accepted.
    for names in (("source",), ("account",), ("partition",) if way != "offline-keys" else ("region",), ()):
        if way == "offline-keys" and not names:
            assert not check(way, names, UNCONFIRMED).ok
            continue
        found = check(way, names, UNCONFIRMED)
        if names and reports(way)["boto3"].diagnosis.identity is None:
            continue
        if names == ("partition",) and reports(way)["boto3"].diagnosis.identity.arn in (None, "x"):
            continue  # nobody said any ARN
        if names == ("account",) and way == "sts-names-no-arn":
            continue
        assert found.ok, (names, [one.answer for one in found.outcomes if one.state != HOLDS])
        for format_ in CHECK_FORMATS:
            if format_ != "gitlab":  # which lists only what is wrong
                assert "--accept unconfirmed" in rendered(format_, found, Options()).replace("\\", ""), format_
        assert json.loads(rendered("json", found, Options()))["accepted"] == [UNCONFIRMED]


BAD = [
    "wrong-secret",
    "env-keys-expired",
    "partial-env-keys",
    "session-key-without-token",
    "web-identity-token-missing",
    "instance-role-expired",
    "sso-token-expired",
    "key-and-secret-swapped-in-env",
    "rotated-key-in-env",
    "placeholder-words-as-keys",
    "blank-secret-in-file",
    "nobody-answers",
]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        pytest.param(name, words, marks=() if name in BAD[1:4] and words == ("--offline",) else pytest.mark.slow)
        for name in BAD
        for words in ((), ("--offline",), ("--network", "metadata"))
        # Only STS knows these.
        if not (words and name in ("wrong-secret", "rotated-key-in-env"))
    ],
)
def test_what_is_known_to_be_bad_is_never_accepted(scenario: str, words: tuple[str, ...]) -> None:
    way = f"{scenario}{words}"
    WAYS.setdefault(way, RoleChain(SCENARIOS[scenario], words))
    for names in ((), ("account",), ("source",)):
        assert not check(way, names, UNCONFIRMED).ok, names


ABOUT_CREDENTIALS = {
    *(
        "container_tokens",
        "failed_links",
        "expiry",
        "key_texts",
        "keys",
        "login",
        "programs",
        "role_requests",
        "sts_answers",
    ),
    *("sso", "sso_tokens", "web_identity", "web_tokens"),
}
"""Topics of rules whose errors mean that the credentials do not work."""


@pytest.mark.parametrize("name", [one.name for one in RULES.values()])
def test_an_error_about_the_credentials_says_that_they_are_bad(name: str) -> None:
    report = hosts.reports(hosts.SHADOWED)["boto3"]._replace(findings=())
    assert not known_bad(report), "STS accepts them"
    rule = RULES[name]
    for severity, bad in ((ERROR, rule.topic in ABOUT_CREDENTIALS), (WARNING, False), (INFO, False)):
        finding = Finding(severity, "it is", Origin("env", "X"), Fix("mend it"), rule=name, title=rule.page.title)
        assert known_bad(report._replace(findings=(finding,))) == bad, severity
        assert known_bad(report._replace(followed=(finding,))) == bad, severity


def test_every_topic_about_credentials_has_rules() -> None:
    assert {one.topic for one in RULES.values()} >= ABOUT_CREDENTIALS
