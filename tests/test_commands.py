"""A command is one module and one line where the commands are listed: everything else follows from these."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Said, command
from whoami_aws.cli import app, commands
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


def _completed() -> Iterator[tuple[str, Any, list[str]]]:
    """Every option and argument whose values completion knows."""
    for name in COMMANDS:
        made = app.command(name)
        context = made.make_context(name, [], resilient_parsing=True)
        for parameter in made.params:
            if values := [item.value for item in parameter.shell_complete(context, "")]:
                yield name, parameter, values


READ_LATER = {
    *(("check", one) for one in ("source", "not_source", "partition", "no_finding", "fail_on")),
    ("compare", "sdk"),
    ("demo", "scenario"),
}
"""What typer takes as a text: the command itself reads it, see `test_cli.py`."""


def test_typer_takes_what_completion_offers_and_nothing_else() -> None:
    seen = set()
    for name, parameter, values in _completed():
        made = app.command(name)
        before = [parameter.opts[0]] if parameter.param_type_name == "option" else []
        for value in values:
            assert value in str(made.make_context(name, [*before, value]).params[parameter.name])
        seen.add((name, parameter.name))
        if (name, parameter.name) not in READ_LATER:
            with pytest.raises(Exception, match="nope-nope") as wrong:
                made.make_context(name, [*before, "nope-nope"])
            assert wrong.value.exit_code == 2 and wrong.value.param.name == parameter.name
    assert seen > READ_LATER
    assert {("explain", one) for one in ("sdk", "network", "identities", "format_", "color", "ignore")} < seen
    assert {("check", one) for one in ("sdk", "network", "fail_on", "accept", "format_")} < seen


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["explain", "--sdk", "java"], "--sdk: 'java' is ambiguous: java-v1 or java-v2?"),
        (["check", "--sdk", "jav-v2"], "'python-v4'; did you mean java-v2?"),
        (["explain", "--network", "some"], "--network: 'some' is not one of 'none', 'metadata', 'full'."),
        (["explain", "--timeout", "x"], "--timeout: 'x' is not a valid float range."),
        (["completion", "ksh"], "SHELL: 'ksh' is not one of 'bash', 'zsh', 'fish'."),
        (["completion"], "Missing argument SHELL. Choose from: bash, zsh, fish"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_names_the_option_and_what_is_close(words: list[str], hint: str) -> None:
    said = command(words, {"HOME": "/nonexistent"})
    assert (said.code, said.out) == (2, "")
    assert hint in said.err.splitlines()[-1]


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
