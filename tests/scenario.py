"""Scenarios: hosts as folders, run for real in a child process."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import pwd
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests import explain_client as in_nursery
from tests.commands import command
from tests.file_modes import obey_file_modes
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out
from whoami_aws.demo.run_demo import SCENARIOS
from whoami_aws.demo.scenario import Scenario as Told
from whoami_aws.demo.scenario import folders, read
from whoami_aws.host.host import Change, Host
from whoami_aws.host.snapshot import decode

GUARD = Path(__file__).parent / "guard"
FOLDERS = (SCENARIOS, Path(__file__).parent / "scenarios")


@dataclass(frozen=True)
class Scenario:
    """One folder: a host, and in `expected.json` what `summary` makes of the report."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def told(self) -> Told:
        """What the folder says."""
        return _told(self.folder)

    @property
    def host(self) -> dict[str, Any]:
        """The caller's own: each test may change it."""
        return deepcopy(self.told.host)

    @property
    def digest(self) -> str:
        """Changes with every file of the host."""
        files = (file for file in sorted(self.folder.rglob("*")) if file.is_file() and file != self.expected)
        parts = (part for file in files for part in (str(file.relative_to(self.folder)).encode(), file.read_bytes()))
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    @property
    def compared(self) -> list[str]:
        """The SDKs that the scenario's `command` compares; none where it is `explain`."""
        command = self.told.command
        return command[command.index("--sdk") + 1].split(",") if command[0] == "compare" else []

    @property
    def rules(self) -> set[str]:
        """What it is about: the rules that speak, and those that are said not to."""
        spoken = json.loads(self.expected.read_text(encoding="utf-8"))["findings"] if self.expected.exists() else []
        return {self.folder.parent.name, *self.told.silent_for, *(finding["rule"] for finding in spoken)}

    @property
    def expected(self) -> Path:
        return self.folder / "expected.json"


_told = cache(read)


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """Those of the demo and of the tests, each in the order of their names."""
    return tuple(Scenario(folder) for place in FOLDERS for folder in folders(place).values())


