"""The JSON is what its schema says, on every scenario and every option."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema_rs
import pytest

from tests.published import RENDER, published, validator
from tests.scenario import all_scenarios, child, lay_out
from whoami_aws.cli.options import SCHEMAS
from whoami_aws.demo.run_demo import DEFAULT, SCENARIOS
from whoami_aws.demo.scenario import read
from whoami_aws.diagnosis import CONTRADICTED, FOREIGN, NO_IDENTITY, NOT_ASKED, OVERRIDDEN, PROXIED

VALIDATOR = validator("report")
TOKEN = "FwoGZXIvYXdzEXAMPLESESSIONTOKEN//////////wEaDEXAMPLE"
KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

# One of each kind of outcome and source; test_scenarios runs them all, and validates each.
SOME = (
    DEFAULT,
    "config-unparsable",
    "nobody-answers",
    "offline-on-an-instance",
    "sso-token-expired",
    "what-if-another-profile",
)


@pytest.mark.parametrize("one", [one for one in all_scenarios() if one.name in SOME], ids=lambda one: one.name)
@pytest.mark.parametrize(
    "options",
    [["--network", "none"], ["--network", "metadata"], ["--identities", "all", "--show-key-ids", "--verbose"]],
    ids=" ".join,
)
def test_report_follows_the_schema(one, options: list[str], tmp_path: Path) -> None:
    with lay_out(one.host, tmp_path / "host") as laid:
        done = child(laid, "explain", "--format", "json", *laid.argv, *options)
    report = json.loads(done.stdout)
    VALIDATOR.validate(report)
    assert done.stdout.isascii()
    wanted = "none" if "--offline" in laid.argv else options[1] if options[0] == "--network" else "full"
    assert report["budget"]["network"] == wanted


def test_all_identities_are_asked_for_where_that_is_wanted(tmp_path: Path) -> None:
    """By default STS is asked for the winner's alone."""
    (one,) = (one for one in all_scenarios() if one.name == "env-keys-shadow-instance-profile")
    found = {}
    with lay_out(one.host, tmp_path / "host") as laid:
        for which in ("winner", "all"):
            done = child(laid, "explain", "--format", "json", *laid.argv, "--identities", which)
            rows = json.loads(done.stdout)["links"]
            found[which] = [row["id"] for row in rows if (row["identity"] or {}).get("source") == "sts"]
    assert found == {"winner": ["env"], "all": ["env", "iam-role"]}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schema_command_prints_it(kind: str, tmp_path: Path) -> None:
    with lay_out({}, tmp_path / "host") as laid:
        done = child(laid, "schema", kind)
        alone = child(laid, "schema")
        wrong = child(laid, "schema", f"{kind}s")
    jsonschema_rs.meta.validate(published(kind))
    assert json.loads(done.stdout) == published(kind)
    assert json.loads(alone.stdout) == published("report")
    assert wrong.returncode == 2


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_field_may_be_added_and_none_is_there_that_has_no_description(kind: str) -> None:
    """The published schema accepts new fields; for this version a field that it does not name is an error."""
    document = {"schema": _id(kind), "something new": 1}
    names = {one["name"] for one in _missing(kind, document)}
    assert names == {*published(kind)["required"]} - {"schema"}
    assert not validator(kind).is_valid(document)
    assert 'additionalProperties": false' not in json.dumps(published(kind)).lower()


def _missing(kind: str, document: object) -> list[dict[str, str]]:
    open_ = jsonschema_rs.Draft202012Validator(published(kind))
    return [{"name": re.findall('"([^"]+)" is a required', one.message)[0]} for one in open_.iter_errors(document)]


def test_all_documents_have_the_same_version() -> None:
    """A recorded host is read again too, and has a version of its own."""
    assert [_id(kind) for kind in SCHEMAS if kind != "host"] == [
        f"whoami-aws/{kind}/2" for kind in SCHEMAS if kind != "host"
    ]


def _id(kind: str) -> str:
    found: str = published(kind)["properties"]["schema"]["const"]
    return found


