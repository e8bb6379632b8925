"""A copy of the checkout: what is changed is never the developer's own file."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

PLUGINS = Path(__file__).with_name("plugins")

_IGNORED = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info", "dist", "build", "node_modules"
)


class Project(NamedTuple):
    """What is examined."""

    root: Path
    package: str
    omitted: tuple[str, ...] = ()
    """Folders of the package that are left out, as `package/folder`."""
    own_tests: str = "tests/mutation"
    """Tests that are never run: those of this tool."""

    @property
    def files(self) -> list[str]:
        """The package's files that can be changed, below the root."""
        found = (path.relative_to(self.root).as_posix() for path in sorted((self.root / self.package).rglob("*.py")))
        return [file for file in found if not file.startswith(tuple(f"{folder}/" for folder in self.omitted))]

    def digest(self) -> str:
        """Stands for the content of the package, its tests and its settings: equal in a commit and wherever they are
        as in that commit.
        """
        digest = hashlib.sha256()
        paths = [self.root / "pyproject.toml"]
        for folder in (self.package, "tests"):
            paths += sorted(path for path in (self.root / folder).rglob("*") if path.suffix in (".py", ".json"))
        for path in paths:
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and not name.startswith(f"{self.own_tests}/test_"):
                digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
        return digest.hexdigest()[:20]


class Checkout:
    """A copy in a folder that does not exist yet. Every Python that its tests start imports the package from it."""

    def __init__(self, project: Project, folder: Path, extra: str = "") -> None:
        shutil.copytree(project.root, folder, symlinks=True, ignore=_IGNORED)
        self.folder = folder
        self.guard = folder / "tests" / "guard"
        self.guard.mkdir(parents=True, exist_ok=True)
        with (self.guard / "sitecustomize.py").open("a", encoding="utf-8") as file:
            file.write(_FIRST.format(folder=str(folder), plugins=str(PLUGINS)) + extra)
        self._project = project

    def write(self, file: str, code: str, stamp: int) -> None:
        """Replaces a file. Python would take the bytecode of another version with the same time and length for it, so
        each version gets a time of its own.
        """
        import os

        path = self.folder / file
        path.write_text(code, encoding="utf-8")
        os.utime(path, (stamp, stamp))


_FIRST = """

# The copy that is examined comes before the environment's own.
import sys as _sys
if {folder!r} not in _sys.path[:2]:
    _sys.path.insert(0, {folder!r})
if {plugins!r} not in _sys.path:
    _sys.path.append({plugins!r})
"""
