"""`whoami-aws schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def _document(name: str) -> str:
    return o.choice("report" if name == "explain" else name, o.SCHEMAS)


def schema(
    name: Annotated[
        str,
        typer.Argument(
            metavar=f"[{'|'.join(o.SCHEMAS)}]",
            help="Whose document; report is explain's, host a recorded host.",
            parser=_document,
            autocompletion=lambda: o.SCHEMAS,
        ),
    ] = "report",
) -> Outcome:
    """Print the JSON Schema of what `explain --format json` prints, or of another document."""
    from importlib.resources import files

    text = files("whoami_aws.render").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    return Outcome(0, text, "json")
