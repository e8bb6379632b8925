"""A state's Host, as the tool gathers it for every chain that was asked: in a namespace, or on loopback alone."""

from __future__ import annotations

import json
import os
import signal
import time
import traceback
from collections.abc import Hashable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.machines import LaidOut
from tests.netns.namespace import ECS, EKS, EKS_V6, IMDS, IMDS_V6, Namespace
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out
from whoami_aws.fakes import FakeContainer, FakeImds
from whoami_aws.gather.machine import Machine
from whoami_aws.gather.program_runs import ProgramRuns
from whoami_aws.host.facts import ProcessNeed
from whoami_aws.host.host import Budget, Host
from whoami_aws.host.snapshot import decode, encode

from .fakes import owned
from .place import _USUAL

FETCHING = tuple(sdk for sdk, chain in CHAINS.items() if not chain.engine.reads_as_botocore)
"""The chains of SDKs that fetch while they walk; the others have a witness."""
BARE = {
    str(chain.bare): chain._replace(parts=tuple(part._replace(assumed=False) for part in chain.parts))
    for chain in CHAINS.values()
    if chain.bare is not None
}
"""SDKs without their optional parts, which get to links that the whole ones do not get to."""
_LIMIT = 60.0
State = Mapping[str, Any]


def in_namespace(state: State) -> Host:
    """The Host where the real addresses are the fakes'. Needs root; raises RuntimeError if gathering failed."""
    env = {**_USUAL, **state.get("env", {})}
    shown = {key: value for key, value in state.items() if key not in ("container", "imds_at_its_address")}
    with TemporaryDirectory() as folder, Namespace(owned(state)) as namespace, ExitStack() as stack:
        inside = ExitStack()
        stack.callback(lambda: namespace.run(inside.close))
        laid = namespace.run(inside.enter_context, lay_out({**shown, "env": env}, Path(folder) / "root"))
        namespace.run(_serve, state, inside)
        return namespace.run(_gathered, laid, state)


def on_loopback(state: State, root: Path) -> Host | None:
    """The Host without any namespace; None for a state that is about other addresses."""
    # The metadata service is elsewhere here; of the others nobody asks anything, and what names them would be judged.
    usual = {name: value for name, value in _USUAL.items() if name != "AWS_EC2_METADATA_SERVICE_ENDPOINT"}
    with lay_out({**state, "env": {**usual, **state.get("env", {})}}, root) as laid:
        return None if laid.skipped else _gathered(laid, state)


def all_hosts(states: Mapping[str, State], jobs: int = 2) -> Iterator[tuple[str, Host]]:
    """The states' Hosts by name, each gathered in a namespace of its own."""
    with ProcessPoolExecutor(jobs) as pool:
        for name, host in zip(states, pool.map(_encoded, states.values()), strict=True):
            yield name, decode(json.loads(host))


def _encoded(state: State) -> str:
    return json.dumps(encode(in_namespace(state)))


def _serve(state: State, stack: ExitStack) -> None:
    for kind, key, addresses in (
        (FakeImds, "imds_at_its_address" if "imds_at_its_address" in state else "imds", (IMDS, IMDS_V6)),
        (FakeContainer, "container", (ECS, EKS, EKS_V6, "127.0.0.1")),
    ):
        for address in addresses if state.get(key) is not None else ():
            stack.enter_context(kind(state[key], address, 80))


def _gathered(laid: LabHost, state: State) -> Host:
    """What a child says that has the state's environment; it is in the caller's network."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _say(writing, laid, state)
    os.close(writing)
    said = _until(reading, time.monotonic() + _LIMIT)
    os.close(reading)
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(child, 0)
    host = json.loads(said or '"nothing was said"')
    if isinstance(host, str):
        raise RuntimeError(host)
    return decode(host)


def _say(pipe: int, laid: LabHost, state: State) -> None:
    try:
        os.setsid()
        home = laid.home / state["user_home"] if "user_home" in state else laid.home
        # Java is told its home, and this machine's own is nobody's.
        told = f"{laid.env.get('JAVA_TOOL_OPTIONS', '')} -Duser.home={home}"
        machine = LaidOut({**laid.env, "JAVA_TOOL_OPTIONS": told}, str(laid.root), str(laid.root / "nowhere"))
        os.environ.clear()
        os.environ.update(machine.environ)  # for the programs that are started
        os.chdir(laid.home if laid.home.is_dir() else laid.root)
        also = [*(CHAINS[sdk] for sdk in FETCHING[1:]), *BARE.values()]
        said = encode(gather(_question(laid, machine), also, _AsEachSdk))
    except BaseException:  # noqa: BLE001 - the parent is told
        said = traceback.format_exc()
    with os.fdopen(pipe, "w") as stream:
        stream.write(json.dumps(said))
    os._exit(0)


class _AsEachSdk(ProgramRuns):
    """Each program runs as each SDK runs it, as all of them did when they answered for themselves."""

    def known_by(self, need: ProcessNeed) -> Hashable:
        return need

    def start(self, need: ProcessNeed, host: Host, until: float, end: float, in_use: bool, asked: bool) -> None:
        super().start(need, host, until, end, in_use=True, asked=True)


def _question(laid: LabHost, machine: Machine) -> Question:
    profile = laid.argv[laid.argv.index("--profile") + 1] if "--profile" in laid.argv else None
    return Question(profile=profile, sdk=FETCHING[0], budget=Budget("metadata", True, 20.0), machine=machine)


def _until(pipe: int, end: float) -> str:
    os.set_blocking(pipe, False)
    parts: list[bytes] = []
    while time.monotonic() < end:
        try:
            part = os.read(pipe, 1 << 20)
        except BlockingIOError:
            time.sleep(0.005)
            continue
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode()


def names(states: Mapping[str, State], words: Iterable[str]) -> dict[str, State]:
    """The states with one of these words in their names; all, without any."""
    wanted = tuple(words)
    return {name: state for name, state in states.items() if not wanted or any(word in name for word in wanted)}
