"""Each example does what it says: it lets the right role through, and stops forgotten keys."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.check import formats

from .tools import EXAMPLES, ROLE, SHADOWED, shell, tool

yaml = pytest.importorskip("yaml")
pytestmark = pytest.mark.slow
WHO = "arn:aws:sts::111122223333:assumed-role/web-prod-role/i-1234567890abcdef0"


def load(name: str):
    return yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))


def mine(words: list[str]) -> list[str]:
    """An example's words, with the role that this test's host has, and no long waiting."""
    roles = [re.sub(r"role/(deploy|orders|backup)\b", "role/web-prod-role", word) for word in words]
    return [re.sub(r"^\d+s$", "4s", word) for word in roles]


def test_github_workflow(tmp_path: Path) -> None:
    (step,) = (
        one for one in load("github/deploy.yml")["jobs"]["deploy"]["steps"] if "whoami-aws check" in one.get("run", "")
    )
    for host, role, code in ((ROLE, "web-prod-role", 0), (SHADOWED, "web-prod-role", 1)):
        with shell(host, tmp_path / host, GITHUB_ACTIONS="true") as bash:
            bash.shim("pipx", 'shift; exec "$@"')
            done = bash.run(step["run"].replace("role/deploy", f"role/{role}"))
            assert done.returncode == code, done.stderr
            formats.sarif((tmp_path / host / "whoami-aws.sarif").read_text())
        assert ("error" in [name for name, _, _ in formats.github(done.stdout)]) == (code == 1)


def test_github_action(tmp_path: Path) -> None:
    (step,) = load("github/preflight/action.yml")["runs"]["steps"]
    inputs = {"ACCOUNT": "111122223333", "ARN": "role/web-prod-role", "MIN_TTL": "15m"}
    assert set(step["env"]) == set(inputs) and "${{" not in step["run"]
    with shell(ROLE, tmp_path) as bash:
        assert bash.run(step["run"], **inputs).returncode == 0
        assert bash.run(step["run"], **{**inputs, "ARN": "$(touch forged)"}).returncode == 1
        assert not (tmp_path / "forged").exists()


def test_gitlab(tmp_path: Path) -> None:
    jobs = load("gitlab/.gitlab-ci.yml")
    host = {
        "env": {**jobs[".aws"]["variables"], "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/.aws-token"},
        "sts": {"web_identity": {"arn:aws:iam::111122223333:role/deploy": "ok"}},
    }
    with shell(host, tmp_path, GITLAB_CI="true", CI_PROJECT_DIR=str(tmp_path)) as bash:
        bash.shim("pip", "")
        script = "\n".join([*jobs[".aws"]["before_script"], *jobs["preflight"]["script"]])
        token = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSIsImV4cCI6NDEwMjQ0NDgwMH0.EXAMPLE"
        done = bash.run(script, DEPLOY_TOKEN=token)
        assert done.returncode == 0, done.stdout + done.stderr
        reports = jobs["preflight"]["artifacts"]["reports"]
        formats.junit((tmp_path / reports["junit"]).read_text())
        assert formats.gitlab((tmp_path / reports["codequality"]).read_text()) == []
        keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x" * 40}
        assert bash.run(script, DEPLOY_TOKEN=token, **keys).returncode == 1
        assert formats.gitlab((tmp_path / reports["codequality"]).read_text())


def test_jenkins(tmp_path: Path) -> None:
    text = (EXAMPLES / "jenkins" / "Jenkinsfile").read_text()
    assert text.count("{") == text.count("}")
    command = re.search(r"sh '(whoami-aws [^']+)'", text)[1]
    for host, code in ((ROLE, 0), (SHADOWED, 1)):
        with shell(host, tmp_path / host) as bash:
            assert bash.argv(*mine(shlex.split(command))).returncode == code
            formats.junit((tmp_path / host / "whoami-aws.xml").read_text())


def test_pre_commit(tmp_path: Path) -> None:
    """A push from a real repository to a real remote, both of them folders here."""
    pre_commit, git = tool("pre-commit"), tool("git")
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    own = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_COLOR": "never"}
    setup = (
        f"{git} init -q --bare {remote}; {git} init -q -b main {clone}; cd {clone}; cp {EXAMPLES}/pre-commit/.p* .; "
        f"{git} config user.email a@example.com; {git} config user.name a; {git} remote add origin {remote}; "
        f"{git} add -A; {git} commit -q -m first; {pre_commit} validate-config; "
        f"{pre_commit} install --hook-type pre-push"
    )
    with shell(SHADOWED, tmp_path) as bash:
        assert bash.run(setup, **own).returncode == 0
        done = bash.run(f"cd {clone}; {git} push origin main", **own)
        assert done.returncode == 1 and "FAILS    account 444455556666" in done.stdout + done.stderr
        assert bash.run(f"{git} -C {remote} rev-parse main", **own).returncode == 128
    config = clone / ".pre-commit-config.yaml"
    config.write_text(config.read_text().replace("444455556666", "111122223333"))
    with shell(ROLE, tmp_path / "role") as bash:
        done = bash.run(f"cd {clone}; {git} commit -q -a -m second; {git} push origin main", **own)
        assert done.returncode == 0, done.stdout + done.stderr
        assert bash.run(f"{git} -C {remote} rev-parse main", **own).returncode == 0


def test_systemd(tmp_path: Path) -> None:
    unit = (EXAMPLES / "systemd" / "nightly-backup.service").read_text()
    command = re.search(r"^ExecStartPre=/usr/local/bin/(.*)$", unit, re.MULTILINE)[1]
    with shell(ROLE, tmp_path / "a") as bash:
        assert bash.argv(*mine(shlex.split(command))).returncode == 0
    with shell("nobody-answers", tmp_path / "b") as bash:
        assert bash.argv(*mine(shlex.split(command))).returncode == 1


@pytest.mark.parametrize(("file", "way"), [("init-container", "initContainers"), ("cron-job", "containers")])
def test_kubernetes(tmp_path: Path, file: str, way: str) -> None:
    data = load(f"kubernetes/{file}.yaml")
    template = data["spec"].get("template") or data["spec"]["jobTemplate"]["spec"]["template"]
    args = template["spec"][way][0]["args"]
    # A pod whose own role is missing gets the node's.
    with shell(ROLE, tmp_path / "node") as bash:
        assert bash.argv("whoami-aws", *args).returncode == 1
    with shell("web-identity", tmp_path / "own") as bash:
        done = bash.argv("whoami-aws", *args)
    assert done.returncode == 0, done.stdout


def test_ecs_health_check(tmp_path: Path) -> None:
    task = json.loads((EXAMPLES / "ecs" / "task-definition.json").read_text())
    kind, *command = task["containerDefinitions"][0]["healthCheck"]["command"]
    assert kind == "CMD"
    with shell("container-role", tmp_path / "own") as bash:
        done = bash.argv(*[re.sub("role/orders", "*", word) for word in command])
        assert (done.returncode, done.stdout) == (0, "")
    with shell(SHADOWED, tmp_path / "keys") as bash:
        assert bash.argv(*command).returncode == 1


def test_docker_entrypoint(tmp_path: Path) -> None:
    entry = str(EXAMPLES / "docker" / "entrypoint.sh")
    with shell(ROLE, tmp_path / "a", EXPECTED_ROLE="role/web-prod-role") as bash:
        done = bash.argv(entry, "echo", "started")
        assert (done.returncode, done.stdout) == (0, "started\n") and "Check passed" in done.stderr
    with shell(SHADOWED, tmp_path / "b", EXPECTED_ROLE="role/web-prod-role") as bash:
        done = bash.argv(entry, "echo", "started")
        assert (done.returncode, done.stdout) == (1, "")


def test_terraform_data_source(tmp_path: Path) -> None:
    script = str(EXAMPLES / "terraform" / "whoami.sh")
    with shell(ROLE, tmp_path) as bash:
        done = bash.run(script, stdin='{"account": "111122223333"}')
        assert json.loads(done.stdout) == {"arn": WHO, "account": "111122223333", "link": "iam-role"}
        done = bash.run(script, stdin='{"account": "444455556666"}')
        assert (done.returncode, done.stdout) == (1, "") and "Check failed" in done.stderr


def test_ssm_command(tmp_path: Path) -> None:
    document = load("ssm/document.yml")
    (command,) = document["mainSteps"][0]["inputs"]["runCommand"]
    with shell(ROLE, tmp_path / "a") as bash:
        assert bash.run(command.replace("{{ Role }}", "web-prod-role")).returncode == 0
    with shell(SHADOWED, tmp_path / "b") as bash:
        assert bash.run(command.replace("{{ Role }}", "web-prod-role")).returncode == 1
    assert not re.fullmatch(document["parameters"]["Role"]["allowedPattern"], 'x"; touch forged; "')


def test_pytest_fixture(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((EXAMPLES / "pytest" / "conftest.py").read_text())
    (tmp_path / "test_it.py").write_text("def test_real(sandbox): assert sandbox\n\ndef test_pure(): pass\n")
    with shell(ROLE, tmp_path) as bash:
        words = ["python", "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "test_it.py"]
        assert "1 passed, 1 skipped" in bash.argv(*words).stdout
        assert "2 passed" in bash.run(shlex.join(words), SANDBOX_ACCOUNT="111122223333").stdout


def test_boot_script(tmp_path: Path) -> None:
    data = load("cloud-init/user-data.yml")
    (file,) = data["write_files"]
    assert data["runcmd"] == [[file["path"]]]
    for host, code in ((ROLE, 0), (SHADOWED, 1)):
        with shell(host, tmp_path / host) as bash:
            bash.shim("systemctl", 'echo "$@"')
            bash.shim("logger", 'cat "$4"')
            done = bash.run(file["content"], shell="sh")
        assert done.returncode == code
        assert ("enable --now web.service" in done.stdout) == (code == 0)
        assert ("env-shadows-instance-profile" in done.stdout) == (code == 1)


def test_expectations(tmp_path: Path) -> None:
    file = str(EXAMPLES / "expect.toml")
    with shell(ROLE, tmp_path) as bash:
        assert bash.argv("whoami-aws", "check", "--expect", file).returncode == 1
        done = bash.argv("whoami-aws", "check", "--expect", file, "--arn", "role/web-*", "--region", "*")
    assert "holds    not-long-term" in done.stdout


def test_ansible_by_ssh_on_loopback(tmp_path: Path) -> None:
    from .ssh import server

    playbook = tool("ansible-playbook")
    for host, code in ((ROLE, 0), (SHADOWED, 2)):
        with shell(host, tmp_path / host) as bash, server(tmp_path / host, bash.env) as options:
            inventory = tmp_path / host / "hosts"
            inventory.write_text(f"one ansible_host=127.0.0.1 {options}\ntwo ansible_host=127.0.0.1 {options}\n")
            extra = json.dumps({"expected": ["--arn", "role/web-prod-role"]})
            ansible = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_SSH_ARGS": "-o ControlMaster=no"}
            ansible["ANSIBLE_HOME"] = str(tmp_path / host / "ansible")
            words = [playbook, "-i", str(inventory), "-e", extra, str(EXAMPLES / "ansible" / "check.yml")]
            done = bash.run(shlex.join(words), **ansible)
        assert done.returncode == code, done.stdout + done.stderr
        said = "Check passed" if code == 0 else "1 of 1 fails (arn role/web-prod-role)"
        assert done.stdout.count(said) >= 1, done.stdout
