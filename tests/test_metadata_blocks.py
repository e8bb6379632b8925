"""An indented block where a setting of the metadata service is expected: botocore fails at each in its own way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario import explained, lay_out

SETTINGS = {
    "metadata_service_timeout": "TypeError",
    "metadata_service_num_attempts": "TypeError",
    "ec2_metadata_service_endpoint": "TypeError",
    "ec2_metadata_service_endpoint_mode": "AttributeError",
    "ec2_metadata_v1_disabled": None,
    "imds_use_ipv6": None,
}
"""Each, and what is raised while the chain is built."""


@pytest.mark.parametrize("name", SETTINGS)
def test_a_block_for_a_setting(name: str, tmp_path: Path) -> None:
    text = f"[default]\nregion = us-east-1\n{name} =\n  inner = 1\n"
    # A variable goes before the profile; without it nobody is asked, for the block stops the chain before.
    env = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": None} if name == "ec2_metadata_service_endpoint" else {}
    described = {"env": env, "files": {"~/.aws/config": text}, "imds": {"role": "web"}}
    with lay_out(described, tmp_path / "host") as laid:
        report = explained(laid)[0]["report"]
    assert report["sdk"]["witness"] == "agrees"
    assert (report["error"] or {}).get("type") == SETTINGS[name]
