"""Several SDKs on this host: gather once, judge every chain."""

from __future__ import annotations

import time
from collections.abc import Iterable

from whoami_aws.ask.explain import gather
from whoami_aws.ask.question import Question
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.host import Host
from whoami_aws.report import Report, report_of, report_without_findings

BASE = "boto3"
"""Whose chain the host is gathered for first: the one that has a witness, and whose credentials STS is asked with."""


def reports(question: Question, sdks: tuple[str, ...], with_findings: bool = True) -> dict[str, Report]:
    """A report for each SDK, all of one gathering."""
    start = time.monotonic()
    host = gather_for(question, sdks)
    return reports_on(host, sdks, with_findings, (time.monotonic() - start) * 1000, question.ignore)


def gather_for(question: Question, sdks: tuple[str, ...]) -> Host:
    """The host with all that the chains of these SDKs ask for."""
    return gather(question._replace(sdk=BASE), tuple(CHAINS[sdk] for sdk in sdks if sdk != BASE))


def reports_on(
    host: Host, sdks: tuple[str, ...], with_findings: bool, elapsed: float, ignore: Iterable[str]
) -> dict[str, Report]:
    """A report for each SDK on a host that was gathered for all of them, which took `elapsed` milliseconds; without the
    findings of the rules in `ignore`.
    """
    if not with_findings:
        return {sdk: report_without_findings(host, CHAINS[sdk], (), elapsed) for sdk in sdks}
    return {sdk: report_of(host, CHAINS[sdk], (), elapsed, ignore) for sdk in sdks}
