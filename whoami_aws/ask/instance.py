"""The metadata service alone: the Host with its answer, and the report on the one link that asks it."""

from __future__ import annotations

import time

from whoami_aws.chain.links.instance import need_of
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import judge
from whoami_aws.chain.view import View
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.machine import this_machine
from whoami_aws.gather.vault import Vault
from whoami_aws.host import facts as f
from whoami_aws.host.host import Budget, Host
from whoami_aws.report import Report, report_of
from whoami_aws.surroundings import NEEDS

CHAIN = CHAINS["boto3"]._replace(links=("iam-role",))
"""boto3's, as if there were no other link: whatever is wrong with this one decides then."""

_ROUNDS = 4
"""How often a file may lead to another one, and to the question itself."""


def ask(timeout: float, profile: str | None = None) -> Report:
    """The report on the metadata service, which is all that is asked: no other endpoint, no program."""
    start = time.monotonic()
    budget = Budget("metadata", False, timeout)
    vault = Vault()
    gatherer = Gatherer(vault, budget)
    host = this_machine(profile, "boto3", budget, vault)
    try:
        for _ in range(_ROUNDS):
            verdict = judge(host, CHAIN)
            wants = {need for need in (*verdict.wants, *verdict.deciding) if isinstance(need, (f.IniNeed, f.ImdsNeed))}
            host, more = gatherer.settle(host, wants, slow=True)
            if not more:
                break
        host = _with_v1(gatherer.collect(host), gatherer.until)
        host, _ = gatherer.settle(host, NEEDS, slow=False)
    finally:
        gatherer.close()
    return report_of(host, CHAIN, (), (time.monotonic() - start) * 1000)


def _with_v1(host: Host, until: float) -> Host:
    """The host, knowing also whether the service answers without a token."""
    need = need_of(View(host, CHAIN))
    answer = host.imds(need) if need is not None else None
    if need is None or answer is None or not answer.reachable or answer.unfinished:
        return host
    from whoami_aws.gather.imds import ask_v1

    opened = True if answer.version == "v1" else ask_v1(need, until)
    return host.with_facts({need: answer._replace(v1_open=opened)})
