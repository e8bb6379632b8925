"""Runs hosts: each on a machine of its own, or, without the rights for that, what runs from a temporary home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from tests.incidents import cloud, root
from tests.scenario import child
from whoami_aws.demo.layout import lay_out

CRT = "WHOAMI_AWS_AWSCRT"
"""A variable that names a directory with the package awscrt (`pip install --target DIR awscrt`)."""

WORKERS = 4


class Run(NamedTuple):
    """What the tool said of one host; `skipped`: why it was not asked."""

    report: Mapping[str, Any] | None = None
    skipped: str = ""
    failed: str = ""


@cache
def why_not() -> str:
    """Why no machine of its own can be made here; empty if one can."""
    if not sys.platform.startswith("linux"):
        return "needs Linux"
    if os.geteuid() != 0:
        return "needs root"
    if missing := [name for name in ("ip", "openssl") if shutil.which(name) is None]:
        return f"needs {', '.join(missing)}"
    with laboratory(1) as lab:
        return lab.run({"env": {}}).failed.strip().rpartition("\n")[2]


class Laboratory:
    """Some workers. `run` may be called from as many threads."""

    def __init__(self, workers: SimpleQueue[subprocess.Popen[str]], crt: str) -> None:
        self._workers = workers
        self._crt = crt

    def run(self, host: Mapping[str, Any], cure: tuple[str, ...] = ()) -> Run:
        """What the tool says of a host; `cure`: commands that its user pastes first."""
        if host.get("python", {}).get("awscrt") and not self._crt:
            return Run(skipped=f"needs awscrt, in the directory that {CRT} names")
        worker = self._workers.get()
        try:
            assert worker.stdin is not None and worker.stdout is not None
            worker.stdin.write(json.dumps({"host": host, "cure": cure}) + "\n")
            worker.stdin.flush()
            said = json.loads(worker.stdout.readline() or '{"failed": "the worker ended"}')
        finally:
            self._workers.put(worker)
        return _read(said)


def _read(said: Mapping[str, Any]) -> Run:
    if "failed" in said:
        return Run(failed=said["failed"])
    if said["code"] not in (0, 1) or not said["out"]:
        return Run(failed=f"exit code {said['code']}: {said['err']}")
    return Run(json.loads(said["out"]))


@contextmanager
def laboratory(workers: int = WORKERS) -> Iterator[Laboratory]:
    """A laboratory for as long as the block lasts."""
    from botocore.httpsession import where

    crt = os.environ.get(CRT, "")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whoami-aws-incidents-")))
        names = cloud.services()
        every = [name for kind in names.values() for some in kind.values() for name in some]
        pem, trusted = cloud.certificate(folder, every)
        queue: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        for number in range(workers):
            place = folder / f"root{number}"
            place.mkdir()
            setting = {"place": str(place), "pem": str(pem), "services": names, "crt": crt}
            queue.put(_worker(stack, {**setting, "replaced": {where(): str(trusted)}}))
        yield Laboratory(queue, crt)


def _worker(stack: ExitStack, setting: Mapping[str, Any]) -> subprocess.Popen[str]:
    env = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(root.PROJECT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tests.incidents.inside"]
    worker = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stack.callback(worker.wait, 30)
    assert worker.stdin is not None and worker.stdout is not None
    stack.callback(worker.stdout.close)
    stack.callback(worker.stdin.close)
    worker.stdin.write(json.dumps(setting) + "\n")
    worker.stdin.flush()
    return worker


class Bench:
    """Without the rights for a machine of its own: hosts that loopback and a temporary home can show."""

    def run(self, host: Mapping[str, Any], cure: tuple[str, ...] = ()) -> Run:
        """See `Laboratory.run`."""
        needs = [name for name in ("file_modes", "python", "proxy") if host.get(name)] + host.get("needs", [])
        needs += ["partitions"] if "partitions" in host["sts"] else []
        if cure or needs:
            return Run(skipped=f"needs a machine of its own: {', '.join(needs) or 'a shell'}")
        with (
            tempfile.TemporaryDirectory(prefix="whoami-aws-") as folder,
            lay_out({"sso": {}, **host}, Path(folder) / "host") as laid,
        ):
            if laid.skipped:
                return Run(skipped="; ".join(laid.skipped))
            done = child(laid, "explain", "--format", "json", "--show-key-ids", *laid.argv)
        return _read({"code": done.returncode, "out": done.stdout, "err": done.stderr})


@contextmanager
def place_to_run() -> Iterator[Laboratory | Bench]:
    """The best that this machine allows."""
    if why_not():
        yield Bench()
    else:
        with laboratory() as lab:
            yield lab


def in_parallel(function: Any, items: list[Any]) -> list[Any]:
    """`function` of every item, as many at once as there are workers."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(function, items))
