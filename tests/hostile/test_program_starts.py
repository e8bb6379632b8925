"""How often a `credential_process` is started, as which SDK, and what of it is left when the command has ended."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.chain.sdks import CHAINS
from whoami_aws.demo.lab_host import LabHost
from whoami_aws.gather.plain_command import plain_words

from .cases import KEY, SECRET
from .child import Done, command, environment, run, sane, wait_until
from .conftest import LayOut
from .test_programs import alive

ANSWER = json.dumps({"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET})
# What comes of the one run is told by the program itself, so that a start cannot go unnoticed.
COUNTS = f"#!/bin/sh\necho start >> {{home}}/starts\n{{more}}\necho '{ANSWER}'\n"
ALL = ("compare", "--all", "--format", "json")
SHELL_SDKS = {"java": "java-v2", "node": "js-v3", "go": "go-v2", "cargo": "rust", "ruby": "ruby"}


def _host(host: LayOut, line: str, more: str = ":", here: tuple[str, ...] = ()) -> LabHost:
    """A host whose program counts its starts, and on whose PATH are these programs and what a script needs."""
    script = COUNTS.replace("{more}", more)
    laid = host(
        {
            "files": {
                "~/.aws/config": f"[default]\nregion = us-east-1\ncredential_process = {line}\n",
                "~/bin/creds": script,
                **{f"~/path/{name}": "#!/bin/sh\n" for name in here},
            },
            "env": {"PATH": "{home}/path"},
        }
    )
    folder = laid.home / "path"
    folder.mkdir(exist_ok=True)
    for name in here:
        (folder / name).chmod(0o755)
    for name in ("sh", "cat", "sleep", "setsid"):
        found = next(Path(place) / name for place in ("/bin", "/usr/bin") if (Path(place) / name).exists())
        (folder / name).symlink_to(found)
    return laid


def _tool(laid: LabHost, *words: str) -> Done:
    return run(laid, "other", program=[sys.executable, "-m", "whoami_aws", *words])


def _starts(laid: LabHost) -> int:
    path = laid.home / "starts"
    return len(path.read_text().splitlines()) if path.exists() else 0


def _by_sdk(done: Done) -> dict[str, Any]:
    return {one["sdk"]: one for one in json.loads(done.stdout)["sdks"]}


@pytest.mark.parametrize(
    "words",
    [
        ALL,
        pytest.param(("compare", "--sdk", "java-v2,js-v3,go-v2,rust"), marks=pytest.mark.slow),
        pytest.param(("check", "--all-sdks-agree"), marks=pytest.mark.slow),
        pytest.param(("check", "--source", "env", "--sdk", "aws-cli", "--sdk", "ruby"), marks=pytest.mark.slow),
        pytest.param(("explain",), marks=pytest.mark.slow),
        *(pytest.param(("explain", "--sdk", sdk), marks=pytest.mark.slow) for sdk in CHAINS),
    ],
    ids=" ".join,
)
def test_a_program_is_started_at_most_once(host: LayOut, words: tuple[str, ...]) -> None:
    for here in ((), tuple(SHELL_SDKS)):
        laid = _host(host, "{home}/bin/creds one", here=here)
        sane(_tool(laid, *words, "--offline"))
        assert _starts(laid) == (0 if words[-1] in ("java-v1", "go-v1", "js-v2") else 1)


def test_what_other_sdks_make_of_the_one_run_is_told(host: LayOut) -> None:
    laid = _host(host, "{home}/bin/creds one")
    found = _by_sdk(sane(_tool(laid, *ALL, "--offline")))
    for sdk in ("boto3", "aws-cli", "java-v2", "js-v3", "go-v2", "ruby", "python-v4"):
        assert (found[sdk]["outcome"], found[sdk]["winner"]) == ("resolved", _link(sdk)), sdk


def _link(sdk: str) -> str:
    return "profile" if "profile" in CHAINS[sdk].links else "custom-process"


@pytest.mark.slow
@pytest.mark.parametrize("sdk", CHAINS)
@pytest.mark.parametrize("more", [":", "exit 3", "exit 3 # {home}", "echo no JSON; exit 0", "echo x >&2", "cat"])
def test_what_is_told_is_what_a_run_of_its_own_gives(host: LayOut, sdk: str, more: str) -> None:
    laid = _host(host, "{home}/bin/creds one", more, tuple(SHELL_SDKS))
    own = sane(_tool(laid, "explain", "--sdk", sdk, "--offline", "--format", "json", "--timeout", "3"), 8).report
    told = _by_sdk(sane(_tool(laid, "compare", "--sdk", f"boto3,{sdk}", "--offline", "--format", "json")))[sdk]
    assert (own["outcome"], own["winner"]) == (told["outcome"], told["winner"])


NOT_PLAIN = ("{home}/bin/creds > {home}/written", "touch {home}/written; {home}/bin/creds", "cat {home}/bin/* | sh")


@pytest.mark.parametrize(
    "line", [pytest.param(line, marks=() if line == NOT_PLAIN[0] else pytest.mark.slow) for line in NOT_PLAIN]
)
def test_no_shell_is_used_where_no_sdk_is_that_uses_one(host: LayOut, line: str) -> None:
    words = [ALL, ("check", "--all-sdks-agree"), *(("explain", "--sdk", sdk, "--format", "json") for sdk in CHAINS)]
    for one in (words[0], words[2 + list(CHAINS).index("java-v2")]) if line == NOT_PLAIN[0] else words:
        laid = _host(host, line)
        done = sane(_tool(laid, *one, "--offline"))
        assert not (laid.home / "written").exists(), one
        assert _starts(laid) <= 1
        if one == ALL:
            found = _by_sdk(done)
            for sdk in ("java-v2", "go-v2", "ruby"):
                assert (found[sdk]["outcome"], found[sdk]["winner"]) == ("unknown", None)
                assert "was not run" in found[sdk]["because"]


@pytest.mark.slow
@pytest.mark.parametrize(("program", "sdk"), SHELL_SDKS.items())
def test_a_shell_is_used_for_an_sdk_that_is_here(host: LayOut, program: str, sdk: str) -> None:
    laid = _host(host, NOT_PLAIN[0], here=(program,))
    sane(_tool(laid, "explain", "--sdk", sdk, "--offline"))
    assert (laid.home / "written").exists()


def test_whether_a_program_would_wait_for_input_is_not_guessed(host: LayOut) -> None:
    laid = _host(host, "{home}/bin/creds one", "cat")
    found = _by_sdk(sane(_tool(laid, *ALL, "--offline")))
    assert found["boto3"]["outcome"] == "resolved" and found["go-v2"]["outcome"] == "resolved"
    # These leave the standard input open.
    for sdk in ("java-v2", "js-v3"):
        assert found[sdk]["outcome"] == "unknown" and "standard input" in found[sdk]["because"]


LINES = [
    "prog one two",
    "prog 'one two' three",
    'prog "one two"',
    "prog --a=b,c:d@e%f+g -x ./y",
    "/x/prog '' \"\"",
    "prog 'a$b' 'c`d' 'e|f' 'g;h' 'i>j' 'k*l' '~' '#'",
    "prog é '\u2003' \u00fc",
    "prog 'a'\"b\"c",
    *(f"prog a{odd}b" for odd in "|&;<>()$`\\\"'*?[]#~{}!\n\r^"),
    *(f"prog {odd}b" for odd in ("~/x", "#", "!", "{a,b}", "$X", "2>&1", ">x", "[a]", "a=b", "~")),
    *(f'prog "{odd}"' for odd in ("$HOME", "`x`", "\\n", "!", "a\\\\b")),
    "A=b prog",
    "echo x",
    "[ x ]",
    ": x",
    "exec prog",
    "! prog",
    "test -n x",
    "printf x",
    "",
    " ",
    "''",
]


@pytest.mark.parametrize("shell", [one for one in ("/bin/sh", "/bin/bash", "/bin/dash") if os.path.exists(one)])
def test_a_command_line_that_is_taken_for_plain_is_so_to_a_shell(tmp_path: Path, shell: str) -> None:
    program = tmp_path / "prog"
    told = tmp_path / "told"
    # Every argument with a NUL behind it, which no argument has in it.
    program.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" > {told}\n")
    program.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path), "X": "x"}
    plain = 0
    for line in LINES:
        line = line.replace("/x/prog", str(program))
        words = plain_words(line, env)
        if words is None:
            continue
        plain += 1
        told.unlink(missing_ok=True)
        subprocess.run([shell, "-c", line], env=env, cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)
        arguments = told.read_bytes().decode().split("\0")[:-1]
        assert arguments == (words[1:] or [""]), line
        assert words == shlex.split(line)
    assert plain >= 8


# What a program leaves running: each writes its number to {home}/left, and would live for a minute.
LEAVES = {
    "child": "sleep 60 & echo $! >> {home}/left",
    "session": "setsid sh -c 'echo $$ >> {home}/left; exec sleep 60' &",
    "orphan": "sh -c 'setsid sh -c \"echo \\$\\$ >> {home}/left; exec sleep 60\" &' &",
    "deaf": "(trap '' HUP INT QUIT TERM USR1 ALRM; sh -c 'echo $$ >> {home}/left; sleep 60') &",
    "forking": "setsid sh -c 'while :; do sh -c \"echo \\$\\$ >> {home}/left; exec sleep 60\" & sleep 0.05; done' &",
    "stopped supervisor": "kill -STOP $PPID; sleep 60 & echo $! >> {home}/left",
    "killed supervisor": "setsid sleep 60 & echo $! >> {home}/left; kill -9 $PPID",
}
HANGS = "sleep 60"
KINDS = [pytest.param(one, marks=() if one == "orphan" else pytest.mark.slow) for one in LEAVES]


def _left(laid: LabHost) -> list[int]:
    path = laid.home / "left"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def _ended(laid: LabHost) -> bool:
    """Whether nothing is left; what is left is ended, as this test has started it."""
    left = [pid for pid in _left(laid) if alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return not left


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what left its session is not found")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_outlives_the_time(host: LayOut, kind: str) -> None:
    laid = _host(host, "{home}/bin/creds", f"{LEAVES[kind]}\n{HANGS}")
    done = _tool(laid, "explain", "--offline", "--timeout", "1", "--format", "json")
    try:
        assert _left(laid) and json.loads(done.stdout)["outcome"] == "unknown"
    finally:
        assert _ended(laid)


SIGNALS = {
    name: 128 + getattr(signal, name)
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGALRM")
}
COMMANDS = (("explain",), ("compare", "--all"), ("check", "--source", "env"), ())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what left its session is not found")
@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("SIGHUP", "orphan", ("explain",)),
        *(pytest.param(name, "orphan", ("explain",), marks=pytest.mark.slow) for name in [*SIGNALS, "SIGKILL"]),
        *(pytest.param("SIGTERM", kind, ("explain",), marks=pytest.mark.slow) for kind in LEAVES),
        *(pytest.param("SIGHUP", "session", words, marks=pytest.mark.slow) for words in COMMANDS),
    ],
)
def test_nothing_outlives_a_signal(host: LayOut, name: str, kind: str, words: tuple[str, ...]) -> None:
    laid = _host(host, "{home}/bin/creds", f"{LEAVES[kind]}\n{HANGS}")
    number = getattr(signal, name)
    child = subprocess.Popen(
        [sys.executable, "-m", "whoami_aws", *words],
        env=environment(laid),
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that starts the tests in the background has them ignore some signals.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL) if name != "SIGKILL" else None,
    )
    try:
        wait_until(lambda: _left(laid), 20)
        child.send_signal(number)
        out, errors = child.communicate(timeout=20)
        if name == "SIGKILL":
            wait_until(lambda: not any(map(alive, _left(laid))))
        else:
            assert (child.returncode, out, errors) == (SIGNALS[name], b"", b"")
    finally:
        child.kill()
        assert _ended(laid)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what left its session is not found")
def test_a_process_that_is_not_the_programs_is_let_be(host: LayOut) -> None:
    """A shell that starts something and then becomes the command leaves it a child that is none of its own."""
    laid = _host(host, "{home}/bin/creds", HANGS)
    script = "sleep 60 </dev/null >/dev/null 2>&1 & echo $!; exec " + shlex.join(
        command("json", "--offline", "--timeout", "1")
    )
    done = subprocess.run(["/bin/sh", "-c", script], env=environment(laid), capture_output=True, check=False, cwd="/")
    other = int(done.stdout.split(b"\n", 1)[0])
    try:
        assert alive(other)
    finally:
        os.kill(other, signal.SIGKILL)


@pytest.mark.parametrize("kind", KINDS[:2])
def test_what_a_program_that_ended_in_time_leaves_running_stays(host: LayOut, kind: str) -> None:
    quiet = LEAVES["session"].replace("setsid sh", "</dev/null >/dev/null 2>&1 setsid sh")
    laid = _host(
        host,
        "{home}/bin/creds",
        quiet if kind != "child" else "sleep 60 </dev/null >/dev/null 2>&1 & echo $! >> {home}/left",
    )
    done = _tool(laid, "explain", "--offline", "--format", "json")
    assert json.loads(done.stdout)["outcome"] == "resolved"
    wait_until(lambda: _left(laid))
    time.sleep(0.2)
    left = _left(laid)
    try:
        assert all(map(alive, left))
    finally:
        _ended(laid)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no such process")
@pytest.mark.parametrize("sdk", ["boto3", "js-v3"])
def test_a_program_that_reads_its_input_has_one_that_ends_or_not(host: LayOut, sdk: str) -> None:
    """Where the SDK leaves the standard input open, the program waits for it for ever."""
    laid = _host(host, "{home}/bin/creds", "cat")
    report = run(laid, "json", "--sdk", sdk, "--timeout", "2").report
    assert report["outcome"] == ("resolved" if sdk == "boto3" else "unknown")
    assert _starts(laid) == 1


def test_no_zombie_is_left_and_no_other_process(host: LayOut) -> None:
    """Both kinds of end, in one process that goes on."""
    code = """
import os, time
from whoami_aws.gather.process import Runner
from whoami_aws.gather.this_process import ThisProcess

def parents():
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                yield name, int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            pass  # it has ended since

for script, seconds in (("exit 3", 20), ("sleep 60", 1), ("setsid sleep 60 & sleep 60", 1)):
    output = Runner(ThisProcess()).run(lambda: ["sh", "-c", script], time.monotonic() + seconds)
    assert (output.returncode, output.late) == ((3, False) if script == "exit 3" else (-1, True))
own = os.getpid()
children = [pid for pid, parent in parents() if parent == own]
assert children == [], children
open_files = sorted(int(name) for name in os.listdir("/proc/self/fd"))
assert len(open_files) <= 5, open_files
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
