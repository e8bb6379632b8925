"""An address that two parsers could read differently, in a setting: what wins cannot be told.

That nobody is asked there is shown in `hostile/test_network.py`.
"""

from __future__ import annotations

import pytest

from whoami_aws.ask.explain import Question, gather
from whoami_aws.chain.blocks.container import UNREAD
from whoami_aws.chain.judge import judge
from whoami_aws.chain.probe import BREAKS, UNASKED
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.chain.verdict import UNKNOWN
from whoami_aws.host.address import AMBIGUOUS, SECRET_HOST, address_of
from whoami_aws.host.host import Budget

SETTINGS = {
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "container-role",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "iam-role",
}
ADDRESSES = ("http://user@127.0.0.1/x", "http://10.9.9.9\\@127.0.0.1/x", "http://127.0.0.1\t/x")


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost.example", False),
        ("128.0.0.1", False),
        ("[::2]", False),
        ("169.254.169.254", False),
    ],
)
def test_what_stays_on_this_host(host: str, stays: bool) -> None:
    address = address_of(f"http://{host}:80/x")
    assert address is not None and address.is_loopback == stays


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("variable", SETTINGS)
@pytest.mark.parametrize("sdk", CHAINS)
def test_it_cannot_be_told_who_wins(sdk: str, variable: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv(variable, address)
    chain = CHAINS[sdk]
    verdict = judge(gather(Question(sdk=sdk, budget=Budget("none"))), chain)
    row = verdict.row(SETTINGS[variable])
    assert row is not None
    if row.probe.kind == BREAKS:  # this SDK refuses the address by itself
        assert row.probe.error is not None
        return
    assert (verdict.outcome, row.probe.kind) == (UNKNOWN, UNASKED)
    assert row.probe.reason.code in (AMBIGUOUS, SECRET_HOST, UNREAD)
    assert variable in row.probe.reason.text
    assert [(change.kind, change.name) for change in row.probe.triggers] == [("unset", variable)]
