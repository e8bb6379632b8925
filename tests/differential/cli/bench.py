"""Lays a host out, asks the model and a real `aws` about it, and names every disagreement."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.differential.bench import Result, State, scrubbed
from tests.forkserver import ForkServer
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.demo.layout import lay_out

from .aws import SDKS, Aws, environment_of, same_text

_ENDS = {False: (253, 255), True: (253, 255, 1)}  # v1 opens the files before it catches anything
_NO_CREDENTIALS = (253, 255)
_NOT_SET = "<not set>"
_NOT_OF_THE_CHAIN = (
    "NoneType.__format__",  # the row of `--profile ''` (v2)
    "unhashable type: 'slice'",  # the row of a key that is a block of settings
    'can only concatenate str (not "',  # the row of a key that is not text
    "'int' object is not subscriptable",  # likewise (v2)
)
"""How `aws configure list` ends over its own rows."""


def _names_credentials(printed: str) -> bool:
    """Whether a command ended over the credentials of a link."""
    return "Partial credentials found in" in printed or "Unable to parse config file" in printed


class Bench:
    """`bench.run(state)`, as that of botocore; `whole` also asks STS, which takes as long as all the rest."""

    def __init__(self, aws: Aws, whole: bool = True) -> None:
        self.aws, self.whole = aws, whole

    def run(self, state: State) -> Result:
        """The state's result."""
        root = Path(tempfile.mkdtemp(prefix="whoami-aws-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        try:
            with lay_out(state, root / "host") as laid:
                return self._compared(laid)
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def run_safely(self, state: State) -> Result:
        """As `run`; what cannot be carried out is a disagreement too."""
        try:
            return self.run(state)
        except Exception:  # noqa: BLE001
            import traceback

            return Result((f"harness: {traceback.format_exc()}",), {}, {})

    def _compared(self, laid: LabHost) -> Result:
        said = _said(laid, self.aws)
        listed = self.aws.configure_list(laid)
        # What `aws configure` itself does not come to shows where a command is run that needs a client.
        broken = _has_no_configure(listed)
        unread = broken or _reads_variables_alone(said, listed)
        found = [] if unread else _listed(said, listed, "manual" if "--profile" in laid.argv else "env")
        steps = 1
        exports = self.aws.generation == "v2" and self.aws.version >= (2, 9) and not broken
        if exports and said["outcome"] in ("resolved", "none"):
            found += _exported(said, self.aws.export_credentials(laid))
            steps += 1
        if self.whole or unread:
            found += _identity(said, self.aws.caller_identity(laid))
            steps += 1
        true = {"outcome": said["outcome"], "winner": said["winner"], "error": said["error"], **listed}
        return Result(tuple(found), said, true, steps)


@cache
def _model() -> ForkServer:
    return ForkServer(f"{__package__}.said", scrubbed(), Path(__file__).parents[3])


def _said(laid: LabHost, aws: Aws) -> dict[str, Any]:
    profile = laid.argv[1] if laid.argv else None
    job = {"sdk": SDKS[aws.generation], "profile": profile, "env": dict(environment_of(laid, aws))}
    said = _model().ask({**job, "cwd": str(laid.home)})
    if "crash" in said:
        raise ValueError(said["crash"])
    # Of a program that is no script of its package nothing can be told; then the model is that of the newest.
    if said["version"] not in (None, ".".join(map(str, aws.version))):
        raise ValueError(f"{aws.path} was taken for {said['version']}")
    return said


def _has_no_configure(listed: dict[str, Any]) -> bool:
    """Whether `aws configure` ended before any of its commands was run: with a block of settings for an sso_session
    v2 2.9.19 cannot make its table of them (awscli/customizations/configure/sso.py `sso_session`).
    """
    return listed["code"] != 0 and not listed["rows"] and listed["stderr"] == "unhashable type: 'dict'"


def _reads_variables_alone(said: dict[str, Any], listed: dict[str, Any]) -> bool:
    """Whether a listing ended well with a profile that is nowhere. It looks the profile up only where the environment
    does not say all that it reads: the region, and what the metadata service is asked with.
    """
    region = listed["rows"].get("region", ("", ""))
    return listed["code"] == 0 and said["error"] == "ProfileNotFound" and region[1] == "env"


def _listed(said: dict[str, Any], listed: dict[str, Any], profile_by: str) -> list[str]:
    """`aws configure list`: the chain's verdict in its type column, the profile, the region. `profile_by` is what it
    calls the profile's origin, which is the option also where that is empty, and does not count.
    """
    rows, code, printed = listed["rows"], listed["code"], listed["stderr"]
    if said["outcome"] == "unknown":
        return []
    if code != 0 and "NoneType.__format__" in printed:
        return []  # the profile's row comes before the keys are looked for, so nothing is said of them
    if code != 0 and said["error"] == "ProfileNotFound" and _names_credentials(printed):
        return []  # a listing gets the credentials before it looks the profile up, where no setting needs that
    if said["outcome"] == "error":
        return _failed("list", (said["error"], said["message"]), code, printed)
    if code != 0 and any(text in printed for text in _NOT_OF_THE_CHAIN):
        return []  # the keys' row comes before the region's
    if said["region_error"] and not (code != 0 and said["use"] in ("fails", "unknown")):
        return _failed("list's region", said["region_error"], code, printed)
    if code != 0:
        return _not_used("list", said, code, printed)
    if said["use"] == "fails":
        return [f"list: model {said['winner']} fails, aws shows {rows['access_key']}"]
    found = _differs("winner", said["winner"], _none(rows["access_key"][1]))
    shown, key = rows["access_key"][0], said.get("key_id")
    if not found and isinstance(key, str) and shown != _NOT_SET and not shown.endswith(key[-4:].strip()):
        found.append(f"key: model ends in {key[-4:]!r}, aws in {shown[-4:]!r}")
    if said["profile"] is None and rows["profile"][1] == "manual":
        found += _differs("profile", "None", rows["profile"][0])  # `--profile ''` is ignored, and shown so
    elif said["profile"] is None:
        found += _differs("profile", _NOT_SET, rows["profile"][0])
    else:
        found += _differs("profile", said["profile"].strip(), rows["profile"][0])
        found += _differs("profile's origin", profile_by, rows["profile"][1])
        found += [] if profile_by == "manual" else _differs("profile's kind", "env", said["profile_kind"])
    not_kept = said["region"] is None and said["region_kind"] == "file"  # a block of settings, or several lines
    if not_kept and "region" not in rows:
        return found  # whose row has several lines too
    shown = rows["region"][0].removeprefix(_NOT_SET)
    # `…`: part of some secret too
    if not not_kept and (not said["region"] or not same_text(said["region"], shown)):
        found += _differs("region", said["region"] or "", shown)
    kind = {"endpoint": "imds", "file": "config-file", None: "None"}.get(said["region_kind"], said["region_kind"])
    return found + _differs("region's origin", kind, rows["region"][1])


def _exported(said: dict[str, Any], exported: dict[str, Any]) -> list[str]:
    """`aws configure export-credentials`: the key id."""
    if said["outcome"] == "none":
        return [] if exported["code"] != 0 else ["export: model none, aws gives keys"]
    if exported["code"] != 0:
        return _not_used("export", said, exported["code"], exported["stderr"])
    if said["use"] == "fails":
        return [f"export: model {said['winner']} fails, aws gives keys"]
    key = said.get("key_id")
    real = exported["key_id"]
    return _differs("key id", key, real) if isinstance(key, str) and isinstance(real, str) else []


def _identity(said: dict[str, Any], identity: dict[str, Any]) -> list[str]:
    """`aws sts get-caller-identity`: whether there are credentials to sign with, and the error if not."""
    code, printed = identity["code"], identity["stderr"]
    if said["region_error"] and not (said["outcome"] == "error" and said["error_link"] is None):
        return _failed("sts's region", said["region_error"], code, printed)
    if (
        said["outcome"] == "error"
        and said["error_link"]
        and code != 0
        and "doesn't match a supported format" in printed
    ):
        return []  # what is no name of a region ends the command before any link is asked
    if said["outcome"] == "error":
        return _failed("sts", (said["error"], said["message"]), code, printed)
    nobody = "Unable to locate credentials" in printed
    if said["outcome"] == "none" and not nobody and not _other(printed):
        return [f"sts: model none, aws {code}: {printed[:200]}"]
    if said["outcome"] == "resolved" and nobody:
        return [f"sts: model {said['winner']}, aws has no credentials"]
    if nobody and code not in _NO_CREDENTIALS:
        return [f"sts: no credentials, code {code}"]
    return []


_CLIENT_ERRORS = (
    "Invalid endpoint",
    "doesn't match a supported format",
    "must specify a region",
    "sso_session",
    "services",
    "unhashable type: 'dict'",  # the provider of SSO's tokens, of a block of settings
)


def _other(printed: str) -> bool:
    """Whether making the client failed, which is before anybody looks for credentials."""
    return any(text in printed for text in _CLIENT_ERRORS)


def _failed(where: str, raised: Sequence[str], code: int, printed: str) -> list[str]:
    error, message = raised
    if code not in _ENDS[error == "ConfigParseError"]:
        return [f"{where}: model {error}, aws ends with {code}: {printed[:200]}"]
    # The words of a TypeError are Python's, and differ from version to version.
    if (
        message
        and error != "TypeError"
        and not any(same_text(text, printed) for text in (_comparable(message), _as_v2_says(message)))
    ):
        return [f"{where}: model {error}: {message!r}, aws {printed[:400]!r}"]
    return []


def _as_v2_says(message: str) -> str:
    """The message in the words of v2, which do not say which field of a cached login is missing."""
    start, separator, _ = message.partition("missing required fields:")
    message = f"{start}missing one or more required fields." if separator else message
    return message.replace(". Please reauthenticate", ", Please reauthenticate")


def _comparable(message: str) -> str:
    """The message without a byte, which may be one of a secret, and without the hosts of a version's list."""
    message = message.replace("decode a byte in", "decode byte … in")
    return message.partition("Can only retrieve metadata from")[0]


def _not_used(where: str, said: dict[str, Any], code: int, printed: str) -> list[str]:
    """`aws` gets the winner's credentials out at once, which may fail where the model says `fails` or `unknown`."""
    if said["outcome"] == "resolved" and said["use"] in ("fails", "unknown"):
        return []
    return [f"{where}: model {said['outcome']} {said['winner']} {said['use']}, aws {code}: {printed[:300]}"]


def _differs(what: str, ours: object, theirs: object) -> list[str]:
    return [] if ours == theirs else [f"{what}: model {ours!r}, aws {theirs!r}"]


def _none(text: str) -> str | None:
    return None if text == "None" else text
