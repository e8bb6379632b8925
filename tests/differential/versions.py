"""`python -m tests.differential.versions [1.34 1.38 1.41 newest] --states 300`: the model against other botocores.

Each version gets a virtual environment of its own, made once and kept in the user's cache folder. Only making them
uses the network.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
VERSIONS = ("1.34", "1.38", "1.41", "newest")
"""Of boto3 and botocore, which have the same number. `newest` is what pip takes."""
_OTHERS = ("typer>=0.21,<0.29", "tabulate", "pytest", "pytest-xdist", "hypothesis", "jsonschema", "jsonschema-rs")
_SUMMARY = re.compile(r"(\d+) states and (\d+) what-ifs in .*; (\d+) disagreements")


class Outcome(NamedTuple):
    """What came of one version. `states` None: the run itself failed."""

    version: str
    states: int | None = None
    what_ifs: int | None = None
    disagreements: int | None = None
    order: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the model and this botocore agree on everything."""
        return self.disagreements == 0 and self.order == "kept"


def main() -> int:
    """Prints every disagreement and a table; 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.versions", description=__doc__)
    parser.add_argument("versions", nargs="*", default=VERSIONS, help="of botocore, such as 1.34 or 1.34.162")
    parser.add_argument("--states", type=int, default=300)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)))
    parser.add_argument("--workers", type=int, default=2)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whoami-aws" / "versions"
    parser.add_argument("--folder", type=Path, default=cache, help="where the virtual environments are kept")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    outcomes = [_outcome(name, asked) for name in asked.versions]
    rows = [(one.version, one.states, one.what_ifs, _agreements(one), one.disagreements, one.order) for one in outcomes]
    print()
    print(tabulate(rows, ("botocore", "states", "what-ifs", "agreements", "disagreements", "order and names")))
    return 0 if all(one.agrees for one in outcomes) else 1


def _agreements(outcome: Outcome) -> int | None:
    if outcome.states is None or outcome.disagreements is None:
        return None
    return outcome.states - outcome.disagreements


def _outcome(name: str, asked: argparse.Namespace) -> Outcome:
    python = _environment(asked.folder / f"{name}-py{sys.version_info.major}.{sys.version_info.minor}", name)
    version = _run([python, "-c", "import botocore; print(botocore.__version__)"]).stdout.strip()
    print(f"\n--- botocore {version}", flush=True)
    numbers = ("--states", str(asked.states), "--seed", asked.seed, "--workers", str(asked.workers))
    done = _run([*_alone(), python, "-m", "tests.differential", "--no-shrink", *numbers])
    print(done.stdout + done.stderr, end="", flush=True)
    order = _run([*_alone(), python, "-m", "pytest", "-q", "-n", "0", "tests/test_like_botocore.py"])
    if order.returncode != 0:
        print(order.stdout + order.stderr, end="", flush=True)
    kept = "kept" if order.returncode == 0 else "differ"
    found = _SUMMARY.search(done.stdout)
    return Outcome(version, *map(int, found.groups()), order=kept) if found else Outcome(version, order=kept)


def _environment(folder: Path, name: str) -> str:
    """The Python of a virtual environment with this version; made if it is not there, `newest` brought up to date."""
    python = folder / "bin" / "python"
    made = folder / "made"
    if name == "newest" or not made.exists():
        wanted = [f"{package}{_pin(name)}" for package in ("boto3", "botocore")]
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--upgrade"]
        subprocess.run([*pip, *wanted, *_OTHERS], check=True)
        made.touch()
    return str(python)


def _pin(name: str) -> str:
    if name == "newest":
        return ""
    return f"=={name}" if name.count(".") > 1 else f"=={name}.*"


def _alone() -> tuple[str, ...]:
    """What starts a command in a network of its own, where that may be made; elsewhere its own guard must do."""
    if os.getuid() != 0 or not (shutil.which("unshare") and shutil.which("ip")):
        return ()
    return ("unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "HOME")}
    env = kept | {"AWS_EC2_METADATA_DISABLED": "true", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
