"""`whoami-aws compare` for a person: the answer, then a row for all SDKs that pick the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from tabulate import tabulate

from whoami_aws.chain.sdks.conformance import proof_for
from whoami_aws.chain.verdict import NONE, RESOLVED
from whoami_aws.comparison import Comparison, Group
from whoami_aws.host.key_id import masked
from whoami_aws.render import Options
from whoami_aws.render.sanitize import clean
from whoami_aws.report import Report, aside
from whoami_aws.rules.finding import Finding


def render(comparison: Comparison, evidence: Mapping[str, str], options: Options) -> str:
    """The whole comparison. `evidence`: SDK id -> what says that it is in use here."""
    lines = [*_head(comparison, options), "", *_table(comparison, evidence, options)]
    for finding in comparison.findings:
        lines += ["", *_fix(finding, options)]
    return "\n".join([*lines, "", *_proven(comparison, options)]).rstrip("\n") + "\n"


def _fix(finding: Finding, options: Options) -> Iterator[str]:
    fix, indent = finding.fix, " " * 9
    text = f"Fix      {clean(fix.text)} (whoami-aws rule {finding.rule})"
    yield from textwrap.wrap(text, max(40, options.width), subsequent_indent=indent, break_on_hyphens=False)
    yield from (indent + clean(command) for command in fix.commands)


def _head(comparison: Comparison, options: Options) -> list[str]:
    lead = {True: "Same     ", False: "Differ   ", None: "Unknown  "}[comparison.agree]
    return textwrap.wrap(
        lead + clean(comparison.because), max(40, options.width), subsequent_indent=" " * 9, break_on_hyphens=False
    )


_SDKS, _IDENTITY, _LEAST = 26, 60, 30
"""Columns for the SDKs, at most for an identity, and at least for a reason."""


def _table(comparison: Comparison, evidence: Mapping[str, str], options: Options) -> list[str]:
    rows = [_row(group, evidence, options) for group in comparison.groups]
    told_by_others = [_foreign(group) for group in comparison.groups]
    winner = max(len("winner"), *(len(row[1]) for row in rows))
    who = min(_IDENTITY, max(len("identity"), *(len(text) for text in (*(row[2] for row in rows), *told_by_others))))
    room = max(_LEAST, options.width - _SDKS - winner - who - 3 * 2)
    widths = (_SDKS, winner, who, room)
    cells = [[_fit(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    for row, told in zip(cells, told_by_others, strict=True):
        row[2] += f"\n{_fit(told, who)}" if told else ""
    table = tabulate(cells, ["SDK", "winner", "identity", "because"], tablefmt="plain", disable_numparse=True)
    return [line.rstrip() for line in table.splitlines()]


def _fit(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(clean(text), width, break_on_hyphens=False)) or "-"


def _row(group: Group, evidence: Mapping[str, str], options: Options) -> list[str]:
    first = group.reports[0]
    verdict = first.diagnosis.verdict
    winner = verdict.winner or verdict.outcome
    return [", ".join(_marked(one, evidence) for one in group.reports), winner, identity(first, options), first.because]


def _foreign(group: Group) -> str:
    """Who says so, where that is not AWS's own endpoint."""
    return aside(group.reports[0].diagnosis.identity)


def _marked(report: Report, evidence: Mapping[str, str]) -> str:
    diagnosis = report.diagnosis
    sdk = diagnosis.chain.id
    name = f"{sdk}*" if sdk in evidence else sdk
    return name if proof_for(diagnosis.chain, diagnosis.host) else f"{name} (unproven)"


def identity(report: Report, options: Options) -> str:
    """Whose credentials, in a few words."""
    diagnosis = report.diagnosis
    if diagnosis.verdict.outcome != RESOLVED or diagnosis.verdict.winning_link is None:
        error = diagnosis.verdict.error
        return error.type if error else "no credentials" if diagnosis.verdict.outcome == NONE else "not known"
    if diagnosis.identity is not None and diagnosis.identity.arn:
        return diagnosis.identity.arn
    credentials = diagnosis.verdict.winning_link.probe.credentials
    if credentials is None:
        return "-"
    if credentials.role:
        return credentials.role
    text = credentials.key_id.text if credentials.key_id else None
    return (text if options.show_key_ids else masked(text)) if text else "a key id that is not valid"


def _proven(comparison: Comparison, options: Options) -> Iterator[str]:
    told = []
    for report in comparison.reports:
        chain, host = report.diagnosis.chain, report.diagnosis.host
        proof = proof_for(chain, host)
        gone = "".join(f", no {name}" for name, there in chain.assumptions(host).items() if not there)
        told.append(f"{chain.id} {proof.version if proof else '(unproven)'}{gone}")
    yield from textwrap.wrap(
        f"modelled on  {', '.join(told)}", max(40, options.width), subsequent_indent=" " * 13, break_on_hyphens=False
    )
    yield "* detected here (found on PATH)"
