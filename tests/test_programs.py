"""Which SDKs speak for themselves on a host: by files alone, and by nothing that is only called alike."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.machines import WithVariables
from tests.scenario import child, lay_out
from whoami_aws.gather.sdk_detection import in_use

INFO = "smithy_aws_core-0.12.0.dist-info"


def _python(prefix: Path, *packages: str, library: str = "lib/python3.12/site-packages") -> Path:
    """A Python below a folder, which has these packages."""
    folder = prefix / library
    for name in packages:
        (folder / name).mkdir(parents=True)
    program = prefix / "bin/python3"
    program.parent.mkdir(exist_ok=True, parents=True)
    program.touch(mode=0o755)
    return folder


def test_the_active_environment_has_it(tmp_path: Path) -> None:
    folder = _python(tmp_path, INFO)
    found = in_use(WithVariables({"VIRTUAL_ENV": str(tmp_path), "PATH": "/nonexistent"}))
    assert found["python-v4"] == f"{folder} has smithy-aws-core 0.12.0"


@pytest.mark.parametrize("library", ["lib/python3.13/site-packages", "lib/python3/dist-packages"])
def test_a_python_on_the_path_has_it(library: str, tmp_path: Path) -> None:
    folder = _python(tmp_path, INFO, library=library)
    assert in_use(WithVariables({"PATH": str(tmp_path / "bin")}))["python-v4"].startswith(f"{folder} has ")


def test_what_a_link_leads_to_has_it(tmp_path: Path) -> None:
    folder = _python(tmp_path / "real", INFO)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(tmp_path / "real/bin/python3")
    assert str(folder) in in_use(WithVariables({"PATH": str(tmp_path / "bin")}))["python-v4"]


def test_this_python_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / INFO).mkdir()
    monkeypatch.setattr(sys, "path", ["", str(tmp_path)])
    assert in_use(WithVariables({"PATH": "/nonexistent"}))["python-v4"] == f"{tmp_path} has smithy-aws-core 0.12.0"


@pytest.mark.parametrize(
    "name",
    [
        "smithy_aws_core",
        "smithy_aws_core-0.12.0",
        "x_smithy_aws_core-0.12.0.dist-info",
        "smithy_aws_core-\n1.2.dist-info",
    ],
)
def test_another_name_does_not_count(name: str, tmp_path: Path) -> None:
    _python(tmp_path, name)
    assert "python-v4" not in in_use(WithVariables({"VIRTUAL_ENV": str(tmp_path), "PATH": str(tmp_path / "bin")}))


@pytest.mark.parametrize("place", ["", "venv", "/dev/null", "/\0"])
def test_an_environment_that_is_none(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _python(tmp_path / "venv", INFO)
    monkeypatch.chdir(tmp_path)
    assert "python-v4" not in in_use(WithVariables({"VIRTUAL_ENV": place, "PATH": "/nonexistent"}))


def test_a_comparison_asks_it_where_it_is_in_use(tmp_path: Path) -> None:
    folder = _python(tmp_path / "venv", INFO)
    host = {"env": {"VIRTUAL_ENV": str(tmp_path / "venv"), "PATH": "/nonexistent"}, "imds": {"reachable": False}}
    with lay_out(host, tmp_path / "host") as laid:
        said = json.loads(child(laid, "compare", "--offline", "--format", "json").stdout)
    by_sdk = {one["sdk"]: one for one in said["sdks"]}
    assert by_sdk["python-v4"]["in_use"] == f"{folder} has smithy-aws-core 0.12.0"
