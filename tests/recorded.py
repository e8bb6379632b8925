"""Reports on record: of each scenario that does not run live by default, the host that it recorded, and what was said.

A recorded host is judged in milliseconds, so the default suite judges all of them (`test_recorded.py`) and holds what
it gets against the record: the whole report as JSON, as text and in another format, a check in one of its formats, and
what `imds` says.

`python -m tests.recorded` brings the record up to date after an intended change: it lays out the scenarios that are new
or have changed (with `--all`, every one: after a change of what a host keeps), and prints how what is said differs from
what was on record.
"""

from __future__ import annotations

import argparse
import difflib
import json
import lzma
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.argv import question
from tests.scenario import (
    Place,
    Scenario,
    all_scenarios,
    explained,
    lay_out,
    place_of,
    with_something_new,
)
from whoami_aws import __version__
from whoami_aws.ask.run_imds import CHAIN
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.check.assertion import Asked
from whoami_aws.check.job import GITHUB, GITLAB, Job
from whoami_aws.check.result import judge, with_defaults
from whoami_aws.cli.options import CHECK_FORMATS
from whoami_aws.cli.rendering import rendered
from whoami_aws.host.facts import ImdsAnswer, WitnessResult
from whoami_aws.host.snapshot import decode
from whoami_aws.host.values import Origin
from whoami_aws.render import PAPERS, Options, imds_json, imds_text, json_report
from whoami_aws.report import Report, report_of

FILE = Path(__file__).with_name("recorded.json.xz")
WORKERS = 3
"""Hosts that are laid out at the same time: many of them wait for endpoints that are slow on purpose."""
_WIDTHS = (60, 80, 100, 132)
_ASSERTED = {
    "account": ("111122223333",),
    "arn": ("role/deploy", "user/*"),
    "partition": ("aws",),
    "source": ("env", "shared-credentials-file"),
    "not-source": ("iam-role", "sso"),
    "not-long-term": (),
    "min-ttl": ("30m",),
    "region": ("us-*",),
    "no-finding": ("env-shadows-instance-profile",),
    "fail-on": ("warning",),
}
_JOBS = (
    Job(),
    Job(GITHUB, "/home/runner/work", ".github/workflows/ci.yml"),
    Job(GITLAB, "/builds/me", ".gitlab-ci.yml"),
)


class Record(NamedTuple):
    """A host with the options that it was asked with. `digest`: of the scenario."""

    digest: str
    place: Place
    argv: list[str]
    host: Any
    report: Any = None
    text: str = ""
    check: str = ""
    imds: str = ""
    paper: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """As the file has it."""
        return {**self._asdict(), "place": self.place._asdict()}


@cache
def records() -> dict[str, Record]:
    """All that is on record, by the scenario's name."""
    with lzma.open(FILE, "rt", encoding="utf-8") as stream:
        found = json.load(stream)
    return {name: Record(**{**one, "place": Place(**one["place"])}) for name, one in found.items()}


@cache
def on_record() -> dict[str, Scenario]:
    """The scenarios that are on record as they are now."""
    there = {one.name: one for one in all_scenarios()}
    found = {name: there[name] for name in records() if name in there}
    return {name: one for name, one in found.items() if one.digest == records()[name].digest}


def judged(record: Record) -> Report:
    """The report on a recorded host."""
    asked = question(record.argv)
    return report_of(decode(record.host), CHAINS[asked.sdk], asked.changes)


def as_json(report: Report) -> dict[str, Any]:
    """The whole report but for what a release changes."""
    found: dict[str, Any] = json.loads(json_report.render(report, Options()))
    found.pop("tool")
    return found


def as_text(name: str, report: Report) -> str:
    """The report for a terminal: in a width that depends on the scenario, with and without colours and remarks."""
    return rendered("text", report, _options(name))


