"""Model and botocore, asked about one host in a child. Started by `bench.Bench`.

Asked by `{"env", "cwd", "profile", "routes", "awscrt"}`; answers what the model says, what botocore does, and the same
for each what-if, carried out for real.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from tests.forkserver import serve

SECONDS = 40
"""How long a child may take."""


def main() -> None:
    """Answers until standard input ends."""
    from . import edit, model, oracle  # noqa: F401 (imported once, for all children)

    serve(_answer, SECONDS)


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
