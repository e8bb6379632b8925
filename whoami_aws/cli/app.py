"""The commands, one file each, and what the tool does alone. No logic, and no import that a command does not need."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws import __version__
from whoami_aws.cli.demo import demo
from whoami_aws.cli.explain import explain
from whoami_aws.cli.output import show
from whoami_aws.cli.pages import rule, rules, schema

app = typer.Typer(
    add_completion=False,
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
) -> None:
    """Which AWS identity do I get here, and because of what?

    Alone: two lines, who you are and why. `explain` shows the whole chain.
    """
    if context.invoked_subcommand is None:
        show("short", None, None, {})


for command in (explain, schema, rules, rule, demo):
    app.command()(command)
