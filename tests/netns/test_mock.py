"""AWS's own mock of the metadata service in the place of the project's fake: boto3 and the tool must still agree, and
with what the mock says itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .children import ask_both
from .mock import ask, binary, running, token
from .namespace import ADDRESSES, Namespace
from .place import environment
from .table import Record, row

pytestmark = pytest.mark.netns

INSTANCE = Path(__file__).with_name("instance.py")
KEY, ROLE, ID, REGION = "ASIAIOSFODNN7EXAMPLE", "mock-web-role", "i-0abcdef1234567890", "eu-central-1"
ARN = f"arn:aws:iam::123456789012:instance-profile/{ROLE}"
SETTINGS: dict[str, Any] = {
    "metadata": {
        "paths": {"iam-security-credentials": f"/latest/meta-data/iam/security-credentials/{ROLE}"},
        "values": {
            "instance-id": ID,
            "placement-availability-zone": f"{REGION}b",
            "iam-info": {"Code": "Success", "InstanceProfileArn": ARN, "InstanceProfileId": "AIPAIOSFODNN7EXAMPLE"},
            "iam-security-credentials-role": ROLE,
            "iam-security-credentials": {
                "Code": "Success",
                "Type": "AWS-HMAC",
                "AccessKeyId": KEY,
                "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "Token": "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
                "Expiration": "2099-01-01T00:00:00Z",
            },
        },
    },
    "dynamic": {
        "values": {
            "instance-identity-document": {"accountId": "123456789012", "instanceId": ID, "region": REGION},
        }
    },
}
MODES = [pytest.param((), id="v1 and v2"), pytest.param(("--imdsv2",), id="v2 required")]


@pytest.fixture(autouse=True)
def _there_is_a_mock() -> None:
    program, reason = binary()
    if program is None:
        pytest.skip(reason)


@pytest.mark.parametrize("options", MODES)
@pytest.mark.parametrize("settings", [{}, {"AWS_EC2_METADATA_V1_DISABLED": "true"}], ids=["", "v1 disabled"])
def test_agreement(options: tuple[str, ...], settings: dict[str, str], tmp_path: Path, record_property: Record) -> None:
    with Namespace(ADDRESSES) as namespace, running(namespace, tmp_path, SETTINGS, *options) as base:
        env = environment(tmp_path, settings)
        sdk, ours = namespace.run(ask_both, env)
        told = namespace.run(_instance, env)
        key = namespace.run(token, base)
        instance_id = namespace.run(ask, base, "latest/meta-data/instance-id", key)
    print(row(_named("AWS's mock", options, settings), sdk, ours, record_property))
    assert ours.answer == sdk.answer == ("resolved", "iam-role", KEY, None)
    assert ours.report["sdk"]["witness"] == "agrees"
    imds = ours.report["imds"]
    assert (imds["role"], ours.key, imds["region"]) == (told["role"], told["key"], told["region"])
    assert (imds["instance_id"], imds["role"], imds["region"]) == (instance_id, ROLE, REGION)
    assert (imds["version"], imds["instance_profile_arn"]) == ("v2", ARN)


@pytest.mark.parametrize("options", MODES)
def test_as_it_comes(options: tuple[str, ...], tmp_path: Path, record_property: Record) -> None:
    """Its own defaults: a key id that is none, and credentials that expired in 2020, which the SDK takes."""
    with Namespace(ADDRESSES) as namespace, running(namespace, tmp_path, {}, *options):
        sdk, ours = namespace.run(ask_both, environment(tmp_path, {}))
    print(row(_named("AWS's mock as it is", options), sdk, ours, record_property))
    assert (ours.outcome, ours.winner) == (sdk.outcome, sdk.winner) == ("resolved", "iam-role")
    assert ours.report["sdk"]["witness"] == "agrees"
    assert (ours.report["imds"]["role"], ours.report["imds"]["region"]) == ("baskinc-role", "us-east-1")
    assert "metadata-credentials-expired" in [finding["rule"] for finding in ours.report["findings"]]
    # What does not look like a key id may be a secret in the wrong place.
    assert sdk.key and ours.key is None and sdk.key not in json.dumps(ours.report)


def test_without_a_token_it_refuses_where_it_requires_one(tmp_path: Path) -> None:
    """That `v2 required` is what its name says."""
    with Namespace(ADDRESSES) as namespace, running(namespace, tmp_path, SETTINGS, "--imdsv2") as base:
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            namespace.run(ask, base, "latest/meta-data/instance-id")
        refused.value.close()


def _named(name: str, options: tuple[str, ...], settings: Mapping[str, str] | None = None) -> str:
    return f"{name}, {'v2 alone' if options else 'v1 and v2'}{', v1 disabled' if settings else ''}"


def _instance(env: dict[str, str]) -> dict[str, str]:
    done = subprocess.run([sys.executable, str(INSTANCE)], env=env, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return told
