"""From a question to a rendered report."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from typing import TYPE_CHECKING

from whoami_aws.ask.explain import explain
from whoami_aws.ask.question import Question
from whoami_aws.render import PAPERS, Options
from whoami_aws.report import Report

if TYPE_CHECKING:
    from whoami_aws.check.job import Job
    from whoami_aws.check.result import Check


def answer(formats: list[str], how: Options, question: Question) -> tuple[int, list[str]]:
    """The exit code and a text for each format. Only the first can have colours: it may go to a terminal."""
    # Without a handler of ours, warnings of botocore and urllib3 would go to standard error, with what they quote.
    logging.disable()
    report = explain(question)
    first = rendered(formats[0], report, how)
    plain = how._replace(colour=False)
    return report.exit_code, [first, *(rendered(format_, report, plain) for format_ in formats[1:])]


def options(color: str, to_file: bool, shown: dict[str, bool]) -> Options:
    """How to render, for a terminal or a file."""
    return Options(width=_width(), colour=_colour(color, to_file), **shown)


def rendered(format_: str, value: Report | Check, options: Options, job: Job | None = None) -> str:
    """A report or a check in one of the formats."""
    if format_ in PAPERS:
        from whoami_aws.render import ci_report

        return ci_report.rendered(format_, value, job or ci_report.NO_JOB)
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
