"""Completion in the real shells, the manual page, and help that fits a screen."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from tests.scenario import GUARD
from whoami_aws.cli import help_text

TOOL = [sys.executable, "-m", "whoami_aws"]
ROOT = Path(__file__).parents[2]


@cache
def out(*words: str) -> str:
    env = {
        "PATH": os.defpath,
        "HOME": "/nonexistent",
        "COLUMNS": "80",
        "PYTHONPATH": f"{GUARD}:{ROOT}",
        "LANG": "C.UTF-8",
    }
    return subprocess.run([*TOOL, *words], env=env, capture_output=True, text=True, check=True).stdout


def needs(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed here (apt-get install {program}): its completion was NOT tested")
    return path


CASES = [
    ("whoami-aws ch", {"check"}),
    ("whoami-aws check --not-l", {"--not-long-term"}),
    ("whoami-aws check --source con", {"container-role", "config-file"}),
    ("whoami-aws check --fail-on w", {"warning"}),
    ("whoami-aws explain --format s", {"sarif"}),
    ("whoami-aws explain --sdk aws", {"aws-cli", "aws-cli-v1"}),
    ("whoami-aws rule env-shadows-w", {"env-shadows-web-identity"}),
    ("whoami-aws schema c", {"check", "compare"}),
    ("whoami-aws completion f", {"fish"}),
]


@pytest.mark.parametrize(("line", "found"), CASES, ids=[line for line, _ in CASES])
def test_bash(line: str, found: set[str], tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(out("completion", "bash"))
    code = f"source {script}; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); "
    code += "_whoami_aws; printf '%s\\n' \"${COMPREPLY[@]}\""
    done = subprocess.run([needs("bash"), "--norc", "-c", code], capture_output=True, text=True, check=True)
    assert (set(done.stdout.split()), done.stderr) == (found, "")


def test_bash_completes_files_where_a_file_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "expect.toml").touch()
    (tmp_path / "completion.bash").write_text(out("completion", "bash"))
    code = "source completion.bash; COMP_WORDS=(whoami-aws check --expect exp); COMP_CWORD=3; "
    code += "_whoami_aws; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        [needs("bash"), "--norc", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "expect.toml\n"


@pytest.mark.parametrize(("line", "found"), CASES, ids=[line for line, _ in CASES])
def test_fish(line: str, found: set[str], tmp_path: Path) -> None:
    fish = needs("fish")
    script = tmp_path / "whoami-aws.fish"
    script.write_text(out("completion", "fish"))
    env = {"HOME": str(tmp_path), "PATH": os.defpath, "XDG_CONFIG_HOME": str(tmp_path)}
    code = f"source {script}; complete -C '{line}'"
    done = subprocess.run([fish, "--no-config", "-c", code], env=env, capture_output=True, text=True, check=True)
    said = {word.split("\t")[0] for word in done.stdout.splitlines()}
    assert found <= said, done.stderr
    assert not {word for word in said if word.startswith("-")} - found


@pytest.mark.slow
@pytest.mark.parametrize(("line", "found"), [case for case in CASES if len(case[1]) == 1], ids=str)
def test_zsh(line: str, found: set[str], tmp_path: Path) -> None:
    """On a terminal, with the tab key: zsh completes nowhere else."""
    (tmp_path / "_whoami-aws").write_text(out("completion", "zsh"))
    (tmp_path / ".zshrc").write_text(
        f"fpath=({tmp_path} $fpath)\nautoload -Uz compinit; compinit -u -D\nPS1='READY> '\n"
    )
    env = {"HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "PATH": os.defpath, "TERM": "dumb"}
    leader, follower = pty.openpty()
    shell = subprocess.Popen([needs("zsh"), "-i"], env=env, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    try:
        assert "READY>" in _until(leader, "READY>", "")
        os.write(leader, line.encode() + b"\t")
        (whole,) = found
        assert whole in _until(leader, whole, line)
    finally:
        shell.kill()
        shell.wait()
        os.close(leader)


def _until(leader: int, wanted: str, after: str) -> str:
    text, end = "", time.monotonic() + 8
    while wanted not in text and time.monotonic() < end:
        if select.select([leader], [], [], 0.2)[0]:
            text += os.read(leader, 4096).decode(errors="replace")
    return text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_are_good_to_their_shells(shell: str) -> None:
    done = subprocess.run(
        [needs(shell), "-n", "/dev/stdin"], input=out("completion", shell), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_help_fits_a_screen_and_shows_examples() -> None:
    lines = out("--help").splitlines()
    assert len(lines) <= 32 and max(map(len, lines)) <= 80
    for command, text in help_text.EXAMPLES:
        assert any(command in line and text in line for line in lines)


def test_help_of_the_check_fits_a_large_screen_and_shows_examples() -> None:
    lines = out("check", "--help").splitlines()
    assert len(lines) <= 60 and max(map(len, lines)) <= 80
    assert "    whoami-aws check --account 111122223333 --arn role/deploy --min-ttl 30m" in lines


def test_the_manual_page_says_what_the_help_says() -> None:
    page = out("man")
    for command in ("explain", "check", "rule", "completion"):
        assert f'.SS "whoami\\-aws {command}' in page
    for _, text in (*help_text.EXAMPLES, *help_text.EXIT_CODES):
        assert text.replace("-", "\\-") in page
    assert "\\-\\-not\\-long\\-term" in page and "\b" not in page
    assert "\n  whoami\\-aws check \\-\\-account 111122223333 " in page
    if (man := shutil.which("man")) is None:
        pytest.skip("man is not installed here: the page was NOT rendered")
    env = {"PATH": os.environ["PATH"], "MANWIDTH": "80", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [man, "--warnings", "-l", "-"], input=page, env=env, capture_output=True, text=True, check=True
    )
    assert done.stderr == "" and "--not-long-term" in done.stdout and "EXIT STATUS" in done.stdout
