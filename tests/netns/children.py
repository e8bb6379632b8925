"""The two processes that are asked the same question in the same place: the real SDK, and the tool."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from .namespace import inside

SDK = Path(__file__).with_name("sdk.py")
EXPLAIN = (sys.executable, "-m", "whoami_aws", "explain", "--format", "json", "--show-key-ids")
RUNS_ON = "runs on"

_SDK_LIMIT = 30.0
_OUR_LIMIT = 15.0


class Said(NamedTuple):
    """One process's answer. `outcome` is `resolved`, `none`, `error`, `unknown`, or `runs on` where it was ended."""

    outcome: str
    winner: str | None = None
    key: str | None = None
    error: str | None = None
    seconds: float = 0.0
    exit_code: int = 0
    report: Any = None

    @property
    def text(self) -> str:
        """In one word: the winner, the exception, or that there is neither."""
        return self.winner or self.error or self.outcome

    @property
    def answer(self) -> tuple[str, str | None, str | None, str | None]:
        """What two processes must agree on."""
        return self.outcome, self.winner, self.key, self.error


def ask_both(env: Mapping[str, str], sdk_limit: float | None = None) -> tuple[Said, Said]:
    """What the SDK and the tool say, side by side; the calling thread's network is theirs."""
    with ThreadPoolExecutor(2) as pool:
        sdk = pool.submit(ask_sdk, env, sdk_limit or _SDK_LIMIT)
        ours = pool.submit(explain, env, "--network", "metadata")
        return sdk.result(), ours.result()


def ask_sdk(env: Mapping[str, str], limit: float = _SDK_LIMIT) -> Said:
    """What `boto3.Session().get_credentials()` says."""
    code, out, error, seconds = _run((sys.executable, str(SDK)), env, limit)
    if code is None:
        return Said(RUNS_ON, seconds=seconds)
    assert code == 0, error
    return Said(**json.loads(out), seconds=seconds)


def explain(env: Mapping[str, str], *options: str) -> Said:
    """What the tool says."""
    code, out, error, seconds = _run((*EXPLAIN, *options), env, _OUR_LIMIT)
    assert code in (0, 1), f"exit code {code}: {error}"
    report = json.loads(out)
    keys = [link["access_key_id"] for link in report["links"] if link["status"] == "wins"]
    return Said(
        report["outcome"],
        report["winner"],
        keys[0] if keys else None,
        report["error"]["type"] if report["error"] else None,
        seconds,
        code,
        report,
    )


def _run(argv: tuple[str, ...], env: Mapping[str, str], limit: float) -> tuple[int | None, str, str, float]:
    assert inside(), "outside of a namespace the link-local addresses are somebody's"
    start = time.monotonic()
    try:
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, "", "", time.monotonic() - start
    return done.returncode, done.stdout, done.stderr, time.monotonic() - start
