"""What the README shows is what the commands say today."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.scenario import GUARD

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(<!-- run: (?P<command>[^\n]+) -->\n)(?P<shown>.*?)(<!-- end -->)", re.DOTALL)


def _output(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "whoami-aws" or words[:3] == ["python", "-m", "tests.conformance"]
    program = ["-m", "whoami_aws", *words[1:]] if words[0] == "whoami-aws" else words[1:]
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "COLUMNS": "112",
        "PYTHONPATH": f"{GUARD}:{README.parent}",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, *program], cwd=README.parent, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout if "markdown" in words or "tests.conformance" in words else f"```\n{done.stdout}```\n"


def _fresh(block: re.Match[str]) -> str:
    """The block as it stands where it says the same, else as it is now."""
    said = _output(block["command"])
    return block[0] if _steady(said) == _steady(block["shown"]) else block[1] + said + block[4]


def _steady(text: str) -> str:
    """Without what differs from run to run."""
    text = re.sub(r"\d+ ms", "N ms", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"botocore \d+\.\d+\.\d+", "botocore VERSION", text)
    return re.sub(r"\d+ h \d+ min", "N h N min", text)


def test_blocks_are_fresh(update: str | None) -> None:
    text = README.read_text(encoding="utf-8")
    fresh = BLOCK.sub(_fresh, text)
    if update and fresh != text:
        README.write_text(fresh, encoding="utf-8")
        text = fresh
    assert text == fresh, "pytest tests/test_readme.py --update writes the blocks again"


def test_start_has_two_commands_of_one_line() -> None:
    part = README.read_text(encoding="utf-8").partition("## Start")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    assert [len(block.splitlines()) for block in blocks] == [1, 1]
    assert "whoami-aws demo" in blocks[0] and "pytest" in blocks[1]
