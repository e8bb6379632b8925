"""`python -m whoami_aws` imports nothing from the working directory, which may be anybody's."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

from whoami_aws.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]

_POISON = """
import sys
with open({log!r}, "a") as file:
    file.write({name!r} + "\\n")
# Then it is what it would have been: the tool has to go on, to be seen importing more.
import _frozen_importlib
from _frozen_importlib_external import PathFinder
spec = PathFinder.find_spec(__name__, [path for path in sys.path if path != {folder!r}])
module = sys.modules[__name__] = _frozen_importlib.module_from_spec(spec)
spec.loader.exec_module(module)
"""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a module by every name that the standard library and the installed packages have."""
    folder = tmp_path_factory.mktemp("poisoned")
    for name in _names():
        text = _POISON.format(log=str(folder / "imported"), name=name, folder=str(folder))
        (folder / f"{name}.py").write_text(text)
    (folder / "nothing").mkdir()
    (folder / "nothing" / "__init__.py").touch()
    (folder / "nothing" / "__main__.py").touch()
    return folder


def _names() -> set[str]:
    found = set(sys.stdlib_module_names)
    for package in importlib.metadata.distributions():
        found |= {file.parts[0].removesuffix(".py") for file in package.files or ()}
    return {name for name in found if name.isidentifier()} - {"whoami_aws", "nothing", "__pycache__"}


def _run(folder: Path, *words: str, path: str = str(ROOT)) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A run of Python in the directory, and what it imported from there."""
    log = folder / "imported"
    log.unlink(missing_ok=True)
    env = {
        "PATH": os.defpath,
        "HOME": "/nonexistent",
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
    }
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    return done, set(log.read_text().split()) if log.exists() else set()


_WORDS = {
    "": (),
    "check": ("check", "--offline"),
    "compare": ("compare", "--offline", "--all"),
    "completion": ("completion", "bash"),
    "demo": ("demo",),
    "explain": ("explain",),
    "imds": ("imds",),
    "man": ("man",),
    "rule": ("rule", "no-credentials"),
    "rules": ("rules",),
    "schema": ("schema",),
}
_FIRST = ("", "explain")


@pytest.mark.parametrize(
    "name", [one if one in _FIRST else pytest.param(one, marks=pytest.mark.slow) for one in _WORDS]
)
def test_nothing_is_imported_from_the_working_directory(name: str, poisoned: Path) -> None:
    """But for what Python itself imports before any package runs."""
    empty, before = _run(poisoned, "-m", "nothing")
    assert empty.returncode == 0, empty.stderr
    done, imported = _run(poisoned, "-m", "whoami_aws", *_WORDS[name])
    assert done.returncode in (0, 1), done.stderr
    assert imported <= before


def test_every_command_is_run() -> None:
    assert set(_WORDS) == {"", *COMMANDS}


@pytest.mark.skipif(sys.version_info < (3, 11), reason="-P is of Python 3.11: without it this was NOT tested")
def test_with_p_python_imports_nothing_from_there_either(poisoned: Path) -> None:
    done, imported = _run(poisoned, "-P", "-m", "whoami_aws", "--version")
    assert (done.returncode, imported) == (0, set()), done.stderr


def test_the_script_imports_nothing_from_there(poisoned: Path) -> None:
    script = "import sys; from whoami_aws.cli import main; sys.argv = ['whoami-aws', '--version']; main()"
    (poisoned.parent / "script.py").write_text(script)
    done, imported = _run(poisoned, str(poisoned.parent / "script.py"))
    assert (done.returncode, imported) == (0, set()), done.stderr


def test_what_pythonpath_names_stays(tmp_path: Path) -> None:
    """Also where it is the working directory: whoever sets that wants it."""
    text = _POISON.format(log=str(tmp_path / "imported"), name="typer", folder=str(tmp_path))
    (tmp_path / "typer.py").write_text(text)
    done, imported = _run(tmp_path, "-m", "whoami_aws", "--version", path=f"{tmp_path}{os.pathsep}{ROOT}")
    assert (done.returncode, imported) == (0, {"typer"}), done.stderr


@pytest.mark.parametrize("path", [str(ROOT), ""])
def test_it_runs_in_its_own_checkout(path: str) -> None:
    env = {"PATH": os.defpath, "HOME": "/nonexistent", **({"PYTHONPATH": path} if path else {})}
    done = subprocess.run(
        [sys.executable, "-m", "whoami_aws", "--version"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
