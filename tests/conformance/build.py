"""Builds the programs that ask the SDKs, each in a folder of its own outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable

from .sdks import Sdk, build_dir, filled
from .trust import make_trust


def build(sdks: Iterable[Sdk]) -> list[str]:
    """Builds what isn't built yet, and says what could not be."""
    make_trust(build_dir() / "trust")
    return [f"{sdk.name}: {why}" for sdk in sdks if (why := _built(sdk))]


def _built(sdk: Sdk) -> str | None:
    """None when it is built; else what failed. The programs are copied anew each time, for they may have changed."""
    folder = sdk.build
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(sdk.source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "target"))
    mark = folder / "built"
    if mark.exists() and mark.read_text() == _mark(sdk):
        return None
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
            return f"{words[0]}: {error.strerror}"
        if done.returncode:
            return f"{' '.join(words)}: exit code {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}"
    _without_modules(sdk)
    mark.write_text(_mark(sdk))
    return None


def _mark(sdk: Sdk) -> str:
    """What must be the same for a build to be good still."""
    sources = sorted(path for path in sdk.source.rglob("*") if path.is_file())
    return "\n".join([sdk.version, *(path.read_text(encoding="utf-8") for path in sources)])


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
