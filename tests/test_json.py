"""The JSON is what its schema says, on every scenario and every option."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.scenario import all_scenarios, child, lay_out
from whoami_aws.demo.run_demo import DEFAULT, SCENARIOS
from whoami_aws.demo.scenario import read
from whoami_aws.diagnosis import CONTRADICTED, FOREIGN, NO_IDENTITY, NOT_ASKED, OVERRIDDEN, PROXIED

RENDER = Path(__file__).parents[1] / "whoami_aws/render"
SCHEMA = json.loads((RENDER / "report-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)

# One of each kind of outcome and source; test_scenarios runs them all, and validates each.
SOME = (
    DEFAULT,
    "config-unparsable",
    "nobody-answers",
    "offline-on-an-instance",
    "sso-token-expired",
    "what-if-another-profile",
)


def test_schema_is_a_schema() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


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


KINDS = ("report", "check", "compare", "imds", "host")


def _schema(kind: str) -> dict[str, Any]:
    return json.loads((RENDER / f"{kind}-1.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_schema_command_prints_it(kind: str, tmp_path: Path) -> None:
    with lay_out({}, tmp_path / "host") as laid:
        done = child(laid, "schema", kind)
        alone = child(laid, "schema")
        wrong = child(laid, "schema", f"{kind}s")
    jsonschema_rs.meta.validate(_schema(kind))
    assert json.loads(done.stdout) == _schema(kind)
    assert json.loads(alone.stdout) == SCHEMA
    assert wrong.returncode == 2


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_undeclared_gets_through(kind: str) -> None:
    """The schema is closed: a field that it does not know is an error, so none can be added without it."""
    validator = jsonschema_rs.Draft202012Validator(_schema(kind))
    assert not validator.is_valid({"schema": f"whoami-aws/{kind}/1"})
    assert _schema(kind)["additionalProperties"] is False


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
    jsonschema_rs.Draft202012Validator(_schema(kind)).validate(json.loads(done.stdout))
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
    text = (RENDER / f"{name}-1.schema.json").read_text(encoding="utf-8")
    enums = re.findall(r'"unconfirmed_because": \{[^}]*"enum": (\[[^\]]*\])', text)
    codes = {NOT_ASKED, FOREIGN, NO_IDENTITY, OVERRIDDEN, PROXIED, CONTRADICTED, None}
    assert enums and all(set(json.loads(one)) == codes for one in enums)
