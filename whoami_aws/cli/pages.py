"""`whoami-aws rules`, `rule` and `schema`: what the tool says of itself."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[report|check|compare|imds|host]",
            help="Whose document; report is explain's, host a recorded host.",
        ),
    ] = "report",
) -> Outcome:
    """Print the JSON Schema of what `explain --format json` prints, or of another document."""
    from importlib.resources import files

    name = {"explain": "report"}.get(name, name)
    o.choice("NAME", name, o.SCHEMAS)
    text = files("whoami_aws.render").joinpath(f"{name}-1.schema.json").read_text(encoding="utf-8")
    return Outcome(0, text, "json")


def rules(format_: o.Format = "text") -> Outcome:
    """List all rules."""
    from whoami_aws.rules import pages

    o.choice("format", format_, ("text", "json", "markdown"))
    return Outcome(0, pages.listing(format_), format_)


def rule(name: str) -> Outcome:
    """Show the page of one rule."""
    from whoami_aws.rules import pages

    page = pages.page(name)
    if page is None:
        raise typer.BadParameter(pages.unknown(name), param_hint="NAME")
    return Outcome(0, page)
