"""What was said of an incident, against what had to be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.incidents.incident import Incident, incidents
from tests.incidents.lab import Bench, Laboratory, Run, in_parallel, place_to_run

LOUD = ("error", "warning")
_BLANK = re.compile(r"/PATH|<\w|\b[A-Z]{3,}(-[A-Z]+)+\b")
"""In a command: what whoever pastes it has to fill in."""


class Outcome(NamedTuple):
    """One incident. A judgement is True, False, or None where there is nothing to judge."""

    incident: Incident
    before: Run
    winner: bool | None = None
    first: bool | None = None
    named: bool | None = None
    quiet: bool | None = None
    severity: bool | None = None
    cured: bool | None = None
    gone: bool | None = None
    """The loud findings that named the cause are not there any more once the fix is applied."""
    pasted: bool | None = None
    """The commands of the tool's own fix, pasted into a shell, lead to the same winner as the fix."""
    notes: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        return not self.before.skipped and False not in (self.winner, self.first, self.named, self.quiet, self.cured)


def measure(only: str = "") -> list[Outcome]:
    """All incidents, on the best place that there is."""
    with place_to_run() as place:
        return in_parallel(lambda incident: judged(place, incident), incidents(only))


def judged(place: Laboratory | Bench, incident: Incident) -> Outcome:
    """Runs an incident, then the same with the fix applied, then with the tool's own fix pasted."""
    before = place.run(incident.host)
    if before.report is None:
        return Outcome(incident, before, winner=False if before.failed else None, notes=(before.failed,))
    expected, findings = incident.expected, before.report["findings"]
    wrong = _differences(before.report, expected)
    loud = [finding["rule"] for finding in findings if finding["severity"] in LOUD]
    outcome = Outcome(incident, before, winner=not wrong, notes=tuple(wrong))
    if incident.control:
        return outcome._replace(quiet=not loud)
    causes = [finding for finding in findings if finding["rule"] in incident.cause]
    outcome = outcome._replace(
        first=bool(findings) and findings[0]["rule"] in incident.cause,
        named=bool(causes),
        severity=causes[0]["severity"] == expected["severity"] if causes else None,
        quiet=not loud if incident.data.get("quiet") else None,
    )
    return _pasted(place, _cured(place, outcome), causes)


def _cured(place: Laboratory | Bench, outcome: Outcome) -> Outcome:
    """With the fix of the incident applied to the host."""
    mended = outcome.incident.mended
    if mended is None:
        return outcome
    run = place.run(mended)
    if run.report is None:
        return outcome._replace(cured=False if run.failed else None, notes=(*outcome.notes, run.failed or run.skipped))
    wrong = _differences(run.report, outcome.incident.expected["after"])
    left = {one["rule"] for one in run.report["findings"] if one["severity"] in LOUD} & set(outcome.incident.cause)
    notes = (*(f"once fixed: {difference}" for difference in wrong), *(f"once fixed still: {rule}" for rule in left))
    return outcome._replace(cured=not wrong, gone=not left, notes=(*outcome.notes, *notes))


def _pasted(place: Laboratory | Bench, outcome: Outcome, causes: list[Mapping[str, Any]]) -> Outcome:
    """With the commands of the first finding that names the cause pasted into the shell of a user."""
    commands = tuple(causes[0]["fix"]["commands"]) if causes else ()
    after = outcome.incident.expected.get("after")
    if not commands or not after or isinstance(place, Bench) or _BLANK.search(" ".join(commands)):
        return outcome
    run = place.run(outcome.incident.host, commands)
    if run.report is None:
        return outcome._replace(notes=(*outcome.notes, f"pasted {commands}: {run.failed or run.skipped}"))
    wrong = _differences(run.report, after)
    notes = (f"pasted {commands}: {difference}" for difference in wrong)
    return outcome._replace(pasted=not wrong, notes=(*outcome.notes, *notes))


def _differences(report: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """Where a report says something else than it should, of what the SDK does; none where all is right."""
    said = {
        "winner": report["winner"] or report["outcome"],
        "access_key": next((one["access_key_id"] for one in report["links"] if one["status"] == "wins"), None),
        "usable": report["usable"],
        "witness": report["sdk"]["witness"],
    }
    wanted = {name: expected[name] for name in ("winner", "access_key", "usable") if name in expected}
    wanted["witness"] = "agrees"
    if "access_key" in wanted:
        wanted["access_key"] = wanted["access_key"].encode("unicode_escape").decode()  # as a report shows it
    if expected["winner"] == "error":
        error = report["unusable_because"] if "stopped_at" in expected else report["error"]
        said["error"] = _named(error, expected["error"])
        wanted.update(winner=expected.get("stopped_at", "error"), error=expected["error"])
        if report["outcome"] == "resolved" and "stopped_at" not in expected:
            # That the chain had chosen, and that using it failed, is one thing to whoever only sees the exception.
            said["winner"], said["error"] = "error", _named(report["unusable_because"], expected["error"])
    return [f"{name}: {said[name]!r}, not {wanted[name]!r}" for name in wanted if said[name] != wanted[name]]


def _named(error: Mapping[str, str] | None, expected: str) -> str | None:
    """The exception's class; with the service's code, where one is expected and the message has it."""
    if error is None:
        return None
    kind, _, code = expected.partition(":")
    # Some of a service's errors have classes of their own.
    kinds = (kind, f"{code}Exception") if code else (kind,)
    return expected if error["type"] in kinds and code in error["message"] else error["type"]
