"""A report or a check as the one list of items that CI formats are made of. Every text in it is clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED
from whoami_aws.check.assertion import FAILS, HOLDS, Outcome
from whoami_aws.check.assertion import UNKNOWN as UNTOLD
from whoami_aws.check.job import NO_JOB as NO_JOB
from whoami_aws.check.job import Job
from whoami_aws.check.result import Check, summary
from whoami_aws.host.values import Origin
from whoami_aws.render import paper_format
from whoami_aws.render.sanitize import clean
from whoami_aws.report import Report, aside
from whoami_aws.rules.finding import Finding, Fix


class Place(NamedTuple):
    """A file that is to blame. `path` as the report writes it; `inside`: relative to the checkout, and in it."""

    path: str
    line: int
    inside: bool


class Item(NamedTuple):
    """`state`: `holds`, `fails`, `unknown` for an assertion, `found` for a finding; `level`: error, warning, info.

    `id` is the rule's name, or `check/NAME`. `name` is what was asked, or the rule's title; `where` is the origin.
    `explained_by` is the rule whose finding is told in the item already.
    """

    id: str
    state: str
    level: str
    name: str
    message: str
    where: str
    place: Place | None
    fix: str = ""
    commands: tuple[str, ...] = ()
    explained_by: str = ""
    because: str = ""
    sdk: str = ""

    @property
    def text(self) -> str:
        """All that there is to say, line by line."""
        lines = [self.message, f"because {self.explained_by}: {self.because}" if self.explained_by else ""]
        lines += [f"fix: {self.fix}" if self.fix else "", *(f"  {one}" for one in self.commands if one != self.fix)]
        lines.append(f"more: whoami-aws rule {rule}" if (rule := self.rule) else "")
        return "\n".join(line for line in lines if line)

    @property
    def rule(self) -> str:
        """The rule whose page tells more."""
        return self.explained_by or ("" if self.id.startswith("check/") else self.id)


class CiReport(NamedTuple):
    """`command`: `check` or `explain`. `assertions` come first; `config` is the file that sets the job up, or ""."""

    command: str
    ok: bool
    headline: str
    assertions: tuple[Item, ...]
    findings: tuple[Item, ...]
    notes: tuple[str, ...]
    links: tuple[tuple[str, str, str, str], ...]
    now: float
    seconds: float
    config: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Assertions and findings."""
        return (*self.assertions, *self.findings)


def rendered(format_: str, value: Report | Check, job: Job) -> str:
    """The value in one of `PAPERS`."""
    made = of_check(value, job) if isinstance(value, Check) else of_report(value, job)
    return paper_format(format_).render(made)


def of_report(report: Report, job: Job) -> CiReport:
    """A report: one assertion, that credentials resolve and can be used, and the findings."""
    diagnosis, verdict = report.diagnosis, report.diagnosis.verdict
    ok = report.exit_code == 0
    worst = next((one for one in report.findings if one.severity == "error"), None) if not ok else None
    use = diagnosis.use
    message = report.because
    if verdict.error is not None:
        message += f" ({verdict.error.type}: {verdict.error.message})"
    elif use is not None and use.state != "works" and use.because:
        message += f"; {use.because}"
    state = HOLDS if ok else FAILS if verdict.outcome in (RESOLVED, NONE, ERROR) else UNTOLD
    name = "credentials resolve and can be used"
    item = Item("check/resolves", state, "error", name, clean(message), "", None, sdk=diagnosis.chain.id)
    if worst is not None:
        item = _explained(item, worst, worst.fix, job)
    identity = diagnosis.identity
    who = (identity.arn or identity.account) if identity else None
    who = " ".join(filter(None, (who, aside(identity)))) if who else None
    headline = f"You are {who}, because {report.because}" if ok and who else f"{verdict.outcome}: {report.because}"
    findings = tuple(_finding(one, job, diagnosis.chain.id) for one in report.findings)
    return _paper("explain", ok, headline, (item,), findings, report, job)


def of_check(check: Check, job: Job) -> CiReport:
    """A check: its assertions, and the findings about the SDKs that are asserted about."""
    several = len(check.sdks) > 1
    assertions = tuple(_assertion(one, job, several) for one in check.shown)
    sees = {one: sdk for sdk in reversed(check.sdks) for one in check.reports[sdk].findings}
    findings = tuple(_finding(one, job, sees.get(one, "all")) for one in check.findings)
    paper = _paper("check", check.ok, summary(check), assertions, findings, check.report, job)
    spent = check.waited.seconds if check.waited else 0.0
    return paper._replace(notes=tuple(map(clean, check.notes)), seconds=max(spent, paper.seconds))


def _paper(
    command: str,
    ok: bool,
    headline: str,
    assertions: tuple[Item, ...],
    findings: tuple[Item, ...],
    report: Report,
    job: Job,
) -> CiReport:
    rows = report.diagnosis.verdict.rows
    links = tuple((str(row.position), row.link, row.status, clean(row.probe.reason.text)) for row in rows)
    now, spent = report.diagnosis.host.now, report.elapsed_ms / 1000
    return CiReport(command, ok, clean(headline), assertions, findings, (), links, now, spent, clean(job.config))


def _assertion(one: Outcome, job: Job, several: bool) -> Item:
    name = f"{one.wanted} [{one.sdk}]" if several and one.sdk else one.wanted
    where = str(one.answer.origin) if one.answer.origin and one.answer.origin.kind != "default" else ""
    message = clean(one.answer.is_) if one.state == HOLDS else clean(f"{_SAID[one.state]}: {one.answer.is_}")
    # The place that is to blame: the value's own file, else the line that expects another.
    place = _place(one.answer.origin, job) or _place(one.asked.origin, job)
    item = Item(
        f"check/{one.asked.name}", one.state, "error", clean(name), message, clean(where), place, sdk=one.sdk or "all"
    )
    if one.finding is None and one.fix is None:
        return item
    return _explained(item, one.finding, one.fix, job)


_SAID = {FAILS: "it is not so", UNTOLD: "it cannot be told"}


def _explained(item: Item, finding: Finding | None, fix: Fix | None, job: Job) -> Item:
    if fix is not None:
        item = item._replace(fix=clean(fix.text), commands=tuple(map(clean, fix.commands)))
    if finding is not None:
        place = _place(finding.subject, job) or item.place
        item = item._replace(explained_by=finding.rule, because=clean(finding.message), place=place)
    return item


def _finding(one: Finding, job: Job, sdk: str) -> Item:
    commands = tuple(map(clean, one.fix.commands))
    return Item(
        one.rule,
        "found",
        one.severity,
        clean(one.title),
        clean(one.message),
        clean(str(one.subject)),
        _place(one.subject, job),
        clean(one.fix.text),
        commands,
        sdk=sdk,
    )


def _place(origin: Origin | None, job: Job) -> Place | None:
    if origin is None or origin.kind != "file":
        return None
    path, root = origin.name, job.root.rstrip("/")
    if root and path.startswith(f"{root}/"):
        path = path[len(root) + 1 :]
    inside = not path.startswith(("/", "~", "$")) and ".." not in path.split("/")
    return Place(clean(path.removeprefix("./")), origin.line or 1, inside)


def results(paper: CiReport) -> Iterator[Item]:
    """What is wrong: assertions that do not hold, then findings."""
    yield from (item for item in paper.assertions if item.state != HOLDS)
    yield from paper.findings
