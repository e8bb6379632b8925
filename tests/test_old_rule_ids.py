"""An id that a rule had before is taken wherever a rule is named; what is printed has the new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Said, command
from tests.scenario import LabHost, lay_out
from whoami_aws.check import assertions  # noqa: F401 - registers the assertions
from whoami_aws.check.assertion import ASSERTIONS
from whoami_aws.cli.app import COMMANDS
from whoami_aws.cli.app import command as command_of
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.rules import pages
from whoami_aws.rules.finding import OLD_IDS, RULES, current_id

NEW, OLD = "env-shadows-instance-profile", "keys-hide-role"
NOTE = f"note: rule {OLD} is now called {NEW}\n"
RENAMED = f"""
from whoami_aws.rules.finding import OLD_IDS
OLD_IDS[{OLD!r}] = {NEW!r}
from whoami_aws.cli import entry
entry.main()
"""
HOST = {
    "env": {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    "imds": {"role": "web-prod-role"},
}


def _words(parameter) -> list[str]:
    return ["{rule}"] if parameter.param_type_name == "argument" else [parameter.opts[0], "{rule}"]


def _on_the_command_line() -> Iterator[list[str]]:
    """What a rule is named with: every option and argument that a rule's id completes."""
    for name in COMMANDS:
        made = command_of(name)
        context = made.make_context(name, [], resilient_parsing=True)
        for parameter in made.params:
            if NEW in [item.value for item in parameter.shell_complete(context, "")]:
                yield [name, *_words(parameter)]


def _in_a_file() -> Iterator[str]:
    """Every assertion that tells a rule's id from another text; and what is ignored."""
    for name, one in ASSERTIONS.items():
        if one.check is not None and one.check(NEW) == "" != one.check(f"not-{NEW}"):
            yield f'{name} = ["{{rule}}"]\n'
    yield "not-source = 'login'\nignore = [{{rule = '{rule}', reason = 'known'}}]\n"


PLACES = [*_on_the_command_line(), *(["check", "--expect", "{file}", text] for text in _in_a_file())]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabHost]:
    with lay_out(HOST, tmp_path_factory.mktemp("host")) as laid:
        yield laid


def run(place: list[str], rule: str, host: LabHost, folder: Path, *more: str) -> Said:
    words = list(place)
    if words[-2] == "{file}":
        file = folder / "expect.toml"
        file.write_text(words.pop().format(rule=rule))
        words[-1] = str(file)
    if words[0] != "rule":
        words += ["--network", "metadata", *more]
    return command([one.format(rule=rule) for one in words], host.env, code=RENAMED)


def test_the_places_are_known() -> None:
    assert [place[:2] for place in PLACES] == [
        ["explain", "--ignore"],
        ["check", "--no-finding"],
        ["rule", "{rule}"],
        ["check", "--expect"],
        ["check", "--expect"],
    ]


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_an_old_id_is_taken_for_the_new_one(place: list[str], host: LabHost, tmp_path: Path) -> None:
    old, new = (run(place, rule, host, tmp_path) for rule in (OLD, NEW))
    assert old.err == NOTE and new.err == ""
    assert old.code == new.code
    assert NEW in old.out and OLD not in old.out


@pytest.mark.parametrize("place", [place for place in PLACES if place[0] != "rule"], ids=str)
def test_every_format_carries_the_new_id(place: list[str], host: LabHost, tmp_path: Path) -> None:
    reports = [word for one in CHECK_FORMATS for word in ("--report", f"{one}={tmp_path / one}")]
    said = run(place, OLD, host, tmp_path, *reports)
    assert said.err == NOTE
    texts = {one: (tmp_path / one).read_text() for one in CHECK_FORMATS}
    assert [one for one, text in texts.items() if OLD in text] == []
    assert NEW in json.dumps(json.loads(texts["json"]))


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("typo", ["env-shadow-instance-profil", OLD[:-1]])
def test_an_unknown_id_is_wrong_usage_and_the_nearest_is_named(
    place: list[str], typo: str, host: LabHost, tmp_path: Path
) -> None:
    said = run(place, typo, host, tmp_path)
    assert (said.code, said.out) == (2, "")
    assert f"{typo!r}" in said.err and NEW in said.err and OLD not in said.err.replace(typo, "")


def test_an_old_id_leads_to_a_rule_and_is_none() -> None:
    assert set(OLD_IDS.values()) <= set(RULES)
    assert not set(OLD_IDS) & set(RULES)


def test_an_old_id_is_neither_listed_nor_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OLD_IDS, OLD, NEW)
    assert current_id(OLD) == NEW == current_id(NEW)
    assert all(OLD not in pages.listing(format_) for format_ in ("text", "json", "markdown"))
    made = command_of("rule")
    context = made.make_context("rule", [], resilient_parsing=True)
    assert OLD not in [item.value for item in made.params[0].shell_complete(context, "")]


def test_an_old_id_in_an_earlier_report_of_ours_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    from whoami_aws.cli.run_check import _is_our_report

    report = json.dumps([{"check_name": OLD}]).encode()
    assert not _is_our_report(report)
    monkeypatch.setitem(OLD_IDS, OLD, NEW)
    assert _is_our_report(report)
