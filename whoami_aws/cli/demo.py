"""`whoami-aws demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import write


def demo(
    scenario: Annotated[
        str | None, typer.Argument(help="Which one; without it, keys that shadow an instance profile.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    format_: o.Format = "text",
) -> None:
    """Lay out a host with fake endpoints on loopback, and explain it. Needs no AWS account and no network."""
    from whoami_aws.demo import play

    if list_:
        write(play.listing())
        return
    if scenario is not None and scenario not in play.names():
        raise typer.BadParameter(f"no scenario is called {scenario!r}; --list shows them", param_hint="SCENARIO")
    raise typer.Exit(play.play(scenario or play.DEFAULT, o.choice("format", format_, ("text", "json"))))
