"""--wait: what is late is waited for, within the time; what is wrong is said at once."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from pathlib import Path

import botocore.exceptions
import botocore.session
import pytest

from tests.scenario import GUARD, lay_out
from whoami_aws.ask import run_check
from whoami_aws.ask.explain import Question
from whoami_aws.check import winner
from whoami_aws.check.job import Job
from whoami_aws.check.result import DEFAULTS
from whoami_aws.render.ci_report import of_check

from .hosts import KEYS, SCENARIOS, asked, reports, run


class World:
    """A clock that sleeping moves on, and a host that is another from some time on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, early: str, late: str, at: float, costs: float = 0.0) -> None:
        self.now, self.pauses, self.budgets, self.told = 0.0, [], [], []
        self.clock = run_check.Clock(lambda: self.now, self.sleep, lambda low, high: high)

        def gathered(question: Question, sdks: tuple[str, ...]):
            self.budgets.append(question.budget.timeout)
            self.now += costs
            return {sdk: reports(late if self.now >= at else early)[sdk] for sdk in sdks}

        monkeypatch.setattr(run_check, "reports", gathered)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def check(self, wait: float, *assertions):
        given = assertions or DEFAULTS
        return run_check.check(Question(), given, ("boto3",), wait, self.clock, self.told.append)


def test_a_role_that_comes_late_is_waited_for(monkeypatch) -> None:
    world = World(monkeypatch, "nobody-answers", "instance-role", at=6.0)
    done = world.check(60)
    assert done.ok and done.waited is not None
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]
    assert (done.waited.tries, done.waited.seconds) == (5, 7.5)
    assert of_check(done, Job()).seconds == 7.5, "as a CI system adds it up"
    (told,) = world.told
    assert told.startswith("waiting for up to 60 s. Check failed: no credentials found; ")


def test_it_ends_within_the_time(monkeypatch) -> None:
    world = World(monkeypatch, "nobody-answers", "instance-role", at=1e9, costs=0.3)
    done = world.check(20)
    assert not done.ok
    assert world.now <= 20.5
    assert max(world.pauses) <= run_check.LONGEST
    assert all(budget <= 10 for budget in world.budgets)


def test_a_try_gets_no_more_than_what_is_left(monkeypatch) -> None:
    world = World(monkeypatch, "nobody-answers", "instance-role", at=1e9)
    world.check(4)
    assert world.budgets[0] == 4 and world.budgets[-1] < 4


@pytest.mark.parametrize(
    ("scenario", "assertions"),
    [
        ("instance-role", (asked("account", "444455556666"),)),
        ("wrong-secret", ()),
        ("partial-env-keys", ()),
        ("env-keys-shadow-instance-profile", (asked("source", "iam-role"),)),
    ],
)
def test_what_is_wrong_is_not_tried_again(monkeypatch, scenario: str, assertions) -> None:
    world = World(monkeypatch, scenario, scenario, at=0)
    done = world.check(60, *assertions)
    assert not done.ok and world.pauses == [] and done.waited.tries == 1


@pytest.mark.parametrize("early", ["sts-does-not-answer", "web-identity-token-missing", "container-not-found"])
def test_what_does_not_answer_is_tried_again(monkeypatch, early: str) -> None:
    assert World(monkeypatch, early, "instance-role", at=2.0).check(60).ok


def test_errors_that_may_pass_are_errors_that_there_are() -> None:
    """Each is a class of botocore, of Python, or an error of STS."""
    known = {*vars(botocore.exceptions), *vars(builtins)}
    known |= set(botocore.session.Session().get_service_model("sts").shape_names)
    assert sorted(winner._LATE_ERRORS - known) == []


def test_without_wait_there_is_one_try(monkeypatch) -> None:
    world = World(monkeypatch, "nobody-answers", "instance-role", at=1)
    done = world.check(0)
    assert not done.ok and done.waited is None and world.pauses == []


def test_the_pause_is_at_most_what_it_says_and_at_least_half() -> None:
    draws = [run_check.Clock().jitter(1.0, 2.0) for _ in range(200)]
    assert 1.0 <= min(draws) < 1.2 and 1.8 < max(draws) <= 2.0


def test_a_token_file_that_is_mounted_late_in_real_time(tmp_path: Path) -> None:
    with lay_out(SCENARIOS["web-identity"], tmp_path / "host") as laid:
        token = laid.home / "token"
        content = token.read_text()
        token.unlink()

        words = ["check", *laid.trust, "--wait", "20s", "--source", "assume-role-with-web-identity", "--format", "json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "whoami_aws", *words],
            env={**laid.env, "PYTHONPATH": f"{GUARD}:{Path(__file__).parents[2]}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert process.stderr.readline().startswith("whoami-aws: waiting for up to 20 s. ")
        token.write_text(content)
        stdout, _ = process.communicate(timeout=30)
    said = json.loads(stdout)
    assert (process.returncode, said["ok"]) == (0, True)
    assert said["run"]["waited"]["tries"] >= 2 and said["run"]["waited"]["seconds"] < 20


THROTTLED = {"error": "Throttling", "message": "Rate exceeded", "status": 400}
OF_THE_KEY = {"error_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: THROTTLED}}
UNKNOWN_KEY = {"error_by_key": {KEYS["AWS_ACCESS_KEY_ID"]: "InvalidClientTokenId"}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sts", "again"),
    [({"status": 500}, True), ({"status": 503}, True), (OF_THE_KEY, True), (UNKNOWN_KEY, False)],
    ids=["500", "503", "throttled", "unknown-key"],
)
def test_an_sts_that_is_not_well_is_waited_for(tmp_path: Path, sts: dict, again: bool) -> None:
    host = {"env": {**KEYS, "AWS_DEFAULT_REGION": "us-west-2"}, "imds": None, "sts": sts}
    with lay_out(host, tmp_path / "host") as laid:
        done = run(laid, "check", "--wait", "4s", "--format", "json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and said["run"]["waited"]["seconds"] <= 5.5
    assert (said["run"]["waited"]["tries"] > 1) == again == ("waiting for up to 4 s" in done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "again"), [("IDPCommunicationError", True), ("Throttling", True), ("AccessDenied", False)]
)
def test_a_role_that_cannot_be_had_yet_is_waited_for(tmp_path: Path, code: str, again: bool) -> None:
    """An identity provider that does not answer STS is to be asked again; a role that is refused is not."""
    host = {**SCENARIOS["web-identity"], "sts": {"web_identity": {"error": code, "message": "-", "status": 400}}}
    with lay_out(host, tmp_path / "host") as laid:
        done = run(laid, "check", "--wait", "4s", "--format", "json")
    assert done.returncode == 1
    assert (json.loads(done.stdout)["run"]["waited"]["tries"] > 1) == again
