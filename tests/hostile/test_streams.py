"""Standard streams that are closed, full or narrow, other encodings, and signals in the middle."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from .cases import ENV_KEYS, STS
from .child import Done, command, environment, run, sane, unsafe, wait_until
from .conftest import LayOut

HOST = {"env": ENV_KEYS, "sts": STS}
NAMED = {"env": {"AWS_PROFILE": "é\u202e—\U0001f600"}}


def shell(host: LayOut, script: str, format_: str = "text") -> Done:
    """Runs `script` in a shell, in which `$tool` is the command line."""
    laid = host(HOST)
    done = subprocess.run(
        ["/bin/sh", "-c", script.replace("$tool", shlex.join(command(format_)))],
        env=environment(laid),
        capture_output=True,
        timeout=30,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr, 0.0, format_)


def quiet(done: Done) -> Done:
    """At most one line on standard error, and that of ours."""
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    assert unsafe(done.errors) == []
    return done


@pytest.mark.parametrize("format_", ["json", pytest.param("text", marks=pytest.mark.slow)])
def test_standard_output_is_closed(host: LayOut, format_: str) -> None:
    done = quiet(shell(host, "$tool >&-", format_))
    assert (done.code, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("$tool <&-", id="input"),
        pytest.param("$tool 2>&-", id="errors", marks=pytest.mark.slow),
        pytest.param("$tool <&- 2>&-", id="both", marks=pytest.mark.slow),
    ],
)
def test_another_stream_is_closed(host: LayOut, script: str) -> None:
    done = sane(shell(host, script, "json"))
    assert done.report["winner"] == "env"


@pytest.mark.parametrize("format_", ["text", pytest.param("json", marks=pytest.mark.slow)])
def test_the_disk_is_full(host: LayOut, format_: str) -> None:
    done = quiet(shell(host, "$tool > /dev/full", format_))
    assert done.code == 3
    assert done.stderr.endswith(b"No space left on device\n")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param("--output {path}", id="output"),
        pytest.param("--report sarif={path}", id="report", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("path", ["/dev/full", pytest.param("/proc/nowhere/x", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["explain", pytest.param("check", marks=pytest.mark.slow)])
def test_a_report_that_cannot_be_written(host: LayOut, options: str, path: str, name: str) -> None:
    words = ("--accept", "unconfirmed", "--source", "env") if name == "check" else ()
    program = [*command("text")[:3], name, *words, *options.format(path=path).split()]
    done = run(host(HOST), "text", program=program)
    (line,) = done.errors.splitlines()
    assert (done.code, b"Traceback" in done.stdout) == (3, False), line
    assert line.startswith(f"whoami-aws: cannot write {options.format(path=path)}: it"), line


@pytest.mark.parametrize("format_", ["text", pytest.param("json", marks=pytest.mark.slow)])
def test_the_reader_has_gone(host: LayOut, format_: str) -> None:
    done = quiet(shell(host, "$tool | head -c 1", format_))
    assert (done.code, done.stderr, len(done.stdout)) == (0, b"", 1)
    # Before anything was written, too.
    done = quiet(shell(host, "{ sleep 0.2; $tool; echo $? >&2; } | :", format_))
    assert done.stderr == b"0\n"


_HUNG = {"imds": {"reachable": "blackhole"}, "env": {"AWS_METADATA_SERVICE_TIMEOUT": "8"}}


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)],
)
def test_a_signal_while_a_probe_hangs(host: LayOut, number: signal.Signals, code: int) -> None:
    laid = host(_HUNG)
    child = subprocess.Popen(
        command("json"),
        env=environment(laid),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that starts the tests in the background has them ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert laid.imds is not None
        wait_until(lambda: laid.imds is not None and laid.imds.requests)
        child.send_signal(number)
        stdout, stderr = child.communicate(timeout=5)
    finally:
        child.kill()
    # Orderly, with the code that a shell gives to such an end.
    assert (child.returncode, stdout, stderr) == (code, b"", b"")


_PLACES = [
    {"LANG": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LANG": None, "LC_ALL": "xx_YY.no-such"},
]


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=() if at == 4 else pytest.mark.slow, id=str(at)) for at, place in enumerate(_PLACES)],
)
def test_another_encoding(host: LayOut, place: dict[str, str | None]) -> None:
    laid = host(NAMED)
    for format_ in ("text", "json", "short"):
        done = run(laid, format_, env=place)
        # What the encoding cannot say is a question mark then.
        readable = done.stdout.decode("latin-1" if "latin-1" in place.values() else "utf-8")
        done = sane(Done(done.code, readable.encode(), done.stderr, done.seconds, format_))
        assert done.code == 1
        if format_ == "json":
            assert done.report["findings"][0]["rule"] == "profile-not-found"
            assert r"\u" in done.report["profile"]["name"]


@pytest.mark.parametrize(
    "columns", [pytest.param(at, marks=() if at == "1" else pytest.mark.slow) for at in ("1", "40", "10000", "-5", "x")]
)
def test_a_terminal_of_any_width(host: LayOut, columns: str) -> None:
    laid = host(HOST)
    done = sane(run(laid, "text", "--verbose", env={"COLUMNS": columns}))
    assert done.code == 0
    if columns in ("1", "40"):
        # The narrowest that is written for; only what cannot be broken (a command, a path) may be longer.
        assert len(done.text.splitlines()) > 20


@pytest.mark.slow
def test_colour_is_all_that_may_be_in_a_coloured_report(host: LayOut) -> None:
    laid = host(NAMED)
    done = run(laid, "text", "--color", "always")
    bare = re.sub(rb"\x1b\[[0-9]*m", b"", done.stdout)
    assert bare != done.stdout
    sane(Done(done.code, bare, done.stderr, done.seconds, "text"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("--\x1b]8;;http://x\x07",),
        ("\x1b[31m\u202e",),
        ("--sdk", "\x1b[31m\u202e"),
        ("--profile",),
        ("--timeout", "\x1b[31m"),
        ("--set", "\x1b[31m"),
        ("--output", ""),
        ("--mode", "\x1b[31m"),
        ("--format", "\udcff"),
    ],
)
def test_wrong_usage(host: LayOut, arguments: tuple[str, ...]) -> None:
    done = sane(run(host(HOST), "text", *arguments), codes=(2,))
    assert done.stdout == b"" and done.stderr


def test_a_report_in_a_file_is_whole_or_not_there(host: LayOut) -> None:
    laid = host(HOST)
    target = laid.root / "report.json"
    done = run(laid, "json", "--output", str(target))
    assert (done.code, done.stdout, done.stderr) == (0, b"", b"")
    sane(Done(0, target.read_bytes(), b"", 0.0, "json"))
    assert os.listdir(Path(target).parent).count("report.json") == 1
