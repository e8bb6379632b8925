"""The process: whatever goes wrong in here is one line and an exit code, and no traceback shows a value."""

from __future__ import annotations

import os
import sys
from typing import Any

from whoami_aws import __version__


def main() -> None:
    """The console script. Whatever goes wrong in here is one line and exit code 3: no traceback shows a value."""
    import gc
    import warnings

    # Collecting takes a tenth of a short run, and a third with ten thousand profiles; so only what a host can make grow
    # without end is ever collected, as the errors of an endpoint that is to be tried a million times.
    gc.set_threshold(200_000)
    warnings.simplefilter("ignore")  # standard error is for the user
    # botocore and urllib3 would write the secrets of each TLS connection to the file that it names.
    os.environ.pop("SSLKEYLOGFILE", None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = _guarded()
    # Taking the interpreter down object by object takes 40 ms, and nothing is left to be done by it: what was written
    # is flushed, what was started is ended, and a thread that still waits for an endpoint is not waited for.
    os._exit(code)


def _guarded() -> int:
    """Runs the command line; the exit code. What it is does not depend on who reads."""
    from whoami_aws.cli import output
    from whoami_aws.cli.signals import ended

    try:
        return output.settled(_command())
    except KeyboardInterrupt:
        return 130
    except SystemExit as end:
        ended()
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 - the last resort
        _crashed(error)
        return 3


def _command() -> int:
    """Runs typer without its own handling of errors, which repeats what was typed as it is. What typer itself prints,
    as for `--help`, is written like everything else.
    """
    import io
    from contextlib import redirect_stdout

    from whoami_aws.cli import output

    printed = io.StringIO()
    try:
        from whoami_aws.cli.app import app

        with redirect_stdout(printed):
            # An empty name of the variable by which typer is asked for completions, and leaves the command undone.
            result = app(standalone_mode=False, prog_name="whoami-aws", complete_var="")
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _misused(error)
    if not isinstance(result, output.Outcome):
        result = output.Outcome(result if isinstance(result, int) else 0, printed.getvalue())
    output.deliver(result)
    return result.code


def _misused(error: Any) -> int:  # noqa: ANN401 - a usage error, whose class moves from package to package
    """Says what was wrong with the words; exit code 2."""
    from whoami_aws.cli.output import say
    from whoami_aws.render.sanitize import clean

    if getattr(error, "param_hint", "") is None and error.param is not None:  # told by typer, which quotes all names
        error.param_hint = max(error.param.opts, key=len)
        if error.param.param_type_name == "argument":
            error.param_hint = error.param_hint.upper()
    context = getattr(error, "ctx", None)
    if context is not None:
        for line in context.get_usage().splitlines():
            say(line)
    message = error.format_message().replace("\n\t", " ")  # the choices of an argument that is missing
    say(f"Error: {clean(message)}")
    return 2


def _crashed(error: Exception) -> None:
    """Says where, by file and line, and never what: a message or a local variable could be a secret."""
    import traceback

    from whoami_aws.cli.output import say

    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"{frame.filename.rpartition('whoami_aws/')[2]}:{frame.lineno}" for frame in reversed(frames)]
    say(f"whoami-aws {__version__}: could not finish: {type(error).__name__} at {' < '.join(places)}")
