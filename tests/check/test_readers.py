"""Formats by the readers of those who made them: OASIS's schema, Microsoft's validator of SARIF, Jenkins's XSD, …"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

from . import formats
from .test_formats import CHECKS, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", CHECKS)
def test_sarif_by_the_schema_of_oasis(name: str) -> None:
    if formats.sarif_schema() is None:
        pytest.skip("there is no sarif-schema-2.1.0.json among the tools: SARIF was NOT held against it")
    assert formats.sarif(said("sarif", name))["runs"][0]["tool"]["driver"]["name"] == "whoami-aws"


def test_the_schema_of_oasis_can_refuse() -> None:
    if (schema := formats.sarif_schema()) is None:
        pytest.skip("there is no sarif-schema-2.1.0.json among the tools")
    assert schema.schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    for wrong in ('{"version": "2.1.0", "runs": [{}]}', '{"version": "2.1.0", "runs": [], "more": 1}'):
        with pytest.raises(jsonschema.ValidationError):
            formats.sarif(wrong)


def test_sarif_by_microsofts_validator(tmp_path: Path) -> None:
    """Its own rules, and those of GitHub's code scanning."""
    tool = formats.kept("npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")
    if tool is None:
        pytest.skip("there is no Sarif.Multitool among the tools: SARIF was NOT validated by it")
    for name in CHECKS:
        (tmp_path / f"{name}.sarif").write_text(said("sarif", name))
    (tmp_path / "wrong.sarif").write_text(said("sarif", "failed").replace("fullDescription", "fullName"))
    words = ["validate", *sorted(str(path) for path in tmp_path.glob("*.sarif")), "--rule-kind", "Sarif;Ghas"]
    done = alone(str(tool), *words, "--output", str(tmp_path / "found"), "--log", "ForceOverwrite")
    blamed = {line.partition(".sarif")[0].rsplit("/", 1)[-1] for line in done.stdout.splitlines() if ": error " in line}
    assert blamed == {"wrong"}, done.stdout + done.stderr
    assert f"{len(CHECKS) + 1} files scanned" in done.stdout, done.stdout


def alone(*command: str) -> subprocess.CompletedProcess[str]:
    """Without a network, where that can be taken away: nothing that is said is to come from there."""
    if os.geteuid() == 0 and shutil.which("unshare") and not subprocess.run(["unshare", "-n", "true"]).returncode:
        command = ("unshare", "-n", *command)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


def test_junit_by_the_xsd_of_jenkins() -> None:
    etree = pytest.importorskip("lxml.etree", exc_type=ImportError)
    xsd = formats.kept("junit-10.xsd")
    if xsd is None:
        pytest.skip("there is no junit-10.xsd among the tools: JUnit was NOT held against it")
    schema = etree.XMLSchema(etree.parse(str(xsd)))
    for name in CHECKS:
        schema.assertValid(etree.fromstring(said("junit", name).encode()))
    wrong = said("junit", "failed").replace("<failure", "<failed").replace("</failure", "</failed")
    assert not schema.validate(etree.fromstring(wrong.encode()))


def test_junit_by_another_reader() -> None:
    junitparser = pytest.importorskip("junitparser")
    for name in CHECKS:
        suite = next(iter(junitparser.JUnitXml.fromstring(said("junit", name).encode())))
        results = [case.result for case in suite]
        assert (suite.tests, suite.failures + suite.errors) == (
            len(results),
            sum(isinstance(one, (junitparser.Failure, junitparser.Error)) for found in results for one in found),
        )


def test_tap_by_another_reader() -> None:
    parser = pytest.importorskip("tap.parser")
    for name in CHECKS:
        lines = list(parser.Parser().parse_text(said("tap", name).replace("TAP version 14", "TAP version 13")))
        points = [line for line in lines if line.category == "test"]
        assert [point.ok for point in points] == [good for good, _ in formats.tap(said("tap", name))]
        assert not any(point.skip or point.todo for point in points)
