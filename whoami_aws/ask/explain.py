"""The one sentence of the design, as code: gather a Host, ask the witness and STS, and report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from whoami_aws.ask.question import Question
from whoami_aws.chain.botocore.links import kind_of
from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import OFFERS, PROMISES
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import RESOLVED, UNKNOWN, Verdict
from whoami_aws.chain.view import BotocoreView
from whoami_aws.chain.what_if import what_ifs
from whoami_aws.extra_needs import wants
from whoami_aws.gather.gatherer import Gatherer
from whoami_aws.gather.known_secrets import without_known_secrets
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.new_host import new_host
from whoami_aws.gather.program_runs import ProgramRuns
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.host import facts as f
from whoami_aws.host.host import Change, Host
from whoami_aws.report import Report, report_of

if TYPE_CHECKING:
    from whoami_aws.gather.botocore_witness import Witness


def explain(question: Question) -> Report:
    """The report on the host of the question."""
    start = time.monotonic()
    host = gather(question)
    return report_of(host, CHAINS[question.sdk], question.changes, (time.monotonic() - start) * 1000, question.ignore)


def gather(
    question: Question,
    also: Iterable[Chain] = (),
    programs: Callable[[Machine, SecretStore], ProgramRuns] = ProgramRuns,
) -> Host:
    """The Host with every fact that the chain wants and the budget allows; and that the chains of `also` want, but for
    programs that only an SDK would start which was not found here.
    """
    machine, store = question.machine, question.store or SecretStore()
    gatherer = Gatherer(machine, store, question.budget, programs(machine, store))
    chain = CHAINS[question.sdk]
    others = tuple(also)
    host = new_host(machine, question.profile, question.sdk, question.budget, store, question.java_properties)
    host = host._replace(assumed=question.assumed, gathered_for=(chain.id, *(one.id for one in others)))
    try:
        for one in (chain, *others):
            host = _settle(host, one, question.changes, gatherer)
        _run_programs(host, chain, others, gatherer)
        # Before anybody else is asked: a service that is slow must not take this question's time.
        opened = _without_token(host, (chain, *others), gatherer) if question.v1 else {}
        if chain.id == "boto3" and not question.changes:
            host = _ask_sdk(host, chain, question, gatherer)
        # What came back may want more (a role's source, a token file), and that is files alone.
        host = gatherer.collect(host)
        for one in (chain, *others):
            host = _settle(host, one, question.changes, gatherer, slow=False)
        return without_known_secrets(_with_evidence(host.with_facts(opened), chain, gatherer), store)
    finally:
        gatherer.close()


_ROUNDS = 8
"""How often an answer may lead to a new question: a chain of files that name files is never that long."""


def _settle(host: Host, chain: Chain, changes: Iterable[Change], gatherer: Gatherer, slow: bool = True) -> Host:
    """The host with what the chain wants. Where not `slow`, all that waits has been started before."""
    for _ in range(_ROUNDS):
        verdict = judge(host, chain)
        wants = {*_harmless(verdict.wants), *_harmless(verdict.deciding)}
        if changes:
            wants.update(_harmless(judge(host.changed(changes), chain).wants))
        host, more = gatherer.settle(host, wants, slow)
        if not slow:
            host, told = gatherer.program_results(host, verdict.deciding)
            more = more or told
        # What was not asked for explicitly is answered from files alone.
        below = {need for step in what_ifs(host, chain, verdict) for need in step.verdict.wants}
        host, also = gatherer.settle(host, below, slow=False)
        if not (more or also):
            break
    return host


def _with_evidence(host: Host, chain: Chain, gatherer: Gatherer) -> Host:
    """The host with what the rules look at besides."""
    # Rules tell of the files as botocore reads them, which another SDK's chain has no use for.
    host, _ = gatherer.settle(host, BotocoreView(host, chain).profiles.missing, slow=False)
    host, _ = gatherer.settle(host, wants(host, judge(host, chain)), slow=False)
    return host


def _without_token(host: Host, chains: Iterable[Chain], gatherer: Gatherer) -> dict[f.Need, f.Fact]:
    from whoami_aws.ask.run_imds import without_token

    return without_token(gatherer.collect(host, f.ImdsNeed), chains, gatherer)


def _harmless(needs: Iterable[f.Need]) -> set[f.Need]:
    return {need for need in needs if not isinstance(need, f.ProcessNeed)}


def _run_programs(host: Host, chain: Chain, others: Iterable[Chain], gatherer: Gatherer) -> None:
    """Starts what the SDKs would run now: not below the winner, and not in a what-if. The SDK that is asked about is
    taken to be in use, but for a shell; of the others those count that were found on this host.
    """
    wanted: dict[str, list[f.Need]] = {}
    for one in (chain, *others):
        if needs := [need for need in judge(host, one).deciding if isinstance(need, f.ProcessNeed)]:
            wanted.setdefault(one.id, []).extend(needs)
    found = {"boto3"} if wanted.keys() <= {"boto3"} else _in_use(gatherer.machine)
    # First as an SDK in use starts it, if there is one.
    for sdk in sorted(wanted, key=lambda sdk: sdk not in found):
        gatherer.run_programs(host, wanted[sdk], in_use=sdk in found, asked=sdk == chain.id)


def _in_use(machine: Machine) -> Collection[str]:
    """SDKs that programs on this host may well use; boto3 is always one: this is a Python with botocore."""
    from whoami_aws.gather.sdk_detection import in_use

    return in_use(machine)


def _ask_sdk(host: Host, chain: Chain, question: Question, gatherer: Gatherer) -> Host:
    verdict = judge(host, chain)
    need = f.WitnessNeed(question.sdk)
    if not gatherer.machine.is_this_process:
        return host.with_facts({need: f.WitnessResult(why_not="it answers for this process, and not for another one")})
    if any(one.sdk == chain.id for one in host.assumed):
        return host.with_facts({need: f.WitnessResult(why_not="what --assume says is not what is here")})
    if verdict.outcome == UNKNOWN and not verdict.deciding:
        # Something that could hang or swallow the memory: the SDK's own code would walk right into it.
        why = verdict.unknown_because.text if verdict.unknown_because else "it may hang"
        return host.with_facts({need: f.WitnessResult(why_not=why)})
    if (heap := _heap(BotocoreView(host, chain))) is not None:
        return host.with_facts({need: f.WitnessResult(why_not=f"{heap} cannot be parsed, and is large")})
    from whoami_aws.gather.botocore_sandbox import restrained
    from whoami_aws.gather.botocore_witness import Witness

    with restrained(gatherer.output):
        witness = Witness(question.profile, gatherer)
        host = host.with_facts({need: witness.ask()})
        if _is_large(BotocoreView(host, chain)):
            # The SDK's reader of files leaves circles behind, of as many parts as there are sections.
            import gc

            gc.collect()
        if question.budget.network == "full":
            host = _ask_sts(
                gatherer.collect(host) if _pending(host, chain) else host, chain, question, gatherer, witness
            )
    return host


_LARGE = 256 * 1024
"""Bytes of a shared file of some thousand sections."""


def _is_large(view: BotocoreView) -> bool:
    files = (view.profiles.config, view.profiles.credentials)
    return any(file.fact is not None and file.fact.state.size > _LARGE for file in files)


_HEAP = 64 * 1024
"""Bytes of a file that cannot be parsed. The SDK's reader copies all that it has complained of with each further line
(configparser.py ParsingError.append, Python 3.11), which takes it ten seconds for twice as much.
"""


def _heap(view: BotocoreView) -> str | None:
    """A shared file of very many lines that are not valid."""
    files = (view.profiles.config, view.profiles.credentials)
    return next((one.shown for one in files if one.problem and one.fact and one.fact.state.size > _HEAP), None)


def _pending(host: Host, chain: Chain) -> bool:
    """Whether the winner depends on an answer that is still pending."""
    return judge(host, chain).outcome == UNKNOWN


def _ask_sts(host: Host, chain: Chain, question: Question, gatherer: Gatherer, witness: Witness) -> Host:
    from whoami_aws.gather.botocore_witness import ATTEMPTS, CONNECT_TIMEOUT, READ_TIMEOUT
    from whoami_aws.gather.sts import ask_identity
    from whoami_aws.gather.tasks import Late, Task

    testimony = host.testimony(chain.id)
    verdict = judge(host, chain)
    if testimony is None or testimony.outcome != RESOLVED or verdict.winner != testimony.winner:
        return host
    if question.identities == "all":
        host = gatherer.collect(host)
    for link in _to_ask(judge(host, chain), question.identities):
        limit = min(gatherer.until, time.monotonic() + ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + 1)
        task = Task(lambda link=link: ask_identity(witness, link, gatherer.store))  # type: ignore[misc]
        try:
            answer = task.result(limit)
        except Late:
            answer = f.IdentityAnswer(error="ReadTimeoutError", message="there was no answer within the time")
        host = host.with_facts({f.IdentityNeed(link): answer})
    return host


def _to_ask(verdict: Verdict, identities: str) -> list[str]:
    """The winner, and with `all` every link whose credentials can be had without running anything."""
    links = []
    for row in verdict.rows:
        wanted = row.link == verdict.winner or (identities == "all" and kind_of(row.link).programs == "no")
        if wanted and row.probe.kind in (OFFERS, PROMISES) and row.probe.use.may_ask and row.status != "removed":
            links.append(row.link)
    return links
