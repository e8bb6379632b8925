"""A command is one module and one line where the commands are listed: everything else follows from these."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

from tests.commands import Said, command
from whoami_aws.cli import commands
from whoami_aws.cli.app import COMMANDS

HELLO = '''
"""`whoami-aws hello-world`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whoami_aws.cli.output import Outcome


def hello_world(
    tone: Annotated[Literal["loud", "low"], typer.Option(help="How to say it.")] = "low",
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom to greet.")] = "world",
) -> Outcome:
    """Greet somebody."""
    return Outcome(0, f"{'HELLO' if tone == 'loud' else 'hello'} {name}\\n")
'''
ADDED = """
import sys
from whoami_aws.cli import app, commands, entry

commands.__path__.append(sys.argv.pop(1))
app.COMMANDS = (*app.COMMANDS, "hello-world")
entry.main()
"""


@pytest.fixture
def run(tmp_path: Path):
    (tmp_path / "hello_world.py").write_text(HELLO)

    def said(*words: str) -> Said:
        env = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "COLUMNS": "100"}
        return command([str(tmp_path), *words], env, code=ADDED)

    return said


def test_every_module_is_listed() -> None:
    modules = {module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(COMMANDS)


def test_a_module_and_a_line_add_a_command(run) -> None:
    assert run("hello-world").out == "hello world\n"
    assert run("hello-world", "--tone", "loud", "you").out == "HELLO you\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--help"], ["  hello-world  Greet somebody."]),
        (["hello-world", "-h"], ["Usage: whoami-aws hello-world [OPTIONS] [NAME]", "How to say it.", "loud|low"]),
        (["man"], [r'.SS "whoami\-aws hello\-world', "Greet somebody.", r"\fB\-\-tone"]),
        (["completion", "bash"], ["'hello-world')", "--tone) words='loud low'"]),
        (["completion", "zsh"], ["'hello-world:Greet somebody.'", "'*--tone[How to say it.]:value:(loud low)'"]),
        (["completion", "fish"], ["-a hello-world -d 'Greet somebody.'", "-l tone -r -a 'loud low'"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_new_command_is_shown_wherever_commands_are(run, words: list[str], shown: list[str]) -> None:
    said = run(*words)
    assert (said.code, said.err) == (0, "")
    assert [text for text in shown if text not in said.out] == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["hello-word"], "Did you mean 'hello-world'?"),
        (["hello-world", "--tone", "shrill"], "'shrill' is not one of"),
    ],
)
def test_wrong_usage_of_a_new_command_is_told(run, words: list[str], error: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert error in said.err


FRESH = """
import sys
for name in [*sys.modules]:
    if name.startswith("whoami_aws.cli"):
        del sys.modules[name]
from whoami_aws.cli import app
app.app(sys.argv[1:], standalone_mode=False)
print(*sys.modules)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_no_other(name: str) -> None:
    loaded = command([name, "--help"], {"HOME": "/nonexistent"}, code=FRESH).out.split()
    start = "whoami_aws.cli.commands."
    assert [one.removeprefix(start) for one in loaded if one.startswith(start)] == [name]
