"""From the command line's words to a rendered report."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from typing import Any

from whoami_aws.explain import Question, explain
from whoami_aws.host.host import Budget, Change, removal
from whoami_aws.render import Options
from whoami_aws.report import Report


def answer(format_: str, color: str, words: dict[str, Any], shown: dict[str, bool], to_file: bool) -> tuple[int, str]:
    """The exit code and the text."""
    # Without a handler of ours, warnings of botocore and urllib3 would go to standard error, with what they quote.
    logging.disable()
    report = explain(question(words))
    options = Options(width=_width(), colour=_colour(color, to_file), **shown)
    return report.exit_code, _render(format_, report, options)


def question(words: dict[str, Any]) -> Question:
    """The question; a bad `--set` raises typer's usage error."""
    changes = [removal(name) for name in words.get("without", [])]
    changes += [_setting(text) for text in words.get("set", [])]
    budget = Budget(words.get("network", "full"), words.get("run", True), words.get("timeout", 10.0))
    return Question(
        words.get("profile"), words.get("sdk", "boto3"), tuple(changes), budget, words.get("identities", "winner")
    )


def _setting(text: str) -> Change:
    from whoami_aws.gather.sealing import seal_variable
    from whoami_aws.gather.vault import Vault

    name, equals, value = text.partition("=")
    if not equals or not name:
        import typer

        raise typer.BadParameter("wants NAME=VALUE", param_hint="--set")
    return Change("set", name, reading=seal_variable(name, value, Vault()))


def _render(format_: str, report: Report, options: Options) -> str:
    if format_ == "json":
        from whoami_aws.render import json_report

        return json_report.render(report, options)
    from whoami_aws.render import text

    return text.render_short(report, options) if format_ == "short" else text.render(report, options)


def _width() -> int:
    return max(44, min(160, shutil.get_terminal_size((120, 40)).columns))


def _colour(choice: str, to_file: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    return (
        not to_file
        and sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
