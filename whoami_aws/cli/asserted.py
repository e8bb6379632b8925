"""The options of `check` that assert something, one for each key of a file of expectations."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whoami_aws.cli import options as o

_Several = list[str] | None

Account = Annotated[_Several, typer.Option(metavar="ID", help="The account; repeat: any of them.")]
Arn = Annotated[_Several, typer.Option(metavar="PATTERN", help="An ARN or its end: role/deploy, user/ci-*, re:…")]
Source = Annotated[
    _Several,
    typer.Option(metavar="LINK", help="The link that gives them; repeat: any.", autocompletion=o.links),
]
NotSource = Annotated[
    _Several, typer.Option(metavar="LINK", help="A link that must not give them.", autocompletion=o.links)
]
NotLongTerm = Annotated[bool, typer.Option("--not-long-term", help="Fail on long-term access keys (AKIA…).")]
MinTtl = Annotated[str | None, typer.Option(metavar="TIME", help="They must last for TIME: 90s, 30m, 1h30m.")]
Region = Annotated[_Several, typer.Option(metavar="GLOB", help="The region; repeat: any.")]
Partition = Annotated[
    _Several,
    typer.Option(
        metavar="NAME",
        help="aws, aws-cn, aws-us-gov, …; repeat: any.",
        autocompletion=lambda: ("aws", "aws-cn", "aws-us-gov"),
    ),
]
ImdsV2Only = Annotated[bool, typer.Option("--imds-v2-only", help="IMDS refuses a request without a token.")]
AllSdksAgree = Annotated[bool, typer.Option("--all-sdks-agree", help="All known SDKs get the same credentials.")]
NoFinding = Annotated[
    _Several, typer.Option(metavar="RULE", help="Fail if this rule reports anything.", autocompletion=o.rule_ids)
]
FailOn = Annotated[Literal["error", "warning", "info"] | None, typer.Option(help="Fail on this severity or worse.")]

Accept = Annotated[
    _Several, o.listed(("unconfirmed",), metavar="unconfirmed", help="Accept what STS does not confirm.")
]

NAMES = (
    "account",
    "arn",
    "source",
    "not-source",
    "not-long-term",
    "min-ttl",
    "region",
    "partition",
    "imds-v2-only",
    "all-sdks-agree",
    "no-finding",
    "fail-on",
)
"""What can be asserted, in the order in which it is shown."""
