"""A path of many profiles is followed as far as Python allows; beyond that the verdict is unknown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.machines import InMemory
from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.blocks.profile_path import _LONGEST
from whoami_aws.chain.botocore.role_path import SURE_TO_FAIL, SURE_TO_FIT
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.host.host import Budget

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
FETCHING = [name for name, chain in CHAINS.items() if not chain.engine.reads_as_botocore]
WALKS = [name for name in FETCHING if name != "java-v1"]
"""Those whose source profile may have a role again."""


def _path(roles: int, end: str) -> str:
    """Profiles, each with a role and the next one as its source; the last one as it is given."""
    parts = [
        f"[p{at}]\nrole_arn = arn:aws:iam::111122223333:role/r{at}\nsource_profile = p{at + 1}\n" for at in range(roles)
    ]
    return "".join([*parts, f"[p{roles}]\n{end}"]).replace("[p0]", "[default]")


def _verdict(sdk: str, roles: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """Roles on the way to keys."""
    (folder / ".aws").mkdir()
    (folder / ".aws" / "credentials").write_text(_path(roles, KEYS))
    (folder / ".aws" / "config").write_text("")
    for variable, value in {"HOME": str(folder), "AWS_SDK_LOAD_CONFIG": "1", "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(variable, value)
    return judge(gather(Question(sdk=sdk, budget=Budget("none"))), CHAINS[sdk])


def _deep(calls: int, sdk: str, roles: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """The same with so many calls around it, as a program has."""
    if calls:
        return _deep(calls - 1, sdk, roles, folder, monkeypatch)
    return _verdict(sdk, roles, folder, monkeypatch)


@pytest.mark.parametrize("roles", [_LONGEST - 1, _LONGEST, pytest.param(340, marks=pytest.mark.slow)])
@pytest.mark.parametrize("sdk", FETCHING)
def test_no_path_is_too_long_for_python(sdk: str, roles: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest itself has some sixty calls on the stack.
    assert sys.getrecursionlimit() == 1000
    verdict = _deep(150, sdk, roles, tmp_path, monkeypatch)
    codes = [row.probe.reason.code for row in verdict.rows]
    assert ("role-path-too-long" in codes) == (sdk in WALKS and roles >= _LONGEST), codes
    if sdk in WALKS and roles < _LONGEST:
        # C++ follows it as well, and has no client that asks STS for a role.
        assert ("no-client" if sdk == "cpp" else "role") in codes


MAY_FAIL = "default has a path of {} roles, which may be more than Python's recursion limit allows"
FAILS = f"default has a path of more than {SURE_TO_FAIL} roles, which exceeds Python's recursion limit"
PATHS = [
    (SURE_TO_FIT, KEYS, "resolved", "role-configured", None),
    (SURE_TO_FIT + 1, KEYS, "unknown", "role-path-too-long", MAY_FAIL.format(SURE_TO_FIT + 1)),
    (SURE_TO_FAIL, KEYS, "unknown", "role-path-too-long", MAY_FAIL.format(SURE_TO_FAIL)),
    (SURE_TO_FAIL + 1, KEYS, "error", "role-path-too-long", FAILS),
    # What is wrong behind the last role is not come to either.
    (SURE_TO_FIT + 1, "", "unknown", "role-path-too-long", MAY_FAIL.format(SURE_TO_FIT + 1)),
    (SURE_TO_FIT + 1, "role_arn = x\n", "unknown", "role-path-too-long", MAY_FAIL.format(SURE_TO_FIT + 2)),
    (
        SURE_TO_FIT + 1,
        "role_arn = x\nsource_profile = default\n",
        "unknown",
        "role-path-too-long",
        MAY_FAIL.format(SURE_TO_FIT + 2),
    ),
]


@pytest.mark.parametrize(
    ("roles", "end", "outcome", "code", "text"),
    PATHS,
    ids=["fits", "may fail", "may still fit", "fails", "to nowhere", "without a source", "in a circle"],
)
def test_what_botocore_s_recursion_leaves_open_is_unknown(
    roles: int, end: str, outcome: str, code: str, text: str | None
) -> None:
    machine = InMemory({}, {"/home/app/.aws/credentials": _path(roles, end)})
    verdict = judge(gather(Question(budget=Budget("none"), machine=machine)), CHAINS["boto3"])
    row = verdict.row("assume-role")
    assert row is not None
    assert (verdict.outcome, row.probe.reason.code, row.probe.wants) == (outcome, code, ())
    if text is not None:
        assert row.probe.reason.text == text
    assert (verdict.error.type if verdict.error else None) == ("RecursionError" if outcome == "error" else None)
