"""`whoami-aws compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome
from whoami_aws.cli.signals import end_on_signals


def compare(
    sdk: Annotated[str | None, typer.Option(help="Which SDKs, by commas; without it, those in use here.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All SDKs whose chain is known.")] = False,
    profile: o.Profile = None,
    java_property: o.JavaProperties = None,
    assume: o.Assume = None,
    network: o.Network = "full",
    offline: o.Offline = False,
    no_exec: o.NoExec = False,
    trust_endpoint: o.TrustEndpoint = None,
    timeout: o.Timeout = 10.0,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit code 0 also where they differ.")] = False,
    format_: o.Format = "text",
    show_key_ids: o.ShowKeyIds = False,
) -> Outcome:
    """Show which identity each SDK on this host picks: they do not all walk the same chain.

    Exit code: 0 all pick the same, 1 they differ or it cannot be told, 2 wrong usage, 3 the tool could not finish.
    """
    o.choice("network", network, ("none", "metadata", "full"))
    o.choice("format", format_, ("text", "json"))
    asked = [o.choice("sdk", one.strip(), o.SDKS) for one in sdk.split(",")] if sdk else []
    given = o.given(java_property, assume, tuple(asked or o.SDKS), every=not asked)
    from whoami_aws.cli import compared
    from whoami_aws.cli.deadline import end_after

    end_on_signals()
    end_after(timeout)
    words = {
        "profile": profile,
        "network": "none" if offline else network,
        "run": not no_exec,
        "timeout": timeout,
        "trusted": o.trusted(trust_endpoint),
        **given,
    }
    agree, text = compared.answer(words, asked, all_, format_, show_key_ids)
    return Outcome(0 if agree or exit_zero else 1, text, format_)
