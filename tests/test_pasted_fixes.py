"""The commands of every finding, pasted into a shell on the laid-out host: nothing but what the finding is about has
changed, and the finding is gone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests import explained as in_nursery
from tests.bsd_tools import Tools
from tests.pasting import installed, paste, restore, tree
from tests.scenario import Scenario, all_scenarios, explained, lay_out
from tests.words import words
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.cli.run import question
from whoami_aws.demo.laid import Laid
from whoami_aws.host.codec import decode
from whoami_aws.host.values import Origin
from whoami_aws.report import report_of
from whoami_aws.rules.finding import Finding

_FIRST = (
    "bom-in-credentials",
    "cli-role-cache-over-an-expired-login",
    "container-token-with-line-end",
    "credentials-file-closed",
    "credentials-path-is-a-directory",
    "directory-called-tilde",
    "indented-secret",
    "instance-profile-deleted",
    "key-and-secret-swapped-in-env",
    "key-twice-in-section",
    "keys-in-default-capitals",
    "keys-in-small-letters",
    "keys-without-section",
    "misspelled-access-key",
    "old-boto-file",
    "profile-prefix-missing",
    "section-without-its-bracket",
    "secret-with-trailing-space",
    "utf-16-config",
)
"""A scenario for each form of command; the others are taken where time is no matter."""

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


def _scenarios() -> list[object]:
    return [
        pytest.param(one, marks=() if one.name in _FIRST else pytest.mark.slow, id=one.name) for one in all_scenarios()
    ]


@pytest.mark.parametrize("scenario", _scenarios())
def test_commands_change_what_the_finding_is_about(scenario: Scenario, tmp_path: Path) -> None:
    shells = installed()
    with lay_out(scenario.host, tmp_path / "host") as laid:
        home = scenario.host.get("passwd_home")
        _, recorded = explained(laid, home)
        asked = question(words(list(laid.argv)))
        report = report_of(decode(json.loads(recorded)), CHAINS[asked.sdk], asked.changes)
        before = tree(laid.root)
        for number, finding in enumerate(report.findings):
            fix = finding.hit.fix
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
            shows = all(command.startswith("ls ") for command in fix.commands)
            if not tools.only_noted() and not shows and finding.rule not in _STAYS:
                assert (finding.rule, _key(finding.hit.subject)) not in _findings(laid, env, home), said
            restore(laid.root, before)


def _cwd(laid: Laid) -> Path:
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


def _is_meant(path: str, laid: Laid, finding: Finding) -> bool:
    """Whether a finding is about a file, or keeps it under that name."""
    fix = finding.hit.fix
    names = [finding.hit.subject.name, *(change.name for change in fix.changes)]
    names += re.findall(r"(?:~|\./|/)[^\s:,;()\]]*", fix.text)
    whole = {str(laid.home) + name[1:] if name.startswith("~/") else os.path.join(_cwd(laid), name) for name in names}
    kept = re.compile(r"\.(bak|off)$")
    bare = kept.sub("", path)
    return bare in {kept.sub("", one) for one in whole} or re.fullmatch(_ALSO.get(finding.rule, "-"), bare) is not None


def _findings(laid: Laid, env: Mapping[str, str], home: str | None) -> set[tuple[str, object]]:
    """What is found of the host as it is now."""
    job = {
        "env": dict(env),
        "cwd": str(_cwd(laid)),
        "root": str(laid.root),
        "home": home or str(laid.home),
        "words": laid.argv,
    }
    host = decode(in_nursery.explained(job)["host"])
    asked = question(words(list(laid.argv)))
    report = report_of(host, CHAINS[asked.sdk], asked.changes)
    return {(one.rule, _key(one.hit.subject)) for one in report.findings}


def _key(subject: Origin) -> object:
    """The subject without its line, which an edit moves."""
    return subject._replace(line=None)
