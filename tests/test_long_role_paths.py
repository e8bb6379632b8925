"""A path of many profiles is followed as far as Python allows; beyond that the verdict is unknown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.blocks.profile_path import _LONGEST
from whoami_aws.chain.judge import judge
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import Verdict
from whoami_aws.host.host import Budget

KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
FETCHING = [name for name, chain in CHAINS.items() if not chain.engine.reads_as_botocore]
WALKS = [name for name in FETCHING if name != "java-v1"]
"""Those whose source profile may have a role again."""


def _verdict(sdk: str, roles: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """Roles on the way to keys."""
    (folder / ".aws").mkdir()
    parts = [
        f"[p{at}]\nrole_arn = arn:aws:iam::111122223333:role/r{at}\nsource_profile = p{at + 1}\n" for at in range(roles)
    ]
    text = "".join([*parts, f"[p{roles}]\n{KEYS}"]).replace("[p0]", "[default]")
    (folder / ".aws" / "credentials").write_text(text)
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
