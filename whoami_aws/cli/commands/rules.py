"""`whoami-aws rules`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whoami_aws.cli.output import Outcome


def rules(
    format_: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="Output format.")] = "text",
) -> Outcome:
    """List all rules."""
    from whoami_aws.rules import pages

    return Outcome(0, pages.listing(format_), format_)
