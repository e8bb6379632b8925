"""A process with everything imported, that forks a child for each scenario: the tool itself, without its start-up.

A line of JSON asks: `{"env", "cwd", "root", "home", "words"}`; one answers: `{"report", "host", "exit_code"}`, or
`{"crash"}`. One process for each process of tests, ended with it.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 60
"""How long a child may take."""

_started: list[subprocess.Popen[str]] = []


def explained(job: dict[str, Any]) -> dict[str, Any]:
    """What a child says of the host in `job`."""
    if not _started:
        guard = Path(__file__).parent / "guard"
        env = {**os.environ, "PYTHONPATH": f"{guard}:{Path(__file__).parents[1]}", "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "tests.nursery"]
        server = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        _started.append(server)
        atexit.register(_end, server)
    server = _started[0]
    assert server.stdin is not None and server.stdout is not None
    server.stdin.write(json.dumps(job) + "\n")
    server.stdin.flush()
    said = json.loads(server.stdout.readline())
    assert "crash" not in said, said["crash"]
    return said


def _end(server: subprocess.Popen[str]) -> None:
    if server.stdin is not None:
        server.stdin.close()
    server.wait(10)


def main() -> None:
    """Answers until standard input ends."""
    import botocore.credentials  # noqa: F401 (these are imported once, for all children)

    import tests.differential.oracle  # noqa: F401
    import whoami_aws.gather.container
    import whoami_aws.gather.identity
    import whoami_aws.gather.imds
    import whoami_aws.gather.process
    import whoami_aws.gather.witness
    import whoami_aws.render.json_report
    import whoami_aws.rules.run  # noqa: F401

    answers = os.fdopen(os.dup(1), "w")
    questions = os.fdopen(os.dup(0), "r")
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    gc.collect()
    gc.freeze()
    for line in questions:
        answers.write(_in_child(json.loads(line)) + "\n")
        answers.flush()


def _in_child(job: dict[str, Any]) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(SECONDS)
        try:
            answer = json.dumps(_answer(job))
        except BaseException:  # noqa: BLE001
            import traceback

            answer = json.dumps({"crash": traceback.format_exc()})
        with os.fdopen(writer, "w") as stream:
            stream.write(answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        answer = stream.read()
    _, status = os.waitpid(child, 0)
    return answer or json.dumps({"crash": f"the child ended with status {status}"})


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    import sitecustomize

    from tests.differential.oracle import as_imported_here
    from tests.pretend import obey_file_modes_now, pretend
    from tests.words import words
    from whoami_aws.ask.explain import gather
    from whoami_aws.chain.sdks import CHAINS
    from whoami_aws.cli.run import question
    from whoami_aws.host.codec import encode
    from whoami_aws.render import Options, json_report
    from whoami_aws.report import report_of

    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    as_imported_here(awscrt=False)
    sitecustomize.see_below(f"{job['root']}/abs")
    pretend(job["root"], job["home"])
    obey_file_modes_now()
    asked = question(words(job["words"]))
    host = gather(asked)
    report = report_of(host, CHAINS[asked.sdk], asked.changes)
    shown = json.loads(json_report.render(report, Options()))
    return {"host": encode(host), "report": shown, "exit_code": report.exit_code}


if __name__ == "__main__":
    main()
