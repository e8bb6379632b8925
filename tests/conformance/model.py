"""The model against what the real SDKs answered: `python -m tests.conformance.model [--write] [PART…]` (root).

Prints SDK × version × states × agreements. `--write` keeps the numbers in `chain/sdks/conformance.py`, and what is left
in `left.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tabulate import tabulate

from whoami_aws.chain.blocks.container import UNREAD, UNSENDABLE
from whoami_aws.chain.blocks.engine import SdkEngine
from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.chain.probe import OFFERS, PROMISES, UNASKED
from whoami_aws.chain.profiles import BLOCK
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import ERROR, NONE, RESOLVED, UNKNOWN, LinkResult, Verdict
from whoami_aws.fakes.examples import ASSUMED_KEYS, CONTAINER_KEY, SSO_KEY, WEB_IDENTITY_KEY
from whoami_aws.host.address import AMBIGUOUS
from whoami_aws.host.host import Host

from .answers import Answers, read
from .coverage import failing, to_be_seen, uncovered, winning
from .gathered import BARE, FETCHING, State, all_hosts, names
from .providers import links_called
from .states import STATES

LEFT = Path(__file__).parent / "left.json"
"""What the model and the SDKs do not agree on, by SDK: state -> why, as far as it is understood."""
AGREES, ON_SERVICE, NOT_KNOWN, DIFFERS = "agrees", "on a service", "not known", "differs"
"""`on a service`: the link that wins is left to a service's answer, which refused; and what the SDK did then is what
this chain does where that link gives nothing. Or the SDK sends what nobody may send, and the service either gave what
it has, or the same as above. `not known`: the chain says so, of an address that is oddly written, or that parsers of
URLs could read in two ways, so that it is not asked.
"""
_CARRIED = {"crt": "awscrt {}", "cpp": "1.11.900 in pyarrow {}"}
"""What carries an SDK whose answers are kept by the version of that."""
_RECORDED = {"crt": "awscrt", "cpp": "pyarrow"}
_PROMISED = {
    "role": ASSUMED_KEYS,
    "token-file-set": (WEB_IDENTITY_KEY,),
    "web-identity": (WEB_IDENTITY_KEY,),
    "sso": (SSO_KEY,),
}
"""The reason of a promise -> the keys that a service gives for it."""


class Weighed(NamedTuple):
    """How model and answer compare, and where they don't agree what the model says.

    Where they do, `won` says which link gave the key, and `failed` which ones failed on the way.
    """

    kind: str
    said: str = ""
    won: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def models() -> dict[str, tuple[Chain, Answers]]:
    """The chains that were asked, each with the answers; those without their optional parts by names of their own."""
    found: dict[str, tuple[Chain, Answers]] = {}
    for sdk in FETCHING:
        if (answers := read(_RECORDED.get(sdk, sdk))) is not None:
            found[sdk] = (CHAINS[sdk], answers)
    for sdk, chain in BARE.items():
        if (answers := read(sdk)) is not None:
            found[sdk] = (chain, answers)
    return found


def version(sdk: str, answers: Answers) -> str:
    """The version of the SDK that was asked."""
    return _CARRIED.get(sdk, "{}").format(answers.version)


def weigh(host: Host, chain: Chain, answer: Mapping[str, Any], state: State) -> Weighed:
    """Compares what the model says of a host with an SDK's answer."""
    verdict = judge(host, chain)
    said = _differs(verdict, answer, chain.id)
    if said is None:
        return Weighed(AGREES, "", winning(verdict), failing(verdict))
    if verdict.unknown_because is not None and verdict.unknown_because.code in (UNREAD, AMBIGUOUS):
        return Weighed(NOT_KNOWN, said)
    refused: set[str] = set()
    garbled = any("misbehave" in state.get(fake, {}) for fake in ("sts", "sso"))
    while (row := _left(verdict)) is not None and row.link not in refused and isinstance(chain.engine, SdkEngine):
        if row.probe.kind == UNASKED and answer.get("key") == CONTAINER_KEY:
            return Weighed(ON_SERVICE, said, (row.link,))
        refused.add(row.link)
        verdict = judge(host, chain._replace(engine=chain.engine._replace(refused=frozenset(refused), garbled=garbled)))
        asked = row.probe.kind == UNASKED or _asked(answer, state)
        if asked and _differs(verdict, answer, chain.id) is None:
            return Weighed(ON_SERVICE, said, winning(verdict), failing(verdict))
    return Weighed(DIFFERS, said)


def _asked(answer: Mapping[str, Any], state: State) -> bool:
    """Whether the SDK came to a service, or as far as where one should have been."""
    gone = any(state.get(fake, {}).get("reachable") is False for fake in ("sts", "sso"))
    return bool(answer.get("calls")) or gone or "ECONNREFUSED" in answer.get("error", "")


def _left(verdict: Verdict) -> LinkResult | None:
    """The link that is left to a service: a promise, or a container's that is asked with what may not be sent."""
    if verdict.unknown_because is not None and verdict.unknown_because.code == UNSENDABLE:
        return next(row for row in verdict.rows if row.probe.reason == verdict.unknown_because)
    row = verdict.winning_link
    return row if row is not None and row.probe.kind == PROMISES else None


def _differs(verdict: Verdict, answer: Mapping[str, Any], sdk: str) -> str | None:
    """What the model says, where it isn't what the SDK answered."""
    if (said := _gives_another(verdict, answer)) is not None:
        return said
    links = links_called(sdk, answer.get("provider")) if "key" in answer else None
    return None if links is None or verdict.winner in links else f"{verdict.winner} wins"


