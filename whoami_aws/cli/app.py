"""The list of commands, and what the tool does without one. No logic, and no import that a command does not need."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from whoami_aws import __version__
from whoami_aws.cli.help_text import epilog
from whoami_aws.cli.option_groups import with_flat_options
from whoami_aws.cli.output import Outcome, show

COMMANDS = ("explain", "check", "compare", "imds", "schema", "rules", "rule", "demo", "completion", "man")
"""Every command, in the order of `--help`. Each is a function of the same name in a module of the same name in
`commands`: its parameters are the options, and its docstring is the help.
"""


class _Commands(TyperGroup):
    """Imports a command when it is run, and all of them where they are listed: each costs milliseconds."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's class, which moves about
        self._load(COMMANDS)
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        # For a name that does not exist typer suggests those that are close.
        self._load((cmd_name,) if cmd_name in COMMANDS else COMMANDS)
        return super().get_command(ctx, cmd_name)

    def _load(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.commands:
                self.commands[name] = command(name)


def command(name: str) -> Any:  # noqa: ANN401
    """The command of this name, as typer makes it of its function."""
    word = name.replace("-", "_")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(with_flat_options(getattr(import_module(f"whoami_aws.cli.commands.{word}"), word)))
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,  # `completion` prints scripts that complete without starting Python
    epilog=epilog(),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"whoami-aws {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def whoami(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has done it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> Outcome | None:
    """Which AWS identity do I get here, and because of what?"""
    if context.invoked_subcommand is not None:
        return None
    from whoami_aws.ask.question import Question

    return show("short", None, None, Question())
