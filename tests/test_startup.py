"""What a command must not load: start-up is judged by the list of modules, not by the clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from whoami_aws.chain.sdks import CHAINS

RUN = """
import json, os, sys
wanted = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os._exit = sys.exit  # however the command ends, the list comes after it
from whoami_aws.cli import main
try:
    main()
except SystemExit as end:
    os.write(wanted, json.dumps([end.code or 0, sorted(sys.modules)]).encode())
"""
LIGHT = frozenset({"boto3", "botocore", "pydantic", "rich", "tabulate", "urllib3"})
NO_HOST = (["--version"], ["--help"], ["explain", "--help"], ["rules"], ["rule", "expired-credentials"], ["schema"])
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


def loaded(words: list[str], home: Path, **env: str) -> set[str]:
    """The top-level packages that a command has loaded when it ends."""
    return {name.partition(".")[0] for name in modules(words, home, **env)}


def modules(words: list[str], home: Path, **env: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    code, names = json.loads(done.stdout)
    assert code in (0, 1), done.stderr
    return set(names)


@pytest.mark.parametrize("words", NO_HOST, ids=" ".join)
def test_what_looks_at_no_host_is_light(words: list[str], tmp_path: Path) -> None:
    assert loaded(words, tmp_path) & LIGHT == set()


@pytest.mark.parametrize("env", [{}, KEYS], ids=["nobody", "keys"])
def test_explain_asks_botocore_without_boto3(env: dict[str, str], tmp_path: Path) -> None:
    assert loaded(["explain", "--network", "none"], tmp_path, **env) & {"boto3", "pydantic", "rich"} == set()


def test_json_needs_no_tables(tmp_path: Path) -> None:
    words = ["explain", "--network", "none", "--format", "json"]
    assert loaded(words, tmp_path, **KEYS) & {"boto3", "pydantic", "rich", "tabulate"} == set()


@pytest.mark.parametrize("words", [["explain", "--network", "none"], ["rule", "no-credentials"]], ids=" ".join)
def test_no_chain_is_loaded_but_the_one_that_is_asked_about(words: list[str], tmp_path: Path) -> None:
    chains = {f"whoami_aws.chain.sdks.{sdk.replace('-', '_')}" for sdk in CHAINS}
    assert modules(words, tmp_path, **KEYS) & chains <= {"whoami_aws.chain.sdks.boto3"}
