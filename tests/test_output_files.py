"""Files that are written: regular ones of ours alone, whole or not at all, and nothing is left behind."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from tests.commands import command
from whoami_aws.cli import files, options
from whoami_aws.cli.output import Page

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
SOMEBODY = 54321
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give files to another user")
MINE = "mine\n"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **KEYS}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def put(path: Path | str, text: str = "new\n", mode: int = 0o600) -> None:
    files.write_all([Page(text, "text", str(path), "--output X")], mode)


def state(*folders: Path) -> dict[str, object]:
    """All that is there, with what it is and holds."""
    found: dict[str, object] = {}
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            about = path.lstat()
            held = (
                path.read_bytes() if stat.S_ISREG(about.st_mode) else os.readlink(path) if path.is_symlink() else None
            )
            found[str(path)] = (about.st_mode, about.st_uid, about.st_gid, about.st_nlink, held)
    return found


# What is refused.


def _link(folder: Path) -> Path:
    (folder.parent / "target").write_text(MINE)
    (folder / "x").symlink_to(folder.parent / "target")
    return folder / "x"


def _broken_link(folder: Path) -> Path:
    (folder / "x").symlink_to(folder.parent / "nowhere")
    return folder / "x"


def _hard_link(folder: Path) -> Path:
    (folder.parent / "target").write_text(MINE)
    (folder / "x").hardlink_to(folder.parent / "target")
    return folder / "x"


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "x")
    return folder / "x"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(folder)  # the path of a socket must be short
        try:
            one.bind("x")
        finally:
            os.chdir(here)
    return folder / "x"


def _directory(folder: Path) -> Path:
    (folder / "x").mkdir()
    return folder / "x"


def _of_another(folder: Path) -> Path:
    """In a folder that everybody writes in."""
    folder.chmod(0o1777)
    (folder / "x").write_text(MINE)
    os.chown(folder / "x", SOMEBODY, SOMEBODY)
    return folder / "x"


def _link_of_another_on_the_way(folder: Path) -> Path:
    (folder.parent / "target").mkdir()
    (folder / "link").symlink_to(folder.parent / "target")
    os.chown(folder / "link", SOMEBODY, SOMEBODY, follow_symlinks=False)
    return folder / "link" / "x"


def _link_behind_our_link(folder: Path) -> Path:
    """A link of ours leads to one of somebody else."""
    way = _link_of_another_on_the_way(folder).parent
    (folder / "ours").symlink_to(way)
    return folder / "ours" / "x"


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "link": (_link, "it is a symbolic link"),
    "broken link": (_broken_link, "it is a symbolic link"),
    "hard link": (_hard_link, "it is a hard link"),
    "FIFO": (_fifo, "it is a FIFO"),
    "socket": (_socket, "it is a socket"),
    "directory": (_directory, "it is a directory"),
    "slash": (lambda folder: Path(f"{folder}/."), "it is a directory"),
    "terminal": (lambda _: Path("/dev/tty"), "it is a device"),
    "full": (lambda _: Path("/dev/full"), "it is a device"),
    "stdin": (lambda _: Path("/dev/stdin"), "it is a symbolic link"),
    "no directory": (lambda folder: folder / "none" / "x", "its directory does not exist; create it first"),
    "file on the way": (lambda folder: _regular(folder) / "x", "a part of its path is not a directory"),
    "closed descriptor": (lambda _: Path("/dev/fd/999"), "descriptor 999 is not open"),
    "circle": (lambda folder: _circle(folder) / "x", "Too many levels of symbolic links"),
    "proc": (lambda _: Path("/proc/self/x"), "; "),
    "file of another": (_of_another, "it belongs to another user"),
    "link of another": (_link_of_another_on_the_way, "a symbolic link of another user"),
    "link behind a link": (_link_behind_our_link, "a symbolic link of another user"),
}
_ROOTS = ("file of another", "link of another", "link behind a link")


def _regular(folder: Path) -> Path:
    (folder / "y").write_text(MINE)
    return folder / "y"


def _circle(folder: Path) -> Path:
    (folder / "circle").symlink_to(folder / "circle")
    return folder / "circle"


@pytest.mark.parametrize("name", [pytest.param(name, marks=AS_ROOT if name in _ROOTS else ()) for name in REFUSED])
def test_what_is_not_a_regular_file_of_ours_is_refused(name: str, folder: Path) -> None:
    make, why = REFUSED[name]
    target = str(make(folder)) + ("/." if name == "slash" else "")
    before = state(folder.parent)
    with pytest.raises(files.Refused, match=why) as told:
        put(target)
    assert told.value.option == "--output X"
    assert "; " in str(told.value) and "\n" not in str(told.value), "what was refused, and what to do"
    assert state(folder.parent) == before


@pytest.mark.parametrize(
    "name", ["link", *(pytest.param(one, marks=pytest.mark.slow) for one in ("FIFO", "no directory"))]
)
@pytest.mark.parametrize("option", ["--output", "--report"])
@pytest.mark.parametrize(("asked", "code"), [(["--source", "env"], 3), (["--source", "iam-role"], 1)], ids=["0", "1"])
def test_a_refused_file_is_one_line_and_an_exit_code(
    env: dict[str, str], folder: Path, name: str, option: str, asked: list[str], code: int
) -> None:
    make, why = REFUSED[name]
    target = make(folder)
    before = state(folder.parent)
    there = str(target) if option == "--output" else f"tap={target}"
    said = command(["check", "--offline", "--accept", "unconfirmed", *asked, option, there], env)
    assert said.code == code
    (line,) = said.err.splitlines()
    assert line.startswith(f"whoami-aws: cannot write {option} {there}: ") and why in line
    # What was to go to standard output does.
    assert said.out.startswith("holds" if code == 3 else "FAILS") == (option == "--report")
    assert state(folder.parent) == before


@AS_ROOT
def test_root_replaces_no_file_through_a_link_in_a_folder_of_all(env: dict[str, str], folder: Path) -> None:
    folder.chmod(0o1777)
    precious = folder.parent / "passwd"
    precious.write_text(MINE)
    (folder / "whoami.json").symlink_to(precious)
    os.chown(folder / "whoami.json", SOMEBODY, SOMEBODY, follow_symlinks=False)
    said = command(["explain", "--offline", "--format", "json", "--output", str(folder / "whoami.json")], env)
    assert (said.code, precious.read_text()) == (3, MINE)
    assert os.listdir(folder) == ["whoami.json"]


def test_where_one_is_refused_none_is_written(env: dict[str, str], folder: Path) -> None:
    old, new = folder / "old.xml", folder / "new.json"
    old.write_text(MINE)
    reports = [f"--report=junit={old}", f"--report=json={new}", f"--report=tap={_fifo(folder)}"]
    said = command(["explain", "--offline", *reports], env)
    assert said.code == 3 and said.err.count("\n") == 1
    assert old.read_text() == MINE and sorted(os.listdir(folder)) == ["old.xml", "x"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (KeyboardInterrupt(), None),
        (SystemExit(143), None),
        (OSError(28, "No space left on device"), "No space left on device; name another file"),
        (OSError("a quota"), "OSError; name another file"),
        (TimeoutError(), "TimeoutError; name another file"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("at", [1, 2])
def test_what_is_interrupted_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, why: str | None, at: int
) -> None:
    """By a signal, or by the disk, in the first or the second of two files."""
    (folder / "a").write_text(MINE)
    before, written = state(folder), 0

    def pour(descriptor: int, data: bytes) -> None:
        nonlocal written
        written += 1
        os.write(descriptor, data[:2])
        if written == at:
            raise error

    monkeypatch.setattr(files, "pour", pour)
    pages = [Page("new\n", "text", str(folder / name), "--output X") for name in "ab"]
    with pytest.raises(files.Refused if why else type(error)) as told:
        files.write_all(pages, 0o600)
    assert why is None or str(told.value) == why
    assert state(folder) == before and written == at


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small file system")
@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file(env: dict[str, str], folder: Path) -> None:
    script = f"""
        mount -t tmpfs -o size=16k none {folder} && printf mine > {folder}/r && cd {Path(__file__).parents[1]} &&
        {sys.executable} -m whoami_aws explain --offline --format json --output {folder}/r
        echo $? && ls -A {folder} && cat {folder}/r
    """
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], env=env, capture_output=True, text=True, check=False)
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()[:120]}")
    assert done.stdout == "3\nr\nmine"
    assert done.stderr.endswith("No space left on device; name another file\n") and done.stderr.count("\n") == 1


# What is written.


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o777, 0])
def test_a_new_file_has_the_mode_that_was_asked_for(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        put(folder / "private")
        put(folder / "public", mode=0o644)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("private", "public")] == [0o600, 0o644]
    assert (folder / "private").read_text() == "new\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o666])
def test_an_old_file_keeps_its_mode(folder: Path, mode: int) -> None:
    old = folder / "x"
    old.write_text(MINE * 1000)
    old.chmod(mode)
    put(old, mode=0o644)
    assert (stat.S_IMODE(old.stat().st_mode), old.read_text(), os.listdir(folder)) == (mode, "new\n", ["x"])


@AS_ROOT
@pytest.mark.parametrize("whose", [0, SOMEBODY], ids=["in root's folder", "in its own folder"])
def test_an_old_file_keeps_its_owner(folder: Path, whose: int) -> None:
    old = folder / "x"
    old.write_text(MINE)
    os.chown(folder, whose, whose)
    os.chown(old, SOMEBODY, SOMEBODY + 1)
    old.chmod(0o640)
    put(old)
    about = old.stat()
    assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (SOMEBODY, SOMEBODY + 1, 0o640)
    assert old.read_text() == "new\n"


@AS_ROOT
def test_a_file_of_root_is_not_replaced_by_another_user(folder: Path) -> None:
    (folder / "x").write_text(MINE)
    os.chown(folder, SOMEBODY, SOMEBODY)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != Path("/") and parent != Path("/tmp"):
            parent.chmod(0o755)
    child = os.fork()
    if child == 0:
        os.setgid(SOMEBODY)
        os.setuid(SOMEBODY)
        try:
            put(folder / "x")
        except files.Refused as refused:
            os._exit(0 if "belongs to another user" in str(refused) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert state(folder)[str(folder / "x")][-1] == MINE.encode() and os.listdir(folder) == ["x"]


@AS_ROOT
@pytest.mark.parametrize(("user", "group"), [(SOMEBODY, SOMEBODY), (SOMEBODY, 0), (0, SOMEBODY)])
def test_a_file_that_its_owner_would_not_get_back_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, user: int, group: int
) -> None:
    """As everybody but root is told who would give a file away."""
    (folder / "x").write_text(MINE)
    os.chown(folder / "x", user, group)
    before = state(folder)

    def fchown(*_: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", fchown)
    with pytest.raises(files.Refused) as told:
        put(folder / "x")
    assert str(told.value) == "it belongs to another user or group; remove it, or name another file"
    assert told.value.option == "--output X" and state(folder) == before


def test_a_link_of_ours_on_the_way_is_followed(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "b").mkdir()
    (folder / "to-b").symlink_to("a/b")
    (folder / "to-folder").symlink_to(folder)
    put(f"{folder}/to-folder/to-b/../b//./x")
    assert (folder / "a" / "b" / "x").read_text() == "new\n"


def test_a_path_without_a_directory_is_in_the_working_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for path in ("x", "./y", "../folder/z", "-x"):
        put(path)
    assert sorted(os.listdir(folder)) == ["-x", "x", "y", "z"]


def test_a_name_may_be_as_long_as_names_can_be(folder: Path) -> None:
    put(folder / ("x" * 255))
    assert os.listdir(folder) == ["x" * 255]


def test_a_directory_that_cannot_be_listed_can_be_written_in(folder: Path) -> None:
    folder.chmod(0o300)
    try:
        put(folder / "x")
    finally:
        folder.chmod(0o700)
    assert os.listdir(folder) == ["x"]


@AS_ROOT
@pytest.mark.slow
def test_a_link_of_proc_into_another_namespace_is_refused(folder: Path) -> None:
    """Its text is `/`, and it leads to the root of the other process."""
    script = f"mount -t tmpfs none {folder} && echo ready && exec sleep 60"
    words = ["unshare", "-m", "sh", "-c", script]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stderr is not None
        if other.stdout.readline() != "ready\n":
            pytest.skip(f"nothing can be mounted here: {other.stderr.read().strip()[:120]}")
        try:
            with pytest.raises(files.Refused, match="its directory is not where its path says"):
                put(f"/proc/{other.pid}/root{folder}/x")
        finally:
            other.kill()
    assert os.listdir(folder) == []


def test_no_descriptor_is_left_open(folder: Path) -> None:
    before = os.listdir("/proc/self/fd")
    put(folder / "x")
    with pytest.raises(files.Refused):
        put(_link(folder.parent / "folder") if not (folder / "x").unlink() else "")
    assert os.listdir("/proc/self/fd") == before


@pytest.mark.slow
@pytest.mark.parametrize("swapped", ["file", "directory"])
def test_who_swaps_a_link_in_meanwhile_gets_nothing(folder: Path, swapped: str) -> None:
    """Somebody changes a file, or the directory that it is in, into a link, and back, as fast as that goes."""
    secret = folder.parent / "secret"
    secret.mkdir()
    (secret / "x").write_text(MINE)
    inner = folder / "inner"
    inner.mkdir()
    link, aside = folder / "link", folder / "aside"
    link.symlink_to(secret / "x" if swapped == "file" else secret)
    if os.geteuid() == 0:
        os.chown(link, SOMEBODY, SOMEBODY, follow_symlinks=False)
    place = inner / "x" if swapped == "file" else inner
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for one, other in ((place, aside), (link, place), (place, link), (aside, place)):
                try:
                    os.rename(one, other)
                except OSError:
                    pass

    thread = threading.Thread(target=swap)
    thread.start()
    written = 0
    try:
        for _ in range(1500):
            try:
                put(inner / "x")
                written += 1
            except files.Refused:
                pass
            if os.geteuid() == 0 or swapped == "file":  # links of our own on the way are followed
                assert (secret / "x").read_text() == MINE
    finally:
        stop.set()
        thread.join()
    assert written, "it was tried"
    assert [path.name for path in folder.rglob("*.part")] == []


# Standard streams and descriptors.


@pytest.mark.parametrize(
    "path",
    [
        "-",
        "/dev/fd/1",
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in ("/dev/stdout", "/proc/self/fd/1", "//dev//fd/1", "/proc/thread-self/fd/1")
        ),
    ],
)
@pytest.mark.parametrize("option", ["--output", "--report"])
def test_standard_output_is_appended_to(env: dict[str, str], folder: Path, path: str, option: str) -> None:
    words = ["explain", "--offline", "--format", "json", option, path if option == "--output" else f"tap={path}"]
    said = command(words, env)
    assert (said.code, said.err, os.listdir(folder)) == (0, "", [])
    assert ("TAP version 14" in said.out) == (option == "--report") and '"schema"' in said.out


_SHELL = "{{ echo before; {tool} explain --offline --format json --output {path}; echo after; }} {how}"


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("/dev/stdout", "> log"),
        pytest.param("/dev/fd/3", "3> log 1>&3", marks=pytest.mark.slow),
        pytest.param("/dev/stderr", "> log 2>&1", marks=pytest.mark.slow),
        pytest.param("/dev/stdout", ">> log", marks=pytest.mark.slow),
        pytest.param("/dev/stdout", "| cat > log", marks=pytest.mark.slow),
        pytest.param("/dev/fd/3", "3> >(cat > log) 1>&3; wait; sleep 1", marks=pytest.mark.slow),
    ],
)
def test_what_a_shell_has_opened_is_not_truncated(env: dict[str, str], folder: Path, path: str, how: str) -> None:
    tool = f"{sys.executable} -m whoami_aws"
    script = _SHELL.format(tool=tool, path=path, how=how)
    env["PYTHONPATH"] = f"{os.environ['PYTHONPATH']}:{Path(__file__).parents[1]}"
    done = subprocess.run(["bash", "-c", script], env=env, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = (folder / "log").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "after") and json.loads("\n".join(lines[1:-1]))["winner"] == "env"


@pytest.mark.parametrize("state", ["closed", "gone"])
def test_a_stream_that_nobody_reads_is_no_reason_to_fail(env: dict[str, str], state: str) -> None:
    words = [
        "check",
        "--offline",
        "--accept",
        "unconfirmed",
        "--source",
        "env",
        "--report",
        "json=/dev/stdout",
        "--report",
        "tap=/dev/stderr",
    ]
    assert command(words, env, out=state, err=state).code == 0


def test_a_descriptor_of_our_own_is_not_written_to(folder: Path) -> None:
    with open(folder / "ours", "w", encoding="utf-8") as stream, pytest.raises(files.Refused, match="is not open"):
        put(f"/dev/fd/{stream.fileno()}")
    assert (folder / "ours").read_text() == ""


def test_nothing_goes_to_null_and_it_stays_a_device(env: dict[str, str]) -> None:
    words = [
        "check",
        "--offline",
        "--quiet",
        "--accept",
        "unconfirmed",
        "--source",
        "env",
        "--report",
        "json=/dev/null",
        "--report",
        "tap=/dev/null",
    ]
    assert command(words, env).code == 0
    assert Path("/dev/null").is_char_device()


# Options.


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("0644", 0o644),
        *(pytest.param(*one, marks=pytest.mark.slow) for one in (("640", 0o640), ("0o600", 0o600), ("0000", 0))),
    ],
)
def test_the_mode_of_new_files_is_octal(env: dict[str, str], folder: Path, mode: str, wanted: int) -> None:
    for name in ("explain", "check"):
        said = command([name, "--offline", "--mode", mode, "--report", f"json={folder / name}"], env)
        assert said.err == "" and stat.S_IMODE((folder / name).stat().st_mode) == wanted


@pytest.mark.parametrize("mode", ["", "rw", "0888", "64", "01777", "-644", "0x1a4", " 644", "٦٤٤", "u=rw"])
def test_another_mode_is_wrong_usage(mode: str) -> None:
    with pytest.raises(typer.BadParameter, match="is not a mode of three octal digits"):
        options.mode(mode)


def test_wrong_usage_writes_nothing(env: dict[str, str], folder: Path) -> None:
    said = command(["check", "--offline", "--mode=rw", "--report", f"json={folder / 'x'}"], env)
    assert said.code == 2 and "--mode" in said.err and os.listdir(folder) == []


def test_two_texts_for_one_file_are_wrong_usage(env: dict[str, str], folder: Path) -> None:
    there = folder / "x"
    (folder / "link").symlink_to(folder)
    for words in (
        ["--report", f"json={there}", "--report", f"tap={there}"],
        ["--output", str(there), "--report", f"tap={folder}/../folder/x"],
        ["--output", str(there), "--report", f"tap={folder}/link/x"],
    ):
        for name in ("explain", "check"):
            said = command([name, "--offline", *words], env)
            assert said.code == 2 and "is where another report goes" in said.err, words
    assert os.listdir(folder) == ["link"]


def test_no_name_is_wrong_usage(env: dict[str, str]) -> None:
    for words in (["--output", ""], ["--report", "json="], ["--report", "json"]):
        assert command(["explain", "--offline", *words], env).code == 2


# What CI systems show.


_IN_CHECKOUT = ("link", "FIFO", "hard link", "directory", "socket")


@pytest.mark.parametrize(
    ("ci", "name"),
    [
        pytest.param(ci, name, marks=() if name in ("link", "FIFO") else pytest.mark.slow)
        for ci in ("gitlab", "github")
        for name in (*_IN_CHECKOUT, *(("full", "no directory") if ci == "github" else ()))
    ],
)
def test_a_file_for_a_ci_system_is_refused_like_others(env: dict[str, str], folder: Path, name: str, ci: str) -> None:
    make, why = REFUSED[name]
    target = make(folder)
    if ci == "gitlab":
        target = target.rename(folder / "gl-code-quality-report.json")
    before = state(folder.parent)
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(target)}
    gitlab = {"GITLAB_CI": "true", "CI_PROJECT_DIR": str(folder)}
    said = command(
        ["check", "--offline", "--accept", "unconfirmed", "--source", "env"],
        {**env, **(github if ci == "github" else gitlab)},
    )
    assert said.code == 0 and why in said.err and said.err.count("\n") == 1
    assert state(folder.parent) == before


def test_the_summary_is_appended_to_and_made_if_need_be(env: dict[str, str], folder: Path) -> None:
    summary = folder / "summary.md"
    github = {**env, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    for count in (1, 2):
        assert command(["check", "--offline", "--accept", "unconfirmed", "--source", "env"], github).err == ""
        assert summary.read_text().count("### whoami-aws check: passed\n") == count
    assert stat.S_IMODE(summary.stat().st_mode) == 0o600


@AS_ROOT
def test_the_summary_may_be_of_the_user_whose_folder_it_is_in(env: dict[str, str], folder: Path) -> None:
    """As in a job's container, where we are root and the runner is not."""
    summary = folder / "summary.md"
    summary.write_text(MINE)
    for path in (folder, summary):
        os.chown(path, SOMEBODY, SOMEBODY)
    github = {**env, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    assert command(["check", "--offline", "--accept", "unconfirmed", "--source", "env"], github).err == ""
    assert summary.read_text().startswith(MINE + "### whoami-aws") and summary.stat().st_uid == SOMEBODY
