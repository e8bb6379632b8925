"""What the metadata service answered another way than it would be asked after a change does not tell what it would
answer then.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import gathered, lay_out
from whoami_aws.chain.sdks import CHAINS
from whoami_aws.host.changes import Change, removal
from whoami_aws.report import report_of

SILENT = {"http_proxy": "http://127.0.0.1:9"}
"""Nobody listens there."""


def _set(name: str, value: str) -> Change:
    return Change("set", name, reading=value)


@pytest.mark.parametrize(
    ("env", "change", "outcome"),
    [
        ({}, _set("http_proxy", "http://127.0.0.1:9"), "unknown"),
        ({}, _set("HTTP_PROXY", "http://127.0.0.1:9"), "unknown"),
        ({}, _set("no_proxy", "example.com"), "resolved"),
        ({}, _set("NO_PROXY", "example.com"), "resolved"),
        ({}, _set("AWS_PAGER", "cat"), "resolved"),
        (SILENT, removal("http_proxy"), "unknown"),
        (SILENT, _set("NO_PROXY", "127.0.0.1"), "unknown"),
        (SILENT, removal("NO_PROXY"), "error"),
        ({**SILENT, "no_proxy": "127.0.0.1"}, removal("http_proxy"), "resolved"),
        ({**SILENT, "no_proxy": "127.0.0.1"}, removal("no_proxy"), "unknown"),
    ],
    ids=str,
)
def test_an_answer_that_came_another_way(env: dict[str, str], change: Change, outcome: str, tmp_path: Path) -> None:
    described = {"env": {"AWS_DEFAULT_REGION": "us-east-1", **env}, "imds": {"role": "web"}}
    with lay_out(described, tmp_path / "host") as laid:
        host = gathered(laid, "--timeout", "5", "--network", "metadata", sdks=["boto3"])
    assert report_of(host, CHAINS["boto3"], [change]).diagnosis.verdict.outcome == outcome


@pytest.mark.parametrize("change", [_set("http_proxy", "http://127.0.0.1:8"), _set("no_proxy", "example.com")], ids=str)
def test_an_answer_that_passes_the_proxy_by_stays(change: Change, tmp_path: Path) -> None:
    """The SDK for JavaScript v2 asks the metadata service directly, whatever the environment names."""
    described = {"env": {"AWS_DEFAULT_REGION": "us-east-1", **SILENT}, "imds": {"role": "web"}}
    with lay_out(described, tmp_path / "host") as laid:
        host = gathered(laid, "--timeout", "5", "--network", "metadata", "--sdk", "js-v2", sdks=["js-v2"])
    assert report_of(host, CHAINS["js-v2"], [change]).diagnosis.verdict.winner == "iam-role"
