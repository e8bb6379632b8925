"""`whoami-aws demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def _scenarios() -> list[str]:
    from whoami_aws.demo import run_demo

    return list(run_demo.names())


def demo(
    scenario: Annotated[
        str | None,
        typer.Argument(help="Which one; without it, keys that shadow an instance profile.", autocompletion=_scenarios),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    format_: o.Format = "text",
) -> Outcome:
    """Lay out a host with fake endpoints on loopback, and explain it. Needs no AWS account and no network."""
    from whoami_aws.demo import run_demo

    if list_:
        return Outcome(0, run_demo.listing())
    if scenario is not None and scenario not in run_demo.names():
        raise typer.BadParameter(f"no scenario is called {scenario!r}; --list shows them", param_hint="SCENARIO")
    from whoami_aws.cli.rendering import options

    how = options("auto", False, {})
    code, text = run_demo.play(scenario or run_demo.DEFAULT, format_, how.width, how.colour)
    return Outcome(code, text, format_, how.colour)
