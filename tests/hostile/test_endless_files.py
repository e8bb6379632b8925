"""Files that never end, wait or grow, in every place where a file is read × every command: each ends in its time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from whoami_aws.demo.lab_host import LabHost
from whoami_aws.gather.files import state_of
from whoami_aws.gather.this_process import ThisProcess

from .cases import ENV_KEYS, KEY, SECRET, STS
from .child import MEMORY, Done, busy, idle, run
from .conftest import LayOut
from .test_files import CACHED, CONFIG, CREDENTIALS, SSO, WEB

ROLE = "arn:aws:iam::123456789012:role/web"
Host = Mapping[str, Any]
LOGIN = "arn:aws:sts::123456789012:assumed-role/web/me"

TIMEOUT = 4.0
ENV: Host = {"env": ENV_KEYS, "sts": STS}
NOTHING: Host = {"env": {"AWS_DEFAULT_REGION": "us-east-1"}, "sts": {}}
CONTAINER = {
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/odd",
}


def _named(*variables: str, base: Host = NOTHING) -> Host:
    return {**base, "env": {**base["env"], **dict.fromkeys(variables, "{home}/odd")}}


# Where the file is ("~/odd": wherever something of the host names it), and the host. A letter behind a name tells
# apart hosts where somebody gets as far as to the file, and where somebody else wins above.
PLACES: dict[str, tuple[str, Host]] = {
    "config": (CONFIG, NOTHING),
    "config below keys": (CONFIG, ENV),
    "credentials": (CREDENTIALS, NOTHING),
    "AWS_CONFIG_FILE": ("~/odd", _named("AWS_CONFIG_FILE")),
    "AWS_SHARED_CREDENTIALS_FILE": ("~/odd", _named("AWS_SHARED_CREDENTIALS_FILE")),
    "AWS_CREDENTIAL_FILE": ("~/odd", _named("AWS_CREDENTIAL_FILE")),
    "~/.boto": ("~/.boto", NOTHING),
    "BOTO_CONFIG": ("~/odd", _named("BOTO_CONFIG")),
    "BOTO_CONFIG below keys": ("~/odd", _named("BOTO_CONFIG", base=ENV)),
    "AWS_CA_BUNDLE": ("~/odd", _named("AWS_CA_BUNDLE", base=ENV)),
    "REQUESTS_CA_BUNDLE": ("~/odd", _named("REQUESTS_CA_BUNDLE", base=ENV)),
    "ca_bundle": ("~/odd", {**ENV, "files": {CONFIG: "[default]\nca_bundle = {home}/odd\n"}}),
    "web identity token": ("~/token", {"env": WEB, "sts": {}}),
    "token of a profile": (
        "~/odd",
        {**NOTHING, "files": {CONFIG: f"[default]\nrole_arn = {ROLE}\nweb_identity_token_file = {{home}}/odd\n"}},
    ),
    "container token": (
        "~/odd",
        {"env": CONTAINER, "container": {"url": "http://169.254.170.23/v1/credentials"}, "sts": {}},
    ),
    "SSO cache": (CACHED, {"files": {CONFIG: SSO}, "sts": {}, "sso": {}}),
    "another SSO login": ("~/.aws/sso/cache/x.json", {"files": {CONFIG: SSO}, "sts": {}, "sso": {}}),
    "endpoints of the SDK": ("~/.aws/models/endpoints.json", ENV),
    "partitions of the SDK": ("~/.aws/models/partitions.json", ENV),
    "model of STS": ("~/.aws/models/sts/2011-06-15/service-2.json", ENV),
    "AWS_DATA_PATH": ("~/odd/endpoints.json", _named("AWS_DATA_PATH", base=ENV)),
    "source's token": (
        "~/odd",
        {
            **NOTHING,
            "files": {
                CONFIG: f"[default]\nrole_arn = {ROLE}\nsource_profile = a\n"
                f"[profile a]\nrole_arn = {ROLE}\nweb_identity_token_file = {{home}}/odd\n"
            },
        },
    ),
}
TEN_GB = 10 * 1024**3


@contextmanager
def _still(_: Path) -> Iterator[None]:
    yield


@contextmanager
def _growing(path: Path) -> Iterator[None]:
    """Somebody appends to it as fast as they can."""
    done = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as stream:
            for _ in range(500):
                stream.write(b"[x]\n" * 2_500)
                if done.wait(0.005):
                    return

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _linked(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, TEN_GB)


KINDS: dict[str, tuple[Callable[[Path], None], Callable[[Path], Any]]] = {
    "sparse": (_sparse, _still),
    "FIFO": (lambda path: os.mkfifo(path), _still),
    "directory": (lambda path: path.mkdir(), _still),
    "kmsg": (_linked("/proc/kmsg"), _still),
    "zero": (_linked("/dev/zero"), _still),
    "loop": (lambda path: path.symlink_to(path), _still),
    "growing": (lambda path: path.touch(), _growing),
    "trace": (_linked("/proc/self/mem"), _still),
}
COMMANDS = {
    "explain": ("explain", "--format", "json"),
    "check": ("check", "--all-sdks-agree", "--source", "env"),
    "compare": ("compare", "--all"),
    "imds": ("imds",),
    "explain java": ("explain", "--sdk", "java-v2"),
}


def _runs() -> list[object]:
    fast = {("BOTO_CONFIG", "sparse", "explain"), ("AWS_CONFIG_FILE", "kmsg", "compare")}
    fast |= {("AWS_DATA_PATH", "FIFO", "explain")}
    return [
        pytest.param(
            place,
            kind,
            name,
            id=f"{place} {kind} {name}",
            marks=[] if (place, kind, name) in fast else [pytest.mark.slow],
        )
        for place in PLACES
        for kind in KINDS
        for name in COMMANDS
    ]


def _ended(done: Done, codes: tuple[int, ...] = (0, 1)) -> None:
    assert done.code in codes and b"Traceback" not in done.stderr, (done.code, done.stderr)
    assert done.stderr == b"" or done.code in (2, 3)
    assert done.seconds < (TIMEOUT + 1) * busy(), done.seconds
    grown = done.peak - idle(done.forked)
    assert grown < MEMORY, f"{grown >> 20} MiB"
    assert "model-and-sdk-differ" not in done.text and "check-crashed" not in done.text, done.text


@contextmanager
def _odd(laid: LabHost, path: str, kind: str) -> Iterator[None]:
    make, meanwhile = KINDS[kind]
    file = Path(path.replace("~", str(laid.home)))
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink() or file.exists():
        file.unlink()
    make(file)
    with meanwhile(file):
        yield


@pytest.mark.parametrize(("place", "kind", "name"), _runs())
def test_every_file_is_bounded(host: LayOut, place: str, kind: str, name: str) -> None:
    path, state = PLACES[place]
    laid = host(state)
    with _odd(laid, path, kind):
        words = [*COMMANDS[name], "--timeout", f"{TIMEOUT:g}"]
        _ended(run(laid, "other", program=[sys.executable, "-m", "whoami_aws", *words]))


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind == "kmsg" else pytest.mark.slow) for kind in KINDS]
)
def test_a_file_of_expectations_is_bounded(host: LayOut, kind: str) -> None:
    laid = host(ENV)
    with _odd(laid, "~/odd", kind):
        words = ["check", "--expect", str(laid.home / "odd"), "--timeout", f"{TIMEOUT:g}"]
        done = run(laid, "other", program=[sys.executable, "-m", "whoami_aws", *words])
        _ended(done, (2,))


@pytest.mark.skipif(sys.platform != "linux", reason="there are no such files elsewhere")
def test_a_file_of_the_kernel_is_told_from_others(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert state_of(ThisProcess(), str(empty), 100).kind == "file"
    for path in (
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/version",
        "/sys/kernel/mm/transparent_hugepage/enabled",
    ):
        if os.path.exists(path):
            assert state_of(ThisProcess(), path, 1 << 40).kind == "kernel-file", path


@pytest.mark.slow
def test_a_run_that_takes_too_long_ends_and_says_so(host: LayOut) -> None:
    laid = host(
        {
            "files": {
                CONFIG: "[default]\nregion = us-east-1\n" + "".join(f"[profile p{n}]\na=b\n" for n in range(24_000))
            }
        }
    )
    for words in (("compare", "--all"), ("explain",), ("check", "--source", "env", "--all-sdks-agree")):
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "whoami_aws", *words, "--timeout", "0.2"],
            env={**laid.env, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
            capture_output=True,
            check=False,
            cwd="/",
        )
        said = (done.returncode, done.stdout, done.stderr)
        assert said == (3, b"", b"whoami-aws: could not finish within 0.2 s (--timeout)\n"), words
        assert time.monotonic() - start < 1.2 * max(2.0, 2 * busy())


def _profiles(count: int) -> str:
    return "[default]\nregion = us-east-1\n" + "".join(f"[profile p{n}]\nregion = x\n" for n in range(count))


def _roles(count: int) -> str:
    keys = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    links = "".join(f"[profile p{n}]\nrole_arn = {ROLE}\nsource_profile = p{n + 1}\n" for n in range(count))
    return f"[default]\nregion = us-east-1\nrole_arn = {ROLE}\nsource_profile = p0\n{links}[profile p{count}]\n{keys}"


@pytest.mark.slow
@pytest.mark.parametrize("text", [_profiles(24_000), _roles(100), _roles(8_000)], ids=["profiles", "roles", "many"])
@pytest.mark.parametrize("name", COMMANDS)
def test_many_profiles_end_in_time(host: LayOut, text: str, name: str) -> None:
    laid = host({"files": {CONFIG: text}, "env": {"AWS_EC2_METADATA_DISABLED": "true"}})
    words = [*COMMANDS[name], "--timeout", "3", *(("--offline",) if name != "imds" else ())]
    done = run(laid, "other", program=[sys.executable, "-m", "whoami_aws", *words])
    assert done.code in (0, 1, 3)
    assert done.seconds < 4.5 * busy()
    assert (done.peak >> 20) <= 200
