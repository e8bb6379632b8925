"""Lays a host out, has model and oracle asked about it and about each what-if, and names every disagreement."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from tests.forkserver import ForkServer
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

State = Mapping[str, Any]


class Result(NamedTuple):
    """What came of one state. `disagreements` are sentences; `steps` counts the what-ifs that were carried out."""

    disagreements: tuple[str, ...]
    model: Mapping[str, Any]
    oracle: Mapping[str, Any]
    steps: int = 0


class Bench:
    """`with Bench() as bench: bench.run(state)`; holds the nursery that answers."""

    def __enter__(self) -> Bench:
        package = __package__ or ""
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._root = Path(tempfile.mkdtemp(prefix="whoami-aws-", dir=memory))
        self._nursery = ForkServer(f"{package}.server", scrubbed(), Path(__file__).parents[package.count(".") + 1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._nursery.close()
        shutil.rmtree(self._root, ignore_errors=True)

    def run(self, state: State) -> Result:
        """The state's result. A state that cannot be laid out is an error of the caller."""
        with lay_out(state, self._root / "host") as laid:
            found = self._nursery.ask(_job(laid, state))
        if "crash" in found:
            return Result((f"crash:\n{found['crash']}",), {}, {})
        said, true, steps = found["model"], found["oracle"], found["steps"]
        differences = compare(said, true)
        for step, then in steps:
            without = ", ".join(" ".join(map(str, filter(None, removal[1:4]))) for removal in step["remove"])
            differences += [f"without {without}: {text}" for text in compare(step, then)]
        return Result(tuple(differences), said, true, len(steps))

    def run_safely(self, state: State) -> Result:
        """As `run`; what this package itself cannot do with the state is a disagreement too."""
        try:
            return self.run(state)
        except Exception:  # noqa: BLE001
            import traceback

            return Result((f"harness: {traceback.format_exc()}",), {}, {})


def compare(said: Mapping[str, Any], true: Mapping[str, Any]) -> list[str]:
    """Every way in which the model's verdict is not what the oracle saw."""
    found = []
    for field in ("outcome", "winner", "error", "error_link"):
        if said.get(field) != true.get(field):
            found.append(f"{field}: model {said.get(field)!r}, botocore {true.get(field)!r}")
    if found:
        found[0] += f" (model: {said.get('message') or said.get('unknown_because')}; botocore: {true.get('message')})"
        return found
    key, real = said.get("key_id"), true.get("key_id")
    if real is not None and not _same_key(key, real):
        found.append(f"key id: model {key!r}, botocore {real!r}")
    if real is not None and said["has_token"] != true["has_token"]:
        found.append(f"token: model {said['has_token']}, botocore {true['has_token']}")
    if real is not None and said["winner"] != "iam-role" and not _same_time(said["expires_at"], true["expires_at"]):
        # The metadata service's times are moved by a random offset.
        found.append(f"expires: model {said['expires_at']}, botocore {true['expires_at']}")
    if "use" in true and (said["use"], said["use_error"]) != (true["use"], true.get("use_error")):
        found.append(
            f"use: model {said['use']} {said['use_error']}, "
            f"botocore {true['use']} {true.get('use_error')}: {true.get('use_message')}"
        )
    return found


def _same_time(one: float | None, other: float | None) -> bool:
    # The fakes count `+6h` from when they are asked.
    return one == other if one is None or other is None else abs(one - other) < 20


def _same_key(key: object, real: object) -> bool:
    if not isinstance(real, str):  # a block of settings, or some other JSON
        return True
    if isinstance(key, dict):  # only its shape was kept
        return bool(key["length"] == len(real))
    return key == real


def _job(laid: LabHost, state: State) -> dict[str, Any]:
    argv = laid.argv
    # What stands at an address that is not on loopback is the fake of that endpoint.
    fakes = (("169.254.170.2:80", laid.container), ("169.254.169.254:80", laid.imds))
    return {
        "env": dict(laid.env),
        "cwd": str(laid.home),
        "profile": argv[argv.index("--profile") + 1] if "--profile" in argv else None,
        "routes": {address: ["127.0.0.1", fake.port] for address, fake in fakes if fake},
        "awscrt": bool(state.get("awscrt")),
    }


def scrubbed() -> dict[str, str]:
    """The environment in which botocore is imported: without anything that it or Python would read."""
    kept = {name: text for name, text in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV")}
    return kept | {"AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"}
