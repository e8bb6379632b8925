"""Every command of the tool on a laid-out host, without its start-up: run as `python -m tests.hostile.commands`.

Asked by `{"env", "cwd", "runs"}`, each run the words of a command line; answers `{"runs": [{"code", "out", "err"}]}`.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from typing import Any

from tests.nursery import serve

SECONDS = 120
"""How long all runs of a host may take."""


def main() -> None:
    """Answers until standard input ends."""
    import typer.main  # noqa: F401 (these are imported once, for all runs)

    import tests.differential.oracle  # noqa: F401
    import whoami_aws.ask.instance
    import whoami_aws.ask.several
    import whoami_aws.cli.compared
    import whoami_aws.cli.entry
    import whoami_aws.cli.preflight
    import whoami_aws.gather.container
    import whoami_aws.gather.identity
    import whoami_aws.gather.imds
    import whoami_aws.gather.process
    import whoami_aws.gather.witness
    import whoami_aws.render.check_json
    import whoami_aws.render.check_text
    import whoami_aws.render.comparison_json
    import whoami_aws.render.comparison_text
    import whoami_aws.render.imds_json
    import whoami_aws.render.imds_text
    import whoami_aws.render.json_report
    import whoami_aws.render.paper  # noqa: F401

    # What an instance of it knows of this machine must not be made before the environment is that of the host.
    assert "whoami_aws.cli.app" not in sys.modules
    serve(_answer, SECONDS)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    socket.getaddrinfo = _look_up
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    return {"runs": [_run(words) for words in job["runs"]]}


_getaddrinfo = socket.getaddrinfo


def _look_up(host: Any, *arguments: Any, **named: Any) -> Any:
    """A name server would get to know the name of a host, and so does the test."""
    if host not in (None, "localhost", "127.0.0.1", "::1"):
        sys.stderr.write(f"GUARD: a test tried to look up {host}\n")
        sys.stderr.flush()
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return _getaddrinfo(host, *arguments, **named)


def _run(words: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ["whoami-aws", *words]
            from whoami_aws.cli.entry import main as tool

            tool()  # ends the process
            os._exit(99)
        _, status = os.waitpid(child, 0)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return {"code": os.waitstatus_to_exitcode(status), "out": texts[0], "err": texts[1]}


if __name__ == "__main__":
    main()
