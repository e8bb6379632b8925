"""Several SDKs on this host: gather once, judge every chain."""

from __future__ import annotations

import time
from collections.abc import Iterable

from whoami_aws.ask.explain import gather
from whoami_aws.ask.question import Question
from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.host import facts as f
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
    verdict = judge(host, CHAINS[BASE])
    others = tuple(CHAINS[sdk] for sdk in sdks if sdk != BASE)
    seen = {one.id: seen_by(host, one, verdict) for one in others}
    if not with_findings:
        return {sdk: report_without_findings(seen.get(sdk, host), CHAINS[sdk], (), elapsed) for sdk in sdks}
    return {sdk: report_of(seen.get(sdk, host), CHAINS[sdk], (), elapsed, ignore) for sdk in sdks}


def seen_by(host: Host, chain: Chain, asked_for: Verdict) -> Host:
    """The host as another SDK's: what STS said counts only if that SDK takes the same credentials."""
    other = host._replace(sdk=host.sdk._replace(id=chain.id, version=None))
    mine, its = judge(other, chain).winning, asked_for.winning
    same = mine is not None and its is not None and mine.link == its.link and mine.probe == its.probe
    keep = mine.link if same and mine is not None else None
    facts = {
        key: fact for key, fact in other.facts.items() if not isinstance(key[1], f.IdentityNeed) or key[1].link == keep
    }
    return other._replace(facts=facts)
