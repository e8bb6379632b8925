"""What is said of an STS with which no TLS connection comes about depends on why, and only an untrusted certificate is
met with a bundle of certificates.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.commands import command
from tests.incidents.cloud import certificate, secure
from whoami_aws.fakes.sts import FakeSts

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


@pytest.mark.parametrize(
    ("tls", "why", "commands"),
    [
        (True, "its certificate is not trusted", ["export AWS_CA_BUNDLE=/path/to/bundle.pem"]),
        (False, "no TLS connection can be made", None),
    ],
    ids=["untrusted", "plain"],
)
def test_why_no_tls_connection_comes_about(tls: bool, why: str, commands: list[str] | None, tmp_path: Path) -> None:
    if tls and shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    with ExitStack() as stack:
        if tls:
            listener = secure(FakeSts(), certificate(tmp_path, ["sts.example"])[0])
            stack.callback(listener.stop)
            url = f"https://127.0.0.1:{listener.socket.getsockname()[1]}"
        else:
            url = stack.enter_context(FakeSts()).url.replace("http://", "https://")
        env = {**KEYS, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_STS": url, "HOME": str(tmp_path)}
        env["AWS_EC2_METADATA_DISABLED"] = "true"
        said = command(["explain", "--format", "json"], env)
    (finding,) = (one for one in json.loads(said.out)["findings"] if one["rule"] == "sts-unreachable")
    assert why in finding["message"]
    assert commands is None or finding["fix"]["commands"] == commands
    assert ("AWS_CA_BUNDLE" in str(finding["fix"])) == tls
