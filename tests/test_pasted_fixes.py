"""The commands of every finding, pasted into a shell on the laid-out host: nothing but what the finding is about has
changed, the finding is gone, and what the fix promises is in place.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.argv import question
from tests.aws_stand_in import carry_out
from tests.bsd_tools import STUBS, Tools
from tests.command_forms import form
from tests.pasting import installed, paste, restore, tree
from tests.scenario import Scenario, all_scenarios, explained, lay_out
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.host.snapshot import decode
from whoami_aws.report import Report, report_of
from whoami_aws.rules.finding import Finding

_ALSO = {
    "credential-process-not-found": r".*/bin/helper",
    "gitlab-id-token-missing": r".*/\.token",
    "literal-tilde-directory": r".*/\.aws(/credentials|/config)?",
    "role-cache-serves-old-keys": r".*/\.aws/cli/cache(/.*)?",
}
"""By rule the files beside those of its subject, its changes and its text that its commands are about."""

_STAYS = {
    "assume-role-denied": "the lab's STS denies as before",
    "metadata-stand-in": "the lab's service has no role, however often it is asked",
    "metadata-too-slow": "the lab's service is as slow as before",
    "region-disabled": "the lab's STS answers the same in every region",
    "wrong-partition": "the lab's STS answers the same in every region",
}
"""Rules whose finding is about an answer that the laid-out host goes on giving."""

_NOTED = [name for name in STUBS if name != "aws"]
_DOES_NOTHING = re.compile(
    rf"(?:\w+=\$\()?(?:{'|'.join(_NOTED)}|aws (?!login|sso login|configure(?: set| --profile|$)))\b"
)
"""Commands of programs that are only noted: see `test_programs_get_what_is_written`."""


def _commands(scenario: Scenario) -> list[str]:
    expected = json.loads(scenario.expected.read_text(encoding="utf-8"))
    return [command for finding in expected["findings"] for command in finding.get("commands", ())]


def _scenarios() -> list[object]:
    """One for each form of command in the default run, all where time is no matter."""
    forms = {
        one: {form(command) for command in commands if not _DOES_NOTHING.match(command)}
        for one in all_scenarios()
        if (commands := _commands(one))
    }
    first: set[Scenario] = set()
    while left := set().union(*forms.values()) - set().union(*(forms[one] for one in first)):
        first.add(max(forms, key=lambda one: len(forms[one] & left)))
    return [pytest.param(one, marks=() if one in first else pytest.mark.slow, id=one.name) for one in forms]


@pytest.mark.parametrize("scenario", _scenarios())
def test_commands_do_what_the_fix_promises(scenario: Scenario, tmp_path: Path) -> None:
    shells = installed()
    with lay_out(scenario.host, tmp_path / "host") as laid:
        home = scenario.host.get("passwd_home")
        report = _report(laid, laid.env, home)
        before = tree(laid.root)
        for number, finding in enumerate(report.findings):
            fix = finding.fix
            if not fix.commands:
                continue
            tools = Tools(tmp_path / f"tools-{number}")
            shell = shells[(len(scenario.name) + number) % len(shells)]
            env, said = paste(fix.commands, shell, _cwd(laid), laid.env, tools.path)
            assert (tools.refusals(), "not found" in said) == ([], False), said
            assert _changed(laid.env, env) <= _assigned(fix.commands), finding.rule
            after = tree(laid.root)
            touched = {path for path in {*after, *before} if after.get(path) != before.get(path)}
            assert {path for path in touched if not _is_meant(path, laid, finding)} == set(), finding.rule
            if any(path.endswith(".bak") for path in touched):
                assert "keeps the old text, with any secret in it" in fix.text, finding.rule
            undone = [call for call in tools.only_noted() if not carry_out(call, laid, env)]
            cured = not undone or (fix.changes and ["aws", "configure", "set"] not in (call[:3] for call in undone))
            shows = all(command.startswith("ls ") for command in fix.commands)
            if cured and not shows:
                now = _report(laid, env, home)
                if finding.rule not in _STAYS:
                    assert _key(finding) not in map(_key, now.findings), said
                if fix.changes:
                    promised = report_of(report.diagnosis.host, report.diagnosis.chain, fix.changes)
                    # What was not gathered before is not known to the promise.
                    assert _outcome(promised) in (_outcome(now), _UNKNOWN), finding.rule
            restore(laid.root, before)


def _report(laid: LabHost, env: Mapping[str, str], home: str | None) -> Report:
    """What is said of the host as it is now."""
    _, recorded = explained(replace(laid, env=env), home)
    asked = question(laid.argv)
    return report_of(decode(json.loads(recorded)), CHAINS[asked.sdk], asked.changes)


_UNKNOWN = (UNKNOWN, None, None, None)


def _outcome(report: Report) -> tuple[object, ...]:
    """Who wins, or what stops the chain."""
    verdict = report.diagnosis.verdict
    return verdict.outcome, verdict.winner, verdict.error_link, verdict.error and verdict.error.type


def _cwd(laid: LabHost) -> Path:
    return laid.home if laid.home.is_dir() else laid.root


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _assigned(commands: tuple[str, ...]) -> set[str]:
    """The variables that commands name to the shell itself."""
    found: set[str] = set()
    for command in commands:
        found |= set(re.findall(r"(?:^|[\s(])([A-Za-z_]\w*)=", command))
        found |= set(command.split()[1:]) if command.startswith("unset ") else set()
    return found


def _is_meant(path: str, laid: LabHost, finding: Finding) -> bool:
    """Whether a finding is about a file, or keeps it under that name."""
    fix = finding.fix
    names = [finding.subject.name, *(change.name for change in fix.changes)]
    names += re.findall(r"(?:~|\./|/)[^\s:,;()\]]*", fix.text)
    whole = {str(laid.home) + name[1:] if name.startswith("~/") else os.path.join(_cwd(laid), name) for name in names}
    kept = re.compile(r"\.(bak|off)$")
    bare = kept.sub("", path)
    return bare in {kept.sub("", one) for one in whole} or re.fullmatch(_ALSO.get(finding.rule, "-"), bare) is not None


def _key(finding: Finding) -> object:
    """Rule and subject, without the line, which an edit moves."""
    return finding.rule, finding.subject._replace(line=None)


def test_programs_get_what_is_written(tmp_path: Path) -> None:
    """What is only noted here gets the words that whoever reads the command sees."""
    commands = sorted({one for scenario in all_scenarios() for one in _commands(scenario) if _DOES_NOTHING.match(one)})
    wanted = [_words(command, tmp_path) for command in commands]
    names = re.findall(r"\$(\w+)", " ".join(commands))
    tools = Tools(tmp_path / "tools")
    env = {"HOME": str(tmp_path), "LANG": "C.UTF-8", **{name: f"<{name}>" for name in names}}
    _, said = paste(
        [f"{one}; ASSOCIATION_ID='<ASSOCIATION_ID>'" for one in commands], "bash", tmp_path, env, tools.path
    )
    assert tools.calls() == wanted, said


def _words(command: str, home: Path) -> list[str]:
    inner = re.fullmatch(r"\w+=\$\((.*)\)", command)
    given = shlex.split(inner[1] if inner else command)
    return [re.sub(r"\$(\w+)", r"<\1>", str(home) + word[1:] if word.startswith("~/") else word) for word in given]
