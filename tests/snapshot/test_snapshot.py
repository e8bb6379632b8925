"""The file of a recorded host: it comes back as it was, says what is wrong with it, and its names are of the format."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.canaries import Canaries
from tests.scenario import Scenario, all_scenarios, explained, gathered, lay_out, with_something_new
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.fakes import examples
from whoami_aws.host import changes, extra_facts, facts, lenient_json, program, snapshot, values
from whoami_aws.host import host as hosts
from whoami_aws.host.host import Budget, Host, Sdk
from whoami_aws.host.ini import botocore, grammar
from whoami_aws.host.secret_like import secret_kind
from whoami_aws.host.snapshot import DEEPEST, FACTS, HOST, LARGEST, SCHEMA, dumps, encode, loads

from . import generated, schema

HOSTS = Path(__file__).parents[1] / "conformance/hosts.json.gz"
VALIDATOR = jsonschema_rs.Draft202012Validator(json.loads(schema.FILE.read_text(encoding="utf-8")))
SCENARIOS = all_scenarios()
SOME = with_something_new(SCENARIOS)[::40]
EMPTY = Host(0.0, None, None, None, {}, None, Sdk("boto3", None, None, "yes"), Budget(), {})


def documents() -> dict[str, Any]:
    with gzip.open(HOSTS, "rt", encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)
    return found


def comes_back(host: Host) -> str:
    text = dumps(host)
    again = loads(text)
    assert again == host
    assert [key for key, _ in again.facts.items()] == [key for key, _ in host.facts.items()]
    assert dumps(again) == text
    VALIDATOR.validate(json.loads(text))
    return text


_COMMON = re.compile(r"(?i)session_?token|A[KS]IA[0-9A-Z]{16}")
"""What AWS's example secrets have in common with names and with its example key ids."""


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=one.name, marks=() if one in SOME else pytest.mark.slow) for one in SCENARIOS]
)
def test_a_scenarios_host_comes_back_and_has_no_secret(scenario: Scenario, tmp_path: Path) -> None:
    with lay_out(scenario.host, tmp_path / "host") as laid:
        _, alone = explained(laid, scenario.host.get("passwd_home"))
        together = gathered(laid, *laid.trust, *laid.argv, sdks=CHAINS)
    secrets = secrets_of(scenario)
    for host in (loads(alone), together):
        assert secrets.found_in(_COMMON.sub("…", comes_back(host))) == {}


_SECRET = re.compile(
    r"(?:secret_?access_?key|session_?token|security_?token|access_?token|refresh_?token|client_?secret|secret_?key"
    r"|authorization_token|AWSSecretKey|\bToken)[\"']?\s*[=:]\s*[\"']?([^\s\"',]{16,})",
    re.IGNORECASE,
)


def secrets_of(scenario: Scenario) -> Canaries:
    """What the fakes hand out, and what stands in this scenario where a secret belongs and is one."""
    found = Canaries()
    for secret in (examples.SECRET, examples.TOKEN, examples.DPOP_KEY.splitlines()[2]):
        found.add(secret[:4], secret)
    written = json.dumps(scenario.host).replace("\\n", "\n").replace('\\"', '"')
    for secret in _SECRET.findall(written):
        if secret_kind(secret) in ("secret-key", "token"):
            found.add(secret, secret)
    return found


def test_the_scenarios_have_secrets_of_their_own() -> None:
    assert len({secret for one in SCENARIOS for secret in secrets_of(one).placed}) > 15


def test_the_recorded_states_come_back() -> None:
    for data in list(documents().values())[::10]:
        comes_back(snapshot.decode(data))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated.hosts())
def test_any_host_comes_back(host: Host) -> None:
    comes_back(host)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated.hosts())
def test_a_thousand_hosts_come_back(host: Host) -> None:
    comes_back(host)


def types_of_a_host() -> list[type]:
    modules = (extra_facts, facts, grammar, hosts, botocore, lenient_json, program, values)
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    # What a change or a reading of a file needs, and no host has.
    others = {changes.Change, botocore.Redaction, values.Value}
    return sorted((kind for kind in kinds - others if hasattr(kind, "_fields")), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.__name__) for kind in types_of_a_host()])
def test_each_field_has_a_name_in_the_file(kind: type) -> None:
    assert set(HOST.fields(kind)) == set(kind._fields)  # type: ignore[attr-defined]
    names = [field.name for field in HOST.fields(kind).values()]
    assert len({*names}) == len(names) and all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)


def test_each_need_has_a_name_in_the_file() -> None:
    pairs = [(need, fact) for need, fact in FACTS.values()]
    assert sorted(kind.__name__ for kind, _ in pairs) == sorted(kind.__name__ for kind in facts.Need.__args__)
    assert sorted(kind.__name__ for _, kind in pairs) == sorted(kind.__name__ for kind in facts.Fact.__args__)
    assert not {"need", "found", "same_as"} & {field.name for need, _ in pairs for field in HOST.fields(need).values()}


def test_the_schema_is_that_of_the_types() -> None:
    """A name, a type or a default that changes shows here: `python -m tests.snapshot.schema` writes the file again."""
    jsonschema_rs.meta.validate(schema.schema())
    assert schema.FILE.read_text(encoding="utf-8") == schema.text()


