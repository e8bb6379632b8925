"""What `check` does with its words: assertions from options and a file, the check, its formats, where each goes."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, NamedTuple

import typer

from whoami_aws.ask.preflight import check
from whoami_aws.check.duration import seconds, wrong
from whoami_aws.check.job import GITHUB, GITLAB, Job, job_of
from whoami_aws.check.outcome import Asked
from whoami_aws.check.result import Check, Ignored, with_defaults
from whoami_aws.check.wanted import ACCEPTABLE, Expected, Wrong, from_file, from_options, merged
from whoami_aws.cli import options as o
from whoami_aws.cli.output import end_on_signals, write, write_all
from whoami_aws.render.clean import clean


class Shown(NamedTuple):
    """How the check is shown. `reports`: `FORMAT=FILE` each."""

    format: str | None
    reports: tuple[str, ...]
    output: str | None
    quiet: bool
    color: str
    show_key_ids: bool


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
        if expect is not None:
            file = from_file(*read_toml(expect), expect, o.SDKS)
            asked = merged(file.asked, asked)
        named = tuple(dict.fromkeys(sdks or file.sdks or ("boto3",)))
        for one in accept:
            o.choice("accept", one, ACCEPTABLE)
        return Wanted(with_defaults(asked), named, tuple(dict.fromkeys((*file.accepted, *accept))), file.ignored)
    except Wrong as error:
        raise typer.BadParameter(str(error), param_hint=clean(error.hint)) from None


_MOST = 1 << 20
"""Bytes of a file of expectations: more is something else."""


_NOT_READ = {
    "missing": "is not there",
    "directory": "is no regular file",
    "not-regular": "is no regular file",
    "kernel-file": "is no regular file",
    "too-large": "is too large",
}


def read_toml(path: str) -> tuple[dict[str, Any], str]:
    """A TOML file's content, and its text. Raises Wrong."""
    from whoami_aws.gather.files import read_bounded

    state, raw = read_bounded(path, _MOST)
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
        raise Wrong(f"is no TOML: {error}", f"--expect {path}") from None
    except RecursionError:
        raise Wrong("is no TOML that can be read: too deep", f"--expect {path}") from None


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


def run(words: dict[str, Any], wants: Wanted, wait: str | None, shown: Shown) -> int:
    """Checks, shows, and gives the exit code."""
    import logging

    from whoami_aws.cli.deadline import end_after
    from whoami_aws.cli.run import question

    if wait is not None and wrong(wait):
        raise typer.BadParameter(f"{wait!r} {wrong(wait)}", param_hint="--wait")
    job = job_of(os.environ)
    format_ = o.choice("format", shown.format or ("github" if job.ci == GITHUB else "text"), o.CHECK_FORMATS)
    files = o.reports(shown.reports, o.CHECK_FORMATS)
    end_on_signals()
    logging.disable()
    waits = seconds(wait or "0") or 0.0
    end_after(max(waits, words.get("timeout", 10.0)))
    done = check(
        question(words),
        wants.asked,
        wants.sdks,
        waits,
        told=(lambda _: None) if shown.quiet else _say,
        accepted=wants.accepted,
        ignored=wants.ignored,
    )
    _show(done, job, format_, files, shown)
    return done.exit_code


def _show(done: Check, job: Job, format_: str, files: list[tuple[str, str]], shown: Shown) -> None:
    from whoami_aws.cli.run import options, rendered

    told = {"show_key_ids": shown.show_key_ids}
    texts = [
        (rendered(kind, done, options("never", to_file=True, shown=told), job), path, f"--report {kind}={path}")
        for kind, path in files
    ]
    text = rendered(format_, done, options(shown.color, shown.output is not None, told), job)
    if shown.output is not None:
        texts.append((text, shown.output, "--output"))
    write_all(texts)
    _for_the_ci(done, job, format_, {kind for kind, _ in files}, shown)
    if shown.output is None and not shown.quiet:
        write(text)


_QUALITY = "gl-code-quality-report.json"
"""The file that GitLab's own templates keep as the report on code quality."""


def _for_the_ci(done: Check, job: Job, format_: str, reported: set[str], shown: Shown) -> None:
    """What a CI system shows beside the log: GitHub's job summary, GitLab's report on code quality.

    Unasked for, so that a place that cannot be written is only said, and no reason to fail.
    """
    from whoami_aws.cli.run import options, rendered

    plain = options("never", to_file=True, shown={"show_key_ids": shown.show_key_ids})
    try:
        if format_ == "github" and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
            if os.path.exists(path) and not os.path.isfile(path):
                raise FileExistsError(0, "the place is no regular file")
            text = rendered("markdown", done, plain, job)
            with open(path, "a", encoding="utf-8") as stream:
                stream.write(text)
        elif job.ci == GITLAB and shown.format is None and "gitlab" not in reported:
            path = os.path.join(job.root or ".", _QUALITY)
            if why_not := _not_ours(path):
                _say(f"no report for GitLab was written: {_QUALITY} {why_not}; --report gitlab=FILE writes another")
            else:
                write_all([(rendered("gitlab", done, plain, job), path, "")])
    except OSError as error:
        _say(f"no summary was written: {clean(error.strerror or type(error).__name__)}")
    except typer.BadParameter as error:
        _say(f"no report for GitLab was written: {clean(error.message)}")


def _not_ours(path: str) -> str:
    """Why a file in the checkout is not to be replaced; "" if it may be. Whoever can push to the repository can put a
    link there, and a linter before us its own report.
    """
    if os.path.islink(path):
        return "is a link"
    if not os.path.exists(path):
        return ""
    import json

    from whoami_aws.rules.finding import RULES

    try:
        with open(path, "rb") as stream:
            issues = json.loads(stream.read(_MOST) if os.path.isfile(path) else b"")
        ours = all(one["check_name"] in RULES or one["check_name"].startswith("check/") for one in issues)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        ours = False
    return "" if ours else "is there already, and not from here"


def _say(line: str) -> None:
    if sys.stderr is not None:
        from whoami_aws.render.defang import defang

        sys.stderr.write(defang(f"whoami-aws: {clean(line)}\n"))
        sys.stderr.flush()
