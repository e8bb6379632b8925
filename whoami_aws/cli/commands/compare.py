"""`whoami-aws compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome
from whoami_aws.cli.signals import end_on_signals


def compare(
    *,
    sdk: Annotated[
        str | None,
        typer.Option(
            metavar="SDK,…",
            help="Which SDKs, by commas; without it, those in use here.",
            autocompletion=lambda: o.SDKS,
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All SDKs whose chain is known.")] = False,
    profile: o.Profile = None,
    asking: o.Asking,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit code 0 also where they differ.")] = False,
    format_: o.Format = "text",
    show_key_ids: o.ShowKeyIds = False,
) -> Outcome:
    """Show which identity each SDK on this host picks: they do not all walk the same chain.

    Exit code: 0 all pick the same, 1 they differ or it cannot be told, 2 wrong usage, 3 the tool could not finish.
    """
    asked = [o.choice(one.strip(), o.SDKS, "--sdk") for one in sdk.split(",")] if sdk else []
    question = asking.question(profile, asked or o.SDKS, every_part=not asked)
    import logging

    from whoami_aws.ask.run_comparison import reports
    from whoami_aws.cli.deadline import end_after
    from whoami_aws.cli.rendering import options
    from whoami_aws.comparison import compare as compare_reports
    from whoami_aws.gather.sdk_detection import in_use
    from whoami_aws.host.secret_like import hidden

    if format_ == "json":
        from whoami_aws.render.comparison_json import render
    else:
        from whoami_aws.render.comparison_text import render
    end_on_signals()
    end_after(asking.timeout)
    logging.disable()
    evidence = {one: hidden(place) for one, place in in_use(question.machine).items()}
    found = reports(question, tuple(dict.fromkeys(asked or _chosen(evidence, all_))), with_findings=False)
    comparison = compare_reports(list(found.values()))
    text = render(comparison, evidence, options("auto", True, {"show_key_ids": show_key_ids}))
    return Outcome(0 if comparison.agree or exit_zero else 1, text, format_)


_LEAST = 3
"""Fewer are no comparison: where less is in use here, those that differ most from boto3 are shown beside it."""
_TELLING = ("aws-cli", "java-v2", "js-v3", "go-v2")


def _chosen(evidence: dict[str, str], every: bool) -> list[str]:
    """Those in use here, first; then the others that were asked for."""
    known = [sdk for sdk in evidence if sdk in o.SDKS]
    if every:
        return [*known, *(sdk for sdk in o.SDKS if sdk not in known)]
    return known if len(known) >= _LEAST else [*known, *(sdk for sdk in _TELLING if sdk not in known)]
