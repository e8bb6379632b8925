"""`whoami-aws check`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o

_List = list[str] | None


def check(
    account: Annotated[_List, typer.Option(metavar="ID", help="The account; repeat: any of them.")] = None,
    arn: Annotated[
        _List,
        typer.Option(
            metavar="PATTERN",
            help="The identity: an ARN or its end (role/deploy, user/ci-*), as a glob, or re:REGEX; repeat: any.",
        ),
    ] = None,
    source: Annotated[_List, typer.Option(metavar="LINK", help="The link that gives them; repeat: any.")] = None,
    not_source: Annotated[_List, typer.Option(metavar="LINK", help="A link that must not give them.")] = None,
    not_long_term: Annotated[bool, typer.Option("--not-long-term", help="No AKIA… key.")] = False,
    min_ttl: Annotated[str | None, typer.Option(metavar="TIME", help="They last this long: 90s, 30m, 1h30m.")] = None,
    region: Annotated[_List, typer.Option(metavar="GLOB", help="The region; repeat: any.")] = None,
    partition: Annotated[_List, typer.Option(metavar="NAME", help="aws, aws-cn, aws-us-gov, …; repeat: any.")] = None,
    imds_v2_only: Annotated[
        bool, typer.Option("--imds-v2-only", help="The metadata service is asked with a token, or not at all.")
    ] = False,
    all_sdks_agree: Annotated[
        bool, typer.Option("--all-sdks-agree", help="Every SDK that is known gets the same credentials.")
    ] = False,
    no_finding: Annotated[_List, typer.Option(metavar="RULE", help="This rule has nothing to say.")] = None,
    fail_on: Annotated[
        str | None, typer.Option(metavar="SEVERITY", help="No finding as bad as this: error, warning, info.")
    ] = None,
    expect: Annotated[
        str | None, typer.Option(metavar="FILE", help="Assertions from a TOML file; the options go on top.")
    ] = None,
    sdk: Annotated[_List, typer.Option(help=f"Whose chain; repeat: each of them. {', '.join(o.SDKS)}.")] = None,
    wait: Annotated[
        str | None, typer.Option(metavar="TIME", help="Try again until all holds, for as long as waiting can help.")
    ] = None,
    profile: o.Profile = None,
    network: o.Network = "full",
    offline: o.Offline = False,
    no_exec: o.NoExec = False,
    timeout: o.Timeout = 10.0,
    format_: o.CheckFormat = None,
    report: o.Reports = None,
    output: o.Output = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No output; the exit code alone.")] = False,
    show_key_ids: o.ShowKeyIds = False,
    color: o.Colour = "auto",
) -> None:
    """Stop a job before it acts with the wrong credentials.

    Without an assertion: credentials resolve, can be used, and no finding is an error.

    Exit code: 0 all assertions hold, 1 one does not or cannot be told, 2 wrong usage, 3 the tool could not finish.
    """
    o.choice("network", network, ("none", "metadata", "full"))
    o.choice("color", color, ("auto", "always", "never"))
    for one in sdk or ():
        o.choice("sdk", one, o.SDKS)
    from whoami_aws.cli import preflight

    asserted = {
        "account": account,
        "arn": arn,
        "source": source,
        "not-source": not_source,
        "not-long-term": not_long_term,
        "min-ttl": min_ttl,
        "region": region,
        "partition": partition,
        "imds-v2-only": imds_v2_only,
        "all-sdks-agree": all_sdks_agree,
        "no-finding": no_finding,
        "fail-on": fail_on,
    }
    asked, sdks = preflight.assertions(asserted, expect, tuple(sdk or ()))
    words = {
        "profile": profile,
        "network": "none" if offline else network,
        "run": not no_exec,
        "timeout": timeout,
    }
    shown = preflight.Shown(format_, tuple(report or ()), output, quiet, color, show_key_ids)
    raise typer.Exit(preflight.run(words, asked, sdks, wait, shown))
