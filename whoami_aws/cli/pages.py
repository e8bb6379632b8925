"""`whoami-aws rules`, `rule` and `schema`: what the tool says of itself."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import write


def schema(
    name: Annotated[
        str, typer.Argument(metavar="[report|check|compare|imds]", help="Of which command; report is explain's.")
    ] = "report",
) -> None:
    """Print the JSON Schema of what `explain --format json` prints, or another command."""
    from importlib.resources import files

    name = {"explain": "report"}.get(name, name)
    o.choice("name", name, o.SCHEMAS)
    write(files("whoami_aws.render").joinpath(f"{name}-1.schema.json").read_text(encoding="utf-8"))


def rules(format_: o.Format = "text") -> None:
    """List all rules."""
    from whoami_aws.rules import pages

    o.choice("format", format_, ("text", "json", "markdown"))
    write(pages.listing(format_))


def rule(name: str) -> None:
    """Show the page of one rule."""
    from whoami_aws.rules import pages

    page = pages.page(name)
    if page is None:
        raise typer.BadParameter(pages.unknown(name), param_hint="NAME")
    write(page)
