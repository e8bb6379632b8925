"""Both sides of every time-out: an answer that comes in time is taken, and one that does not is not waited for.

What a setting says is tried with parts of a second, which the rule does not mind; the same with the whole seconds that
a host can have is slow, and done at the end, side by side.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.botocore.links.instance import need_of
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.fakes import FakeContainer, FakeImds, FakeSts
from whoami_aws.fakes.messages import Answer, Incoming
from whoami_aws.fakes.server import Fake
from whoami_aws.gather.container import ask_container
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.imds import ask_imds
from whoami_aws.gather.process import Runner
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import ContainerNeed, ImdsAnswer, ImdsNeed
from whoami_aws.host.host import Budget, Change

from .cases import ENV_KEYS, KEY
from .child import run
from .conftest import LayOut

IDENTITY = {KEY: "arn:aws:iam::123456789012:user/me"}
NOTHING = Change("unset", "NO_VARIABLE_OF_ANY_LINK")


def _slow(kind: type[Fake], seconds: Mapping[str, float], state: Mapping[str, Any]) -> Fake:
    """A fake that takes its time for each step; `*`: for every other one."""

    class Slow(kind):  # type: ignore[misc,valid-type]
        def answer(self, incoming: Incoming) -> Answer:
            self.stopping.wait(seconds.get(self.step(incoming), seconds.get("*", 0)))
            return super().answer(incoming)

    fake: Fake = Slow(state)
    return fake


def _asked(timeout: float, delays: Mapping[str, float], seconds: float = 20, **state: Any) -> ImdsAnswer:
    with _slow(FakeImds, delays, {"role": "web", **state}) as fake:
        # The type says whole seconds, since the SDK takes no others; its HTTP session does.
        need = ImdsNeed(f"{fake.url}/", timeout, 1, True)  # type: ignore[arg-type]
        return ask_imds(ThisProcess(), need, time.monotonic() + seconds, SecretStore(), [])


@pytest.mark.parametrize("step", ["token", "role", "credentials"])
def test_a_service_that_answers_within_the_time_out(step: str) -> None:
    answer = _asked(1.6, {step: 0.2})
    assert (answer.role_name, answer.key_id, answer.unfinished) == ("web", "ASIAIOSFODNN7EXAMPLE", False)


@pytest.mark.parametrize("step", ["token", "role", "credentials"])
def test_a_service_that_answers_after_the_time_out(step: str) -> None:
    answer = _asked(0.2, {step: 0.6})
    late = {"token": answer.token, "role": answer.role, "credentials": answer.credentials}[step]
    assert late is not None and late.error == "ReadTimeoutError"
    assert answer.key_id is None


def test_credentials_count_where_the_rest_comes_too_late() -> None:
    """What is asked besides, of the instance, takes nothing away of what the service has said before."""
    start = time.monotonic()
    answer = _asked(3, {"info": 1.5}, seconds=0.5)
    assert time.monotonic() - start < 1.2
    assert (answer.key_id, answer.unfinished, answer.instance_id) == ("ASIAIOSFODNN7EXAMPLE", False, None)


@pytest.mark.parametrize("seconds", [1, 2, 3, 17])
@pytest.mark.parametrize(("variable", "field"), [("TIMEOUT", "timeout"), ("NUM_ATTEMPTS", "attempts")])
def test_the_service_is_asked_by_the_settings(
    variable: str, field: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"AWS_METADATA_SERVICE_{variable}", str(seconds))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    need = need_of(
        BotocoreView(gather(Question(budget=Budget("none", run=False), changes=(NOTHING,))), CHAINS["boto3"])
    )
    assert need is not None
    assert need._asdict() == {**need._asdict(), "timeout": 1, "attempts": 1, field: seconds}


@pytest.mark.parametrize(("attempts", "asked"), [(1, 1), (2, 2), (3, 3)])
def test_a_service_is_asked_as_often_as_is_set(attempts: int, asked: int) -> None:
    with FakeImds({"token": 500}) as fake:
        ask_imds(ThisProcess(), ImdsNeed(f"{fake.url}/", 1, attempts, True), time.monotonic() + 9, SecretStore(), [])
        assert [one.step for one in fake.requests].count("token") == asked


def _container(delay: float) -> tuple[str | None, str]:
    with _slow(FakeContainer, {"*": delay}, {"path": "/creds"}) as fake:
        url = f"{fake.url}/creds"
        answer = ask_container(
            ThisProcess(), ContainerNeed(url, False, "none"), url, time.monotonic() + 20, SecretStore(), []
        )
    return answer.key_id, answer.reply.error  # type: ignore[return-value]


@pytest.mark.parametrize(("seconds", "late"), [(0.1, False), (0.8, True)])
def test_a_program_and_its_end(seconds: float, late: bool) -> None:
    output = Runner(ThisProcess()).run(lambda: ["sleep", str(seconds)], time.monotonic() + 0.4)
    assert output.late == late


@pytest.mark.parametrize(("timeout", "attempts", "clock"), [(1, 1, 4.5), (3, 1, 10.5), (1, 3, 10.5), (60, 9, 20)])
def test_gathering_waits_for_the_three_requests_of_the_sdk(timeout: int, attempts: int, clock: float) -> None:
    """And a little longer, but never beyond the time for the whole run."""
    gatherer = Gatherer(ThisProcess(), SecretStore(), Budget("metadata", run=False, timeout=20))
    with FakeImds({"role": "web"}) as fake:
        need = ImdsNeed(f"{fake.url}/", timeout, attempts, True)
        start = time.monotonic()
        gatherer._start(need)
        assert gatherer._clocks[need] - start == pytest.approx(clock, abs=0.2)
        assert gatherer._end(gatherer._clocks[need]) == pytest.approx(gatherer._clocks[need] - 0.3)


def test_calls_that_an_identity_needs_have_the_times_of_the_readme() -> None:
    """Two seconds to connect, three for an answer, and one more attempt."""
    from whoami_aws.gather.botocore_witness import Witness

    session = Witness(None, Gatherer(ThisProcess(), SecretStore(), Budget())).session
    config = session.create_client("sts", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x").meta.config
    assert (config.connect_timeout, config.read_timeout, config.retries) == (
        2,
        3,
        {"total_max_attempts": 2, "mode": "standard"},
    )


@pytest.mark.slow
def test_whole_seconds(host: LayOut) -> None:
    """A time-out of three seconds, and an answer after two; one of one second, and the same answer. Two seconds are
    what botocore has for a container's endpoint, three for STS.
    """
    laid = host({"env": {"AWS_DEFAULT_REGION": "us-east-1"}})

    def instance(timeout: int, delay: float) -> tuple[object, ...]:
        with _slow(FakeImds, {"*": delay}, {"role": "web"}) as fake:
            env = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": fake.url, "AWS_METADATA_SERVICE_TIMEOUT": str(timeout)}
            report = run(laid, "json", "--network", "metadata", "--timeout", "20", env=env).report
        return report["outcome"], report["winner"], report["sdk"]["witness"]

    def service(delay: float) -> object:
        with _slow(FakeSts, {"*": delay}, {"identity_by_key": IDENTITY}) as fake:
            env = {**ENV_KEYS, "AWS_ENDPOINT_URL_STS": fake.url}
            report = run(laid, "json", "--timeout", "20", "--trust-endpoint", fake.url, env=env).report
        return report["usable"]

    with ThreadPoolExecutor() as pool:
        asked: dict[str, Callable[[], object]] = {
            "in time": lambda: instance(3, 2),
            "too late": lambda: instance(1, 2),
            "container in time": lambda: _container(1.5),
            "container too late": lambda: _container(2.5),
            "STS in time": lambda: service(2),
            "STS too late": lambda: service(4),
        }
        said = {name: pool.submit(ask) for name, ask in asked.items()}
    assert {name: one.result() for name, one in said.items()} == {
        "in time": ("resolved", "iam-role", "agrees"),
        "too late": ("none", None, "agrees"),
        "container in time": ("ASIACONTAINR7EXAMPLE", ""),
        "container too late": (None, "ReadTimeoutError"),
        "STS in time": True,
        "STS too late": "unknown",
    }
