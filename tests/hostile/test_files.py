"""Files that are broken, huge, special or out of reach."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from .cases import ENV_KEYS, KEY, PAIR, SECRET, STS, Case, check, runs
from .child import STRANGER, run, sane, without_powers
from .conftest import LayOut

CREDENTIALS, CONFIG = "~/.aws/credentials", "~/.aws/config"
GOOD = f"[default]\n{PAIR}region = us-east-1\n"
START = "https://corp.awsapps.com/start"
SSO = (
    f"[default]\nregion = us-east-1\nsso_start_url = {START}\nsso_region = us-east-1\n"
    "sso_account_id = 123456789012\nsso_role_name = Admin\n"
)
TOKEN = {"key": START, "accessToken": "EXAMPLEACCESSTOKEN", "expiresAt": "+6h"}
CACHED = f"~/.aws/sso/cache/{hashlib.sha1(START.encode()).hexdigest()}.json"
ROLE = "arn:aws:iam::123456789012:role/web"
WEB = {"AWS_ROLE_ARN": ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_DEFAULT_REGION": "us-east-1"}
DEEP = "/".join(["d" * 200] * 30)


def _shared(name: str, content: object, outcome: str, link: tuple[str, ...] = (), **more: object) -> list[Case]:
    """The same trouble in either file."""
    return [
        Case(f"{name}-{file.rpartition('/')[2]}", {"files": {file: content}, "sts": STS}, outcome, link, **more)  # type: ignore[arg-type]
        for file in (CONFIG, CREDENTIALS)
    ]


def _sso(name: str, cache: dict[str, object], outcome: str = "resolved", **more: object) -> Case:
    host = {"files": {CONFIG: SSO}, "sso_cache": [{"key": START, **cache}], "sts": {}, "sso": {}}
    return Case(name, host, outcome, ("sso", "wins"), **more)  # type: ignore[arg-type]


def _web(name: str, content: object, **more: object) -> Case:
    return Case(name, {"env": WEB, "files": {"~/token": content}, "sts": {}}, "resolved", **more)  # type: ignore[arg-type]


_MISSING = ("shared-credentials-file", "declined")

CASES = [
    *_shared("binary", {"bytes_hex": bytes(range(256)).hex()}, "error", rule="config-unparsable", core=True),
    *_shared("utf-16", {"encoding": "utf-16", "text": GOOD}, "error", rule="file-is-utf-16"),
    *_shared("mark", {"encoding": "utf-8-sig", "text": GOOD}, "error", rule="byte-order-mark"),
    *_shared("latin-1", {"encoding": "latin-1", "text": "[default]\nregion = é\n"}, "error", rule="config-unparsable"),
    *_shared("no-section", "region = us-east-1\n", "error", rule="section-header-missing"),
    *_shared("unclosed-section", "[default\nregion = us-east-1\n", "error", rule="section-header-unclosed"),
    *_shared(
        "unclosed-later", f"{GOOD}[profile dev\noutput = json\n", "error", rule="section-header-unclosed", core=True
    ),
    *_shared("twice-section", f"{GOOD}[default]\nregion = x\n", "error", rule="duplicate-section"),
    *_shared("twice-key", f"{GOOD}region = eu-west-1\n", "error", rule="duplicate-key", core=True),
    *_shared("no-equals", f"{GOOD}region\n", "error", rule="config-unparsable"),
    *_shared("sparse", {"size": 100_000_000}, "unknown", core=True),
    *_shared("huge-line", f"{GOOD}output = {'x' * 4_000_000}\n", "resolved"),
    *_shared("many-sections", GOOD + "".join(f"[profile p{n}]\nregion = x\n" for n in range(5_000)), "resolved"),
    *_shared("deep-nested", f"{GOOD}s3 =\n" + "  a = b\n" * 50_000, "resolved"),
    *_shared("fifo", {"fifo": True}, "none", core=True),
    *_shared("directory", {"directory": True}, "none"),
    *_shared("dangling", {"symlink": "/nowhere"}, "none"),
    *_shared("device", {"symlink": "/dev/zero"}, "none"),
    *_shared("terminal", {"symlink": "/dev/tty"}, "none"),
    *_shared("memory", {"symlink": "/proc/self/mem"}, "unknown"),
    *_shared("escape-in-section", f"{GOOD}[\x1b]8;;http://x\x07\u202e]\nregion = x\n", "resolved"),
    Case("crlf", {"files": {CREDENTIALS: GOOD.replace("\n", "\r\n")}, "sts": STS}, "resolved"),
    Case("cr", {"files": {CREDENTIALS: GOOD.replace("\n", "\r")}, "sts": STS}, "resolved"),
    Case(
        "nul-in-secret",
        {"files": {CREDENTIALS: GOOD.replace(SECRET, f"{SECRET}\0\x1b[31m")}, "sts": STS},
        "resolved",
        ("shared-credentials-file", "wins"),
        "stray-characters-in-key",
        core=True,
    ),
    Case(
        "nul-in-key-id",
        {"files": {CREDENTIALS: GOOD.replace(KEY, f"{KEY}\0\x1b[31m\u202e")}, "sts": STS},
        "resolved",
        ("shared-credentials-file", "wins"),
    ),
    Case(
        "control-around-key-id",
        {"files": {CREDENTIALS: GOOD.replace(KEY, f"\x1c{KEY}")}, "sts": STS},
        "resolved",
        ("shared-credentials-file", "wins"),
    ),
    Case(
        "escapes-in-values",
        {"files": {CONFIG: "[default]\nregion = \x1b]8;;http://x\x07\u202e\nrole_arn = \x1b[2J\x9b31m\n"}},
        "error",
        ("assume-role", "stopped"),
        "role-arn-malformed",
        core=True,
    ),
    Case(
        "escapes-in-profile",
        {"files": {CONFIG: f"[profile \x1b[2J]\n{PAIR}"}, "argv": ["--profile", "\x1b[2J"], "sts": STS},
        "resolved",
        ("config-file", "wins"),
        says=[r"\x1b[2J"],
    ),
    Case(
        "link-loop",
        {"files": {"~/a": {"symlink": "~/b"}, "~/b": {"symlink": "~/a"}}, "env": {"AWS_CONFIG_FILE": "{home}/a"}},
        "none",
        ("config-file", "declined", "file-link-loop"),
        says=["~/a is a link to itself"],
    ),
    Case(
        "name-too-long",
        {"env": {"AWS_CONFIG_FILE": "{home}/" + "n" * 5000, "AWS_SHARED_CREDENTIALS_FILE": "{home}/" + DEEP}},
        "none",
        ("config-file", "declined"),
    ),
    Case(
        "escapes-in-path",
        {"env": {"AWS_CONFIG_FILE": "{home}/\x1b]8;;http://x\x07\t\u202e/config"}},
        "none",
        ("config-file", "declined", "file-missing"),
        says=[r"~/\x1b]8;;http://x\x07\t\u202e/config"],
        core=True,
    ),
    Case(
        "unreadable",
        {
            "files": {CREDENTIALS: GOOD, CONFIG: GOOD},
            "file_modes": {CREDENTIALS: "0000", CONFIG: "0000"},
        },
        "none",
        ("shared-credentials-file", "declined", "file-unreadable"),
        says=["~/.aws/credentials may not be read by this user"],
        powerless=True,
        core=True,
    ),
    Case(
        "closed-folder",
        {"files": {CREDENTIALS: GOOD, CONFIG: GOOD}, "file_modes": {"~/.aws": "0000"}},
        "none",
        ("shared-credentials-file", "declined", "file-hidden"),
        says=["~/.aws/credentials is in a directory that this user may not search"],
        powerless=True,
    ),
    Case(
        "closed-home",
        {
            "files": {CREDENTIALS: GOOD, "~/token": "x", CACHED: "{}", "~/.boto": "x"},
            "env": {**WEB, "AWS_CREDENTIAL_FILE": "{home}/keys"},
            "file_modes": {"~/.aws/credentials": "0000"},
        },
        "resolved",
        ("assume-role-with-web-identity", "wins"),
        powerless=True,
    ),
    Case(
        "read-only-everything",
        {
            "files": {CREDENTIALS: GOOD, CONFIG: GOOD},
            "file_modes": {CREDENTIALS: "0444", CONFIG: "0444", "~/.aws": "0555"},
            "sts": STS,
        },
        "resolved",
        ("shared-credentials-file", "wins"),
        powerless=True,
    ),
    # Token files.
    _web(
        "token-fifo",
        {"fifo": True},
        tells=["note whether they can be used is not known: ~/token is not a regular file"],
        core=True,
    ),
    _web("token-directory", {"directory": True}, says=["IsADirectoryError"]),
    _web("token-missing", {"symlink": "/nowhere"}, says=["FileNotFoundError"]),
    _web("token-device", {"symlink": "/dev/zero"}, tells=["~/token is not a regular file"]),
    _web(
        "token-sparse",
        {"size": 100_000_000},
        tells=["note whether they can be used is not known: ~/token is too large"],
    ),
    _web("token-empty", "", says=[]),
    _web("token-binary", {"bytes_hex": bytes(range(256)).hex()}, says=["UnicodeDecodeError"]),
    _web("token-escapes", "\x1b]8;;http://x\x07", says=[]),
    *(
        Case(
            f"container-token-{name}",
            {
                "env": {
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token",
                },
                "container": {"url": "http://169.254.170.23/v1/credentials"},
                "files": {"~/token": content},
            },
            outcome,
            ("container-role", status, code),
            says=["~/token"],
        )
        for name, content, outcome, status, code in [
            ("fifo", {"fifo": True}, "unknown", "not-probed", "not-asked"),
            ("directory", {"directory": True}, "error", "stopped", "token-file"),
            ("missing", None, "error", "stopped", "token-file"),
            ("line-end", "x\n", "error", "stopped", "token-line-end"),
        ]
    ),
    # Caches.
    _sso("sso-cache-empty", {"raw": ""}, says=["KeyError"], tells=["KeyError"], core=True),
    _sso("sso-cache-list", {"raw": "[1, 2]"}),
    _sso("sso-cache-deep", {"raw": "[" * 100_000}, says=["RecursionError"], tells=["RecursionError"], core=True),
    _sso("sso-cache-deep-objects", {"raw": '{"accessToken": ' * 50_000}, says=["RecursionError"]),
    _sso("sso-cache-large", {"raw": "{" + " " * 1_200_000 + "}"}),
    _sso("sso-cache-scalar", {"raw": "null"}),
    _sso("sso-cache-binary", {"raw": "\0\x1b"}, says=["KeyError"]),
    _sso("sso-cache-bad-time", {"accessToken": "x", "expiresAt": "\x1b[31m\u202enever"}),
    _sso("sso-cache-numbers", {"accessToken": 5, "expiresAt": 5}),
    _sso("sso-cache-huge-number", {"raw": f'{{"accessToken": "x", "expiresAt": {"9" * 6000}}}'}),
    Case(
        "sso-cache-fifo",
        {"files": {CONFIG: SSO, CACHED: {"fifo": True}}, "sts": {}, "sso": {}},
        "resolved",
        ("sso", "wins"),
    ),
    Case(
        "ec2-file-fifo",
        {"files": {"~/keys": {"fifo": True}}, "env": {"AWS_CREDENTIAL_FILE": "{home}/keys"}},
        "unknown",
        ("ec2-credentials-file", "not-probed"),
        says=["~/keys is not a file that can be read safely"],
    ),
    Case(
        "ec2-file-binary",
        {
            "files": {"~/keys": {"bytes_hex": bytes(range(256)).hex()}},
            "env": {"AWS_CREDENTIAL_FILE": "{home}/keys"},
        },
        "error",
        ("ec2-credentials-file", "stopped", "unparsable-file"),
    ),
    Case(
        "boto-file-fifo",
        {"files": {"~/.boto": {"fifo": True}}, "env": ENV_KEYS, "sts": STS},
        "resolved",
        ("boto-config", "declined"),
    ),
]


@pytest.mark.parametrize(("case", "format_"), runs(CASES))
def test_files(host: LayOut, case: Case, format_: str) -> None:
    preexec = without_powers if case.powerless else None
    check(case, sane(run(host(case.host), format_, "--verbose", preexec_fn=preexec), case.limit))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize(
    ("path", "mode", "shown"),
    [
        pytest.param("~/.aws/credentials", 0o600, "~/.aws/credentials", id="credentials"),
        pytest.param("~/.aws/config", 0o600, "~/.aws/config", id="config", marks=pytest.mark.slow),
        pytest.param("~/.aws", 0o700, "~/.aws/config", id="folder", marks=pytest.mark.slow),
        pytest.param("~/.boto", 0o600, "~/.boto", id="boto", marks=pytest.mark.slow),
        pytest.param("~/token", 0o600, "~/token", id="token", marks=pytest.mark.slow),
    ],
)
def test_a_file_of_another_user(host: LayOut, path: str, mode: int, shown: str) -> None:
    files = {
        "~/.aws/credentials": f"[default]\n{PAIR}",
        "~/.aws/config": "[default]\nregion = us-east-1\n",
        "~/.boto": f"[Credentials]\n{PAIR}",
        "~/token": "EXAMPLE",
    }
    env = WEB if path == "~/token" else {}
    laid = host({"files": files, "env": env, "sts": STS})
    theirs = Path(path.replace("~", str(laid.home)))
    theirs.chmod(mode)
    os.chown(theirs, STRANGER, STRANGER)
    for format_ in ("json", "text"):
        done = sane(run(laid, format_, "--verbose", preexec_fn=without_powers))
        assert shown in done.text, done.text
        assert re.search("unreadable|Permission denied|cannot be read|may not", " ".join(done.text.split())), done.text
