"""`whoami-aws check`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import asserted as a
from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def check(
    account: a.Account = None,
    arn: a.Arn = None,
    source: a.Source = None,
    not_source: a.NotSource = None,
    not_long_term: a.NotLongTerm = False,
    min_ttl: a.MinTtl = None,
    region: a.Region = None,
    partition: a.Partition = None,
    imds_v2_only: a.ImdsV2Only = False,
    all_sdks_agree: a.AllSdksAgree = False,
    no_finding: a.NoFinding = None,
    fail_on: a.FailOn = None,
    accept: a.Accept = None,
    expect: Annotated[
        str | None, typer.Option(metavar="FILE", help="Assertions in TOML; the options go on top.")
    ] = None,
    sdk: Annotated[
        list[str] | None, typer.Option(metavar="SDK", help=f"Whose chain; repeat: each of them. {', '.join(o.SDKS)}.")
    ] = None,
    wait: Annotated[str | None, typer.Option(metavar="TIME", help="Retry for so long while that may help.")] = None,
    profile: o.Profile = None,
    java_property: o.JavaProperties = None,
    assume: o.Assume = None,
    network: o.Network = "full",
    offline: o.Offline = False,
    no_exec: o.NoExec = False,
    trust_endpoint: o.TrustEndpoint = None,
    timeout: o.Timeout = 10.0,
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
    said = dict(locals())
    o.choice("network", network, ("none", "metadata", "full"))
    o.choice("color", color, ("auto", "always", "never"))
    for one in sdk or ():
        o.choice("sdk", one, o.SDKS)
    from whoami_aws.check.wanted import KEYS
    from whoami_aws.cli import preflight

    asserted = {name: said[name.replace("-", "_")] for name in KEYS}
    wants = preflight.wanted(asserted, expect, tuple(sdk or ()), tuple(accept or ()))
    words = {
        "profile": profile,
        "network": "none" if offline else network,
        "run": not no_exec,
        "timeout": timeout,
        "trusted": o.trusted(trust_endpoint),
        **o.given(java_property, assume, o.SDKS if all_sdks_agree else wants.sdks),
    }
    shown = preflight.Shown(format_, tuple(report or ()), o.file_of(output), quiet, color, show_key_ids, o.mode(mode))
    return preflight.run(words, wants, wait, shown)
