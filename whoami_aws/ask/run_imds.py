"""The metadata service alone: the Host with its answer, and the report on the one link that asks it."""

from __future__ import annotations

import time
from collections.abc import Iterable

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.view import BotocoreView
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.known_secrets import without_known_secrets
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.new_host import new_host
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host import facts as f
from whoami_aws.host.host import Budget, Host
from whoami_aws.platform import NEEDS
from whoami_aws.report import Report, report_of

CHAIN = CHAINS["boto3"]._replace(links=("iam-role",))
"""boto3's, as if there were no other link: whatever is wrong with this one decides then."""

_ROUNDS = 4
"""How often a file may lead to another one, and to the question itself."""


def ask(machine: Machine, timeout: float, profile: str | None = None) -> Report:
    """The report on the metadata service, which is all that is asked: no other endpoint, no program."""
    start = time.monotonic()
    budget = Budget("metadata", False, timeout)
    store = SecretStore()
    gatherer = Gatherer(machine, store, budget)
    host = new_host(machine, profile, "boto3", budget, store)._replace(gathered_for=(CHAIN.id,))
    try:
        for _ in range(_ROUNDS):
            verdict = judge(host, CHAIN)
            wants = {need for need in (*verdict.wants, *verdict.deciding) if isinstance(need, (f.IniNeed, f.ImdsNeed))}
            host, more = gatherer.settle(host, wants, slow=True)
            if not more:
                break
        host = gatherer.collect(host)
        host = host.with_facts(without_token(host, (CHAIN,), gatherer))
        host, _ = gatherer.settle(host, NEEDS, slow=False)
        host = without_known_secrets(host, store)
    finally:
        gatherer.close()
    return report_of(host, CHAIN, (), (time.monotonic() - start) * 1000)


def without_token(host: Host, chains: Iterable[Chain], gatherer: Gatherer) -> dict[f.Need, f.Fact]:
    """The answers of the metadata service that these chains have had, each with whether it also answers a request
    without a token. Only a service that spoke is asked again, and once for each address.
    """
    opened: dict[tuple[str, bool], bool | None] = {}
    found: dict[f.Need, f.Fact] = {}
    for chain in chains:
        need = chain.engine.imds_need(BotocoreView(host, chain))
        answer = host.imds(need) if need is not None else None
        if need is None or answer is None or not answer.reachable or answer.unfinished:
            continue
        place = need.base_url, need.direct
        if place not in opened:
            opened[place] = True if answer.version == "v1" else _asked(need, gatherer, answer.version == "v2")
        found[need] = answer._replace(v1_open=opened[place])
    return found


def _asked(need: f.ImdsNeed, gatherer: Gatherer, with_token: bool) -> bool | None:
    from whoami_aws.gather.imds import ask_v1

    return ask_v1(gatherer.machine, need, gatherer.until, with_token)
