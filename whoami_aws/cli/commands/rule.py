"""`whoami-aws rule`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def rule(name: Annotated[str, typer.Argument(metavar="NAME", parser=o.rule_id, autocompletion=o.rule_ids)]) -> Outcome:
    """Show the page of one rule."""
    from whoami_aws.rules import pages

    return Outcome(0, pages.page(name))
