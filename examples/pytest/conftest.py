"""Protects from integration tests that run, and delete, in a real account: all of them are skipped unless the
credentials are the sandbox's. Tests that ask for nothing of AWS do not ask for the fixture, and run.
"""

import json
import os
import subprocess

import pytest

SANDBOX = os.environ.get("SANDBOX_ACCOUNT", "444455556666")


@pytest.fixture(scope="session")
def sandbox() -> str:
    """The ARN of the sandbox's identity."""
    command = ["whoami-aws", "check", "--account", SANDBOX, "--fail-on", "error", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout) if done.returncode in (0, 1) else {"summary": done.stderr}
    if done.returncode:
        pytest.skip(f"not the sandbox: {said['summary']}")
    return said["sdks"][0]["identity"]["arn"]