def as_check(name: str, report: Report) -> str:
    """A check of the host: which assertions and which format depends on the scenario."""
    dice = _dice(name) >> 8
    some = list(_ASSERTED.items())[: 2 + dice % len(_ASSERTED)]
    asked = with_defaults(Asked(name, values, Origin("option", f"--{name}")) for name, values in some)
    sdk = report.diagnosis.chain.id
    done = judge(asked, (sdk,), {sdk: report}, ("unconfirmed",) if dice & 1 else ())
    format_ = CHECK_FORMATS[(dice >> 1) % len(CHECK_FORMATS)]
    text = rendered(format_, done, _options(name), _JOBS[(dice >> 5) % len(_JOBS)])
    return text.replace(__version__, "VERSION")


def as_paper(name: str, report: Report) -> str:
    """The report in one of the formats for other programs, or in two lines."""
    dice = _dice(name) >> 12
    formats = ("short", *PAPERS)
    text = rendered(formats[dice % len(formats)], report, _options(name), _JOBS[(dice >> 4) % len(_JOBS)])
    return text.replace(__version__, "VERSION")


def as_imds(name: str, report: Report) -> str:
    """What `imds` says of the metadata service, as text or JSON; "" where it was not asked, or did not answer."""
    host = report.diagnosis.host
    if not any(isinstance(fact, ImdsAnswer) and fact.reachable for fact in host.facts.values()):
        return ""
    # botocore was asked for its whole chain, and this is one link.
    facts = {key: fact for key, fact in host.facts.items() if not isinstance(fact, WitnessResult)}
    alone = report_of(host._replace(facts=facts), CHAIN)
    text = imds_json.render(alone) if _dice(name) & 256 else imds_text.render(alone, _options(name))
    return text.replace(__version__, "VERSION")


def _options(name: str) -> Options:
    dice = _dice(name)
    width = _WIDTHS[dice % len(_WIDTHS)]
    return Options(width, colour=bool(dice & 16), verbose=bool(dice & 32), show_key_ids=bool(dice & 64))


def _dice(name: str) -> int:
    return zlib.crc32(name.encode())


def _laid_out(scenario: Scenario) -> Record:
    with TemporaryDirectory(prefix="host-", dir="/tmp") as folder, lay_out(scenario.host, Path(folder)) as laid:
        _, said = explained(laid, scenario.host.get("passwd_home"))
    return Record(scenario.digest, place_of(laid), list(laid.argv), json.loads(said))


def _brought_up_to_date(wanted: list[Scenario], known: dict[str, Record]) -> Iterator[tuple[str, Record]]:
    kept = {one.name for one in wanted if one.name in known and known[one.name].digest == one.digest}
    new = [one for one in wanted if one.name not in kept]
    with ProcessPoolExecutor(WORKERS) as pool:
        laid_out = dict(zip((one.name for one in new), pool.map(_laid_out, new), strict=True))
    for name in (one.name for one in wanted):
        record = laid_out.get(name) or known[name]
        report = judged(record)
        shown = {"text": as_text, "check": as_check, "imds": as_imds, "paper": as_paper}
        yield name, record._replace(report=as_json(report), **{key: made(name, report) for key, made in shown.items()})


def _lines(record: Record) -> list[str]:
    return [
        *json.dumps(record.report, indent=1, ensure_ascii=False).splitlines(),
        *f"{record.text}\n{record.check}\n{record.imds}\n{record.paper}".split("\n"),
    ]


def main() -> int:
    """Writes the record."""
    parser = argparse.ArgumentParser(prog="python -m tests.recorded", description=__doc__)
    parser.add_argument("--all", action="store_true", help="lay every host out again")
    known = {} if parser.parse_args().all or not FILE.exists() else records()
    scenarios = all_scenarios()
    live = {one.name for one in with_something_new(scenarios)}
    wanted = [one for one in scenarios if one.name not in live]
    found = dict(_brought_up_to_date(wanted, known))
    for name in found.keys() & known.keys():
        for line in difflib.unified_diff(_lines(known[name]), _lines(found[name]), name, name, n=1, lineterm=""):
            print(line)
    text = json.dumps({name: one.plain for name, one in found.items()}, ensure_ascii=False)
    FILE.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return 0


if __name__ == "__main__":
    sys.exit(main())
