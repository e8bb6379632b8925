"""`whoami-aws check`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import assertion_options as a
from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def check(
    *,
    asserted: a.Asserted,
    accept: Annotated[
        list[str] | None,
        o.listed(("unconfirmed",), metavar="unconfirmed", help="Accept what STS does not confirm."),
    ] = None,
    expect: Annotated[
        str | None, typer.Option(metavar="FILE", help="Assertions in TOML; the options go on top.")
    ] = None,
    sdk: Annotated[
        list[str] | None,
        o.listed(o.SDKS, metavar="SDK", help=f"Whose chain; repeat: each of them. {', '.join(o.SDKS)}."),
    ] = None,
    wait: Annotated[str | None, typer.Option(metavar="TIME", help="Retry for so long while that may help.")] = None,
    profile: o.Profile = None,
    asking: o.Asking,
    format_: o.CheckFormat = None,
    report: o.Reports = None,
    output: o.Output = None,
    mode: o.Mode = "0600",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No output; the exit code alone.")] = False,
    show_key_ids: o.ShowKeyIds = False,
    color: o.Colour = "auto",
) -> Outcome:
    """Stop a job before it acts with the wrong credentials.

    By default: credentials resolve and can be used, and no finding is an error.

    Exit code: 0 all hold, 1 one does not or cannot be told, 2 wrong usage, 3 unfinished.

    \b
    Examples:
      whoami-aws check --account 111122223333 --arn role/deploy --min-ttl 30m
      whoami-aws check --expect expect.toml --wait 60s --report junit=whoami.xml
    """
    from whoami_aws.check.assertions import compares_sdks
    from whoami_aws.cli import run_check

    wants = run_check.wanted(a.by_name(asserted), expect, tuple(sdk or ()), tuple(accept or ()))
    question = asking.question(profile, o.SDKS if compares_sdks(wants.asked) else wants.sdks)
    shown = run_check.Shown(format_, tuple(report or ()), o.file_of(output), quiet, color, show_key_ids, o.mode(mode))
    return run_check.run(question, wants, wait, shown)
