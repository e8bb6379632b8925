"""The commands, one file each, and what the tool does alone. No logic, and no import that a command does not need."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from whoami_aws import __version__
from whoami_aws.cli.commands.check import check
from whoami_aws.cli.commands.compare import compare
from whoami_aws.cli.commands.completion import completion
from whoami_aws.cli.commands.demo import demo
from whoami_aws.cli.commands.explain import explain
from whoami_aws.cli.commands.imds import imds
from whoami_aws.cli.commands.man import man
from whoami_aws.cli.commands.pages import rule, rules, schema
from whoami_aws.cli.output import Outcome, show
from whoami_aws.cli.texts import epilog

app = typer.Typer(
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
    return show("short", None, None, {}) if context.invoked_subcommand is None else None


COMMANDS: tuple[Callable[..., Outcome], ...] = (
    explain,
    check,
    compare,
    imds,
    schema,
    rules,
    rule,
    demo,
    completion,
    man,
)


def _needed(arguments: list[str]) -> tuple[Callable[..., Outcome], ...]:
    """The commands that this run needs: to make typer's command of a function takes milliseconds for one with many
    options, so the others are made only where they are listed, or looked through.
    """
    first = arguments[0] if arguments else "--version"
    named = tuple(command for command in COMMANDS if command.__name__ == first and command not in (completion, man))
    return () if first == "--version" else named or COMMANDS


for command in _needed(sys.argv[1:]):
    app.command()(command)
