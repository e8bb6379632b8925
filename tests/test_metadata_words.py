"""What each SDK makes of the words that are said of the metadata service: what switches it off, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.machines import InMemory
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import BREAKS, DECLINES, UNASKED, Probe
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.host import Budget

OTHERS = [sdk for sdk, chain in CHAINS.items() if not chain.engine.reads_as_botocore]


def _said(env: Mapping[str, str], setting: str = "") -> dict[str, Probe]:
    """What the link of each SDK says if it has one and sends no request."""
    machine = InMemory({"HOME": "/home/app", **env}, {"/home/app/.aws/config": f"[default]\n{setting}\n"})
    host = gather(Question(budget=Budget("none"), machine=machine), CHAINS.values())
    rows = {sdk: judge(host, CHAINS[sdk]).row("iam-role") for sdk in CHAINS}
    return {sdk: row.probe for sdk, row in rows.items() if row is not None}


BOTOCORES = {"boto3", "aws-cli", "aws-cli-v1"}
STRICT = {"kotlin", "rust", "ruby", "python-v4"}
MODES = [
    ("IPv4", set[str]()),
    ("IPv6", set[str]()),
    ("ipv4", {"js-v3"}),
    ("IPV6", {"js-v3"}),
    (" ipv6 ", {*BOTOCORES, *STRICT, "js-v3", "cpp"}),
    ("", {*BOTOCORES, "kotlin", "rust", "ruby", "js-v3", "java-v2"}),
    ("ipv5", {*BOTOCORES, *STRICT, "js-v3", "java-v2", "go-v1", "cpp"}),
    ("xipv4", {*BOTOCORES, *STRICT, "js-v3", "java-v2", "go-v1", "cpp"}),
]


@pytest.mark.parametrize(("mode", "refused_by"), MODES)
def test_who_refuses_a_mode(mode: str, refused_by: set[str]) -> None:
    said = _said({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": mode})
    assert {sdk for sdk, probe in said.items() if probe.kind == BREAKS} == refused_by
    assert {probe.reason.code for sdk, probe in said.items() if sdk in refused_by} <= {"bad-setting"}
    by_ipv6 = mode.strip().lower() == "ipv6"
    for sdk in said.keys() - refused_by:
        place = "http://[fd00:ec2::254]/" if by_ipv6 else "http://169.254.169.254/"
        assert said[sdk].reason.text == f"{place} was not asked", sdk


OFF = [
    ("true", {*OTHERS}),
    ("TRUE", {*OTHERS}),
    (" true ", {"java-v2", "js-v2", "js-v3", "crt"}),
    ("false", {"js-v2"}),
    ("FALSE", {"js-v2", "js-v3"}),
    ("0", {"js-v2", "js-v3", "crt"}),
    (" ", {"js-v2", "js-v3", "crt"}),
    ("", {"crt"}),
]


@pytest.mark.parametrize(("word", "off_for"), OFF)
def test_what_switches_the_service_off(word: str, off_for: set[str]) -> None:
    said = _said({"AWS_EC2_METADATA_DISABLED": word})
    assert {sdk for sdk in OTHERS if said[sdk].kind == DECLINES} == off_for
    for sdk in off_for:
        assert said[sdk].reason.code == "disabled"
    neither = {"java-v2"} if word.strip().lower() not in ("true", "false") else set()
    assert {sdk for sdk in OTHERS if said[sdk].kind == BREAKS} == neither
    assert {said[sdk].reason.code for sdk in OTHERS if said[sdk].kind == UNASKED} <= {"not-asked"}


BAD = [
    ("java-v2", "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", "soon", "is not a number"),
    ("kotlin", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", "", "is empty"),
    ("rust", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", "nowhere", "is no URL"),
    (
        "ruby",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "ec2_metadata_service_endpoint_mode",
        "x",
        "is neither IPv4 nor IPv6",
    ),
]


@pytest.mark.parametrize(("sdk", "variable", "key", "text", "what"), BAD)
def test_a_setting_that_cannot_be_taken_is_named(sdk: str, variable: str, key: str, text: str, what: str) -> None:
    for place, said in (
        (variable, _said({variable: text})),
        (f"~/.aws/config:2 [default] {key}", _said({}, f"{key} = {text}")),
    ):
        assert (said[sdk].kind, said[sdk].reason.code) == (BREAKS, "bad-setting")
        assert said[sdk].reason.text == f"{place} {what}"
        error = said[sdk].error
        assert error is not None and error.message == said[sdk].reason.text


@pytest.mark.parametrize(
    ("env", "setting"),
    [
        ({"AWS_EC2_INSTANCE_PROFILE_NAME": " "}, ""),
        ({"AWS_EC2_INSTANCE_PROFILE_NAME": " "}, "ec2_instance_profile_name = app"),
        ({"AWS_EC2_INSTANCE_PROFILE_NAME": ""}, "ec2_instance_profile_name ="),
        ({}, "ec2_instance_profile_name ="),
    ],
)
def test_a_role_is_not_called_by_a_blank(env: dict[str, str], setting: str) -> None:
    said = _said(env, setting)
    assert {sdk for sdk, probe in said.items() if probe.kind == BREAKS} == {"python-v4"}
    reason = said["python-v4"].reason
    assert (reason.code, reason.text) == ("bad-setting", "the setting that names the role is blank")
