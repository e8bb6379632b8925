"""`whoami-aws man`: the manual page, in roff, from the same text as `--help`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from whoami_aws.cli.output import Outcome


def man(context: typer.Context) -> Outcome:
    """Print the manual page: `whoami-aws man | man -l -`."""
    root = context.find_root()
    return Outcome(0, "\n".join(_page(root.command, root)) + "\n")


def _page(root: Any, context: Any) -> Iterator[str]:  # noqa: ANN401 - typer's own classes, which move about
    from whoami_aws import __version__
    from whoami_aws.cli import help_text

    summary, _, rest = (root.help or "").partition("\n")
    yield f'.TH WHOAMI-AWS 1 "" "whoami-aws {__version__}" "User Commands"'
    yield ".SH NAME"
    yield rf"whoami\-aws \- {_text(summary.rstrip('?.'))}"
    yield ".SH SYNOPSIS"
    yield r".B whoami\-aws"
    yield r"[\fICOMMAND\fR] [\fIOPTIONS\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(rest)
    yield ".SH OPTIONS"
    yield from _options(root, context)
    yield ".SH COMMANDS"
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        yield f'.SS "{_text(" ".join(["whoami-aws", name, *_arguments(command, context)]))}"'
        yield from _paragraphs(command.help or "")
        yield from _options(command, context)
    for title, entries in (
        ("EXAMPLES", help_text.EXAMPLES),
        ("EXIT STATUS", help_text.EXIT_CODES),
        ("ENVIRONMENT", help_text.VARIABLES),
    ):
        yield f".SH {title}"
        for term, text in entries:
            yield from (".TP", rf"\fB{_text(term)}\fR", _text(text))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("\b\n"):  # typer's mark of lines that stay as they are
            yield from (".PP", ".nf", *map(_text, paragraph[2:].splitlines()), ".fi")
        else:
            yield from (".PP", _text(" ".join(paragraph.split())))


def _arguments(command: Any, context: Any) -> list[str]:  # noqa: ANN401
    return [param.make_metavar(context) for param in command.params if param.param_type_name == "argument"]


def _options(command: Any, context: Any) -> Iterator[str]:  # noqa: ANN401
    for param in command.params:
        record = param.get_help_record(context) if param.param_type_name == "option" else None
        if record is not None:
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(" ".join(record[1].split())))


def _text(text: str) -> str:
    """Text that is no request and no escape to roff; quotes too, which end the argument of one."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq").replace("…", "...")
    return rf"\&{text}" if text[:1] in (".", "'") else text
