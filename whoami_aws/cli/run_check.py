"""What `check` does with its words: assertions from options and a file, the check, its formats, where each goes."""

from __future__ import annotations

import errno
import os
from typing import Any, NamedTuple

import typer

from whoami_aws.ask.question import Question
from whoami_aws.ask.run_check import check
from whoami_aws.check.assertion import Asked
from whoami_aws.check.duration import seconds, wrong
from whoami_aws.check.expectations import Expected, Wrong, from_file, from_options, merged, old_ids
from whoami_aws.check.job import GITHUB, GITLAB, Job, job_of
from whoami_aws.check.result import Check, Ignored, with_defaults
from whoami_aws.cli import options as o
from whoami_aws.cli.output import Outcome, Page, say
from whoami_aws.cli.signals import end_on_signals
from whoami_aws.render.sanitize import clean


class Shown(NamedTuple):
    """How the check is shown. `reports`: `FORMAT=FILE` each; `mode`: that of new files."""

    format: str | None
    reports: tuple[str, ...]
    output: str | None
    quiet: bool
    color: str
    show_key_ids: bool
    mode: int = 0o600


class Wanted(NamedTuple):
    """What is asserted and of which SDKs, what is accepted, and which findings are ignored."""

    asked: tuple[Asked, ...]
    sdks: tuple[str, ...]
    accepted: tuple[str, ...]
    ignored: tuple[Ignored, ...]


def wanted(given: dict[str, Any], expect: str | None, sdks: tuple[str, ...], accept: tuple[str, ...]) -> Wanted:
    """What the options and the file of expectations ask for. Raises typer's usage error."""
    try:
        asked, file = from_options(given), Expected(())
        o.note_old_ids(old_ids(given))
        if expect is not None:
            data, text = read_toml(expect)
            file = from_file(data, text, expect, o.SDKS)
            asked = merged(file.asked, asked)
            o.note_old_ids(old_ids(data))
        named = tuple(dict.fromkeys(sdks or file.sdks or ("boto3",)))
        return Wanted(with_defaults(asked), named, tuple(dict.fromkeys((*file.accepted, *accept))), file.ignored)
    except Wrong as error:
        raise typer.BadParameter(str(error), param_hint=error.hint) from None


_MOST = 1 << 20
"""Bytes of a file of expectations: more is something else."""


_NOT_READ = {
    "missing": "does not exist",
    "directory": "is not a regular file",
    "null-device": "is not a regular file",
    "not-regular": "is not a regular file",
    "kernel-file": "is not a regular file",
    "too-large": "is too large",
}


def read_toml(path: str) -> tuple[dict[str, Any], str]:
    """A TOML file's content, and its text. Raises Wrong."""
    from whoami_aws.gather.files import read_bounded
    from whoami_aws.gather.this_process import ThisProcess

    state, raw = read_bounded(ThisProcess(), path, _MOST)
    if state.kind != "file":
        number = getattr(errno, state.detail, 0)
        others = f"cannot be read: {os.strerror(number)}" if number else "cannot be read"
        raise Wrong(_NOT_READ.get(state.kind, others), f"--expect {path}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("is not UTF-8", f"--expect {path}") from None
    reader = _toml()
    try:
        return reader.loads(text), text
    except ValueError as error:
        raise Wrong(f"is not valid TOML: {error}", f"--expect {path}") from None
    except RecursionError:
        raise Wrong("is not valid TOML that can be read: too deep", f"--expect {path}") from None


def _toml() -> Any:  # noqa: ANN401 - a module
    """tomllib, which Python 3.11 has; on 3.10 tomli, alone or the one inside pip."""
    import importlib

    for name in ("tomllib", "tomli", "pip._vendor.tomli"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise Wrong(
        "wants a reader of TOML, which Python 3.10 lacks: `pip install tomli`, a newer Python, or the options",
        "--expect",
    )


def run(question: Question, wants: Wanted, wait: str | None, shown: Shown) -> Outcome:
    """Checks and renders."""
    import logging

    from whoami_aws.cli.deadline import end_after

    if wait is not None and wrong(wait):
        raise typer.BadParameter(f"{wait!r} {wrong(wait)}", param_hint="--wait")
    job = job_of(os.environ)
    format_ = shown.format or ("github" if job.ci == GITHUB else "text")
    files = o.reports(shown.reports, shown.output, o.CHECK_FORMATS)
    end_on_signals()
    logging.disable()
    waits = seconds(wait or "0") or 0.0
    end_after(max(waits, question.budget.timeout))
    done = check(
        question,
        wants.asked,
        wants.sdks,
        waits,
        told=(lambda _: None) if shown.quiet else _say,
        accepted=wants.accepted,
        ignored=wants.ignored,
    )
    _for_the_ci(done, job, format_, {kind for kind, _ in files}, shown)
    return _outcome(done, job, format_, files, shown)


def _outcome(done: Check, job: Job, format_: str, files: list[tuple[str, str]], shown: Shown) -> Outcome:
    from whoami_aws.cli.rendering import options, rendered

    how = options(shown.color, shown.output is not None, {"show_key_ids": shown.show_key_ids})
    plain = how._replace(colour=False)
    pages = [Page(rendered(kind, done, plain, job), kind, path, f"--report {kind}={path}") for kind, path in files]
    text = rendered(format_, done, how, job)
    if shown.output is not None:
        pages.append(Page(text, format_, shown.output, f"--output {shown.output}", how.colour))
    on_stdout = shown.output is None and not shown.quiet
    return Outcome(done.exit_code, text if on_stdout else "", format_, how.colour, tuple(pages), shown.mode)


_QUALITY = "gl-code-quality-report.json"
"""The file that GitLab's own templates keep as the report on code quality."""


def _for_the_ci(done: Check, job: Job, format_: str, reported: set[str], shown: Shown) -> None:
    """What a CI system shows beside the log: GitHub's job summary, GitLab's report on code quality.

    Unasked for, so that a place that cannot be written is only said, and no reason to fail.
    """
    from whoami_aws.cli.rendering import options, rendered

    plain = options("never", to_file=True, shown={"show_key_ids": shown.show_key_ids})
    if format_ == "github" and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
        _append_summary(path, rendered("markdown", done, plain, job), shown.mode)
    elif job.ci == GITLAB and shown.format is None and "gitlab" not in reported:
        _write_quality(os.path.join(job.root or ".", _QUALITY), rendered("gitlab", done, plain, job), shown.mode)


def _append_summary(path: str, text: str, mode: int) -> None:
    from whoami_aws.cli import files

    try:
        files.append(path, text, "markdown", mode)
    except files.Refused as refused:
        _say(f"GITHUB_STEP_SUMMARY was not written: {refused}")


def _write_quality(path: str, text: str, mode: int) -> None:
    from whoami_aws.cli import files

    try:
        found = files.read(path, _MOST)
        if found is not None and not _is_our_report(found):
            raise files.Refused("it is there already, and not a report of whoami-aws")
        files.write_all([Page(text, "gitlab", path, _QUALITY)], mode)
    except files.Refused as refused:
        _say(f"{_QUALITY} was not written: {refused}; --report gitlab=FILE writes another")


def _is_our_report(found: bytes) -> bool:
    """Whether a file in the checkout is to be replaced: a linter that ran before us can have left its own report."""
    import json

    from whoami_aws.rules.finding import RULES, current_id

    try:
        return all(
            current_id(one["check_name"]) in RULES or one["check_name"].startswith("check/")
            for one in json.loads(found)
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _say(line: str) -> None:
    say(f"whoami-aws: {clean(line)}")
