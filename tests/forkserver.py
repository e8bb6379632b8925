"""A process with everything imported, that forks a child for each question: what is asked, without its start-up.

A line of JSON asks, and one answers: what the child made of it, or `{"crash"}`, or `{"code", "peak"}` of a child that
ended by itself: its exit status, negative for a signal, and the most memory that it held, in bytes.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Job = dict[str, Any]


class ForkServer:
    """The process of a module that ends in `serve`."""

    def __init__(
        self,
        module: str,
        env: Mapping[str, str],
        cwd: Path | None = None,
        python: str = sys.executable,
        arguments: Sequence[str] = (),
    ) -> None:
        command = [python, "-m", module, *arguments]
        self._process = subprocess.Popen(
            command, env=env, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, job: Job) -> Job:
        """What a child answers."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: Job = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)


def serve(answer: Callable[[Job], Job], seconds: int) -> None:
    """Answers until standard input ends, each question in a child that may take so long."""
    answers = os.fdopen(os.dup(1), "w")
    questions = os.fdopen(os.dup(0), "r")
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in questions:
        answers.write(_in_child(answer, json.loads(line), seconds) + "\n")
        answers.flush()


def _in_child(answer: Callable[[Job], Job], job: Job, seconds: int) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(seconds)
        try:
            said = json.dumps(answer(job))
        except BaseException:  # noqa: BLE001
            import traceback

            said = json.dumps({"crash": traceback.format_exc()})
        with os.fdopen(writer, "w") as stream:
            stream.write(said)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    _, status, usage = os.wait4(child, 0)
    # A child that is a whole program ends by itself, without an answer.
    return said or json.dumps({"code": os.waitstatus_to_exitcode(status), "peak": usage.ru_maxrss * 1024})
