"""The version of the AWS CLI on PATH, read from files laid out as installers lay them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.machines import WithVariables
from whoami_aws.gather.aws_cli_version import cli_version


def _aws(folder: Path, text: str = "", version: str | None = None) -> Path:
    """An `aws` in `folder`/bin, and the package of a version beside it."""
    program = folder / "bin" / "aws"
    program.parent.mkdir(parents=True)
    program.write_text(text or f"#!{folder}/bin/python3\n")
    program.chmod(0o755)
    if version is not None:
        package = folder / "lib" / "python3.11" / "site-packages" / "awscli"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(f"import os\n\n__version__ = '{version}'\n")
    return program


def _path(*programs: Path) -> WithVariables:
    return WithVariables({"PATH": ":".join(str(program.parent) for program in programs)})


def test_version_of_an_installed_script(tmp_path: Path) -> None:
    old, new = _aws(tmp_path / "v1", version="1.46.3"), _aws(tmp_path / "v2", version="2.9.19")
    assert cli_version("aws-cli", _path(old, new)) == "2.9.19"
    assert cli_version("aws-cli-v1", _path(new, old)) == "1.46.3"
    assert cli_version("aws-cli", _path(old)) is None
    assert cli_version("boto3", _path(old, new)) is None


def test_version_of_the_bundled_installer(tmp_path: Path) -> None:
    real = _aws(tmp_path / "aws-cli" / "v2" / "2.31.0", "\x7fELF")
    link = tmp_path / "bin" / "aws"
    link.parent.mkdir()
    link.symlink_to(real)
    assert cli_version("aws-cli", _path(link)) == "2.31.0"


@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexec docker run amazon/aws-cli\n", "\x7fELF", "#!python", "#!relative/python3\n"]
)
def test_version_that_cannot_be_told(tmp_path: Path, text: str) -> None:
    """What comes behind it on PATH is not what runs."""
    behind = _aws(tmp_path / "behind", version="2.9.19")
    assert cli_version("aws-cli", _path(_aws(tmp_path / "first", text), behind)) is None


def test_nothing_hangs_on_a_strange_program(tmp_path: Path) -> None:
    pipe = tmp_path / "bin" / "aws"
    pipe.parent.mkdir()
    os.mkfifo(pipe, 0o755)
    assert cli_version("aws-cli", _path(pipe)) is None
    strange = _aws(tmp_path / "a", version="2.1\x1b[31m")
    assert cli_version("aws-cli", _path(strange)) == "2.1"
