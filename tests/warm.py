"""What a process does once for all that are forked from it: it imports what a run of the tool may import, and makes
what never changes.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def prepare() -> None:
    """Does it. Nothing of the environment or of any file is read, for a child has others."""
    import botocore.credentials
    import botocore.hooks
    import botocore.httpsession
    import botocore.session
    import typer  # noqa: F401

    import whoami_aws.ask.explain
    import whoami_aws.ask.preflight
    import whoami_aws.ask.several
    import whoami_aws.check.result
    import whoami_aws.cli.entry
    import whoami_aws.cli.run
    import whoami_aws.gather.container
    import whoami_aws.gather.identity
    import whoami_aws.gather.imds
    import whoami_aws.gather.process
    import whoami_aws.gather.witness
    import whoami_aws.render.json_report
    import whoami_aws.render.text  # noqa: F401

    # Most of the time in which a session is made goes into the names of events and the signatures of handlers.
    botocore.hooks.accepts_kwargs = cache(botocore.hooks.accepts_kwargs)
    alias = botocore.hooks.EventAliaser._alias_event_name
    aliases: dict[str, str] = {}

    def aliased(self: Any, name: str) -> str:
        if name not in aliases:
            aliases[name] = alias(self, name)
        return aliases[name]

    botocore.hooks.EventAliaser._alias_event_name = aliased
    botocore.session.Session()
    _judge_a_host()


def _judge_a_host() -> None:
    """Compiles the patterns that the rules and the renderers use, on a host of which little is known."""
    from whoami_aws.chain.sdks import CHAINS
    from whoami_aws.host.host import Budget, Host, Sdk
    from whoami_aws.render import Options, json_report, text
    from whoami_aws.report import report_of

    env = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_PROFILE": "default"}
    host = Host(
        0.0, "/nonexistent", "somebody", 1000, env, None, Sdk("boto3", "1.40.0", "1.40.0", "no-crt"), Budget(), {}
    )
    report = report_of(host, CHAINS["boto3"])
    json_report.render(report, Options())
    text.render(report, Options())
