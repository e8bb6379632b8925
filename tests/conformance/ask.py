"""Starts an SDK's program on a state, and makes its answer one that is the same at every run."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from typing import Any

from tests.netns.namespace import inside

from .place import Place, place
from .sdks import Sdk, build_dir, filled

_LIMIT = 90.0
_LONGEST = 240
# What a link says that was given nothing, and a chain's list of its links: they would fill the place of what matters.
_DULL = (
    re.compile(r"Unable to load credentials from any of the providers in the chain \S+\(.*?\)\]?\)? : "),
    re.compile(r"\w+\(\): Unable to load credentials from system settings. Access key must be specified.*?\)\., "),
    re.compile(r"\w+\(\): Either the environment variable AWS_WEB_IDENTITY_TOKEN_FILE or .*? must be set\., "),
    re.compile(r"\w+\(\): Cannot fetch credentials from container - neither .*? are set\., "),
    re.compile(r"Unable to load AWS credentials from any provider in the chain: "),
    re.compile(r"\w+: Unable to load AWS credentials from environment variables \(.*?\)\), "),
    re.compile(r"\w+: Unable to load AWS credentials from Java system properties \(.*?\), "),
    re.compile(r"\w+: You must specify a value for roleArn and roleSessionName, "),
    re.compile(r"com\.amazonaws\.auth\.(profile\.)?|@[0-9a-f]{6,8}\b"),
    re.compile(r"no credentials found in chain\. Attempted: Environment: .*? not set (?=Profile)"),
    re.compile(r"the credential provider was not enabled: |an error occurred while loading credentials: "),
    re.compile(r"No identity could be resolved from the chain: [\w.> -]+ImdsCredentialsProvider; "),
    re.compile(r"Missing value for (system property `aws.accessKeyId`|environment variable `AWS_ACCESS_KEY_ID`); "),
    re.compile(r"Required field `roleArn` could not be automatically inferred .*? system property `aws.roleArn`; "),
    re.compile(r"Container credentials URI not set; "),
    re.compile(r"retrieve: failed to refresh cached credentials, "),
    re.compile(r"Unable to resolve identity from any provider in the chain\. Providers attempted: "),
)
_VARYING = (
    (re.compile(r"<--- Last few GCs --->.*"), "out of memory"),
    (re.compile(r"/\S*/registry/src/[^/]+/"), ""),
    (re.compile(r"'main' \(\d+\)"), "'main'"),
    (re.compile(r"\b(\d+\.\d+\.\d+\.\d+):\d{4,}"), r"\1:PORT"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d| UTC)?( \+0000)?"), "TIME"),
    (re.compile(r"\b\d{10,}\b"), "NUMBER"),
    (re.compile(r"/tmp/\w+"), "/TMP"),
    (re.compile(r"\b\d+(\.\d+)?(ms|µs|ns)\b"), "N ms"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xHEX"),
)


def ask(sdk: Sdk, host: Mapping[str, Any]) -> dict[str, Any]:
    """What the SDK answers: `key`, or `error`; `provider`, where it says that; `calls` to STS and SSO, if any."""
    with place(host) as there:
        said = there.namespace.run(_run, sdk, there, host)
        calls = there.calls
        plain = {name: _plain(said[name], there) for name in ("provider", "error")}
        answer = {"key": said["access_key_id"], **plain}
    kept = {name: value for name, value in answer.items() if value is not None}
    if calls:
        # Some ask three times where others ask once: who asked for what is the point.
        kept["calls"] = list(dict.fromkeys(calls))
    return kept


def _run(sdk: Sdk, there: Place, host: Mapping[str, Any]) -> dict[str, Any]:
    assert inside(), "outside of a namespace the link-local addresses are somebody's"
    laid = there.laid
    env = {**laid.env, **{name: filled(value, sdk.build) for name, value in sdk.env.items() if name not in laid.env}}
    home = laid.home / host["user_home"] if "user_home" in host else laid.home
    process = subprocess.Popen(
        sdk.argv(home, there.profile),
        env=env,
        cwd=laid.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        out, problems = process.communicate(timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        out, problems = "", "no answer within the limit"
    finally:
        # A credential_process may live on, and would keep the namespace.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    for line in reversed(out.splitlines()):
        if line.startswith("{") and '"access_key_id"' in line:
            return json.loads(line)
    what = f"signal {-process.returncode}" if process.returncode < 0 else f"exit code {process.returncode}"
    return {"access_key_id": None, "provider": None, "error": f"crash: {what}: {problems.strip()}"}


def _plain(error: str | None, there: Place) -> str | None:
    """A provider or an error without what differs from run to run, and cut."""
    if error is None:
        return None
    error = " ".join(error.split())
    for dull in _DULL:
        error = dull.sub("", error)
    error = error.replace(str(there.laid.home), "~").replace(str(there.laid.root), "/ROOT")
    error = error.replace(str(build_dir()), "/BUILD")
    for pattern, word in _VARYING:
        error = pattern.sub(word, error)
    return error[:_LONGEST]