def _gives_another(verdict: Verdict, answer: Mapping[str, Any]) -> str | None:
    row = verdict.winning_link
    if "error" in answer:
        # What an SDK waits for without end had not ended for the tool either.
        hangs = verdict.outcome == UNKNOWN and "no answer within the limit" in answer["error"]
        return None if hangs or verdict.outcome in (ERROR, NONE) else f"{verdict.outcome} by {verdict.winner}"
    if verdict.outcome != RESOLVED or row is None or row.probe.credentials is None:
        return f"{verdict.outcome} at {verdict.error_link}"
    credentials, key = row.probe.credentials, answer.get("key", "")  # a null is not kept
    key = "" if isinstance(key, list) else key
    if row.probe.kind == OFFERS:
        found = credentials.key_id
        if isinstance(key, Mapping):  # Ruby takes a block of settings for one, and an object, which is not kept
            same = found is not None and (found.shape.alphabet == BLOCK or found.text == "")
            return None if same else f"{row.link} offers another key"
        same = found is not None and (found.text == key or (found.text is None and found.shape.length == len(str(key))))
        return None if same else f"{row.link} offers another key"
    if key not in _PROMISED.get(row.probe.reason.code, ()):
        return f"{row.link} promises: {row.probe.reason.code}"
    roles = [call.split()[1:] for call in answer.get("calls", ()) if call.startswith("AssumeRole")]
    role = (credentials.role or "").rpartition("/")[2]
    # An STS that a variable names is not behind TLS, and keeps no calls.
    asked = not roles or row.probe.reason.code == "sso" or any(role in words for words in roles)
    return None if asked else f"{row.link} asks for the role {role}"


def compare(hosts: Iterable[tuple[str, Host]]) -> dict[str, dict[str, Weighed]]:
    """SDK -> state -> how they compare, for the states that the SDK was asked about as they are now."""
    asked = models()
    found: dict[str, dict[str, Weighed]] = {sdk: {} for sdk in asked}
    for name, host in hosts:
        for sdk, (chain, answers) in asked.items():
            if answers.is_of(name, STATES[name]):
                found[sdk][name] = weigh(host, chain, answers.by_state[name], STATES[name])
    return found


def unseen_links(found: Mapping[str, Mapping[str, Weighed]]) -> list[str]:
    """The links that no answer has seen win, or fail."""
    links = {sdk: to_be_seen(chain) for sdk, (chain, _) in models().items()}
    won = {sdk: {link for one in by_state.values() for link in one.won} for sdk, by_state in found.items()}
    failed = {sdk: {link for one in by_state.values() for link in one.failed} for sdk, by_state in found.items()}
    return uncovered(links, won, failed)


def left() -> dict[str, dict[str, str]]:
    """What is known to differ."""
    return json.loads(LEFT.read_text(encoding="utf-8")) if LEFT.exists() else {}


def table(found: Mapping[str, Mapping[str, Weighed]]) -> str:
    """SDK × version × states × agreements."""
    rows = []
    for sdk, by_state in found.items():
        kinds = [weighed.kind for weighed in by_state.values()]
        counts = [kinds.count(kind) for kind in (AGREES, ON_SERVICE, NOT_KNOWN, DIFFERS)]
        rows.append([sdk, version(sdk, models()[sdk][1]), len(kinds), *counts])
    return tabulate(rows, ["SDK", "version", "states", "agrees", "on a service", "not known", "differs"])


def _write(found: Mapping[str, Mapping[str, Weighed]]) -> None:
    known, lines = left(), []
    kept: dict[str, dict[str, str]] = {}
    for sdk, by_state in found.items():
        answers = models()[sdk][1]
        kinds = [weighed.kind for weighed in by_state.values()]
        numbers = f"{len(kinds)}, {kinds.count(AGREES)}, {kinds.count(ON_SERVICE) + kinds.count(NOT_KNOWN)}"
        lines.append(f'    "{sdk}": Proven("{version(sdk, answers)}", "{answers.date}", {numbers}),\n')
        differing = {name: weighed.said for name, weighed in by_state.items() if weighed.kind == DIFFERS}
        kept[sdk] = {name: known.get(sdk, {}).get(name, said) for name, said in sorted(differing.items())}
    LEFT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from whoami_aws.chain.sdks import conformance

    path = Path(conformance.__file__)
    head, _, _ = path.read_text(encoding="utf-8").partition("PROVEN: ")
    path.write_text(f"{head}PROVEN: Mapping[str, Proven] = {{\n{''.join(lines)}}}\n", encoding="utf-8")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.model", description=__doc__)
    parser.add_argument("part", nargs="*", help="only states with this in their name; shown in full")
    parser.add_argument("--write", action="store_true", help="keep the numbers, and what is left")
    parser.add_argument("--check", action="store_true", help="fail where something else differs than what is known to")
    asked = parser.parse_args()
    found = compare(all_hosts(names(STATES, asked.part)))
    print(table(found))
    if asked.write and not asked.part:
        _write(found)
    for sdk, by_state in found.items() if asked.part else ():
        for name, weighed in by_state.items():
            if weighed.kind == DIFFERS:
                print(f"{sdk}: {name}: {weighed.said}; it answered {models()[sdk][1].by_state[name]}")
    if not asked.check:
        return 0
    differing = {sdk: {n for n, one in states.items() if one.kind == DIFFERS} for sdk, states in found.items()}
    wrong = {sdk: sorted(states ^ set(left().get(sdk, {}))) for sdk, states in differing.items()}
    print("\n".join(f"{sdk}: {', '.join(states)}" for sdk, states in wrong.items() if states))
    unseen = [] if asked.part else unseen_links(found)
    print("\n".join(unseen))
    return int(any(wrong.values()) or bool(unseen))


if __name__ == "__main__":
    sys.exit(main())
