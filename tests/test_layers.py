"""The architecture holds: imports run one way, and what is pure does not look at the machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "whoami_aws"
PURE = [PACKAGE / "diagnosis.py", PACKAGE / "report.py"]
PURE += [path for folder in ("host", "chain", "rules", "render") for path in (PACKAGE / folder).rglob("*.py")]


def test_import_contracts() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    if not linter.exists():  # one of another environment would look at another checkout
        pytest.skip("import-linter is not installed (extra: lint)")
    done = subprocess.run([str(linter), "--no-cache"], cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_pure_code_asks_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    looks = re.search(
        r"os\.environ|os\.getenv|(?<!`)\bopen\(|\.read_text\(|time\.time\(|datetime\.now\(|os\.(path\.(exists|isfile)|stat)\(",
        text,
    )
    assert looks is None, f"{path.name} looks at the machine: {looks[0] if looks else ''}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
