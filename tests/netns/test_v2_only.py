"""`check --imds-v2-only` at the metadata service's real address, and how many connections that takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whoami_aws.fakes import FakeImds

from .cases import BOTH, NO_V1, ROLE
from .namespace import ADDRESSES, IMDS, Namespace, inside
from .place import environment

pytestmark = pytest.mark.netns


def check(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    assert inside(), "outside of a namespace the link-local addresses are somebody's"
    command = [sys.executable, "-m", "whoami_aws", "check", "--network", "metadata", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("imds", "words", "line", "more"),
    [
        (ROLE, ["--imds-v2-only"], "holds    imds-v2-only  v2 only: ", 1),
        (BOTH, ["--imds-v2-only"], "FAILS    imds-v2-only  v1 is open: ", 1),
        (BOTH, ["--source", "iam-role"], "holds    source iam-role", 0),
    ],
    ids=["closed", "open", "not-asserted"],
)
def test_at_the_real_address(imds: dict, words: list[str], line: str, more: int, tmp_path: Path) -> None:
    """With IMDSv1 switched off for the SDK: it asks without a token itself, where one is late."""
    with Namespace(ADDRESSES) as namespace:
        fake = FakeImds(imds, IMDS, 80)
        namespace.run(fake.__enter__)
        done = namespace.run(check, environment(tmp_path, NO_V1), *words)
        asked, sent = len(fake.requests), namespace.sent()
        namespace.run(fake.__exit__, None, None, None)
    assert done.stdout.startswith(line), done.stdout + done.stderr
    # A token, the role, its credentials, the profile, the document; then the one without a token, and nothing else.
    assert (asked, sent) == (5 + more, {"connections": asked, "datagrams": 0})


def test_where_nobody_is(tmp_path: Path) -> None:
    with Namespace() as namespace:
        done = namespace.run(check, environment(tmp_path, {}), "--imds-v2-only")
    assert done.stdout.startswith("UNKNOWN  imds-v2-only  the metadata service did not answer"), done.stderr
