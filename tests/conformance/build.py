"""Builds the programs that ask the SDKs, each in a folder of its own outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable

from .sdks import MARK, Sdk, build_dir, filled
from .trust import make_trust


class Lacking(Exception):
    """A tool that building needs is not here."""


def build(sdks: Iterable[Sdk]) -> tuple[list[str], list[str]]:
    """Builds what isn't built yet. Says what failed, and what could not be tried for want of a tool."""
    failed, lacking = [], []
    try:
        make_trust(build_dir() / "trust")
    except FileNotFoundError as error:
        return [], [f"all: there is no {error.filename}"]
    for sdk in sdks:
        start = time.monotonic()
        try:
            # Registries fail now and then.
            why = _built(sdk) and _built(sdk)
        except Lacking as tool:
            lacking.append(f"{sdk.name}: there is no {tool}")
            continue
        if why:
            failed.append(f"{sdk.name}: {why}")
        print(f"{sdk.name} {sdk.version}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return failed, lacking


def _built(sdk: Sdk) -> str | None:
    """None when it is built; else what failed. The programs are copied again each time, for they may have changed."""
    folder = sdk.build
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(sdk.source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "target"))
    if sdk.is_built:
        return None
    mark = folder / MARK
    mark.unlink(missing_ok=True)
    for name in ("go.mod", "go.sum", "classes"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for step in sdk.steps:
        words = [filled(word, folder) for word in step]
        # No SDK runs here, but a tool that carries one might ask for an instance's role.
        env = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"}
        try:
            done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
        except OSError as error:
            raise Lacking(words[0]) from error
        if done.returncode:
            return f"{' '.join(words)}: exit code {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}"
    _without_modules(sdk)
    mark.write_text(sdk.mark, encoding="utf-8")
    return None


def _without_modules(sdk: Sdk) -> None:
    """Java v2 with the modules of the chain alone: links to the jars that are no service's."""
    if sdk.build.name != "java-v2":
        return
    core = sdk.build / "core"
    shutil.rmtree(core, ignore_errors=True)
    core.mkdir()
    for jar in (sdk.build / "lib").glob("*.jar"):
        if not jar.name.startswith(("sts-", "sso-", "ssooidc-", "signin-")):
            (core / jar.name).symlink_to(jar)