def test_an_old_file_can_still_be_read() -> None:
    """Written once, by hand: it must not change, whatever the code is called."""
    host = loads((Path(__file__).with_name("host-1.json")).read_bytes())
    assert host.option_profile == "dev" and host.env == {"AWS_PROFILE": "dev", "AWS_REGION": "us-east-1"}
    file = host.ini("/home/me/.aws/config")
    assert file is not None and file.document is not None
    assert file.document.sections["profile dev"].own["region"].value == "eu-west-1"
    assert host.testimony("boto3") == facts.WitnessResult("none")
    assert host.ini("/home/me/.aws/config", grammar.Grammar(inline="#")) == file


_PLACE = {"need": "path", "path": "/", "found": {"state": {"kind": "file"}}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": "whoami-aws/host/2"}, "its schema must be 'whoami-aws/host/1', not 'whoami-aws/host/2'"),
        ({"schema": None}, "its schema must be 'whoami-aws/host/1', not null"),
        ({"now": "12"}, "now: expected a number, found text"),
        ({"now": True}, "now: expected a number, found true or false"),
        ({"now": 10**400}, "now: the number is too large"),
        ({"uid": 1.5}, "uid: expected a whole number or null, found a number"),
        ({"env": {"AWS_PROFILE": 3}}, "env.'AWS_PROFILE': expected text or an object, found a whole number"),
        ({"env": {"AWS_PROFILE": {"length": 1}}}, "env.'AWS_PROFILE': alphabet is missing"),
        ({"cwd\x1b[31m": 1}, r"unknown field 'cwd\x1b[31m'"),
        ({"homes": [["a"]]}, "homes[0]: expected a list of 2, found a list"),
        ({"sdk": {"id": "boto3"}}, "sdk: version is missing"),
        ({"facts": [{"need": "Host"}]}, "facts[0]: expected a need of cache-directory, "),
        ({"facts": [{"need": "path", "path": "/"}]}, "facts[0]: expected either found or same_as"),
        ({"facts": [{"need": "path", "path": "/", "same_as": 0}]}, "facts[0]: same_as is not the number of a fact"),
        ({"facts": [{"need": "path", "path": "/", "same_as": True}]}, "facts[0]: same_as is not the number"),
        (
            {"facts": [{"need": "path", "path": "/", "found": {"state": {"kind": "file", "sise": 1}}}]},
            "facts[0].found.state: unknown field 'sise'",
        ),
        ({"facts": [_PLACE, _PLACE]}, "facts[1]: this need is there twice"),
        (
            {"facts": [{"need": "sdk", "id": "boto3", "found": {"outcome": "won"}}]},
            "facts[0].found.outcome: expected one of 'resolved', 'none', 'error', found 'won'",
        ),
    ],
    ids=lambda one: None if isinstance(one, dict) else one[:40],
)
def test_what_does_not_fit_is_refused_with_the_place(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError) as error:
        loads(json.dumps({**encode(EMPTY), **change}))
    assert told in str(error.value) and str(error.value).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 100_000,
        '{"a":' * 100_000,
        "null",
        "3",
        "[]",
        "{}",
        '{"schema": "whoami-aws/host/1"}',
        '{"schema": "whoami-aws/host/1", "now": NaN}',
        '{"schema": "whoami-aws/host/1", "schema": "whoami-aws/host/1"}',
        '{"schema": "whoami-aws/host/1", "now": 1' + "0" * 10_000 + "}",
        b"\xff\xfe\x00",
        b"\x80",
    ],
    ids=range(13),
)
def test_what_is_no_document_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        loads(text)


def test_a_document_may_be_neither_deep_nor_large() -> None:
    answer: dict[str, Any] = {}
    for _ in range(DEEPEST):
        answer = {"first": answer}
    fact = {"need": "imds", "base_url": "x", "timeout": 1, "attempts": 1, "v1_disabled": False, "found": answer}
    with pytest.raises(ValueError, match="deeper than"):
        loads(json.dumps({**encode(EMPTY), "facts": [fact]}))
    with pytest.raises(ValueError, match="larger than"):
        loads(" " * (LARGEST + 1))
    with pytest.raises(ValueError, match="larger than"):
        dumps(EMPTY._replace(cwd="x" * LARGEST))


def test_many_answers_that_are_the_same_are_read_in_a_moment() -> None:
    first = {"need": "path", "path": "", "found": {"state": {"kind": "file"}}}
    many = [first, *({"need": "path", "path": str(number), "same_as": 0} for number in range(20_000))]
    text = json.dumps({**encode(EMPTY), "facts": many})
    before = time.process_time()
    assert len(loads(text).facts) == 20_001
    assert time.process_time() - before < 5


def test_what_the_grammars_read_alike_is_written_once(tmp_path: Path) -> None:
    scenario = next(one for one in SCENARIOS if one.name == "healthy-file-many-profiles")
    with lay_out(scenario.host, tmp_path / "host") as laid:
        host = gathered(laid, *laid.argv, sdks=CHAINS)
    text = dumps(host)
    data = json.loads(text)
    shared = [one for one in data["facts"] if one["need"] == "shared-file"]
    assert len(shared) > 10 and sum("same_as" in one for one in shared) > len(shared) / 2
    assert data["schema"] == SCHEMA and not re.search(r'"(tuple|map|type)"', text)
