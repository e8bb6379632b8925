"""The options of `explain` as the command line reads them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from whoami_aws.ask.question import Question
from whoami_aws.cli import app
from whoami_aws.cli.options import Asking


@cache
def _explain() -> Any:
    return app.command("explain")


def question(argv: Sequence[str]) -> Question:
    given = _explain().make_context("explain", list(argv)).params
    asking = Asking(*(given[name] for name in Asking._fields))
    asked = asking.question(given["profile"], (given["sdk"],), without=given["without"], set_=given["set_"])
    return asked._replace(sdk=given["sdk"], identities=given["identities"], ignore=tuple(given["ignore"] or ()))
