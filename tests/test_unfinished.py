"""A service whose answer does not end in time: for no chain is that an answer."""

from __future__ import annotations

import threading

import pytest

from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import UNASKED
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import NOT_PROBED, UNKNOWN
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import ContainerAnswer, ContainerNeed, Fact, ImdsAnswer, ImdsNeed, Need, Reply
from whoami_aws.host.host import Budget

URL = "http://127.0.0.1:9"
SERVICES: dict[str, tuple[type[Need], dict[str, str], Fact]] = {
    "container-role": (
        ContainerNeed,
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{URL}/role"},
        ContainerAnswer(Reply(), unfinished=True),
    ),
    "iam-role": (ImdsNeed, {"AWS_EC2_METADATA_SERVICE_ENDPOINT": URL}, ImdsAnswer(unfinished=True)),
}


@pytest.mark.parametrize("link", SERVICES)
@pytest.mark.parametrize("sdk", CHAINS)
def test_it_cannot_be_told_what_the_link_has(sdk: str, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, env, answer = SERVICES[link]
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    for name, text in env.items():
        monkeypatch.setenv(name, text)
    chain = CHAINS[sdk]
    host = gather(Question(sdk=sdk, budget=Budget("none")))
    needs = [need for need in {*judge(host, chain).wants, *judge(host, chain).deciding} if isinstance(need, kind)]
    assert needs, "the chain asks the service"
    verdict = judge(host.with_facts(dict.fromkeys(needs, answer)), chain)
    row = verdict.row(link)
    assert row is not None
    assert (verdict.outcome, row.status, row.probe.kind) == (UNKNOWN, NOT_PROBED, UNASKED)
    assert "did not finish its answer" in row.probe.reason.text


@pytest.mark.parametrize("link", SERVICES)
def test_who_is_asked_and_has_said_nothing_when_the_time_is_up_did_not_finish(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, env, answer = SERVICES[link]
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    for name, text in env.items():
        monkeypatch.setenv(name, text)
    host = gather(Question(budget=Budget("none")))
    (need,) = {need for need in judge(host, CHAINS["boto3"]).wants if isinstance(need, kind)}
    release = threading.Event()
    for place in ("imds.ask_imds", "container.ask_container"):
        monkeypatch.setattr(f"whoami_aws.gather.{place}", lambda *_: release.wait(5))
    gatherer = Gatherer(ThisProcess(), SecretStore(), Budget("metadata", timeout=0.02))
    assert gatherer.settle(host, [need], slow=True) == (host, False)
    found = gatherer.collect(host)
    release.set()
    assert found == host.with_facts({need: answer})
