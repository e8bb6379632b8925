"""An SSH server on loopback, for one user, with keys of its own, that lets in nobody else."""

from __future__ import annotations

import getpass
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from .tools import tool

SESSION = """#!/bin/sh
# What a login gives: the host's own environment, and nothing of the test's.
export {variables}
exec sh -c "$SSH_ORIGINAL_COMMAND"
"""


@contextmanager
def server(folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    """Runs it; gives what an inventory needs."""
    sshd, keygen = tool("sshd"), tool("ssh-keygen")
    for name in ("host_key", "user_key"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    session = folder / "session"
    session.write_text(SESSION.format(variables=" ".join(f"{k}={shlex.quote(v)}" for k, v in env.items())))
    session.chmod(0o755)
    keys = folder / "authorized_keys"
    keys.write_text(f'command="{session}" {(folder / "user_key.pub").read_text()}')
    keys.chmod(0o600)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nAuthorizedKeysFile {keys}\nUsePAM no\n"
        f"PidFile {folder}/sshd.pid\nStrictModes no\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n"
        "PermitRootLogin prohibit-password\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen([sshd, "-D", "-E", str(folder / "sshd.log"), "-f", str(config)])
    try:
        _until_it_listens(port, process, folder)
        common = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes"
        yield (
            f"ansible_port={port} ansible_user={getpass.getuser()} ansible_ssh_private_key_file={folder}/user_key "
            f"ansible_python_interpreter={sys.executable} ansible_ssh_common_args='{common}' ansible_pipelining=true"
        )
    finally:
        process.terminate()
        process.wait()


def _until_it_listens(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(50):
        if process.poll() is not None:
            pytest.skip(f"sshd does not start here: {(folder / 'sshd.log').read_text()[-200:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
