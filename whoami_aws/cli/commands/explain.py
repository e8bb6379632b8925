"""`whoami-aws explain`."""

from __future__ import annotations

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome, show


def explain(
    profile: o.Profile = None,
    sdk: o.Sdk = "boto3",
    without: o.Without = None,
    set_: o.Set = None,
    java_property: o.JavaProperties = None,
    assume: o.Assume = None,
    network: o.Network = "full",
    offline: o.Offline = False,
    no_exec: o.NoExec = False,
    trust_endpoint: o.TrustEndpoint = None,
    timeout: o.Timeout = 10.0,
    identities: o.Identities = "winner",
    ignore: o.Ignore = None,
    format_: o.ReportFormat = "text",
    report: o.Reports = None,
    output: o.Output = None,
    mode: o.Mode = "0600",
    show_key_ids: o.ShowKeyIds = False,
    verbose: o.Verbose = False,
    color: o.Colour = "auto",
) -> Outcome:
    """Show every link of the credential provider chain: who wins, because of what, and what else would answer.

    Exit code: 0 credentials resolve, 1 they don't, 2 wrong usage, 3 the tool could not finish.
    """
    o.choice("network", network, ("none", "metadata", "full"))
    o.choice("identities", identities, ("winner", "all"))
    o.choice("format", format_, o.CHECK_FORMATS)
    o.choice("color", color, ("auto", "always", "never"))
    o.choice("sdk", sdk, o.SDKS)
    question = {
        "profile": profile,
        "sdk": sdk,
        "without": without or [],
        "set": set_ or [],
        "network": "none" if offline else network,
        "run": not no_exec,
        "timeout": timeout,
        "trusted": o.trusted(trust_endpoint),
        "identities": identities,
        "ignore": o.known_rules(ignore or []),
        **o.given(java_property, assume, (sdk,)),
    }
    reports = o.reports(tuple(report or ()), output, o.CHECK_FORMATS)
    shown = {"verbose": verbose, "show_key_ids": show_key_ids}
    return show(format_, o.file_of(output), color, question, shown, reports, o.mode(mode))
