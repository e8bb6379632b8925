"""From the command line's words to a rendered report."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from whoami_aws.ask.explain import Question, explain
from whoami_aws.gather.vault import Vault
from whoami_aws.host.host import Budget, Change, removal
from whoami_aws.host.secret_like import hidden
from whoami_aws.render import PAPERS, Options
from whoami_aws.report import Report

if TYPE_CHECKING:
    from whoami_aws.check.job import Job
    from whoami_aws.check.result import Check


def answer(formats: list[str], how: Options, words: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code and a text for each format. Only the first can have colours: it may go to a terminal."""
    # Without a handler of ours, warnings of botocore and urllib3 would go to standard error, with what they quote.
    logging.disable()
    report = explain(question(words))
    first = rendered(formats[0], report, how)
    plain = how._replace(colour=False)
    return report.exit_code, [first, *(rendered(format_, report, plain) for format_ in formats[1:])]


def options(color: str, to_file: bool, shown: dict[str, bool]) -> Options:
    """How to render, for a terminal or a file."""
    return Options(width=_width(), colour=_colour(color, to_file), **shown)


def question(words: dict[str, Any]) -> Question:
    """The question; a bad `--set` raises typer's usage error."""
    vault = Vault()
    changes = [removal(hidden(name)) for name in words.get("without", [])]
    changes += [_setting(text, vault) for text in words.get("set", [])]
    budget = Budget(
        words.get("network", "full"),
        words.get("run", True),
        words.get("timeout", 10.0),
        tuple(words.get("trusted", ())),
    )
    return Question(
        words.get("profile"),
        words.get("sdk", "boto3"),
        tuple(changes),
        budget,
        words.get("identities", "winner"),
        tuple(words.get("ignore", ())),
        java_properties=words.get("java_properties", ()),
        assumed=words.get("assumed", ()),
        vault=vault,
    )


def _setting(text: str, vault: Vault) -> Change:
    from whoami_aws.gather.redact import redact_variable

    name, equals, value = text.partition("=")
    if not equals or not name:
        import typer

        raise typer.BadParameter("wants NAME=VALUE", param_hint="--set")
    return Change("set", hidden(name), reading=redact_variable(name, value, vault))


def rendered(format_: str, value: Report | Check, options: Options, job: Job | None = None) -> str:
    """A report or a check in one of the formats."""
    if format_ in PAPERS:
        from whoami_aws.render import paper

        return paper.rendered(format_, value, job or paper.NO_JOB)
    if isinstance(value, Report):
        return _report(format_, value, options)
    if format_ == "json":
        from whoami_aws.render import check_json

        return check_json.render(value, options)
    from whoami_aws.render import check_text

    return check_text.render(value, options)


def _report(format_: str, report: Report, options: Options) -> str:
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
        and sys.__stdout__ is not None
        and sys.__stdout__.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
