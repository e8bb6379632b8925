"""The report for a person: the answer first, then the chain, then what to fix. Whatever is fine stays quiet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tabulate import tabulate

from whoami_aws.chain.botocore.links import kind_of
from whoami_aws.chain.expiry import span
from whoami_aws.chain.probe import OFFERS, PROMISES
from whoami_aws.chain.verdict import DECLINED, FAILED, NOT_PROBED, REMOVED, RESOLVED, STOPPED, WINS, LinkResult, Verdict
from whoami_aws.diagnosis import Diagnosis, Identity
from whoami_aws.host.arn import looks_like_arn
from whoami_aws.host.key_id import masked
from whoami_aws.render import Options, text_footer
from whoami_aws.render.sanitize import clean
from whoami_aws.report import Report, told_by
from whoami_aws.rules.finding import Finding

_QUIET = (DECLINED, REMOVED, NOT_PROBED)
_GLYPHS = {"error": "✗", "warning": "!", "info": "·"}
_COLOURS = {"error": "31", "warning": "33", "info": "36", "good": "32", "dim": "2", "bold": "1"}


def render(report: Report, options: Options) -> str:
    """The whole report."""
    page = _Page(report, options)
    return "\n".join([*page.head(), "", *page.chain(), "", *page.findings(), *page.what_ifs(), *page.foot()]) + "\n"


def render_short(report: Report, options: Options) -> str:
    """Who, and because of what: two lines."""
    page = _Page(report, options)
    diagnosis = report.diagnosis
    lines = [page.who(), f"because {clean(report.because)}"]
    worst = next((finding for finding in report.findings if finding.severity != "info"), None)
    if worst is not None:
        lines.append(f"{_GLYPHS[worst.severity]} {clean(worst.message)} (whoami-aws explain)")
    elif diagnosis.verdict.outcome != RESOLVED:
        lines[-1] += " (whoami-aws explain)"
    return "\n".join(lines) + "\n"


_LEAST_ROOM, _ROOM_FOR_ORIGIN = 22, 64
"""Columns for reasons, below which a row takes two lines; and from which on origins are shown beside them."""


class _Page:
    def __init__(self, report: Report, options: Options) -> None:
        self.report, self.options = report, options
        self.diagnosis: Diagnosis = report.diagnosis
        self.verdict: Verdict = report.diagnosis.verdict

    def paint(self, text: str, colour: str) -> str:
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.options.colour else text

    def key(self, text: str) -> str:
        return clean(text if self.options.show_key_ids else masked(text.strip()))

    # The answer.

    def head(self) -> Iterator[str]:
        """Who and because of what, in words."""
        use = self.diagnosis.use
        if self.diagnosis.asked:
            yield from self._sentence("What if  ", self._asked())
        good = self.verdict.outcome == RESOLVED and use is not None and use.state != "fails"
        yield self.paint(self.who(), "good" if good else "error")
        yield from self._sentence("because  ", clean(self.report.because))
        if use is not None and use.state == "fails":
            yield from self._sentence("error    ", clean(f"{use.error.type}: {use.error.message}" if use.error else ""))
            yield from self._sentence("that is  ", clean(use.because))
        elif use is not None and use.state == "unknown" and use.because:
            yield from self._sentence("note     ", f"whether they can be used is not known: {clean(use.because)}")
        if self.verdict.error is not None:
            yield from self._sentence("error    ", clean(f"{self.verdict.error.type}: {self.verdict.error.message}"))

    def _asked(self) -> str:
        changes = [("with " if change.kind == "set" else "without ") + str(change) for change in self.diagnosis.asked]
        now = self.diagnosis.now
        was = f" (as it is, {now.winner} wins)" if now and now.winner else ""
        return clean(", ".join(changes)) + was

    def _sentence(self, label: str, text: str) -> list[str]:
        if not text:
            return []
        width = max(30, self.options.width - len(label))
        lines = textwrap.wrap(text, width, break_on_hyphens=False) or [""]
        return [label + lines[0], *(" " * len(label) + line for line in lines[1:])]

    def who(self) -> str:
        """One line: who, or that there are no credentials."""
        verdict, use = self.verdict, self.diagnosis.use
        if verdict.outcome == RESOLVED and use is not None and use.state == "fails":
            return f"Fails    {verdict.winner} wins, and its credentials cannot be used"
        if verdict.outcome == RESOLVED:
            return "You are  " + self._name()
        return {
            "none": "None     no credentials found anywhere in the chain",
            "error": "Error    the SDK raises an exception before it gets credentials",
            "unknown": "Unknown  the result depends on endpoints that were not queried",
        }[verdict.outcome]

    def _name(self) -> str:
        """Whose credentials win, and by whose word."""
        identity, row = self.diagnosis.identity, self.verdict.winning_link
        if identity is not None and identity.arn is not None:
            return clean(f"{identity.arn}    ({self._source(identity)})")
        credentials = row.probe.credentials if row else None
        if credentials is not None and credentials.role and not looks_like_arn(credentials.role):
            account = f" in account {credentials.account}" if credentials.account else ""
            return clean(f"role {credentials.role}{account}    (from the configuration; not requested yet)")
        told = (self.credentials(row) if row else "") or "an unknown identity"
        if identity is not None and identity.account:
            return f"account {clean(identity.account)}, {told}    (the account is encoded in the key id)"
        return told

    def _source(self, identity: Identity) -> str:
        if identity.source == "sts":
            answer = self.diagnosis.host.identity(self.verdict.winner or "")
            where = f"sts at {identity.foreign}" if identity.foreign else "sts"
            unsure = "" if identity.confirmed else ", not confirmed"
            return f"{where}{unsure}, {answer.elapsed_ms:.0f} ms" if answer else where + unsure
        return told_by(identity) + ("; STS was not asked" if identity.source == "imds" else "")

    # The chain.

    def chain(self) -> list[str]:
        """A row a link; on a narrow terminal two lines a link."""
        rows = self.verdict.rows
        # tabulate gives a column at least its header and two more.
        link = max(len(row.link) for row in rows)
        status = max(8, *(len(row.status) for row in rows))
        room = self.options.width - 3 - link - status - 3 * 2
        if room < _LEAST_ROOM:
            return [line for row in rows for line in self._stacked(row)]
        origin = (room - 2) * 2 // 5 if room >= _ROOM_FOR_ORIGIN else 0
        table = [self._row(row, room - origin - 2 if origin else room, origin) for row in rows]
        headers = ["#", "link", "status", "why"] + (["origin"] if origin else [])
        align = ("right", *["left"] * (len(headers) - 1))
        # tabulate's own wrapping would count colours; the cells are fitted already.
        lines = tabulate(table, headers, tablefmt="plain", disable_numparse=True, colalign=align).splitlines()
        return [line.rstrip() for line in lines]

    def _stacked(self, row: LinkResult) -> list[str]:
        status = row.status.upper() if row.status in (WINS, STOPPED) else row.status
        why = self._fit(self.why(row), self.options.width - 4, quiet=row.status in _QUIET)
        return [f"{row.position:>2}  {row.link}: {status}", *("    " + line for line in why.split("\n"))]

    def _row(self, row: LinkResult, why: int, origin: int) -> list[str]:
        quiet = row.status in _QUIET
        loud = row.status in (WINS, STOPPED)
        status = row.status.upper() if loud else row.status
        cells = [str(row.position), row.link, status, self._fit(self.why(row), why, quiet)]
        if origin:
            cells.append(self._fit(_origin(row), origin, quiet=True))
        if not self.options.colour or not (quiet or loud):
            return cells
        colour = "dim" if quiet else "good" if row.status == WINS else "error"
        return ["\n".join(self.paint(line, colour) for line in cell.split("\n")) for cell in cells]

    def _fit(self, text: str, width: int, quiet: bool) -> str:
        text = clean(text)
        if len(text) <= width:
            return text
        if quiet and not self.options.verbose:
            return text[: width - 1].rstrip() + "…"
        return "\n".join(textwrap.wrap(text, width, break_on_hyphens=False))

    def why(self, row: LinkResult) -> str:
        if row.status == FAILED and row.probe.kind == PROMISES and row.probe.use.because:
            return f"{row.probe.reason.text}: {row.probe.use.because}"
        if row.status != REMOVED and row.probe.kind in (OFFERS, PROMISES) and row.probe.credentials is not None:
            told = ", ".join(filter(None, (self._answer(row), self.credentials(row))))
            if kind_of(row.link).keys:  # their origins are shown beside them
                return told
            return f"{row.probe.reason.text}; {told}" if told else row.probe.reason.text
        return row.probe.reason.text

    def _answer(self, row: LinkResult) -> str:
        """What STS said of a link that does not win; the winner's answer is the first line."""
        answer = self.diagnosis.host.identity(row.link) if row.link != self.verdict.winner else None
        if answer is None or self.diagnosis.asked:
            return ""
        return answer.arn or answer.code or answer.error

    def credentials(self, row: LinkResult) -> str:
        """What may be said of a link's credentials, in a few words."""
        credentials = row.probe.credentials
        if credentials is None:
            return ""
        parts = []
        key = credentials.key_id
        if key is not None:
            parts.append(
                self.key(key.text) if key.text else f"a key id of {key.shape.length} characters that is not valid"
            )
            kind = credentials.key_type
            parts.append(
                {"long-term": "long-term key", "session": "temporary key"}.get(kind or "", "unknown kind of key")
            )
            if kind != "session" or not credentials.has_token:
                parts.append("with token" if credentials.has_token else "no token")
        if credentials.expires_at is not None:
            left = credentials.expires_at - self.diagnosis.host.now
            parts.append(f"{span(left)} left" if left >= 0 else f"expired {span(left)} ago")
        return ", ".join(parts)

    # What to fix.

    def findings(self) -> Iterator[str]:
        for finding in self.report.findings:
            if finding.severity == "info" and not self.options.verbose:
                continue
            yield from self._finding(finding)
            yield ""
        quiet = sum(finding.severity == "info" for finding in self.report.findings)
        if quiet and not self.options.verbose:
            yield self.paint(
                f"· {quiet} note{'s do' if quiet > 1 else ' does'} not affect the result (--verbose)",
                "dim",
            )
            yield ""
        if silenced := self.report.silenced:
            names = ", ".join(dict.fromkeys(silenced))
            yield self.paint(f"· {len(silenced)} finding{'s' if len(silenced) > 1 else ''} silenced: {names}", "dim")
            yield ""

    def _finding(self, finding: Finding) -> Iterator[str]:
        title = f"{_GLYPHS[finding.severity]} {finding.severity}: {finding.rule} — {finding.title}"
        yield self.paint(title, finding.severity)
        for line in textwrap.wrap(clean(finding.message), max(30, self.options.width - 2), break_on_hyphens=False):
            yield "  " + line
        if finding.fix.commands == (finding.fix.text,):
            yield "  Fix: " + clean(finding.fix.text)
        else:
            yield from self._sentence("  Fix: ", clean(finding.fix.text) + (":" if finding.fix.commands else ""))
            for command in finding.fix.commands:
                yield "       " + clean(command)
        yield f"  More: whoami-aws rule {finding.rule}"

    def what_ifs(self) -> Iterator[str]:
        if not self.diagnosis.what_ifs:
            return
        for step in self.diagnosis.what_ifs:
            names = ", ".join(clean(str(change)) for change in step.remove)
            yield from self._sentence("without  ", f"{names}: {clean(self._after(step.verdict))}")
        yield ""

    def _after(self, verdict: Verdict) -> str:
        if verdict.winning_link is not None:
            identity = self.diagnosis.identity_of(verdict.winning_link)
            who = (
                identity.arn if identity and identity.arn else self.credentials(verdict.winning_link)
            ) or verdict.winning_link.probe.reason.text
            return f"{verdict.winner} wins, {who}"
        if verdict.error is not None:
            return f"{verdict.error.type} at {verdict.error_link or 'the start'}"
        return "no credentials are found" if verdict.outcome == "none" else "it depends on what was not queried"

    # Where calls go, and how sure all this is.

    def foot(self) -> Iterator[str]:
        for label, value, origin in text_footer.lines(self.diagnosis):
            yield f"{label:<8} {clean(value)}   {self.paint(clean(origin), 'dim')}"
        if host := text_footer.host(self.diagnosis):
            yield from self._sentence("host     ", clean(host))
        yield from self._sentence("checked  ", clean(text_footer.checked(self.report)))


def _origin(row: LinkResult) -> str:
    """Where to look: the inputs that are there, else the first that could be."""
    there = [one for one in row.probe.inputs if one.state != "absent"] or list(row.probe.inputs[:1])
    if kind_of(row.link).keys in ("variables", "properties"):
        return ", ".join(str(one.origin) for one in there)
    if row.link == "iam-role" and len(row.probe.inputs) > 1:
        return str(row.probe.inputs[1].origin)
    return str(there[0].origin) if there else ""
