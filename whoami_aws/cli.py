"""The command line: parse, call, print, exit. No logic, and no import that a command does not need."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from whoami_aws import __version__

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SDKS = ("boto3", "aws-cli", "aws-cli-v1")
"""The chains, by id: those of `whoami_aws.chain.sdks`, which is not imported for a usage error."""

Profile = Annotated[
    str | None, typer.Option(help="Explicit profile, as boto3.Session(profile_name=…) or aws --profile.")
]
Sdk = Annotated[str, typer.Option(help="Whose chain: boto3, aws-cli (v2), aws-cli-v1.")]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help="What if this were not there: a variable, a path, 'PATH [section] key', --profile.",
    ),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="What if this variable were set.")]
Network = Annotated[
    str, typer.Option(help="What may be asked: none, metadata (IMDS and container endpoints), full (also STS).")
]
Offline = Annotated[bool, typer.Option("--offline", help="The same as --network none.")]
NoExec = Annotated[bool, typer.Option("--no-exec", help="Start no credential_process.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=600.0, help="Seconds for the whole run.")]
Identities = Annotated[str, typer.Option(help="Whom STS is asked about: winner, all.")]
Format = Annotated[str, typer.Option("--format", help="text, json.")]
Output = Annotated[str | None, typer.Option(help="Write the report to this file instead of standard output.")]
ShowKeyIds = Annotated[bool, typer.Option("--show-key-ids", help="Show access key ids whole.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show remarks and full reasons too.")]
Colour = Annotated[str, typer.Option("--color", help="auto, always, never.")]


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(choices)}", param_hint=f"--{name}")
    return value


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"whoami-aws {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def whoami(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has done it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Which AWS identity do I get here, and because of what?

    Alone: two lines, who you are and why. `explain` shows the whole chain.
    """
    if context.invoked_subcommand is None:
        _run("short", None, None, {})


@app.command()
def explain(
    profile: Profile = None,
    sdk: Sdk = "boto3",
    without: Without = None,
    set_: Set = None,
    network: Network = "full",
    offline: Offline = False,
    no_exec: NoExec = False,
    timeout: Timeout = 10.0,
    identities: Identities = "winner",
    format_: Format = "text",
    output: Output = None,
    show_key_ids: ShowKeyIds = False,
    verbose: Verbose = False,
    color: Colour = "auto",
) -> None:
    """Show every link of the credential provider chain: who wins, because of what, and what else would answer.

    Exit code: 0 credentials resolve, 1 they don't, 2 wrong usage, 3 the tool could not finish.
    """
    _choice("network", network, ("none", "metadata", "full"))
    _choice("identities", identities, ("winner", "all"))
    _choice("format", format_, ("text", "json"))
    _choice("color", color, ("auto", "always", "never"))
    _choice("sdk", sdk, SDKS)
    question = {
        "profile": profile,
        "sdk": sdk,
        "without": without or [],
        "set": set_ or [],
        "network": "none" if offline else network,
        "run": not no_exec,
        "timeout": timeout,
        "identities": identities,
    }
    shown = {"verbose": verbose, "show_key_ids": show_key_ids}
    _run(format_, output, color, question, shown)


@app.command()
def schema() -> None:
    """Print the JSON Schema of `explain --format json`."""
    from importlib.resources import files

    typer.echo(files("whoami_aws.render").joinpath("report-1.schema.json").read_text(encoding="utf-8"), nl=False)


@app.command()
def rules(format_: Format = "text") -> None:
    """List all rules."""
    from whoami_aws.rules import pages

    _choice("format", format_, ("text", "json", "markdown"))
    typer.echo(pages.listing(format_), nl=False)


@app.command()
def rule(name: str) -> None:
    """Show the page of one rule."""
    from whoami_aws.rules import pages

    page = pages.page(name)
    if page is None:
        near = pages.nearest(name)
        hint = f" Close: {', '.join(near)}." if near else " `whoami-aws rules` lists all."
        raise typer.BadParameter(f"no rule is called {name!r}.{hint}", param_hint="NAME")
    typer.echo(page, nl=False)


@app.command()
def demo(
    scenario: Annotated[
        str | None, typer.Argument(help="Which one; without it, keys that shadow an instance profile.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
    format_: Format = "text",
) -> None:
    """Lay out a host with fake endpoints on loopback, and explain it. Needs no AWS account and no network."""
    from whoami_aws.demo import play

    if list_:
        typer.echo(play.listing(), nl=False)
        return
    if scenario is not None and scenario not in play.names():
        raise typer.BadParameter(f"no scenario is called {scenario!r}; --list shows them", param_hint="SCENARIO")
    raise typer.Exit(play.play(scenario or play.DEFAULT, _choice("format", format_, ("text", "json"))))


def _run(
    format_: str, output: str | None, color: str | None, question: dict[str, Any], shown: dict[str, bool] | None = None
) -> None:
    """Asks, renders, writes. Raises typer.Exit with the report's code."""
    from whoami_aws.run import answer

    _end_on_sigterm()
    code, text = answer(format_, color or "auto", question, shown or {}, to_file=output is not None)
    if output is not None:
        _write_whole(output, text)
    elif sys.stdout is not None:  # closed by whoever started us: the exit code says it all
        sys.stdout.write(text)
        sys.stdout.flush()
    raise typer.Exit(code)


def _end_on_sigterm() -> None:
    """Makes SIGTERM end the run as Ctrl-C does, so that no program is left behind."""
    import signal

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def _write_whole(path: str, text: str) -> None:
    """The whole file or none of it."""
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "x", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(beside, path)
    except OSError as error:
        if os.path.exists(beside):
            os.unlink(beside)
        raise typer.BadParameter(f"cannot be written: {error.strerror}", param_hint="--output") from None


def main() -> None:
    """The console script. Whatever goes wrong in here is one line and exit code 3: no traceback shows a value."""
    import gc
    import warnings

    gc.disable()  # a short run: collecting takes a tenth of its time, and a third with ten thousand profiles
    warnings.simplefilter("ignore")  # standard error is for the user
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = _guarded()
    # Taking the interpreter down object by object takes 40 ms, and nothing is left to be done by it: what was written
    # is flushed, what was started is ended, and a thread that still waits for an endpoint is not waited for.
    os._exit(code)


def _guarded() -> int:
    """Runs the command line; the exit code."""
    try:
        code = _command()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BrokenPipeError:
        return 0  # whoever reads has had enough
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _say(f"whoami-aws: cannot write: {error.strerror}")
        return 3
    except Exception as error:  # noqa: BLE001 - the last resort
        _crashed(error)
        return 3
    return code


def _command() -> int:
    """Runs typer without its own handling of errors, which repeats what was typed as it is."""
    try:
        code = app(standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _misused(error)
    return code if isinstance(code, int) else 0


def _misused(error: Any) -> int:  # noqa: ANN401 - a usage error, whose class moves from package to package
    """Says what was wrong with the words; exit code 2."""
    from whoami_aws.render.clean import clean

    context = getattr(error, "ctx", None)
    if context is not None:
        _say(context.get_usage())
    _say(f"Error: {clean(error.format_message())}")
    return 2


def _say(line: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _crashed(error: Exception) -> None:
    """Says where, by file and line, and never what: a message or a local variable could be a secret."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"{frame.filename.rpartition('whoami_aws/')[2]}:{frame.lineno}" for frame in reversed(frames)]
    _say(f"whoami-aws {__version__}: could not finish: {type(error).__name__} at {' < '.join(places)}")
