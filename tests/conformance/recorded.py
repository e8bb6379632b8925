"""Hosts on record, judged in passing: for each field in which an SDK's chain is not as most, one on which it shows.

`python -m tests.conformance.recorded` (root) brings the record up to date after a new field or state: it gathers every
state's host and looks for one that tells a fault (see `fields`) from the chain, where the one on record does not.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from whoami_aws.chain.judge import judge
from whoami_aws.chain.model import Chain
from whoami_aws.demo.files import write
from whoami_aws.gather.files import ini_file
from whoami_aws.gather.secret_store import SecretStore
from whoami_aws.gather.this_process import ThisProcess
from whoami_aws.host.facts import IniNeed
from whoami_aws.host.host import Host
from whoami_aws.host.snapshot import decode, encode

from .answers import Answers
from .fields import faults
from .gathered import FETCHING, all_hosts
from .model import DIFFERS, models, weigh
from .states import STATES

HOSTS = Path(__file__).with_name("hosts.json.gz")
"""The hosts by the state's name, each with the facts that a chain asked for."""
FIELDS = Path(__file__).with_name("fields.json")
"""By SDK: `faults`, the state that shows each; `said`, what the chain says of each state, also of those that
show what its code does; `unseen`, the faults that no state shows.
"""
UNSEEN: Mapping[str, str] = {
    r"region_variables\[.*": "rules tell of these names; the chain reads those of its dialect",
    r"region(\..*|_property)": "an SDK answered with a key, and a region shows in none",
    r"parts\[\d+\].*": "a part is missing only where somebody says so; the chains without any are asked by themselves",
}
"""Patterns of faults that cannot show -> why."""
_ROOT = "/tmp/a-recording/root"
Said = list[Any]


@cache
def asked() -> dict[str, tuple[Chain, Answers]]:
    """The chains with the answers of their SDKs, read once."""
    return models()


@cache
def hosts() -> dict[str, Host]:
    """The hosts on record, by the state's name."""
    if not HOSTS.exists():
        return {}
    with gzip.open(HOSTS, "rt", encoding="utf-8") as stream:
        return {name: decode(data) for name, data in json.load(stream).items()}


def fields() -> dict[str, dict[str, Any]]:
    """What is on record of the fields."""
    found: dict[str, dict[str, Any]] = json.loads(FIELDS.read_text(encoding="utf-8")) if FIELDS.exists() else {}
    return found


def said_of(name: str, host: Host, chain: Chain, sdk: str) -> Said:
    """What a chain says of a host, and how that compares with what the SDK answered."""
    weighed = weigh(host, chain, asked()[sdk][1].by_state[name], STATES[name])
    return [weighed.kind, list(weighed.won), list(weighed.failed)]


def shows(name: str, host: Host, faulty: Chain, sdk: str, said: Said) -> bool:
    """Whether a faulty chain says something else of a host, or cannot even be walked."""
    try:
        if said_of(name, host, faulty, sdk) == said:
            return False
        # A fault in the reading of files: it is not the reading that is missing, but what comes of it that counts.
        return (read := with_files(name, host, faulty)) is host or said_of(name, read, faulty, sdk) != said
    except Exception:  # noqa: BLE001
        return True


def with_files(name: str, host: Host, chain: Chain) -> Host:
    """The host with the shared files as this chain reads them."""
    wanted = [need for need in judge(host, chain).wants if isinstance(need, IniNeed)]
    if not wanted:
        return host
    with tempfile.TemporaryDirectory() as folder:
        for path, content in STATES[name].get("files", {}).items():
            write(Path(folder, "home", path[2:]), content, lambda text: text.replace("{home}", str(host.home)))
        root = str(Path(str(host.home)).parent)
        return host.with_facts(
            {
                need: ini_file(ThisProcess(), need.path.replace(root, folder), SecretStore(), need.grammar)
                for need in wanted
            }
        )


def cannot_show(fault: str) -> bool:
    """Whether a pattern says that a fault shows nowhere."""
    return any(re.fullmatch(pattern, fault) for pattern in UNSEEN)


class _Asked(dict[Any, Any]):
    """Facts, and which of them were asked for."""

    def __init__(self, facts: Mapping[Any, Any]) -> None:
        super().__init__(facts)
        self.asked: set[Any] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        """As of every mapping."""
        self.asked.add(key)
        return super().get(key, default)


def _search(sdk: str, chain: Chain, found: Mapping[str, Host], before: Mapping[str, Any]) -> dict[str, Any]:
    """The record for one SDK: states that it has already come first."""
    answers = asked()[sdk][1]
    said = {name: said_of(name, host, chain, sdk) for name, host in found.items() if answers.is_of(name, STATES[name])}
    good = [name for name, one in said.items() if one[0] != DIFFERS]
    known: dict[str, str] = before.get("faults", {})
    chosen: dict[str, str] = {}
    for fault, faulty in faults(chain):
        if cannot_show(fault):
            continue
        first = dict.fromkeys(name for name in (known.get(fault), *chosen.values(), *good) if name in said)
        state = next((name for name in first if shows(name, found[name], faulty, sdk, said[name])), None)
        if state is not None:
            chosen[fault] = state
    unseen = [fault for fault, _ in faults(chain) if fault not in chosen and not cannot_show(fault)]
    # A state stays when a field becomes code: it shows that code now.
    kept = {*chosen.values(), *(name for name in before.get("said", {}) if name in said)}
    return {"faults": chosen, "said": {name: said[name] for name in sorted(kept)}, "unseen": unseen}


def _pruned(found: Mapping[str, Host], record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The states' hosts with no facts but those that the chains and their faults ask for."""
    for name in sorted({state for one in record.values() for state in one["said"]}):
        facts = _Asked(found[name].facts)
        host = found[name]._replace(facts=facts)
        for sdk, one in record.items():
            chain = asked()[sdk][0]
            if name in one["said"]:
                said_of(name, host, chain, sdk)
            for fault, faulty in faults(chain):
                if one["faults"].get(fault) == name:
                    shows(name, host, faulty, sdk, one["said"][name])
        kept = {key: fact for key, fact in found[name].facts.items() if key in facts.asked}
        text = json.dumps(encode(host._replace(facts=kept)))
        yield name, json.loads(re.sub(r"/tmp/[\w-]{11}/root", _ROOT, text))


def write_record(found: Mapping[str, Host]) -> None:
    """Writes both files."""
    before = fields()
    record = {sdk: _search(sdk, asked()[sdk][0], found, before.get(sdk, {})) for sdk in FETCHING}
    text = json.dumps(dict(_pruned(found, record)), ensure_ascii=False)
    HOSTS.write_bytes(gzip.compress(text.encode(), mtime=0))
    FIELDS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Gathers all hosts, and writes the record."""
    write_record(dict(all_hosts(STATES)))
    print("\n".join(f"{sdk}: {fault} shows nowhere" for sdk, one in fields().items() for fault in one["unseen"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
