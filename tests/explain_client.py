"""The tool itself on a laid-out host, without its start-up: one nursery for each process of tests, ended with it.

Asked by `{"env", "cwd", "root", "home", "words", "v1"}`; answers `{"report", "host", "exit_code"}`. Where `sdks` is
asked too, only `host`: what the chains of all of them ask for, and `opened`: each path that our own code opened, as
often as it did; with `judged`, in `live` what each chain says there.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any

from tests.forkserver import ForkServer, serve

SECONDS = 60
"""How long a child may take."""


def explained(job: dict[str, Any]) -> dict[str, Any]:
    """What a child says of the host in `job`."""
    said = _nursery().ask(job)
    assert "crash" not in said and "code" not in said, said.get("crash", said)
    return said


@cache
def _nursery() -> ForkServer:
    guard = Path(__file__).parent / "guard"
    env = {**os.environ, "PYTHONPATH": f"{guard}:{Path(__file__).parents[1]}", "PYTHONWARNINGS": "ignore"}
    nursery = ForkServer("tests.explain_client", env)
    atexit.register(nursery.close)
    return nursery


def main() -> None:
    """Answers until standard input ends."""
    from tests.warm import prepare

    prepare()
    serve(_answer, SECONDS)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    from tests.answers import answers
    from tests.argv import question
    from tests.differential.oracle import as_imported_here
    from tests.file_modes import obey_file_modes_now
    from tests.machines import LaidOut
    from whoami_aws.ask.explain import gather
    from whoami_aws.ask.run_comparison import gather_for
    from whoami_aws.chain.sdks import CHAINS
    from whoami_aws.host.snapshot import encode
    from whoami_aws.render import Options, json_report
    from whoami_aws.report import report_of

    os.chdir(job["cwd"])
    machine = LaidOut(job["env"], job["root"], job["home"])
    os.environ.clear()
    # Without HOME the home is that of the list of users, which botocore, the witness, would ask itself.
    os.environ.update({"HOME": job["home"], **job["env"]})
    machine.show_to_botocore()
    as_imported_here(awscrt=False)
    obey_file_modes_now()
    asked = question(job["words"])._replace(v1=bool(job.get("v1")), machine=machine)
    if job.get("sdks"):
        opened: list[str] = []
        sys.addaudithook(partial(_note, opened))
        found = gather_for(asked, tuple(job["sdks"]))
        live = answers(found) if job.get("judged") else {}
        return {"host": encode(found), "opened": opened, "live": live}
    host = gather(asked)
    report = report_of(host, CHAINS[asked.sdk], asked.changes)
    shown = json.loads(json_report.render(report, Options()))
    return {"host": encode(host), "report": shown, "exit_code": report.exit_code}


def _note(opened: list[str], event: str, arguments: tuple[Any, ...]) -> None:
    """Notes a path that is opened, unless an import or botocore, whose own code the witness is, opens it."""
    if event != "open" or not isinstance(arguments[0], (str, bytes)):
        return
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if "importlib" in frame.f_code.co_filename or f"{os.sep}botocore{os.sep}" in frame.f_code.co_filename:
            return
        frame = frame.f_back
    opened.append(os.fsdecode(arguments[0]))


if __name__ == "__main__":
    main()
