"""`whoami-aws imds`."""

from __future__ import annotations

from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome


def imds(
    timeout: o.Timeout = 10.0,
    format_: o.Format = "text",
    profile: o.Profile = None,
    verbose: o.Verbose = False,
    color: o.Colour = "auto",
) -> Outcome:
    """Show all about the instance metadata service: whether it answers, how, and with which role.

    Only the metadata service is asked. Exit code: 0 a role is served, 1 none is, 2 wrong usage, 3 not finished.
    """
    import logging

    from whoami_aws.ask.run_imds import ask
    from whoami_aws.cli.deadline import end_after
    from whoami_aws.cli.signals import end_on_signals
    from whoami_aws.gather.this_process import ThisProcess
    from whoami_aws.render.imds_facts import facts

    logging.disable()
    end_on_signals()
    end_after(timeout)
    report = ask(ThisProcess(), timeout, profile)
    code = 0 if facts(report).served else 1
    if format_ == "json":
        from whoami_aws.render import imds_json

        return Outcome(code, imds_json.render(report), format_)
    from whoami_aws.cli.rendering import options
    from whoami_aws.render import imds_text

    how = options(color, False, {"verbose": verbose})
    return Outcome(code, imds_text.render(report, how), format_, how.colour)
