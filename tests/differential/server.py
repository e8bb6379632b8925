"""A process with everything imported, that forks one child for each host. Started by `bench.Bench`.

A line of JSON asks: `{"env", "cwd", "profile", "routes", "awscrt"}`. A line of JSON answers: what the model says, what
botocore does, and the same for each what-if, carried out for real.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

SECONDS = 40
"""How long a child may take."""


def main() -> None:
    """Answers until standard input ends."""
    from . import edit, model, oracle  # noqa: F401 (imported once, for all children)

    answers = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    questions = os.fdopen(os.dup(0), "r")
    for stream in (0, 1, 2):
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
    from . import model
    from .edit import Edits
    from .guard import stay_on_loopback

    os.chdir(job["cwd"])
    stay_on_loopback(job["routes"])
    if job["awscrt"]:
        sys.path.insert(0, str(Path(__file__).with_name("crt")))
    os.environ.clear()
    os.environ.update(job["env"])
    said = model.ask(job["profile"])
    steps = []
    true = _oracle(job, said)
    with Edits(job, said["paths"]) as edits:
        for step in said.pop("steps"):
            if step["outcome"] != "unknown":
                steps.append([step, _oracle(edits.apply(step["remove"]), step)])
    return {"model": said, "oracle": true, "steps": steps}


def _oracle(job: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    from . import oracle

    os.environ.clear()
    os.environ.update(job["env"])
    oracle.as_imported_here(job["awscrt"])
    # Where the model knows what using the credentials comes to, nothing but loopback is asked for it.
    return oracle.ask(job["profile"], use=said["use"] in ("works", "fails"))


if __name__ == "__main__":
    main()
