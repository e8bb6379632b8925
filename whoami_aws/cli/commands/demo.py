"""`whoami-aws demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def _scenarios() -> list[str]:
    from whoami_aws.demo import play

    return list(play.names())


def demo(
    scenario: Annotated[
        str | None,
        typer.Argument(help="Which one; without it, keys that shadow an instance profile.", autocompletion=_scenarios),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    format_: o.Format = "text",
) -> Outcome:
    """Lay out a host with fake endpoints on loopback, and explain it. Needs no AWS account and no network."""
    from whoami_aws.demo import play

    if list_:
        return Outcome(0, play.listing())
    if scenario is not None and scenario not in play.names():
        raise typer.BadParameter(f"no scenario is called {scenario!r}; --list shows them", param_hint="SCENARIO")
    from whoami_aws.cli.run import options

    how = options("auto", False, {})
    code, text = play.play(scenario or play.DEFAULT, format_, how.width, how.colour)
    return Outcome(code, text, format_, how.colour)
