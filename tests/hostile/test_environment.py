"""Variables, homes and users that nobody expects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import command

from .cases import ENV_KEYS, KEY, PAIR, SECRET, STS, Case, check, runs
from .child import HUNG, as_stranger, environment, run, sane, without_powers
from .conftest import LayOut

ESCAPES = "\x1b]8;;http://x\x07click\x1b]8;;\x07\n\r\t\u202e\u200b\u2028\x9b31m\x85"
LINE = ESCAPES.replace("\n\r", "")
SHOWN = r"\x1b]8;;http://x\x07click\x1b]8;;\x07\t\u202e\u200b\u2028\x9b31m\x85"
NOT_TEXT = b"caf\xe9\xff\x1b[31m"
LARGE = "x" * 100_000
URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
REGION = "AWS_DEFAULT_REGION"


def _variable(
    name: str, value: str, outcome: str, link: tuple[str, ...] = (), more: dict[str, str] | None = None, **rest: object
) -> Case:
    label = {ESCAPES: "escapes", LINE: "escapes-in-a-line", LARGE: "large"}.get(value, value[:20])
    return Case(f"{name}-{label}", {"env": {**(more or {}), name: value}, "sts": STS}, outcome, link, **rest)  # type: ignore[arg-type]


def _not_text(name: str, outcome: str, env: dict[str, str], **rest: object) -> Case:
    return Case(f"{name}-not-text", {"env": env, "sts": STS}, outcome, raw={name.encode(): NOT_TEXT}, **rest)  # type: ignore[arg-type]


_WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", REGION: "us-east-1"}
_NO_PAIR = {name: value for name, value in ENV_KEYS.items() if "SECRET" not in name}


VARIABLES = [
    _variable("AWS_PROFILE", LINE, "error", rule="profile-not-found", says=[SHOWN], core=True),
    _variable("AWS_PROFILE", ESCAPES, "error"),
    _variable("AWS_PROFILE", LARGE, "error", rule="profile-not-found"),
    _not_text("AWS_PROFILE", "error", {}, rule="profile-not-found", says=[r"\udce9"], core=True),
    _variable("AWS_REGION", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable(REGION, ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable(
        REGION,
        LINE,
        "resolved",
        ("env", "wins"),
        _NO_PAIR | {"AWS_SECRET_ACCESS_KEY": SECRET},
        says=[SHOWN],
        core=True,
    ),
    _variable(REGION, LARGE, "resolved", ("env", "wins"), ENV_KEYS),
    _not_text(REGION, "resolved", ENV_KEYS),
    _variable("AWS_ROLE_ARN", ESCAPES, "resolved", ("assume-role-with-web-identity", "wins"), _WEB, core=True),
    _variable("AWS_ROLE_ARN", LARGE, "resolved", ("assume-role-with-web-identity", "wins"), _WEB),
    _not_text("AWS_ROLE_ARN", "resolved", _WEB),
    _variable("AWS_ROLE_SESSION_NAME", ESCAPES, "resolved", (), _WEB | {"AWS_ROLE_ARN": "arn:aws:iam::1:role/x"}),
    _variable("AWS_WEB_IDENTITY_TOKEN_FILE", ESCAPES, "resolved", (), {"AWS_ROLE_ARN": "x"}),
    _variable("AWS_WEB_IDENTITY_TOKEN_FILE", LARGE, "resolved", (), {"AWS_ROLE_ARN": "x"}),
    _not_text("AWS_WEB_IDENTITY_TOKEN_FILE", "resolved", {"AWS_ROLE_ARN": "x"}),
    _variable(URI, ESCAPES, "error", ("container-role", "stopped"), core=True),
    _variable(URI, f"http://localhost:1/{ESCAPES}", "unknown", ("container-role", "not-probed"), limit=HUNG),
    _variable(URI, LARGE, "error", ("container-role", "stopped", "host-not-allowed")),
    _variable(URI, f"http://127.0.0.1:1/{LARGE}", "error", ("container-role", "stopped"), limit=HUNG),
    _variable(URI, "http://127.0.0.1:99999999/", "error", ("container-role", "stopped")),
    _variable(URI, "http://127.0.0.1:port/", "error", ("container-role", "stopped")),
    _variable(URI, "http://[::1", "error", ("container-role", "stopped")),
    _variable(URI, "https://", "unknown", ("container-role", "not-probed")),
    _not_text(URI, "error", {}),
    _variable(
        "AWS_ACCESS_KEY_ID",
        f"\x1c{KEY}\x1f",
        "resolved",
        ("env", "wins"),
        {"AWS_SECRET_ACCESS_KEY": SECRET},
        core=True,
    ),
    _variable("AWS_ACCESS_KEY_ID", f"\n{KEY}\n", "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_ACCESS_KEY_ID", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_ACCESS_KEY_ID", LARGE, "resolved", ("env", "wins"), ENV_KEYS),
    _not_text("AWS_ACCESS_KEY_ID", "resolved", ENV_KEYS),
    _variable("AWS_SECRET_ACCESS_KEY", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS, rule="stray-characters-in-key"),
    _not_text("AWS_SECRET_ACCESS_KEY", "resolved", ENV_KEYS, rule="stray-characters-in-key"),
    _variable("AWS_SESSION_TOKEN", LARGE, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_CREDENTIAL_EXPIRATION", ESCAPES, "error", ("env", "stopped", "bad-expiration"), ENV_KEYS),
    _variable("AWS_CREDENTIAL_EXPIRATION", "9" * 5000, "error", ("env", "stopped"), ENV_KEYS),
    _variable("AWS_ACCOUNT_ID", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_METADATA_SERVICE_TIMEOUT", ESCAPES, "error"),
    _variable("AWS_METADATA_SERVICE_TIMEOUT", "9" * 5000, "error"),
    _variable("AWS_METADATA_SERVICE_TIMEOUT", "-1", ""),
    _variable("AWS_METADATA_SERVICE_TIMEOUT", "0", ""),
    _variable("AWS_METADATA_SERVICE_TIMEOUT", "99999999999999999999", "", limit=HUNG),
    _variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "-1", ""),
    _variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0", ""),
    _variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "1000000000", "", limit=HUNG),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", ESCAPES, "error"),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:port", ""),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:99999999", ""),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://me:word@127.0.0.1:1/x?y=z#w", ""),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://127.0.0.1:1/{LARGE}", ""),
    _variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", "file:///etc/passwd", ""),
    _variable("AWS_ENDPOINT_URL_STS", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_ENDPOINT_URL_STS", "file:///etc/passwd", "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_CONFIG_FILE", LARGE, "none"),
    _not_text("AWS_CONFIG_FILE", "none", {}, says=[r"caf\udce9\udcff\x1b[31m"]),
    _variable("AWS_CONFIG_FILE", "~nobody-at-all/$HOME/${PATH}/$X{", "none"),
    _variable("AWS_CA_BUNDLE", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_DATA_PATH", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_MAX_ATTEMPTS", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_RETRY_MODE", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("AWS_STS_REGIONAL_ENDPOINTS", ESCAPES, "resolved", ("env", "wins"), ENV_KEYS),
    _variable("http_proxy", f"http://{ESCAPES}", ""),
    _variable("http_proxy", "me:word@127.0.0.1:1", "", more=ENV_KEYS),
    _not_text("AWS_FOO", "resolved", ENV_KEYS),
]


@pytest.mark.parametrize(("case", "format_"), runs(VARIABLES))
def test_variables(host: LayOut, case: Case, format_: str) -> None:
    check(case, sane(run(host(case.host), format_, "--verbose", raw=case.raw), case.limit))


FILES = {"files": {"~/.aws/credentials": f"[default]\n{PAIR}region = us-east-1\n"}, "sts": STS}


@pytest.mark.parametrize(
    ("home", "outcome"),
    [
        pytest.param("", "none", id="empty"),
        pytest.param("/nonexistent", "none", id="nowhere"),
        pytest.param("{file}", "none", id="a-file", marks=pytest.mark.slow),
        pytest.param("/dev/null", "none", id="a-device", marks=pytest.mark.slow),
        pytest.param("relative", "none", id="relative", marks=pytest.mark.slow),
        pytest.param("/" + "h" * 100_000, "none", id="large", marks=pytest.mark.slow),
        pytest.param(f"/tmp/{ESCAPES}", "none", id="escapes", marks=pytest.mark.slow),
        pytest.param("~", "none", id="tilde", marks=pytest.mark.slow),
    ],
)
def test_a_home_that_is_none(host: LayOut, home: str, outcome: str) -> None:
    laid = host(FILES)
    env = {"HOME": home.replace("{file}", f"{laid.home}/.aws/credentials")}
    for format_ in ("json", "text"):
        done = sane(run(laid, format_, env=env))
        if format_ == "json":
            row = done.report["links"][4]
            assert (done.report["outcome"], row["status"]) == (outcome, "declined")


@pytest.mark.slow
def test_no_home_at_all(host: LayOut) -> None:
    """The password entry's home is asked then, which is not this host's: whatever it holds, the run is sane."""
    laid = host({"env": ENV_KEYS, "sts": STS})
    assert sane(run(laid, "json", env={"HOME": None})).report["winner"] == "env"


def test_a_user_without_a_password_entry(host: LayOut) -> None:
    laid = host({"env": ENV_KEYS, "sts": STS})
    for env in ({"HOME": None, "USER": None}, {"HOME": "/nonexistent"}):
        try:
            done = run(laid, "json", env=env, preexec_fn=as_stranger)
        except subprocess.SubprocessError:
            pytest.skip("this host allows no user namespace")
        assert sane(done).report["winner"] == "env"
    assert sane(run(laid, "text", env=env, preexec_fn=as_stranger)).code == 0


_EXEC = """
import ctypes, sys
block = [bytes.fromhex(one) for one in sys.argv[1].split()]
libc = ctypes.CDLL(None)
words = [sys.executable.encode(), b"-m", b"whoami_aws", b"explain", b"--format", b"json"]
libc.execve(words[0], (ctypes.c_char_p * 7)(*words), (ctypes.c_char_p * (len(block) + 1))(*block))
"""


def test_a_block_of_variables_that_no_shell_makes(host: LayOut) -> None:
    """As /proc/PID/environ shows it: entries without a name, without `=`, twice, or of bytes that are no text."""
    laid = host({"env": ENV_KEYS, "sts": STS})
    given = [f"{name}={value}".encode() for name, value in environment(laid).items()]
    odd = [
        b"=",
        b"==x",
        b"=AWS_PROFILE=x",
        b"AWS_PROFILE",
        b"AWS_CONFIG_FILE",
        NOT_TEXT,
        NOT_TEXT + b"=" + NOT_TEXT,
    ]
    twice = [b"AWS_DEFAULT_REGION=second", b"AWS_ACCESS_KEY_ID=", b"aws_profile=nowhere", b"AWS_PROFILE =nowhere"]
    block = " ".join(one.hex() for one in [*odd, *given, *odd, *twice])
    done = sane(run(laid, "json", program=[sys.executable, "-c", _EXEC, block]))
    assert (done.report["winner"], done.report["region"]["name"]) == ("env", "us-east-1")


@pytest.mark.slow
def test_no_path(host: LayOut) -> None:
    laid = host({"files": {"~/.aws/config": "[default]\ncredential_process = no-such-program\n"}})
    for path in (None, "", "/nonexistent", f"/{LARGE}"):
        done = sane(run(laid, "json", env={"PATH": path}))
        assert done.report["error"]["type"] in ("FileNotFoundError", "OSError", "PermissionError")


@pytest.mark.slow
def test_nothing_but_what_must_be(host: LayOut) -> None:
    laid = host({})
    keep = {name for name in laid.env if name.startswith("AWS_E")}
    none = {name: None for name in [*laid.env, "TMPDIR"] if name not in keep}
    assert sane(run(laid, "json", env=none)).report["outcome"] == "none"


@pytest.mark.parametrize("name", ["explain", "check", "compare", "imds"])
def test_no_keys_of_connections_are_written_down(host: LayOut, name: str, tmp_path: Path) -> None:
    """botocore and urllib3 write the secrets of each TLS connection to the file that SSLKEYLOGFILE names."""
    laid = host({"env": {"AWS_DEFAULT_REGION": "us-east-1"}, "imds": {"role": "web"}, "sts": STS})
    keys = tmp_path / "keys"
    words = [name, *(() if name == "imds" else laid.trust)]
    done = command(words, {**laid.env, "SSLKEYLOGFILE": str(keys)}, laid.home)
    assert (done.code, done.err) in ((0, ""), (1, ""))
    assert not keys.exists()


@pytest.mark.slow
def test_a_working_directory_that_is_gone(host: LayOut) -> None:
    laid = host({"env": ENV_KEYS, "sts": STS})
    gone = laid.root / "gone"
    gone.mkdir()

    def leave() -> None:
        import os

        os.chdir(gone)
        os.rmdir(gone)

    assert sane(run(laid, "json", preexec_fn=leave)).report["winner"] == "env"


@pytest.mark.slow
def test_nowhere_to_write(host: LayOut) -> None:
    laid = host(FILES)
    done = None

    def no_files() -> None:
        import resource

        without_powers()
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    for folder in (laid.home / ".aws", laid.home):
        folder.chmod(0o555)
    done = sane(run(laid, "json", env={"TMPDIR": "/proc"}, preexec_fn=no_files))
    assert done.report["winner"] == "shared-credentials-file"