@pytest.mark.parametrize(
    "words", [("explain",), ("check", "--account", "111122223333"), ("compare", "--all"), ("imds",)]
)
def test_two_runs_differ_in_what_stands_apart_alone(words: tuple[str, ...], tmp_path: Path) -> None:
    (one,) = (one for one in all_scenarios() if one.name == "env-keys-shadow-instance-profile")
    host = one.host
    host["imds"]["credentials"]["Expiration"] = "2099-01-01T00:00:00Z"
    with lay_out(host, tmp_path / "host") as laid:
        first, second = (json.loads(child(laid, *words, "--format", "json").stdout) for _ in range(2))
    runs = [first.pop("run"), second.pop("run")]
    assert first == second
    assert runs[0] != runs[1] and runs[0]["pid"] != runs[1]["pid"]
    assert first["host"] == {**first["host"], "name": os.uname().nodename, "uid": os.getuid()}


def test_equal_secrets_have_equal_numbers(tmp_path: Path) -> None:
    """The numbers say which texts are the same, and mean nothing outside this document."""
    env = {"AWS_SESSION_TOKEN": TOKEN, "AWS_SECURITY_TOKEN": TOKEN, **KEYS}
    with lay_out({"env": env}, tmp_path / "host") as laid:
        report = json.loads(child(laid, "explain", "--format", "json", "--offline").stdout)
    found = {one["name"]: one["shape"]["fingerprint"] for one in report["links"][0]["inputs"] if one["shape"]}
    assert found["AWS_SESSION_TOKEN"] == found["AWS_SECURITY_TOKEN"] != found["AWS_SECRET_ACCESS_KEY"]
    assert found["AWS_ACCESS_KEY_ID"] is None and {*found.values()} <= {None, 1, 2}


OTHERS = (
    ("compare", ("compare", "--all")),
    ("compare", ("compare", "--offline", "--assume", "java-v2:sts=absent", "--show-key-ids")),
    ("compare", ("compare", "--sdk", "boto3,aws-cli", "--java-property", "aws.profile=b")),
    ("check", ("check", "--all-sdks-agree")),
    ("imds", ("imds",)),
)
HOSTS = (
    "sdks-differ",
    "config-unparsable",
    "nobody-answers",
    "java-profile-by-property",
    "java-keys-by-property",
    "java-passes-over-an-expired-login",
    "rust-stops-at-a-broken-file",
)


def _others() -> list[object]:
    """Each kind of output, and each host; all pairs of them are slow."""
    hosts = [one for one in all_scenarios() if one.name in HOSTS]
    return [
        pytest.param(
            one, kind, words, id=f"{' '.join(words)}-{one.name}", marks=() if (at - of) % 5 == 0 else pytest.mark.slow
        )
        for at, (kind, words) in enumerate(OTHERS)
        for of, one in enumerate(hosts)
    ]


@pytest.mark.parametrize(("one", "kind", "words"), _others())
def test_other_outputs_follow_theirs(one, kind: str, words: tuple[str, ...], tmp_path: Path) -> None:
    with lay_out(one.host, tmp_path / "host") as laid:
        done = child(laid, *words, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    validator(kind).validate(json.loads(done.stdout))
    assert done.stdout.isascii()


def test_key_ids_are_masked_unless_asked_for(tmp_path: Path) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    with lay_out(read(SCENARIOS / DEFAULT).host, tmp_path / "host") as laid:
        masked = child(laid, "explain", "--format", "json").stdout + child(laid, "explain", "--verbose").stdout
        shown = child(laid, "explain", "--format", "json", "--show-key-ids").stdout
        text = child(laid, "explain", "--show-key-ids").stdout
    assert key not in masked
    assert key in shown and key in text


@pytest.mark.parametrize("name", ["report", "check", "compare"])
def test_each_doubt_about_an_identity_is_in_the_schema(name: str) -> None:
    text = (RENDER / f"{name}.schema.json").read_text(encoding="utf-8")
    enums = re.findall(r'"unconfirmed_because": \{[^}]*"enum": (\[[^\]]*\])', text)
    codes = {NOT_ASKED, FOREIGN, NO_IDENTITY, OVERRIDDEN, PROXIED, CONTRADICTED, None}
    assert enums and all(set(json.loads(one)) == codes for one in enums)