@cache
def with_something_new(scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """As few as together show whatever any shows: a link's status, an outcome, or a rule that speaks. By default only
    these run live.
    """
    shown = {one: _shown(one.expected) for one in scenarios}
    times = Counter(itertools.chain.from_iterable(shown.values()))
    for scenario, what in list(shown.items()):
        if all(times[one] > 1 for one in what):
            times.subtract(shown.pop(scenario))
    return tuple(shown)


def _shown(file: Path) -> set[object]:
    if not file.exists():
        return {file}
    expected = json.loads(file.read_text(encoding="utf-8"))
    shown: set[object] = {("link", link, status) for link, status in expected["links"].items()}
    names = ("outcome", "winner", "usable", "witness", "error", "unusable_because")
    shown.add(("outcome", *(expected[name] for name in names)))
    shown.update(one["rule"] for one in expected["findings"])
    return shown


def child(laid: LabHost, *words: str) -> subprocess.CompletedProcess[str]:
    """The package's command line on the laid-out host."""
    said = command(words, laid.env, _place(laid), modes=True, system=laid.root / "abs")
    return subprocess.CompletedProcess(words, said.code, said.out, said.err)


def script(laid: LabHost, text: str) -> subprocess.CompletedProcess[str]:
    """A Python process on the laid-out host that runs a script."""
    paths = {"PYTHONPATH": f"{GUARD}:{Path(__file__).parents[1]}", "TESTS_SYSTEM_ROOT": str(laid.root / "abs")}
    return subprocess.run(
        [sys.executable, "-c", text],
        env={**laid.env, **paths},
        cwd=_place(laid),
        preexec_fn=obey_file_modes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _place(laid: LabHost) -> Path:
    return laid.home if laid.home.is_dir() else laid.root


def trusting(laid: LabHost, folder: Path) -> Path:
    """A folder for the PATH with a `whoami-aws` that trusts the host's own STS: for scripts, which would ask AWS."""
    folder.mkdir(exist_ok=True)
    real = Path(sys.executable).with_name("whoami-aws")
    words = " ".join(laid.trust)
    (folder / "whoami-aws").write_text(
        "#!/bin/sh\ncommand=$1; shift\n"
        f'case $command in check|explain|compare) set -- {words} "$@";; esac\n'
        f'exec {real} "$command" "$@"\n'
    )
    (folder / "whoami-aws").chmod(0o755)
    return folder


def explained(laid: LabHost, passwd_home: str | None = None) -> tuple[dict[str, Any], str]:
    """What a child process says of the host (`report`, `exit_code`), and the Host that it recorded (JSON text)."""
    said = in_nursery.explained({**_job(laid, passwd_home), "words": [*laid.argv, *laid.trust]})
    return said, json.dumps(said.pop("host"))


def gathered(laid: LabHost, *words: str, sdks: Iterable[str] = (), v1: bool = False) -> Host:
    """The Host that a child process gathers for these SDKs, with these options of `explain`. `v1`: as for
    `--imds-v2-only`.
    """
    said = in_nursery.explained({**_job(laid), "words": list(words), "sdks": list(sdks), "v1": v1})
    return decode(said["host"])


def judged_there(laid: LabHost, sdks: Iterable[str]) -> tuple[Host, dict[str, list[Any]]]:
    """The Host as it was recorded for these SDKs, and what each chain said on the host itself (`answers`)."""
    words = [*laid.argv, *laid.trust]
    said = in_nursery.explained({**_job(laid), "words": words, "sdks": list(sdks), "judged": True})
    return decode(said["host"]), said["live"]


def opened(laid: LabHost, sdks: Iterable[str]) -> Counter[str]:
    """How often a child that gathers for these SDKs opens each path, without the witness's own reading."""
    said = in_nursery.explained({**_job(laid), "words": list(laid.argv), "sdks": list(sdks)})
    return Counter(said["opened"])


def _job(laid: LabHost, passwd_home: str | None = None) -> dict[str, Any]:
    home = passwd_home or str(laid.home)
    return {"env": laid.env, "cwd": str(_place(laid)), "root": str(laid.root), "home": home}


TEXTS = ("message", "fix", "commands")
"""What of a finding `--update` writes again by itself; the rest of it is a verdict."""


def summary(report: dict[str, Any], exit_code: int, effects: Iterable[Iterable[Change]] = ()) -> dict[str, Any]:
    """What of a report is compared: all that is said, but for times, versions, ports and paths of one run. `effects`
    are the changes that the fix of each finding promises, which no report shows.
    """
    identity = report["identity"]
    findings = [_finding(one) for one in report["findings"]]
    for finding, changes in zip(findings, effects, strict=False):
        finding["changes"] = [shown_change(change) for change in changes]
    return {
        "exit_code": exit_code,
        "outcome": report["outcome"],
        "winner": report["winner"],
        "usable": report["usable"],
        "because": report["because"],
        "witness": report["sdk"]["witness"],
        "error": report["error"] and f"{report['error']['type']} at {report['error']['link']}",
        "unusable_because": (report["unusable_because"] or {}).get("type"),
        "identity": identity and f"{identity['arn'] or identity['account']} by {identity['source']}",
        "profile": f"{report['profile']['name']} by {report['profile']['origin'].get('name')}",
        "region": report["region"] and report["region"]["name"],
        "links": {link["id"]: f"{link['status']}: {link['reason']['code']}" for link in report["links"]},
        "what_if": [f"without {', '.join(step['remove'])}: {_after(step)}" for step in report["what_if"]],
        "findings": [{name: value for name, value in one.items() if value != []} for one in findings],
    }


def _after(step: dict[str, Any]) -> str:
    return step["winner"] or (step["error"] or {}).get("type") or step["outcome"]


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "severity": one["severity"],
        "rule": one["rule"],
        "subject": f"{one['subject']['kind']} {one['subject']['name']}",
        "confidence": one["confidence"],
        "message": one["message"],
        "fix": one["fix"]["text"],
        "commands": one["fix"]["commands"],
    }


def shown_change(change: Change) -> str:
    """A change of the host with all of its fields, of a secret only the length: the rest of it is random."""
    shown = f"{change.kind} {change.name}"
    shown += "" if change.line is None else f":{change.line}"
    shown += "" if change.section is None else f" [{change.section}]"
    shown += "" if change.key is None else f" {change.key}"
    match change.reading:
        case None:
            return shown
        case str():
            return f"{shown} = {change.reading}"
        case _:
            return f"{shown} = ({change.reading.length} characters)"


def verdicts(expected: dict[str, Any]) -> dict[str, Any]:
    """What `summary` gives, without the texts in it."""
    findings = [{name: one[name] for name in one if name not in TEXTS} for one in expected["findings"]]
    return {name: expected[name] for name in expected if name != "because"} | {"findings": findings}


class Place(NamedTuple):
    """Where a host was laid out, and by whom."""

    root: str
    home: str
    uid: int
    user: str


def place_of(laid: LabHost) -> Place:
    """Where a host is laid out now."""
    return Place(str(laid.root), str(laid.home), os.getuid(), pwd.getpwuid(os.getuid()).pw_name)


def without_run(text: str, place: Place) -> str:
    """A text with what differs from run to run replaced. Spans of time are rounded to five minutes."""
    text = text.replace(place.home, "~").replace(place.root, "/ROOT")
    text = re.sub(r"botocore-session-\d+", "botocore-session-NOW", text)
    text = re.sub(r"(?:(\d+) h )?\b(\d+) min\b", _rounded, text)
    text = re.sub(r"\b\d{3,} days\b", "MANY days", text)
    text = re.sub(r"\b\d+ s later\b", "N s later", text)
    text = re.sub(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
    text = re.sub(r"\bbotocore \d+(\.\d+)+", "botocore VERSION", text)
    text = re.sub(rf"\b(uid|user) {place.uid}\b", r"\1 UID", text)
    text = re.sub(rf"\b{re.escape(place.user)} \(uid UID\)", "USER (uid UID)", text)
    text = re.sub(rf"\buid UID \({re.escape(place.user)}\)", "uid UID (USER)", text)
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)


def _rounded(span: re.Match[str]) -> str:
    minutes = round((int(span[1] or 0) * 60 + int(span[2])) / 5) * 5
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


__all__ = [
    "all_scenarios",
    "child",
    "explained",
    "gathered",
    "lay_out",
    "opened",
    "place_of",
    "script",
    "summary",
    "trusting",
    "verdicts",
    "with_something_new",
    "without_run",
]
