"""A Host of another process is gathered through its `Machine`, and nothing of this process gets into it."""

from __future__ import annotations

import builtins
import json
import os
import pwd
import socket
import sys
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from botocore.utils import IMDSFetcher

import whoami_aws
from tests.machines import InMemory
from whoami_aws.ask import run_imds
from whoami_aws.ask.explain import Question, explain, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.fakes import FakeContainer, FakeImds
from whoami_aws.gather.sdk_detection import in_use
from whoami_aws.host.facts import TokenNeed
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.snapshot import encode

PACKAGE = str(Path(whoami_aws.__file__).parent)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = f"aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
FILES = {
    "/home/app/.aws/credentials": f"[dev]\n{KEYS}",
    "/home/app/conf/config": "[profile dev]\nregion = eu-central-1\n[profile lost]\nsource_profile = nowhere\n",
    "/home/app/.aws/sso/cache/x.json": '{"accessToken": "EXAMPLETOKEN", "startUrl": "https://x.awsapps.com/start"}',
    "/opt/app/bin/java": "",
}
ENV = {
    "AWS_PROFILE": "dev",
    "AWS_CONFIG_FILE": "~app/conf/config",
    "PATH": "/opt/app/bin",
    "AWS_EC2_METADATA_DISABLED": "true",
}
OWN = {"AWS_PROFILE": "own-profile", "AWS_REGION": "us-west-2", "http_proxy": "http://own-proxy:1"}
"""What is set for this process, and must not be seen."""
CALLS = {
    builtins: ("open",),
    os: (*("access", "getcwd", "getuid", "listdir", "lstat", "open", "readlink", "scandir", "stat", "uname"),),
    pwd: ("getpwnam", "getpwuid"),
    socket: ("gethostname",),
}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What this package, and what it calls, asks the operating system of this process's host."""
    for name, value in OWN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    found: list[str] = []

    def spied(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def spy(*arguments: Any, **named: Any) -> Any:
            if _is_ours(sys._getframe(1)):
                found.append(f"{name}{arguments}")
            return function(*arguments, **named)

        return spy

    for owner, names in CALLS.items():
        for name in names:
            monkeypatch.setattr(owner, name, spied(name, getattr(owner, name)))
    monkeypatch.setattr(os, "environ", _Watched(os.environ, found))
    return found


def _is_ours(frame: FrameType | None) -> bool:
    """Whether the package asks. What a module does when it is imported says nothing of a host; and botocore's fetcher
    makes a session with the proxies of this process, in whose place it gets another one before anything is sent.
    """
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        if frame.f_code is IMDSFetcher.__init__.__code__:
            return False
        if frame.f_code.co_filename.startswith(PACKAGE) and "/fakes/" not in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


OF_THE_CLIENT = ("BOTO_EXPERIMENTAL__ADD_PROXY_HOST_HEADER", "SSLKEYLOGFILE")
"""Variables that botocore's HTTP client reads with every request, and that say nothing of a host."""


class _Watched(MutableMapping[str, str]):
    """The variables of this process; a look at one is written down."""

    def __init__(self, variables: MutableMapping[str, str], found: list[str]) -> None:
        self._variables, self._found = variables, found

    def _seen(self, name: str) -> None:
        if name not in OF_THE_CLIENT and _is_ours(sys._getframe(2)):
            self._found.append(f"environ {name}")

    def __getitem__(self, name: str) -> str:
        self._seen(name)
        return self._variables[name]

    def __setitem__(self, name: str, value: str) -> None:
        self._variables[name] = value

    def __delitem__(self, name: str) -> None:
        del self._variables[name]

    def __iter__(self) -> Iterator[str]:
        self._seen("all")
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def _gathered(machine: InMemory, network: str = "none", v1: bool = False) -> Host:
    """The Host with what all chains ask for."""
    question = Question(budget=Budget(network, timeout=20), machine=machine, v1=v1)
    return gather(question, [chain for sdk, chain in CHAINS.items() if sdk != "boto3"])


def test_files_users_and_variables_are_those_of_the_other_process(looks: list[str]) -> None:
    host = _gathered(InMemory(ENV, FILES))
    assert looks == []
    assert judge(host, CHAINS["boto3"]).winner == "shared-credentials-file"
    assert (host.user, host.uid, host.home, host.cwd) == ("app", 4001, "/home/app", "/home/app")
    assert host.homes == (("app", "/home/app"),)
    assert host.sdk == Sdk("boto3", "1.38.1", "1.38.2", "no-crt")
    recorded = json.dumps(encode(host))
    assert not [value for value in (*OWN.values(), SECRET, socket.gethostname()) if value in recorded]


def test_the_witness_answers_for_this_process_alone(looks: list[str]) -> None:
    report = explain(Question(budget=Budget("full", timeout=20), machine=InMemory(ENV, FILES)))
    assert looks == []
    assert report.diagnosis.testimony.outcome is None
    assert "this process" in report.diagnosis.testimony.why_not
    assert report.diagnosis.host.identities() == ()


def test_no_program_is_started_for_another_process(looks: list[str]) -> None:
    program = {"/home/app/.aws/config": "[default]\ncredential_process = /opt/app/bin/creds --json\n"}
    host = _gathered(InMemory({"PATH": "/opt/app/bin"}, program))
    assert looks == []
    assert judge(host, CHAINS["boto3"]).outcome == "unknown"


def test_programs_that_tell_an_sdk_are_those_of_the_other_process(looks: list[str]) -> None:
    found = in_use(InMemory(ENV, FILES))
    assert looks == []
    assert found == {"boto3": "this Python has botocore", "java-v2": "/opt/app/bin/java"}


@pytest.mark.parametrize(("encoding", "error"), [("latin-1", ""), ("utf-8", "UnicodeDecodeError")])
def test_texts_have_the_encoding_of_the_other_process(encoding: str, error: str, looks: list[str]) -> None:
    env = {"AWS_WEB_IDENTITY_TOKEN_FILE": "token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/x"}
    machine = InMemory(env, {"/home/app/token": "jetonné"}, "latin-1")
    machine.encoding = encoding
    host = _gathered(machine)
    assert looks == []
    file = host.facts["TokenNeed", TokenNeed("token")]
    assert getattr(file, "error", None) == error


def test_the_metadata_service_is_asked_in_the_network_of_the_other_process(looks: list[str]) -> None:
    with FakeImds({"role": "web-prod-role", "v1": True}) as fake:
        machine = InMemory({"AWS_EC2_METADATA_SERVICE_ENDPOINT": fake.url}, {})
        host = _gathered(machine, "metadata", v1=True)
        asked = len(fake.requests)
    assert looks == []
    assert judge(host, CHAINS["boto3"]).winner == "iam-role"
    assert machine.sending == asked > 3


@pytest.mark.parametrize("open_", [(True, False), (False, True)])
def test_each_service_is_asked_once_whether_it_answers_without_a_token(open_: tuple[bool, bool]) -> None:
    """Two SDKs of one host need not ask the same one, and what one says is not said of the other."""
    sdks = {"boto3": 0, "aws-cli-v1": 0, "aws-cli": 1}
    fakes = [FakeImds({"role": "web-prod-role", "v1": is_open}) for is_open in open_]
    with fakes[0], fakes[1]:
        sections = zip("ab", fakes, strict=True)
        config = "".join(f"[profile {name}]\nec2_metadata_service_endpoint = {fake.url}\n" for name, fake in sections)
        machine = InMemory(
            {
                "HOME": "/home/app",
                "AWS_DEFAULT_PROFILE": "a",
                "AWS_PROFILE": "b",
                "AWS_EC2_METADATA_V1_DISABLED": "true",
            },
            {"/home/app/.aws/config": config},
        )
        question = Question(budget=Budget("metadata", timeout=20), machine=machine, v1=True)
        host = gather(question, [CHAINS[sdk] for sdk in sdks if sdk != "boto3"])
        asked = [[one for one in fake.requests if not _has_token(one)] for fake in fakes]
    for sdk, number in sdks.items():
        need = CHAINS[sdk].engine.imds_need(BotocoreView(host, CHAINS[sdk]))
        answer = host.imds(need) if need is not None else None
        assert answer is not None and answer.v1_open == open_[number], sdk
    assert [len(one) for one in asked] == [1, 1]


def _has_token(request: Any) -> bool:
    names = {name.lower() for name in request.headers}
    return request.method == "PUT" or "x-aws-ec2-metadata-token" in names


def test_the_metadata_service_alone_is_asked_there_as_well(looks: list[str]) -> None:
    with FakeImds({"role": "web-prod-role", "v1": True}) as fake:
        machine = InMemory({"AWS_EC2_METADATA_SERVICE_ENDPOINT": fake.url}, {})
        report = run_imds.ask(machine, 20)
        asked = len(fake.requests)
    assert looks == []
    assert report.diagnosis.verdict.winner == "iam-role"
    assert machine.sending == asked > 3


def test_the_proxy_is_that_of_the_other_process(looks: list[str]) -> None:
    with FakeImds({"role": "the-role-behind-the-proxy"}) as proxy:
        machine = InMemory(
            {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9", "http_proxy": proxy.url, "BOTO_CONFIG": "x"}, {}
        )
        report = run_imds.ask(machine, 20)
        asked = len(proxy.requests)
    assert looks == []
    assert report.diagnosis.verdict.winner == "iam-role"
    assert asked


@pytest.mark.parametrize("in_file", [False, True])
def test_the_container_endpoint_is_asked_there_with_its_token(in_file: bool, looks: list[str]) -> None:
    with FakeContainer({"path": "/creds", "token": "container-token"}) as fake:
        env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{fake.url}/creds", "AWS_EC2_METADATA_DISABLED": "true"}
        env |= (
            {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/var/run/token"}
            if in_file
            else {"AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-token"}
        )
        machine = InMemory(env, {"/var/run/token": "container-token"})
        host = gather(Question(budget=Budget("metadata", timeout=20), machine=machine))
        asked = len(fake.requests)
    assert looks == []
    assert judge(host, CHAINS["boto3"]).winner == "container-role"
    assert machine.sending == asked == 1
