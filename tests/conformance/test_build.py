"""Which Python builds what asks for a newer one than this."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sdks import PYTHON_312, filled, newer_python


def _python(place: Path, code: int) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_one_of_the_path_that_is_new_enough(machine: Path) -> None:
    _python(machine / "bin/python3", 1)
    newer = _python(machine / "bin/python3.14", 0)
    _python(machine / "pyenv/versions/3.12.1/bin/python3", 0)
    assert newer_python(12) == str(newer)


def test_one_of_pyenv_beside_its_shim_for_none(machine: Path) -> None:
    _python(machine / "bin/python3.12", 127)
    _python(machine / "pyenv/versions/3.10.13/bin/python3", 1)
    newer = _python(machine / "pyenv/versions/3.13.0/bin/python3", 0)
    assert filled(PYTHON_312, machine) == str(newer)


def test_words_where_there_is_none(machine: Path) -> None:
    _python(machine / "bin/python3", 1)
    assert newer_python(12) == "Python 3.12 or newer"
