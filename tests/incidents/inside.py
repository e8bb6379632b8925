"""A worker: reads hosts from standard input, a line each, and answers each with what was said on it.

For every host it becomes another process, which leaves this machine's mounts, network and processes behind, builds the
host, and runs the tool there. It ends with its standard input.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.incidents import cloud, root
from whoami_aws.demo.files import login_cache, sso_cache, write
from whoami_aws.fakes.state import moment

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
EXPLAIN = (sys.executable, "-m", "whoami_aws", "explain", "--format", "json", "--show-key-ids")

_LIMIT = 60
_TIME = re.compile(r"\{([+-]\d+[smhd])\}")


def main() -> None:
    setting = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        print(_apart(json.loads(line), setting), flush=True)


def _apart(job: dict[str, Any], setting: dict[str, Any]) -> str:
    """Does one job in a process that shares nothing, and tells what it said."""
    reading, writing = os.pipe()
    if not os.fork():
        _answer(writing, lambda: _again(writing, job, setting))
    os.close(writing)
    with open(reading, encoding="utf-8") as answer:
        said = answer.read()
    os.wait()
    return said


def _again(writing: int, job: dict[str, Any], setting: dict[str, Any]) -> str:
    """The process that left is not yet among the new processes; its child is, as the first."""
    root.leave()
    if not os.fork():
        _answer(writing, lambda: json.dumps(_run(job, setting)))
    os.wait()
    return ""


def _answer(writing: int, function: Any) -> None:
    try:
        said = function()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not reach the worker's own loop
        said = json.dumps({"failed": traceback.format_exc()})
    with open(writing, "w", encoding="utf-8") as answer:
        answer.write(said)
    os._exit(0)


def _run(job: dict[str, Any], setting: dict[str, Any]) -> dict[str, Any]:
    host = job["host"]
    pem, crt = (Path(setting[name]) if setting[name] else None for name in ("pem", "crt"))
    surroundings = cloud.Cloud(host, pem)
    surroundings.rise(setting["services"])
    crt = crt if host.get("python", {}).get("awscrt") else None
    root.enter(Path(setting["place"]), setting["replaced"], [crt] if crt else [])
    env = {"HOME": "/root", "PATH": PATH, "LANG": "C.UTF-8", **({} if pem else surroundings.plain())}
    env.update({name: moment(_fill(str(value))) for name, value in host["env"].items() if value is not None})
    _system(host, env, surroundings)
    _files(host, Path(env["HOME"] or "/"))
    env["PYTHONPATH"] = ":".join(map(str, filter(None, (root.PROJECT, crt))))
    root.obey_file_modes()
    said = _explain(host, env, job.get("cure") or [])
    return {"code": said.returncode, "out": said.stdout, "err": said.stderr[-2000:]}


def _explain(host: Mapping[str, Any], env: dict[str, str], cure: list[str]) -> subprocess.CompletedProcess[str]:
    """Asks the tool; `cure`: what is pasted into the shell before that."""
    words = [*EXPLAIN, *host.get("argv", ())]
    if cure:
        script = "\n".join(["set -e", *cure, 'exec "$@"'])
        words = ["/bin/sh", "-c", script, "sh", *words]
    home = env["HOME"]
    return subprocess.run(
        words,
        env=env,
        cwd=home if os.path.isdir(home) else "/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        check=False,
    )


def _system(host: Mapping[str, Any], env: Mapping[str, str], surroundings: cloud.Cloud) -> None:
    """The few files of /etc without which names of users and hosts mean nothing."""
    own = host.get("passwd_home") or "/root"
    users = [f"root:x:0:0:root:{own}:/bin/sh"]
    user = Path(env["HOME"])
    if user.parent == Path("/home"):
        users.append(f"{user.name}:x:1000:1000::{user}:/bin/sh")
    texts = {
        "passwd": users,
        "group": ["root:x:0:"],
        "nsswitch.conf": ["passwd: files", "group: files", "hosts: files"],
        "hosts": [*cloud.lines(surroundings.names)],
    }
    for name, rows in texts.items():
        Path("/etc", name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def _files(host: Mapping[str, Any], home: Path) -> None:
    def place(name: str) -> Path:
        return home / name[2:] if name.startswith("~/") else Path(name)

    for name, content in host.get("files", {}).items():
        if content is not None:
            write(place(name), _pointed(content, home), _fill)
    for token in host.get("sso_cache") or ():
        write(*sso_cache(home, token), _fill)
    for entry in host.get("login_cache") or ():
        write(*login_cache(home, entry), _fill)
    modes = host.get("file_modes") or {}
    # Deepest first: a directory that is closed hides what is below it.
    for name in sorted(modes, key=lambda name: name.count("/"), reverse=True):
        place(name).chmod(int(str(modes[name]), 8))


def _pointed(content: Any, home: Path) -> Any:
    target = content.get("symlink") if isinstance(content, Mapping) else None
    return {"symlink": f"{home}/{target[2:]}"} if target and target.startswith("~/") else content


def _fill(text: str) -> str:
    return _TIME.sub(lambda match: moment(match[1]), text)


if __name__ == "__main__":
    main()
