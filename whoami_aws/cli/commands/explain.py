"""`whoami-aws explain`."""

from __future__ import annotations

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome, show


def explain(
    *,
    profile: o.Profile = None,
    sdk: o.Sdk = "boto3",
    without: o.Without = None,
    set_: o.Set = None,
    asking: o.Asking,
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
    question = asking.question(profile, (sdk,), without=without, set_=set_)
    question = question._replace(sdk=sdk, identities=identities, ignore=tuple(ignore or ()))
    reports = o.reports(tuple(report or ()), output, o.CHECK_FORMATS)
    shown = {"verbose": verbose, "show_key_ids": show_key_ids}
    return show(format_, o.file_of(output), color, question, shown, reports, o.mode(mode))
