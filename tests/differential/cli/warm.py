"""`python -m tests.differential.cli.warm …/bin/aws`, by that program's own Python: the program, without most of its
start-up. Other packages are imported once; the AWS CLI itself again in each child, under the host's variables.

Asked by `{"words", "env", "cwd"}`; answers `{"code", "stdout", "stderr"}`.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import runpy
import sys
import tempfile
from typing import Any

from tests.differential.guard import stay_on_loopback
from tests.forkserver import serve

SECONDS = 60
_OF_OTHERS = (
    "argparse",
    "cgi",
    "colorama",
    "concurrent.futures",
    "configparser",
    "dateutil.parser",
    "dateutil.tz",
    "distro",
    "docutils.core",
    "docutils.parsers.rst",
    "docutils.writers",
    "email",
    "hashlib",
    "http.client",
    "jmespath",
    "json",
    "logging",
    "prompt_toolkit",
    "ruamel.yaml",
    "ssl",
    "subprocess",
    "tarfile",
    "urllib.request",
    "urllib3",
    "uuid",
    "xml.etree.ElementTree",
    "zipfile",
)


def main() -> None:
    """Answers until standard input ends."""
    for name in _OF_OTHERS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    stay_on_loopback({})
    serve(_answer, SECONDS)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    script = sys.argv[1]
    sys.argv[:] = [script, *job["words"]]
    # As for a script: its own folder is looked in, and that of these tests is not.
    sys.path[0] = os.path.dirname(script)
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        os.dup2(stdout.fileno(), 1)
        os.dup2(stderr.fileno(), 2)
        code = _run(script)
        sys.stdout.flush()
        sys.stderr.flush()
        said = []
        for stream in (stdout, stderr):
            stream.seek(0)
            said.append(stream.read().decode(errors="replace"))
    return {"code": code, "stdout": said[0], "stderr": said[1].strip()}


def _run(script: str) -> int:
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - what Python itself does with it
        import traceback

        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
