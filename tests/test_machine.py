"""Gathering looks at the world through its `Machine` alone: no other module asks the operating system on its own."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from fnmatch import fnmatchcase

import pytest

from tests.source import PACKAGE, nodes

PORT = "gather/this_process.py"
APART = ("__init__.py", "__main__.py", "cli/", "demo/", "fakes/")
"""The command line, which is always this process's, and the servers of demonstrations."""
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
BOUND = [name for name in MODULES if not name.startswith(APART) and name != PORT]

_PURE_PATHS = ("basename", "dirname", "isabs", "join", "normpath")
_CONSTANTS = ("O_*", "?_OK", "PathLike", "defpath", "devnull", "pathsep", "sep", "stat_result")
_OF_A_DESCRIPTOR = ("close", "fdopen", "fstat", "read")
ALLOWED = {
    "codecs": ("BOM_*",),
    "io": ("BytesIO", "TextIOWrapper"),
    "os": (*_CONSTANTS, *_OF_A_DESCRIPTOR, "fsdecode", "fsencode", "major", "minor", "path", "strerror", "urandom"),
    "os.path": _PURE_PATHS,
    "posixpath": _PURE_PATHS,
    "sys": ("intern", "maxsize", "version_info"),
    "time": ("gmtime", "monotonic", "sleep", "strftime", "time"),
    "urllib": ("parse",),
}
"""What of these modules does not ask the operating system about the host."""
FORBIDDEN = (
    *("botocore.session", "builtins", "ctypes", "fcntl", "getpass", "glob", "grp", "importlib", "locale"),
    *("multiprocessing", "pathlib", "platform", "psutil", "pwd", "resource", "shutil", "signal", "site"),
    *("socket", "subprocess", "sysconfig", "tempfile", "urllib.request", "whoami_aws.gather.this_process"),
)
"""Modules that do, and the machine that is this process: whoever needs one is given it."""
FUNCTIONS = ("__import__", "get_environ_proxies", "input", "open", "should_bypass_proxies")
"""Functions that do, wherever they come from."""

STARTS = "it starts and ends programs, which only ever happens for this process (`Machine.start`)"
LISTED = ("it imports files of this package by their names in a list", {"importlib"})
EXCEPTIONS = {
    "ask/question.py": (
        "a question is about this process unless it says otherwise",
        {"whoami_aws.gather.this_process"},
    ),
    "chain/botocore/links/__init__.py": LISTED,
    "chain/sdks/__init__.py": LISTED,
    "check/assertions/__init__.py": LISTED,
    "gather/process.py": (
        STARTS,
        *[{"fcntl", "os.MFD_ALLOW_SEALING", "os.MFD_CLOEXEC", "os.killpg", "os.memfd_create", "os.open", "os.pipe"}],
        *[{"os.utime", "signal", "subprocess", "sys.platform"}],
    ),
    "gather/supervisor.py": (
        STARTS,
        *[{"builtins", "ctypes", "os.WNOHANG", "os._exit", "os.fork", "os.getpid", "os.kill", "os.listdir", "os.open"}],
        *[{"os.pidfd_open", "os.pipe", "os.set_blocking", "os.setsid", "os.waitpid", "os.waitstatus_to_exitcode"}],
        *[{"signal", "socket", "subprocess"}],
    ),
    "gather/botocore_sandbox.py": (
        "it holds back botocore, which is asked for this process only",
        {"builtins", "open", "whoami_aws.gather.this_process"},
    ),
    "render/__init__.py": LISTED,
    "rules/topics/__init__.py": LISTED,
    "gather/botocore_witness.py": ("it is botocore, which is asked for this process only", {"botocore.session"}),
}
"""Why a module asks the operating system all the same, and what it uses."""


def uses(code: Iterable[ast.AST]) -> set[str]:
    """What of a module's code asks the operating system: names of modules and of their functions."""
    code = tuple(code)
    imported: dict[str, str] = {}
    found: list[str] = []
    for node in code:
        match node:
            case ast.Import():
                for one in node.names:
                    whole = one.name if one.asname else one.name.partition(".")[0]
                    imported[one.asname or whole] = whole
                    found.append(one.name)
            case ast.ImportFrom():
                for one in node.names:
                    imported[one.asname or one.name] = f"{node.module}.{one.name}"
            case _:
                pass
    found += imported.values()
    for node in code:
        match node:
            case ast.Attribute() | ast.Name():
                found.append(_dotted(node, imported) or "")
            case ast.Call(args=[_], keywords=[]) if _dotted(node.func, imported) == "io.TextIOWrapper":
                found.append("locale")
            case _:
                pass
    return {use for name in found if (use := _judged(name))}


def _dotted(node: ast.expr, imported: dict[str, str]) -> str | None:
    """The whole name of what a module was imported for; None for an attribute of anything else."""
    match node:
        case ast.Name():
            return imported.get(node.id, node.id if node.id in FUNCTIONS else None)
        case ast.Attribute() if (owner := _dotted(node.value, imported)) is not None:
            return f"{owner}.{node.attr}"
        case _:
            return None


def _judged(name: str) -> str:
    """The part of a name that is not allowed, or ""."""
    if (function := name.rpartition(".")[2]) in FUNCTIONS:
        return name if name.startswith("os.") else function
    for module in FORBIDDEN:
        if f"{name}.".startswith(f"{module}."):
            return module
    for module in ("os.path", *ALLOWED):
        if name.startswith(f"{module}."):
            used = name.removeprefix(f"{module}.").partition(".")[0]
            return "" if any(fnmatchcase(used, one) for one in ALLOWED[module]) else f"{module}.{used}"
    return ""


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os\nos.environ.get('HOME')", "os.environ"),
        ("import os as system\nsystem.stat('x')", "os.stat"),
        ("from os import getcwd", "os.getcwd"),
        ("from os import path\npath.exists('x')", "os.path.exists"),
        ("import os.path\nos.path.expanduser('~')", "os.path.expanduser"),
        ("def f():\n    import pwd", "pwd"),
        ("from pathlib import Path", "pathlib"),
        ("import urllib.request\nurllib.request.getproxies()", "urllib.request"),
        ("with open('x') as file: pass", "open"),
        ("read = open", "open"),
        ("import io\nio.open('x')", "open"),
        ("import io\nio.TextIOWrapper(stream).read()", "locale"),
        ("import codecs\ncodecs.getreader('x')", "codecs.getreader"),
        ("import sys\nsys.path", "sys.path"),
        ("from botocore.utils import get_environ_proxies as proxies", "get_environ_proxies"),
        ("from socket import gethostname", "socket"),
        ("import time\ntime.localtime()", "time.localtime"),
    ],
)
def test_what_asks_the_operating_system_is_found(code: str, found: str) -> None:
    assert uses(ast.walk(ast.parse(code))) == {found}


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.path.join(os.fsdecode(b'x'), 'y')\nos.O_RDONLY\nos.R_OK",
        "descriptor = machine.open('x')\nmachine.environ",
        "import io\nio.TextIOWrapper(stream, machine.encoding)",
        "import urllib.parse\nfrom urllib.parse import quote",
    ],
)
def test_what_asks_the_machine_is_not(code: str) -> None:
    assert uses(ast.walk(ast.parse(code))) == set()


def test_a_module_asks_the_machine() -> None:
    allowed = {name: set[str]().union(*EXCEPTIONS.get(name, ("", set()))[1:]) for name in BOUND}
    found = {name: uses(nodes(PACKAGE / name)) for name in BOUND}
    assert {name: used for name, used in found.items() if used != allowed[name]} == {}


def test_the_port_is_where_the_operating_system_is_asked() -> None:
    found = uses(nodes(PACKAGE / PORT))
    assert {"os.environ", "os.stat", "os.open", "pwd", "get_environ_proxies", "locale", "sys.path"} <= found
